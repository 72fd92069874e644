"""What a setting's value may be: a kind judges a raw value and says in words what would be right."""

from __future__ import annotations

import re
import warnings
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.settings.literals import literal

if TYPE_CHECKING:
    from pathlib import Path

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_SWITCHES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class UnfitError(ValueError):
    """A value that a setting cannot have.

    `fault` completes "KEY …"; None means that the value itself shows what is wrong and may be quoted.
    """

    def __init__(self, fault: str | None, remedy: str) -> None:
        super().__init__(fault, remedy)
        self.fault = fault
        self.remedy = remedy


class Kind(ABC):
    """A kind of value."""

    __slots__ = ()

    @property
    @abstractmethod
    def requirement(self) -> str:
        """What a value must be, as the rest of "it must be …"."""

    @abstractmethod
    def read(self, raw: object, base: Path) -> object:
        """Turn what TOML gave into the setting's value; relative paths start at `base`. Raises UnfitError."""

    def parse(self, text: str) -> object:
        """Turn an environment variable's text into what TOML would have given, if it can be that."""
        return text

    def of_number(self, number: int) -> object:
        """Turn the registry's number into what TOML would have given, if it can be that."""
        return number

    def refused(self, fault: str | None = None, remedy: str | None = None) -> UnfitError:
        """Make the error for a value that is not of this kind."""
        return UnfitError(fault, remedy or f"it must be {self.requirement}")

    def text_of(self, raw: object, remedy_for_control: str | None = None) -> str:
        """Give the value if it is text with something in it. Raises UnfitError."""
        if not isinstance(raw, str):
            raise self.refused()
        if not raw.strip():
            raise self.refused("is empty")
        if _CONTROL.search(raw):
            raise self.refused("holds a control character", remedy_for_control)
        return raw


class Text(Kind):
    """Any text of one line."""

    __slots__ = ()
    requirement = "text"

    def read(self, raw: object, base: Path) -> str:  # noqa: ARG002  only paths have a base
        """Give the text. Raises UnfitError."""
        return self.text_of(raw)


class Switch(Kind):
    """On or off."""

    __slots__ = ()
    requirement = "true or false, without quotes"

    def parse(self, text: str) -> object:
        """Understand true, false, 1, 0, yes, no in any case."""
        return _SWITCHES.get(text.strip().lower(), text)

    def of_number(self, number: int) -> object:
        """Understand 1 and 0, as the registry has switches."""
        return bool(number) if number in {0, 1} else number

    def read(self, raw: object, base: Path) -> bool:  # noqa: ARG002  only paths have a base
        """Give the truth value. Raises UnfitError."""
        if not isinstance(raw, bool):
            raise self.refused()
        return raw


@dataclass(frozen=True, slots=True)
class Whole(Kind):
    """A whole number, both bounds included."""

    lowest: int
    highest: int

    @property
    def requirement(self) -> str:
        """The bounds in words."""
        return f"a whole number, {self.lowest} or more, at most {self.highest}"

    def parse(self, text: str) -> object:
        """Understand decimal digits."""
        try:
            return int(text)
        except ValueError:
            return text

    def read(self, raw: object, base: Path) -> int:  # noqa: ARG002  only paths have a base
        """Give the number. Raises UnfitError."""
        if isinstance(raw, bool) or not isinstance(raw, int) or not self.lowest <= raw <= self.highest:
            raise self.refused()
        return raw


@dataclass(frozen=True, slots=True)
class Real(Kind):
    """A number of some unit, with or without decimals, both bounds included."""

    unit: str
    lowest: float
    highest: float

    @property
    def requirement(self) -> str:
        """The unit and the bounds in words."""
        return f"a number of {self.unit}, {literal(self.lowest)} or more, at most {literal(self.highest)}"

    def parse(self, text: str) -> object:
        """Understand a decimal number."""
        try:
            return float(text)
        except ValueError:
            return text

    def read(self, raw: object, base: Path) -> float:  # noqa: ARG002  only paths have a base
        """Give the number. Raises UnfitError."""
        # Comparing comes first: a whole number too large for a float compares well but does not convert.
        if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not self.lowest <= raw <= self.highest:
            raise self.refused()
        return float(raw)


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def requirement(self) -> str:
        """The words, in quotes."""
        return "one of " + ", ".join(literal(word) for word in self.words)

    def read(self, raw: object, base: Path) -> str:  # noqa: ARG002  only paths have a base
        """Give the word. Raises UnfitError."""
        if not isinstance(raw, str) or raw not in self.words:
            raise self.refused()
        return raw


class Pattern(Kind):
    """A regular expression; kept as text."""

    __slots__ = ()
    requirement = "a regular expression, such as '[0-9]{20}'"

    def read(self, raw: object, base: Path) -> str:  # noqa: ARG002  only paths have a base
        """Give the expression, if it compiles. Raises UnfitError."""
        text = self.text_of(raw)
        try:
            with warnings.catch_warnings(action="ignore"):  # a doubtful pattern works: it is no error
                re.compile(text)
        except (re.error, OverflowError, RecursionError, ValueError) as error:
            raise self.refused(f"is {literal(text)}, which does not compile ({error})") from None
        return text


class HeaderName(Kind):
    """The name of an HTTP header. A wrong one is never quoted: it may be the token, pasted into the wrong line."""

    __slots__ = ()
    requirement = 'the name of an HTTP header, such as "x-access-key", not its content'

    def read(self, raw: object, base: Path) -> str:  # noqa: ARG002  only paths have a base
        """Give the name. Raises UnfitError."""
        text = self.text_of(raw)
        if not _HEADER_NAME.fullmatch(text):
            raise self.refused("is no valid name of an HTTP header")
        return text
