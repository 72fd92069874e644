"""Under which number a document goes, if at all: its file's name against what it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from branchagent.core.names import DEFAULT_PATTERN, is_no_number
from branchagent.core.printed import Print, Printed, Question
from branchagent.core.receipts import Reason


@dataclass(frozen=True, slots=True)
class Release:
    """A person's decision to send a document under its file's name all the same. `at` is in seconds since the epoch."""

    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Named:
    """The document goes under the number that it prints."""

    number: str


@dataclass(frozen=True, slots=True)
class NumberPolicy:
    """What is done when a document prints another number than its name (`mode`), and with a name that carries none.

    `name_from_print`: a document that prints just one validation number goes under that one.
    """

    mode: Literal["block", "warn", "off"] = "block"
    name_from_print: bool = False
    pattern: str = DEFAULT_PATTERN

    def question(self, number: str | None) -> Question | None:
        """Say what is to be asked of a document whose name carries `number`; None if it need not be read."""
        if self.mode == "off" and not (self.name_from_print and is_no_number(number)):
            return None
        return Question(number, self.pattern)

    def decide(self, number: str | None, printed: Printed | None, *, released: bool) -> Reason | Named | None:
        """Say why a document is refused, or under which other number it goes; None: it goes under its own `number`.

        `released`: a person has decided that it goes under that number.
        """
        differs = printed is not None and printed.verdict is not Print.MATCH
        if printed is not None and differs and self.name_from_print and is_no_number(number) and printed.only:
            return Named(printed.only)
        if number is None:
            return Reason.BAD_NAME
        if self.mode == "block" and not released and printed is not None and printed.verdict is Print.MISMATCH:
            return Reason.NUMBER_MISMATCH
        return None
