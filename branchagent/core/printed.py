"""Which validation number a document prints, found by where it stands on the page, and how that fits its file's name.

A false alarm stops a branch, and a wrong match puts one pilgrim's receipt under another one's number: whatever is not
plain is `UNKNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from branchagent.core.labels import Labelled, labelled
from branchagent.core.layout import Word, rows_of
from branchagent.core.names import NumberRule, is_no_number
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
    """What was found. `numbers`: the labelled validation numbers, each once; empty for a match, which needs none.

    They are empty too where a label says nothing plain: what is there may be the number.
    """

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


_TOKEN = re.compile(r"[0-9A-Za-z]+", re.ASCII)
_MOST = 5
"""Numbers that are told."""
_TELLING = 6
"""Characters: a shorter number stands on many a page, as a day or a count of copies."""


def is_told_by_itself(number: str) -> bool:
    """Tell whether a number that stands on a page, wherever, is told by that."""
    return len(number) >= _TELLING and not is_no_number(number)


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
    found = [each for page in pages for each in labelled(page.words, rule)]
    is_plain = whole and all(each.number is not None for each in found)
    numbers = tuple(dict.fromkeys(each.number for each in found if each.number is not None))[:_MOST]
    if number is None:
        return Printed(Print.UNKNOWN, numbers if is_plain else ())
    if _matches(number, pages, numbers):
        return Printed(Print.MATCH)
    accuses = any(_accuses(each, number) for each in found)
    if is_plain and accuses and not _may_be_printed(number, pages, numbers):
        return Printed(Print.MISMATCH, numbers)
    return Printed(Print.UNKNOWN)


def _matches(number: str, pages: Sequence[Page], numbers: Sequence[str]) -> bool:
    if number.casefold() in {each.casefold() for each in numbers}:
        return True
    if is_no_number(number) or (numbers and not is_told_by_itself(number)):
        return False
    return any(prints(page.text, number) for page in pages)


def _accuses(found: Labelled, number: str) -> bool:
    """Tell whether a labelled number is evidence against a file's: below its label only if it has the same form."""
    if found.number is None:
        return False
    return found.beside or is_no_number(number) or abs(len(found.number) - len(number)) <= 1


def _may_be_printed(number: str, pages: Sequence[Page], numbers: Sequence[str]) -> bool:
    """Tell whether a number may stand there after all: in pieces, without its first zeros, or short by itself."""
    if is_no_number(number):
        return False
    if number.lstrip("0") in {each.lstrip("0") for each in numbers}:
        return True
    return any(prints(page.text, number) or _is_in_pieces(page, number) for page in pages)


def _is_in_pieces(page: Page, number: str) -> bool:
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
