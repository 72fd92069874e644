"""What a worker tells of a receipt that it had in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from branchagent.journal import Decided


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt is where its outcome puts it; `filed_as` is None if its file was gone.

    `other_sent_at`: when another document was sent under the number of a duplicate, in seconds since the epoch.
    """

    decided: Decided
    filed_as: str | None
    other_sent_at: float | None = None


@dataclass(frozen=True, slots=True)
class FilingPostponed:
    """The receipt is decided, but its file could not be moved yet.

    `content`: the bytes that the service accepted, in case the file is not there any more when it can be.
    """

    decided: Decided
    detail: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """The receipt waits; `not_before` is in monotonic seconds, `why` a stable word.

    `held`: its tries are used up, and only want of proof that the service is well keeps it from being blamed.
    """

    not_before: float
    why: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """The file is a receipt that can be sent, once something can be sent."""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """The file's name carries no number, and it is to go under the one that its document prints."""

    number: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The file is no longer the one that had settled, or is gone: it has to settle anew."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The file is there and cannot be read."""

    detail: str


@dataclass(frozen=True, slots=True)
class JournalFault:
    """The journal could not be written, so nothing more was sent or moved. `damaged`: it has to be replaced."""

    detail: str
    damaged: bool


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something that nobody foresaw; the receipt stays where it is, and the log has the trace."""

    detail: str


Result = Filed | FilingPostponed | Again | Examined | Renumbered | Changed | Unreadable | JournalFault | Mishap
