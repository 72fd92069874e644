"""The journal's rows, to and from values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchagent.core.receipts import Outcome, Reason
from branchagent.journal.opening import JournalUnavailableError
from branchagent.journal.records import Decided, given_name, given_print, stored_name, stored_print, stored_time

if TYPE_CHECKING:
    import sqlite3

    from branchagent.core.naming import Release
    from branchagent.journal.records import Arrival

IN_DOUBT = """
SELECT EXISTS (
    SELECT 1 FROM receipt r JOIN attempt a ON a.receipt_id = r.id LEFT JOIN ending e ON e.attempt_id = a.id
    WHERE r.number = :number AND r.sha256 = :sha256 AND coalesce(e.leaves_doubt, 1)
      AND r.id > coalesce(
          (SELECT max(d.id) FROM receipt d WHERE d.number = :number AND d.sha256 = :sha256 AND d.outcome = 'done'), 0)
      AND NOT EXISTS (
          SELECT 1 FROM receipt o JOIN attempt b ON b.receipt_id = o.id JOIN ending f ON f.attempt_id = b.id
          WHERE o.number = :number AND b.id < a.id
            AND (f.how = 'duplicate' OR (f.how = 'recovered' AND o.sha256 <> :sha256)))
) AND NOT EXISTS (
    SELECT 1 FROM receipt o WHERE o.number = :number AND o.sha256 <> :sha256 AND o.reason = 'accepted'
)"""
"""Whether an RC 29 would be our own upload: not if the service has told us that it took other bytes as new, nor if it
had told us, before these were sent, that it has the number from elsewhere."""

DECIDED = """
SELECT id, name, number, sha256, outcome, reason, rc, message, http_status, print, printed, released_by FROM receipt"""
"""A decided receipt, for `decided_of`."""


def decided_of(row: tuple[Any, ...]) -> Decided:
    """Give a decided receipt from a row of `DECIDED`."""
    receipt_id, name, number, sha256, outcome, reason, rc, message, status, verdict, numbers, released_by = row
    return Decided(
        receipt_id,
        given_name(name),
        number,
        sha256,
        Outcome(outcome),
        Reason(reason),
        rc,
        message,
        status,
        given_print(verdict, numbers),
        released_by is not None,
    )


def insert(db: sqlite3.Connection, arrival: Arrival, **more: str) -> int:
    """Begin a record of an arrival; `more` are columns by their names. Give its number."""
    verdict, numbers = stored_print(arrival.printed)
    release = arrival.release
    values = {
        "name": stored_name(arrival.name),
        "number": arrival.number,
        "sha256": arrival.sha256,
        "size": arrival.size,
        "dropped_at": stored_time(arrival.dropped_at),
        "print": verdict,
        "printed": numbers,
        "released_by": None if release is None else release.by,
        "released_at": None if release is None else stored_time(release.at),
        **more,
    }
    marks = ", ".join("?" * len(values))
    statement = f"INSERT INTO receipt ({', '.join(values)}) VALUES ({marks})"  # noqa: S608 - columns of ours
    return db.execute(statement, tuple(values.values())).lastrowid or 0


def note_release(db: sqlite3.Connection, receipt_id: int, release: Release) -> None:
    """Record who lets a receipt go out that was begun before."""
    values = (release.by, stored_time(release.at), receipt_id)
    change(db, "UPDATE receipt SET released_by = ?, released_at = ? WHERE id = ?", values)


def change(db: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> None:
    """Change one record. A change that meets none was meant for another journal, and nothing may be noted by it."""
    if db.execute(statement, values).rowcount != 1:
        raise JournalUnavailableError("the journal does not know this receipt")
