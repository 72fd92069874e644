"""The faults the simulator can show, each with what it means for the client and for the store."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class FaultKind(StrEnum):
    """The word a rule uses for a fault. `HTTP` is written `http-NNN`."""

    HANG = "hang"
    SLOW = "slow"
    DRIP = "drip"
    CUT = "cut"
    CUT_STORED = "cut-stored"
    RESET = "reset"
    HTTP = "http"
    HTML = "html"
    REDIRECT = "redirect"
    GARBAGE = "garbage"
    EMPTY = "empty"
    HUGE = "huge"
    TRUNCATED = "truncated"
    GZIP = "gzip"
    BOM = "bom"
    LOWERCASE = "lowercase"
    NUMBER = "number"
    WRONG_NUMBER = "wrong-number"
    RC00_ON_400 = "rc00-on-400"
    NO_MESSAGE = "no-message"
    LONG_MESSAGE = "long-message"
    EXTRA = "extra"


class Argument(Enum):
    """Whether a fault's word takes `:ARG`."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Trait:
    """What a fault is.

    `syntax` is how a rule writes it. `processes` says that the upload goes through normal processing first
    (stored if new, RC 29 if known), so that only the answer is odd. `default` stands in for a missing ARG.
    """

    syntax: str
    explanation: str
    processes: bool
    argument: Argument = Argument.NONE
    default: float | None = None


TRAITS: dict[FaultKind, Trait] = {
    FaultKind.HANG: Trait(
        "hang[:S]",
        "reads the request, says nothing for S seconds (600), then closes",
        processes=False,
        argument=Argument.OPTIONAL,
        default=600.0,
    ),
    FaultKind.SLOW: Trait(
        "slow:S",
        "processes at once, answers after S seconds",
        processes=True,
        argument=Argument.REQUIRED,
    ),
    FaultKind.DRIP: Trait(
        "drip[:S]",
        "the right answer, one byte every S seconds (0.2)",
        processes=True,
        argument=Argument.OPTIONAL,
        default=0.2,
    ),
    FaultKind.CUT: Trait("cut", "reads the whole body, closes without answering", processes=False),
    FaultKind.CUT_STORED: Trait("cut-stored", "stores the receipt, then closes without answering", processes=True),
    FaultKind.RESET: Trait("reset", "resets the connection (RST) in the middle of the body", processes=False),
    FaultKind.HTTP: Trait(
        "http-NNN[:S]",
        "HTTP status NNN with a short text; with S, Retry-After: S",
        processes=False,
        argument=Argument.OPTIONAL,
    ),
    FaultKind.HTML: Trait("html", "HTTP 200 with an HTML page, as from a portal", processes=False),
    FaultKind.REDIRECT: Trait(
        "redirect[:NNN]",
        "redirect (302, or 301, 303, 307, 308) to a path here that counts its calls",
        processes=False,
        argument=Argument.OPTIONAL,
        default=302.0,
    ),
    FaultKind.GARBAGE: Trait("garbage", "HTTP 200 with random bytes", processes=False),
    FaultKind.EMPTY: Trait("empty", "HTTP 200 without a body", processes=False),
    FaultKind.HUGE: Trait("huge", "the right answer, followed by 10 MB of padding", processes=True),
    FaultKind.TRUNCATED: Trait("truncated", "the right answer, ending before its Content-Length", processes=True),
    FaultKind.GZIP: Trait("gzip", "the right answer, gzip-encoded", processes=True),
    FaultKind.BOM: Trait("bom", "the right answer after a UTF-8 byte order mark", processes=True),
    FaultKind.LOWERCASE: Trait("lowercase", "the right answer, its RC under the key rc", processes=True),
    FaultKind.NUMBER: Trait("number", "the right answer, its RC a JSON number", processes=True),
    FaultKind.WRONG_NUMBER: Trait("wrong-number", "RC 00 with another no_validasi", processes=False),
    FaultKind.RC00_ON_400: Trait("rc00-on-400", "RC 00 on HTTP 400", processes=False),
    FaultKind.NO_MESSAGE: Trait("no-message", "the right answer without message", processes=True),
    FaultKind.LONG_MESSAGE: Trait("long-message", "the right answer with a message of 500 characters", processes=True),
    FaultKind.EXTRA: Trait("extra", "the right answer with fields nobody announced", processes=True),
}
