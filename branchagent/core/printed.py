"""Which validation number a document prints, found by where it stands on the page, and how that fits its file's name.

A false alarm stops a branch, and a wrong match puts one pilgrim's receipt under another one's number: whatever is not
plain is `UNKNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from branchagent.core.layout import Row, Word, rows_of
from branchagent.core.names import NumberRule
from branchagent.core.receipts import Reason


class Print(StrEnum):
    """How a document fits the number that its file's name carries."""

    MATCH = "match"
    """The number is printed as a whole."""
    MISMATCH = "mismatch"
    """A labelled validation number is printed, and the file's number is nowhere."""
    UNKNOWN = "unknown"
    """It cannot be told: a scan, no label, or anything that is not plain."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What was found. `numbers`: the labelled validation numbers, each once; empty for a match, which needs none."""

    verdict: Print
    numbers: tuple[str, ...] = ()

    @property
    def only(self) -> str | None:
        """The one number that the document prints; None if there is none, or more than one."""
        return self.numbers[0] if len(self.numbers) == 1 else None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a document: whether it prints `number` (None: which ones it prints), by the rule's `pattern`."""

    number: str | None
    pattern: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen in a document: an `objection` to it, or what it prints; None where that was not asked for."""

    objection: Reason | None = None
    printed: Printed | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a page prints: its words by their places, and its text in the order of its stream."""

    words: Sequence[Word]
    text: str


_LABEL = re.compile(r"(?:nomor|nomer|no)validasi(?:validation(?:number|no))?")
"""The label as it remains without blanks, points and case; a bilingual form says it in English after that."""
_TOKEN = re.compile(r"[0-9A-Za-z]+", re.ASCII)
_GROUPED = re.compile(r"[0-9A-Za-z]+(?:[.\- ][0-9A-Za-z]+)*", re.ASCII)
_DATE = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-]\d{2,4}|\d{4}[.\-]\d{1,2}[.\-]\d{1,2}", re.ASCII)
_AMOUNT = re.compile(r"(?:Rp\.?|IDR)? ?\d{1,3}(?:\.\d{3}){1,3}", re.ASCII | re.IGNORECASE)
_MASK = re.compile(r"([xX])\1\1")
_MOST = 5
"""Numbers that are told."""
_SHORTEST = 6
"""Characters: what is shorter beside a label is a word of the form, a page number, or half a number."""
_JOINS_WITHIN = 1.2
_BELOW_WITHIN = 2.5
_FAR = 30.0
"""These three are in heights of the label."""


def prints(text: str, number: str) -> bool:
    """Tell whether `number` stands in a text as a whole token, and not as a part of something longer."""
    place, lower, sought = -1, text.casefold(), number.casefold()
    while (place := lower.find(sought, place + 1)) >= 0:
        if not _goes_on(lower[:place][-2:][::-1]) and not _goes_on(lower[place + len(sought) :][:2]):
            return True
    return False


def compare(number: str | None, pages: Sequence[Page], rule: NumberRule, *, whole: bool) -> Printed:
    """Find the labelled numbers, and say how they fit a file's `number` (None: its name carries none).

    `whole`: these are all pages. Without them nobody can say that a number is nowhere.
    """
    labelled = tuple(dict.fromkeys(found for page in pages for found in labelled_numbers(page.words, rule)))[:_MOST]
    if number is None:
        return Printed(Print.UNKNOWN, labelled if whole else ())
    if any(prints(page.text, number) for page in pages) or _among(number, labelled):
        return Printed(Print.MATCH)
    if labelled and whole and not any(_may_print(page, number) for page in pages):
        return Printed(Print.MISMATCH, labelled)
    return Printed(Print.UNKNOWN)


def labelled_numbers(words: Sequence[Word], rule: NumberRule) -> Iterator[str]:
    """Give what stands beside or below each label of a validation number, where it can be one."""
    rows = rows_of(words)
    for row in rows:
        for label in _labels(row):
            found = _beside(label, rule)
            if found is None and label.may_be_above:
                found = _below(label, rows, rule)
            if found is not None and not _goes_on_below(found, rows):
                yield found.number


@dataclass(frozen=True, slots=True)
class _Label:
    """A label in its row. `after`: what follows it there, its own word's rest first."""

    row: Row
    box: Word
    after: tuple[Word, ...]

    @property
    def has_colon(self) -> bool:
        """Whether the value is announced in the same row."""
        return any(":" in word.text for word in self.after[:2])

    @property
    def may_be_above(self) -> bool:
        """Whether its value may stand in the next row: nothing that could be one is beside it."""
        return not self.after or not any(char.isdigit() for char in self.after[0].text)


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
        if begins and row[first].text[begins - 1].isalnum():
            continue  # the end of a longer word
        rest = row[last].rest(ends + 1)
        box = Word(
            "", row[first].part(begins).left, row[first].bottom, row[last].part(0, ends + 1).right, row[first].top
        )
        yield _Label(row, box, (*([rest] if rest.text.strip() else []), *row[last + 1 :]))


def _beside(label: _Label, rule: NumberRule) -> _Value | None:
    """Give the number that follows a label in its row, if that is the first thing which does."""
    following = [word for word in label.after if any(char.isalnum() for char in word.text)]
    if not following:
        return None
    if not label.has_colon and following[0].left - label.box.right > _FAR * label.box.height:
        return None
    return _value(following, rule)


def _below(label: _Label, rows: Sequence[Row], rule: NumberRule) -> _Value | None:
    """Give the number that stands under a label, as in a table with a head."""
    for row in rows:
        under = [word for word in row if _is_under(word, label)]
        if under:
            first = row.index(under[0])
            return None if first and _is_of(row[first - 1], under[0]) else _value(row[first:], rule)
    return None


def _is_of(before: Word, word: Word) -> bool:
    """Tell whether a word belongs to the one before it in its row: as its value, or in one line of text."""
    return before.text.endswith(":") or word.left - before.right < _JOINS_WITHIN * word.height


def _is_under(word: Word, label: _Label) -> bool:
    box = label.box
    if not 0 < box.bottom - word.middle < _BELOW_WITHIN * box.height:
        return False
    if label.has_colon:
        return abs(word.left - box.left) < box.height / 2
    return word.left < box.right and word.right > box.left


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
    taken: list[Word] = []
    for word in words:
        near = not taken or word.left - taken[-1].right <= _JOINS_WITHIN * taken[0].height
        if not near or _bare(word.text) is None or not any(char.isdigit() for char in word.text):
            break
        taken.append(word)
    for count in range(len(taken), 0, -1):
        if found := _number(" ".join(_bare(word.text) or "" for word in taken[:count]), rule):
            box = Word("", taken[0].left, taken[0].bottom, taken[count - 1].right, taken[0].top)
            return _Value(found, box)
    return None


def _bare(text: str) -> str | None:
    """Give a word without the punctuation around it, a bar code's asterisks say; None if it cannot be of a number."""
    bare = text.strip(" :;=#*()[]|.,-'\"")
    return bare if _GROUPED.fullmatch(bare) else None


def _number(text: str, rule: NumberRule) -> str | None:
    """Give the number that a text is, its groups joined; None for a word, a date, an amount, or one that is masked."""
    joined = "".join(_TOKEN.findall(text))
    digits = sum(char.isdigit() for char in joined)
    if len(joined) < _SHORTEST or 2 * digits < len(joined) or _MASK.search(joined):
        return None
    if _DATE.fullmatch(text) or _AMOUNT.fullmatch(text) or not rule.allows(joined):
        return None
    return joined


def _among(number: str, labelled: Iterable[str]) -> bool:
    return number.casefold() in {found.casefold() for found in labelled}


def _may_print(page: Page, number: str) -> bool:
    """Tell whether a number could be put together from whole pieces of a page that follow one another somehow."""
    across = " ".join(word.text for row in rows_of(page.words) for word in row)
    down = " ".join(word.text for word in sorted(page.words, key=lambda word: (round(word.left), -word.middle)))
    return any(_is_joined(text, number) for text in (page.text, across, down))


def _is_joined(text: str, number: str) -> bool:
    pieces = _TOKEN.findall(text.casefold())
    joined, sought = "".join(pieces), number.casefold()
    begins = {0, *accumulate(len(piece) for piece in pieces)}
    place = joined.find(sought)
    while place >= 0:
        if place in begins and place + len(sought) in begins:
            return True
        place = joined.find(sought, place + 1)
    return False


def _goes_on(neighbours: str) -> bool:
    """Tell whether what stands beside a number, seen from it, belongs to something longer: `12.345` holds no 345."""
    if not neighbours:
        return False
    if neighbours[0].isalnum():
        return True
    return neighbours[0] in ".,-/" and neighbours[1:2].isdigit()
