"""What the journal holds, as values."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from branchagent.core.naming import Release
from branchagent.core.printed import Print, Printed
from branchagent.core.receipts import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is about to be sent or refused. `dropped_at` is in seconds since the epoch.

    `printed`: what its document prints, None if nobody looked; `release`: who lets it go out nevertheless.
    """

    name: str
    number: str | None
    sha256: str
    size: int
    dropped_at: float
    printed: Printed | None = None
    release: Release | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """A committed intent to send. `in_doubt`: an earlier attempt of these bytes was left without a verdict."""

    attempt_id: int
    receipt_id: int
    in_doubt: bool
    tries: int


@dataclass(frozen=True, slots=True)
class Decided:
    """A receipt whose fate is recorded and whose file is to be filed accordingly."""

    receipt_id: int
    name: str
    number: str | None
    sha256: str
    outcome: Outcome
    reason: Reason
    rc: str | None
    message: str
    http_status: int | None
    printed: Printed | None = None
    released: bool = False


@dataclass(frozen=True, slots=True)
class Postponed:
    """A receipt that was sent without a verdict and waits. `retry_at` is in seconds since the epoch."""

    receipt_id: int
    name: str
    sha256: str
    size: int
    dropped_at: float
    retry_at: float | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history. Times are aware, in UTC.

    `print` is how the document fits its file's name, `printed` the labelled numbers in it; None if nobody looked.
    `other_sent_at`: when another document was sent under the number of this duplicate.
    """

    no_validasi: str | None
    name: str
    filed_as: str | None
    outcome: Outcome
    rc: str | None
    message: str
    http_status: int | None
    attempts: int
    sha256: str
    size: int
    dropped_at: datetime
    finished_at: datetime
    reason: Reason
    print: Print | None = None
    printed: str | None = None
    released_by: str | None = None
    released_at: datetime | None = None
    other_sent_at: datetime | None = None


def stored_name(name: str) -> str | bytes:
    """Give a file name as SQLite can hold it: undecodable bytes make it a BLOB."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name)
    return name


def given_name(stored: str | bytes) -> str:
    """Give back what `stored_name` was given."""
    return os.fsdecode(stored) if isinstance(stored, bytes) else stored


def stored_time(seconds: float) -> str:
    """Give a time in seconds since the epoch as the journal writes it: UTC, microseconds, sortable."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def given_time(stored: str) -> datetime:
    """Give back an aware time."""
    return datetime.fromisoformat(stored)


def stored_print(printed: Printed | None) -> tuple[str | None, str | None]:
    """Give what a document prints as the journal has it: the verdict, and the numbers with blanks between them."""
    return (None, None) if printed is None else (printed.verdict, " ".join(printed.numbers) or None)


def given_print(verdict: str | None, numbers: str | None) -> Printed | None:
    """Give back what `stored_print` was given."""
    return None if verdict is None else Printed(Print(verdict), tuple((numbers or "").split()))
