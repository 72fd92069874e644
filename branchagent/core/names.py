"""What a name in the drop folder says: a receipt, something to leave alone, or something to refuse."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_NUMBER = 20
"""`no_validasi` is a String(20) in the DIS's request table."""

LONGEST_NAME = 255
"""Bytes that a file's name may have on every file system that we meet."""

UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""What breaks a line, turns it around, cannot be written at all, or is not seen though it is there."""

_LONGEST_EXTENSION = 32

DEFAULT_PATTERN = "[0-9A-Za-z]{1,20}"
"""What a validation number looks like, unless IT says more."""

_NUMBER = re.compile(DEFAULT_PATTERN, re.ASCII)
_RECEIPT = re.compile(r"(?P<stem>[^/]+?)(?: \((?P<copy>[0-9]{1,4})\))?\.pdf", re.ASCII | re.IGNORECASE | re.DOTALL)
_COPY = re.compile(r" \([0-9]{1,4}\)$", re.ASCII)

_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".opdownload", ".download", ".filepart")
_LEFT_BY_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "$recycle.bin", "system volume information"})
_DEVICES = frozenset(
    {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"com{digit}" for digit in range(10)),
        *(f"lpt{digit}" for digit in range(10)),
    }
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A name that carries a validation number, kept as written: leading zeros count."""

    number: str


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """What programs leave while they write, or the system leaves anyway: nobody's receipt, never touched."""


@dataclass(frozen=True, slots=True)
class BadName:
    """A file that cannot be sent under this name; somebody has to rename it."""


NameVerdict = Receipt | LeftAlone | BadName


class NumberRule:
    """The rule for validation numbers: 1 to 20 ASCII letters and digits, and whatever IT's pattern narrows that to.

    Raises `re.error` if `pattern` is no regular expression.
    """

    def __init__(self, pattern: str = DEFAULT_PATTERN) -> None:
        self._narrower = re.compile(pattern, re.ASCII)

    def allows(self, number: str) -> bool:
        """Tell whether `number` may be sent. A Windows device name (CON, NUL) never is a number."""
        return (
            _NUMBER.fullmatch(number) is not None
            and number.lower() not in _DEVICES
            and self._narrower.fullmatch(number) is not None
        )

    def read(self, name: str) -> NameVerdict:
        """Say what a file called `name` (no folder in it) is.

        `NUMBER (1).pdf`, as a browser calls a second download, is a receipt of NUMBER.
        """
        if is_left_alone(name):
            return LeftAlone()
        match = _RECEIPT.fullmatch(name)
        if match is None or not self.allows(match["stem"]):
            return BadName()
        return Receipt(match["stem"])


def is_left_alone(name: str) -> bool:
    """Tell whether `name` is a program's or the system's leftover, by the contract's list and its kin."""
    lower = name.lower()
    return lower.startswith((".", "~$")) or lower.endswith(_UNFINISHED) or lower in _LEFT_BY_THE_SYSTEM


def being_written_names(name: str) -> tuple[str, ...]:
    """Name the files whose presence says that a program is still writing `name`.

    Firefox puts an empty `name` beside the `name.part` that it downloads into.
    """
    return tuple(name + ending for ending in _UNFINISHED)


def free_name(name: str, attempt: int) -> str:
    """Give the `attempt`-th name to try for a file called `name`: itself, then ` (2)`, ` (3)`, ….

    A name that already ends in such a count goes on from its stem. What would become longer than a file system
    allows loses the end of its stem, never its extension.
    """
    if attempt <= 1:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or not extension or _bytes(extension) > _LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    return _fit(_COPY.sub("", stem), f" ({attempt}){dot}{extension}")


def reason_name(name: str) -> str:
    """Name the reason file that stands beside `name`: `NUMBER.txt` for `NUMBER.pdf`.

    What is no PDF keeps its extension (`scan.docx.txt`), so that a dropped `.txt` and its reason never meet.
    """
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    reason = _fit(stem, ".txt")
    # The longest name that a text file can have would be cut to itself.
    return reason if reason.lower() != name.lower() else _fit(stem[:-5], "_.txt")


def is_no_number(number: str | None) -> bool:
    """Tell whether a name's number is none in truth: `SiskohatSetoranAwal` has the letters of one, and no digit."""
    return number is None or not any(char.isdigit() for char in number)


def filing_name(name: str, number: str | None) -> str:
    """Give the name under which a receipt of `number` is filed: its own, or the number's if its own carries another."""
    match = _RECEIPT.fullmatch(name)
    return name if number is None or (match is not None and match["stem"] == number) else f"{number}.pdf"


def printable(name: str) -> str:
    """Give `name` fit for a screen, a log or JSON: what cannot be seen or decoded is escaped."""
    return UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), name)


def _fit(stem: str, ending: str) -> str:
    room = LONGEST_NAME - _bytes(ending)
    while stem and _bytes(stem) > room:
        stem = stem[:-1]
    return stem + ending


def _bytes(name: str) -> int:
    """Count a name's bytes; one that is no text (a lone surrogate) counts for more than it has, never for less."""
    return len(name.encode("utf-8", "surrogatepass"))
