"""Words by their places on a page, and the rows that they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_SAME_ROW = 0.5
"""The share of the lower one's height that two words of a row have in common."""
_UNLIKE = 2.5
"""What is so many times as high does not belong to a row: a watermark runs across all of them."""
_OPEN_ROWS = 8
_SAME_PLACE = 0.4
"""Of a word's width: less far off is the second print of what a program prints twice to make it bold."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text without blanks, in a box; it runs to the right, and upwards the numbers grow.

    The unit is whatever the page's is: everything here is relative to the words' heights.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """How high its letters may be."""
        return max(self.top - self.bottom, 1e-6)

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2

    def letters(self) -> Iterator[tuple[int, str]]:
        """Give its letters and digits in lower case, each with its place in the text."""
        return ((at, char.lower()) for at, char in enumerate(self.text) if char.isalnum())

    def part(self, begin: int, end: int | None = None) -> Word:
        """Give a part of it, as if all its letters had the same width."""
        end = len(self.text) if end is None else end
        width = (self.right - self.left) / max(len(self.text), 1)
        return replace(self, text=self.text[begin:end], left=self.left + begin * width, right=self.left + end * width)


Row = Sequence[Word]
"""Words side by side, from left to right."""


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Put words into rows, the topmost first; of what is printed twice in one place, one remains."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.middle):
        open_rows = rows[-_OPEN_ROWS:]
        row = next((row for row in open_rows if _is_beside(word, row[-1]) or _is_beside(word, row[0])), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [_once(sorted(row, key=lambda word: word.left)) for row in rows]


def _is_beside(word: Word, other: Word) -> bool:
    shared = min(word.top, other.top) - max(word.bottom, other.bottom)
    lower, higher = sorted((word.height, other.height))
    return shared > _SAME_ROW * lower and higher < _UNLIKE * lower


def _once(row: list[Word]) -> Row:
    return [
        word
        for index, word in enumerate(row)
        if not any(_is_again(word, other) for other in row[max(index - 4, 0) : index])
    ]


def _is_again(word: Word, other: Word) -> bool:
    return word.text == other.text and abs(word.left - other.left) < _SAME_PLACE * (word.right - word.left)
