"""When a file counts as complete: the one gate for start-up, events and rescans.

A file is complete when nobody writes it any more and it looks whole. Whether somebody still writes it, the operating
system can often say (an exclusive open on Windows, a lease on Linux); where it cannot, a file that did not change for a
while counts. Nothing here waits: each look gives an answer, or the time of the next look.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from branchagent.core.receipts import Fingerprint

_BEGINNING = b"%PDF-"
_END = b"%%EOF"

_FIRST_RECHECK_S = 0.05
_LONGEST_RECHECK_S = 5.0


class Writer(Enum):
    """Whether somebody has the file open for writing."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a file showed."""

    fingerprint: Fingerprint
    writer: Writer
    whole: bool
    """It begins and ends as a PDF does."""
    companion: bool = False
    """A temporary file of the same name stands beside it: a program is still at work."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, a file must be unchanged before it counts as complete."""

    quiet_s: float = 2.0
    """For a whole PDF whose writer cannot be asked."""
    incomplete_s: float = 10.0
    """For what is no whole PDF: it is judged as it is after that."""


@dataclass(frozen=True, slots=True)
class Track:
    """What is remembered of a file between looks. Times are monotonic seconds."""

    look: Look
    first_seen: float
    unchanged_since: float


@dataclass(frozen=True, slots=True)
class Settled:
    """The file is complete: take it up now."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The file is not complete; look again at `again_at` (monotonic seconds) or when an event says so."""

    again_at: float


def follow(track: Track | None, look: Look, now: float) -> Track:
    """Carry what is remembered of a file over to a new look at it."""
    if track is None:
        return Track(look, now, now)
    changed = look.fingerprint != track.look.fingerprint or look.writer is Writer.OPEN or look.companion
    return Track(look, track.first_seen, now if changed else track.unchanged_since)


def settle(track: Track, now: float, patience: Patience) -> Settled | Unsettled:
    """Decide on the latest look. A clock that jumps can only make the wait longer, never shorter than asked for."""
    look = track.look
    if look.writer is Writer.OPEN or look.companion:
        return Unsettled(now + _recheck(now - track.first_seen))
    if look.writer is Writer.CLOSED and look.whole:
        return Settled()
    complete_at = track.unchanged_since + (patience.quiet_s if look.whole else patience.incomplete_s)
    return Settled() if now >= complete_at else Unsettled(complete_at)


def looks_whole(beginning: bytes, end: bytes) -> bool:
    """Tell whether a file's first and last kilobyte are a PDF's (ISO 32000-1, annex H, notes 13 and 18)."""
    return _BEGINNING in beginning[:1024] and _END in end[-1024:]


def _recheck(watched_for: float) -> float:
    """Ask a busy file again soon at first, and ever more seldom as it goes on for long."""
    return min(max(watched_for / 4, _FIRST_RECHECK_S), _LONGEST_RECHECK_S)
