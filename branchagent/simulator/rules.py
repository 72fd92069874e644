"""Rules: which numbers are answered how. Nothing here touches the network.

A rule is `PATTERN=STEP[,STEP...]`. The first try of a number takes the first step, the next the second; the
last step repeats. A step is a response code of two characters, the word `ok` (the normal answer, as is `00`)
or a fault.
"""

import re
from dataclasses import dataclass
from fnmatch import translate
from math import isfinite

from branchagent.simulator.fault_kinds import TRAITS, Argument, FaultKind

LOGIN = "@login"
"""The pattern whose rule answers logins instead of uploads."""

_RC = re.compile(r"[0-9A-Za-z]{2}")
_HTTP = re.compile(r"http-([2-5][0-9]{2})")
_WILDCARDS = frozenset("*?[")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class RuleError(ValueError):
    """A rule that cannot be read; its text says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Step:
    """How one try is answered: with a response code, or with a fault.

    `argument` is the fault's ARG (seconds, or a redirect's status); `status` is the NNN of `http-NNN`.
    """

    text: str
    rc: str | None = None
    fault: FaultKind | None = None
    argument: float | None = None
    status: int | None = None

    @property
    def forced_rc(self) -> str | None:
        """The response code to answer without processing, or None where processing decides."""
        return None if self.rc == "00" else self.rc

    @property
    def processes(self) -> bool:
        """Whether an upload answered so is stored if it is new."""
        return self.rc == "00" if self.fault is None else TRAITS[self.fault].processes


NORMAL = Step("ok", rc="00")
"""The answer of a service in good health."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The steps for the numbers that a pattern matches. `expression` is None for one exact number."""

    pattern: str
    steps: tuple[Step, ...]
    expression: re.Pattern[str] | None

    def covers(self, number: str) -> bool:
        """Whether the rule speaks of this number."""
        if self.expression is None:
            return self.pattern == number
        return self.expression.fullmatch(number) is not None


def parse_step(text: str) -> Step:
    """Read one step; RuleError if it is neither a response code, `ok`, nor a fault."""
    text = text.strip()
    if text == "ok":
        return NORMAL
    if _RC.fullmatch(text):
        return Step(text, rc=text)
    word, colon, argument = text.partition(":")
    if http := _HTTP.fullmatch(word):
        return Step(text, fault=FaultKind.HTTP, argument=_argument(text, argument), status=int(http[1]))
    return _parse_fault(text, word, argument if colon else None)


def _parse_fault(text: str, word: str, argument: str | None) -> Step:
    try:
        kind = FaultKind(word)
    except ValueError:
        raise RuleError(_unknown(text)) from None
    if kind is FaultKind.HTTP:
        raise RuleError(f"{text!r} lacks a status from 200 to 599, as in http-503")
    trait = TRAITS[kind]
    if argument and trait.argument is Argument.NONE:
        raise RuleError(f"{word!r} takes no argument, but {text!r} gives one")
    if not argument and trait.argument is Argument.REQUIRED:
        raise RuleError(f"{word!r} needs an argument, as in {word}:3")
    number = _argument(text, argument)
    if kind is FaultKind.REDIRECT and number is not None and number not in _REDIRECTS:
        raise RuleError(f"{text!r} is no redirect; one of 301, 302, 303, 307, 308 is")
    return Step(text, fault=kind, argument=trait.default if number is None else number)


def _argument(text: str, argument: str | None) -> float | None:
    if not argument:
        return None
    try:
        number = float(argument)
    except ValueError:
        number = -1.0
    if not isfinite(number) or number < 0:
        raise RuleError(f"{argument!r} in {text!r} is not a number of seconds (0 or more)")
    return number


def _unknown(text: str) -> str:
    faults = ", ".join(trait.syntax for trait in TRAITS.values())
    return f"{text!r} is neither a response code of two characters, nor ok, nor a fault ({faults})"


def make_rule(pattern: str, steps: tuple[str, ...]) -> Rule:
    """Make a rule of a pattern and its steps.

    A pattern is a number, a glob (`0111*`), a regular expression between slashes (`/0111[0-9]+/`), or
    `@login`. RuleError if a part cannot be read.
    """
    if not pattern:
        raise RuleError("a rule needs a pattern before its '='; * covers every number")
    if not steps:
        raise RuleError(f"the rule for {pattern!r} has no step; ok is the normal answer")
    return Rule(pattern, tuple(parse_step(step) for step in steps), _expression(pattern))


def parse_rule(text: str) -> Rule:
    """Read `PATTERN=STEP[,STEP...]`; RuleError if it cannot be read."""
    pattern, equals, steps = text.rpartition("=")
    if not equals:
        raise RuleError(f"{text!r} is no rule; PATTERN=STEP[,STEP...] is, as in '0111*=28,00'")
    return make_rule(pattern.strip(), tuple(steps.split(",")))


def _expression(pattern: str) -> re.Pattern[str] | None:
    if len(pattern) > 2 and pattern[0] == pattern[-1] == "/":
        try:
            return re.compile(pattern[1:-1])
        except re.error as error:
            raise RuleError(f"{pattern!r} is not a regular expression: {error}") from None
    if _WILDCARDS.isdisjoint(pattern):
        return None
    return re.compile(translate(pattern))
