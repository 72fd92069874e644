"""The labels of a validation number on a page, and what stands beside or below each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from branchagent.core.layout import Row, Word, rows_of
from branchagent.core.names import NumberRule

_LABEL = re.compile(r"(?:nomor|nomer|no)validasi(?:validation(?:number|no))?")
"""The label as it remains without blanks, points and case; a bilingual form says it in English after that."""
_BEFORE_A_LABEL = re.compile(r"\W*|\(?\w{1,2}[.)]")
"""What may stand right before a label that is no part of a sentence: a bullet, `1.`, `a)`, or `/` of two languages."""
_TOKEN = re.compile(r"[0-9A-Za-z]+", re.ASCII)
_GROUPED = re.compile(r"[0-9A-Za-z]+(?:[.\- ][0-9A-Za-z]+)*", re.ASCII)
_DATE = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-]\d{2,4}|\d{4}[.\-]\d{1,2}[.\-]\d{1,2}", re.ASCII)
_AMOUNT = re.compile(r"(?:Rp\.?|IDR)? ?\d{1,3}(?:\.\d{3}){1,3}", re.ASCII | re.IGNORECASE)
_MASK = re.compile(r"([xX])\1\1")
_SHORTEST = 8
"""Characters: what is shorter beside a label is a word of the form, a page number, or half a number."""
_LARGEST_GROUP = 8
"""Digits: what is longer is a number of its own."""
_JOINS_WITHIN = 1.2
_OVERLAPS = 0.5
_IN_A_LABEL = 2.5
_BELOW_WITHIN = 2.5
_FAR = 30.0
"""These five are in heights of the letters."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a label says: `number`, or None where it says nothing plain, as over a picture.

    `beside`: in the same row, where a reader looks first; else below.
    """

    number: str | None
    beside: bool = False


def labelled(words: Sequence[Word], rule: NumberRule) -> Iterator[Labelled]:
    """Give what each label says; a table's head says all that is in its column."""
    rows = rows_of(words)
    for row in rows:
        for label in _labels(row):
            value = _beside(label, rule)
            if value is not None:
                yield Labelled(None if _goes_on_below(value, rows) else value.number, beside=True)
            elif not label.is_in_a_sentence:
                values = [] if label.has_text else list(_column(label, rows, rule))
                plain = values and not _goes_on_below(values[0], rows)
                yield from (Labelled(each.number) for each in values) if plain else (Labelled(None),)


@dataclass(frozen=True, slots=True)
class _Label:
    """A label in its row. `after`: what follows it there, its own word's rest first."""

    box: Word
    after: tuple[Word, ...]

    @property
    def has_colon(self) -> bool:
        """Whether the value is announced in the same row."""
        return any(":" in word.text for word in self.after[:2])

    @property
    def is_in_a_sentence(self) -> bool:
        """Whether words follow it as in a line of text."""
        return bool(self.after) and self._is_near(self.after[0]) and self.after[0].text[0].isalpha()

    @property
    def has_text(self) -> bool:
        """Whether something stands where its value would, a word say, or stars in place of digits."""
        told = [word for word in self.after if word.text != ":"]
        return bool(told) and (self._is_near(told[0]) or any(char.isdigit() for char in told[0].text))

    def _is_near(self, word: Word) -> bool:
        return word.left - self.box.right < _JOINS_WITHIN * self.box.height


@dataclass(frozen=True, slots=True)
class _Value:
    """A number as it stands on the page."""

    number: str
    box: Word


def _labels(row: Row) -> Iterator[_Label]:
    """Find the labels in a row, whatever elements they are split into."""
    squeezed = [(char, index, at) for index, word in enumerate(row) for at, char in word.letters()]
    for match in _LABEL.finditer("".join(char for char, _, _ in squeezed)):
        (_, first, begins), (_, last, ends) = squeezed[match.start()], squeezed[match.end() - 1]
        if _is_part_of_a_line(row, first, begins) or _spans_columns(row[first : last + 1]):
            continue
        begin, end, rest = row[first].part(begins), row[last].part(0, ends + 1), row[last].part(ends + 1)
        box = Word("", begin.left, begin.bottom, end.right, begin.top)
        yield _Label(box, (*([rest] if rest.text.strip() else []), *row[last + 1 :]))


def _is_part_of_a_line(row: Row, first: int, begins: int) -> bool:
    """Tell whether a label is the end of a longer word, or stands in a sentence: `Cek No. Validasi: 1500363`."""
    if begins:
        return row[first].text[begins - 1].isalnum()
    if not first or row[first].left - row[first - 1].right > _JOINS_WITHIN * row[first].height:
        return False
    return _BEFORE_A_LABEL.fullmatch(row[first - 1].text) is None


def _spans_columns(words: Sequence[Word]) -> bool:
    gaps = (right.left - left.right for left, right in pairwise(words))
    return any(gap > _IN_A_LABEL * words[0].height for gap in gaps)


def _beside(label: _Label, rule: NumberRule) -> _Value | None:
    """Give the number that follows a label in its row, if that is the first thing which does."""
    following = [word for word in label.after if any(char.isalnum() for char in word.text)]
    if not following:
        return None
    if not label.has_colon and following[0].left - label.box.right > _FAR * label.box.height:
        return None
    return _value(following, rule)


def _column(label: _Label, rows: Sequence[Row], rule: NumberRule) -> Iterator[_Value]:
    """Give the numbers that stand under a label, one under the other."""
    above = label.box
    for row in rows:
        first = next((index for index, word in enumerate(row) if _is_under(word, above)), None)
        if first is None or (label.has_colon and abs(row[first].left - label.box.left) > label.box.height / 2):
            continue
        value = None if first and _is_of(row[first - 1], row[first]) else _value(row[first:], rule)
        if value is None:
            return
        yield value
        above = value.box


def _is_of(before: Word, word: Word) -> bool:
    """Tell whether a word belongs to the one before it in its row: as its value, or in one line of text."""
    return before.text.endswith(":") or word.left - before.right < _JOINS_WITHIN * word.height


def _is_under(word: Word, above: Word) -> bool:
    """Tell whether a word stands under another one, with the same left or right edge or the same middle."""
    if not 0 < above.bottom - word.middle < _BELOW_WITHIN * above.height:
        return False
    left, right = word.left - above.left, word.right - above.right
    return min(abs(left), abs(right), abs(left + right) / 2) < above.height


def _goes_on_below(value: _Value, rows: Sequence[Row]) -> bool:
    """Tell whether digits stand right under a number, with nothing before them that says what they are.

    The number may be wrapped, and half a number is none.
    """
    box = value.box
    for row in rows:
        under = next((word for word in row if abs(word.left - box.left) < box.height / 2), None)
        if under is None or not 0 < box.bottom - under.middle < 1.2 * box.height:
            continue
        return under.text.isdigit() and row[0] is under
    return False


def _value(words: Sequence[Word], rule: NumberRule) -> _Value | None:
    """Give the number that these words of a row begin with, in groups or as a whole."""
    taken: list[tuple[Word, str]] = []
    for word in words:
        gap = word.left - taken[-1][0].right if taken else 0.0
        if gap < -_OVERLAPS * word.height:
            return None  # two lines so close that they stand in one row
        bare = _bare(word.text)
        if bare is None or not any(char.isdigit() for char in bare) or gap > _JOINS_WITHIN * word.height:
            break
        taken.append((word, bare))
    for count in range(len(taken), 0, -1):
        groups = [bare for _, bare in taken[:count]]
        if _are_one(groups) and (found := _number(" ".join(groups), rule)):
            first, last = taken[0][0], taken[count - 1][0]
            return _Value(found, Word("", first.left, first.bottom, last.right, first.top))
    return None


def _bare(text: str) -> str | None:
    """Give a word without the punctuation around it, a bar code's asterisks say; None if it cannot be of a number."""
    bare = text.strip(" :;=#*()[]|.,-'\"")
    return bare if _GROUPED.fullmatch(bare) else None


def _are_one(groups: Sequence[str]) -> bool:
    """Tell whether groups are one number's: of digits, all as long as the first one, the last one perhaps shorter."""
    if len(groups) == 1:
        return True
    size = len(groups[0])
    alike = all(len(group) == size for group in groups[:-1]) and len(groups[-1]) <= size <= _LARGEST_GROUP
    return alike and all(group.isdigit() for group in groups)


def _number(text: str, rule: NumberRule) -> str | None:
    """Give the number that a text is, its groups joined; None for a word, a date, an amount, or one that is masked."""
    joined = "".join(_TOKEN.findall(text))
    digits = sum(char.isdigit() for char in joined)
    if len(joined) < _SHORTEST or 2 * digits < len(joined) or _MASK.search(joined):
        return None
    if _DATE.fullmatch(text) or _AMOUNT.fullmatch(text) or not rule.allows(joined):
        return None
    return joined
