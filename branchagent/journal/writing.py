"""The journal's writing side, of which one process at a time has one."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, TypeVar

from branchagent.core.naming import Release
from branchagent.core.receipts import Outcome
from branchagent.core.verdicts import Final, Judgement, Suspect, Verdict, why
from branchagent.events import Event, record
from branchagent.journal.committing import Queue, together
from branchagent.journal.opening import (
    JournalDamagedError,
    identity_of,
    open_for_writing,
    put_back,
    translated,
)
from branchagent.journal.records import (
    Arrival,
    Decided,
    Intent,
    Postponed,
    given_name,
    given_time,
    stored_name,
    stored_time,
)
from branchagent.journal.rows import DECIDED, IN_DOUBT, change, decided_of, insert, note_release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from branchagent.core.receipts import Reason

T = TypeVar("T")

_WITHDRAW = "UPDATE receipt SET stage = 'withdrawn' WHERE stage = 'sending' AND name = ?"


class Journal:
    """What this agent did and means to do; safe to use from several threads. Times are seconds since the epoch."""

    def __init__(self, state: Path, lock: AbstractContextManager[object] | None = None) -> None:
        self._state = state
        self._connection = open_for_writing(state)
        self._identity = identity_of(state)
        self._lock = lock or threading.Lock()
        self._queue = Queue()
        self._damage: JournalDamagedError | None = None

    def close(self) -> None:
        """Close the file."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def intend(self, arrival: Arrival, now: float) -> Intent:
        """Record that `arrival` is about to be sent. Its earlier tries count on, also those before a restart."""

        def write(db: sqlite3.Connection) -> Intent:
            doubt = db.execute(IN_DOUBT, {"number": arrival.number, "sha256": arrival.sha256}).fetchone()[0]
            receipt_id, tries = self._sending(db, arrival)
            attempt = db.execute(
                "INSERT INTO attempt (receipt_id, started_at) VALUES (?, ?)", (receipt_id, stored_time(now))
            ).lastrowid
            return Intent(attempt or 0, receipt_id, bool(doubt), tries)

        return self._write(write)

    def conclude(
        self, intent: Intent, judgement: Judgement, verdict: Verdict, now: float, duration_s: float, retry_at: float
    ) -> None:
        """Record how an attempt ended and, if `verdict` is final, the receipt's fate; else when it goes on."""

        def write(db: sqlite3.Connection) -> None:
            self._end(db, intent.attempt_id, judgement, now, duration_s)
            if isinstance(verdict, Final):
                self._decide(db, intent.receipt_id, verdict, judgement, now)
            else:
                suspected = isinstance(judgement.verdict, Suspect)
                change(
                    db,
                    "UPDATE receipt SET tries = tries + ?, retry_at = ? WHERE id = ?",
                    (int(suspected), stored_time(retry_at), intent.receipt_id),
                )

        self._write(write)

    def refuse(self, arrival: Arrival, reason: Reason, now: float) -> Decided:
        """Record that `arrival` is no receipt that could be sent."""

        def write(db: sqlite3.Connection) -> int:
            # Also these bytes' own record, if they were sent before under another rule: nothing goes on with it.
            db.execute(_WITHDRAW, (stored_name(arrival.name),))
            return insert(db, arrival, stage="judged", outcome="failed", reason=reason, finished_at=stored_time(now))

        return Decided(
            self._write(write),
            arrival.name,
            arrival.number,
            arrival.sha256,
            Outcome.FAILED,
            reason,
            None,
            "",
            None,
            arrival.printed,
        )

    def filed(self, receipt_id: int, filed_as: str | None) -> None:
        """Record where a decided receipt's file lies now, below the drop folder; None if it was gone.

        Alone of all that is recorded this may be lost in a power cut: a restart finds the file where it lies.
        """
        place = None if filed_as is None else stored_name(filed_as)
        statement = "UPDATE receipt SET stage = 'filed', filed_as = ? WHERE id = ?"
        self._write(lambda db: change(db, statement, (place, receipt_id)), durable=False)

    def withdrawn(self, name: str) -> None:
        """Record that the file called `name` left the drop folder before it had a verdict."""
        self._write(lambda db: db.execute(_WITHDRAW, (stored_name(name),)))

    def decided(self) -> list[Decided]:
        """Give the receipts that were judged but, as far as is known, not filed: a restart begins with these."""
        with self._reading() as db:
            rows = db.execute(f"{DECIDED} WHERE stage = 'judged' ORDER BY id").fetchall()
        return [decided_of(row) for row in rows]

    def postponed(self) -> list[Postponed]:
        """Give the receipts that were sent without a verdict, so that a restart keeps to their schedule."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT id, name, sha256, size, dropped_at, retry_at FROM receipt WHERE stage = 'sending'"
            ).fetchall()
        return [
            Postponed(
                row[0],
                given_name(row[1]),
                row[2],
                row[3],
                given_time(row[4]).timestamp(),
                given_time(row[5]).timestamp() if row[5] else None,
            )
            for row in rows
        ]

    def release_of(self, number: str, sha256: str) -> Release | None:
        """Tell who let these bytes go out under a number that they do not print; None if nobody did."""
        with self._reading() as db:
            row = db.execute(
                "SELECT released_by, released_at FROM receipt"
                " WHERE number = ? AND sha256 = ? AND released_by IS NOT NULL ORDER BY id DESC LIMIT 1",
                (number, sha256),
            ).fetchone()
        return None if row is None else Release(row[0], given_time(row[1]).timestamp())

    def other_sent_at(self, number: str, sha256: str) -> float | None:
        """Tell when other bytes were last sent under a number; None if none were."""
        with self._reading() as db:
            row = db.execute(
                "SELECT max(finished_at) FROM receipt WHERE number = ? AND sha256 <> ? AND outcome = 'done'",
                (number, sha256),
            ).fetchone()
        return None if row[0] is None else given_time(row[0]).timestamp()

    def claims(self, filed_as: str) -> bool:
        """Tell whether a receipt is known to lie at this path below the drop folder."""
        with self._reading() as db:
            return bool(
                db.execute(
                    "SELECT EXISTS (SELECT 1 FROM receipt WHERE filed_as = ?)", (stored_name(filed_as),)
                ).fetchone()[0]
            )

    def _sending(self, db: sqlite3.Connection, arrival: Arrival) -> tuple[int, int]:
        """Find the record of an arrival that was sent before, or begin one."""
        self._withdraw_others(db, arrival)
        row = db.execute(
            "SELECT id, tries FROM receipt WHERE stage = 'sending' AND name = ? AND sha256 = ? AND number = ?",
            (stored_name(arrival.name), arrival.sha256, arrival.number),
        ).fetchone()
        if row is not None:
            if arrival.release is not None:
                note_release(db, row[0], arrival.release)
            return row[0], row[1]
        return insert(db, arrival, stage="sending"), 0

    def _withdraw_others(self, db: sqlite3.Connection, arrival: Arrival) -> None:
        """Close the record of other bytes under the same name, or of these under another number.

        They were replaced, or numbered anew, before they had a verdict.
        """
        db.execute(
            f"{_WITHDRAW} AND (sha256 <> ? OR number IS NOT ?)",
            (stored_name(arrival.name), arrival.sha256, arrival.number),
        )

    def _end(
        self, db: sqlite3.Connection, attempt_id: int, judgement: Judgement, now: float, duration_s: float
    ) -> None:
        db.execute(
            "INSERT INTO ending VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                attempt_id,
                stored_time(now),
                round(duration_s * 1000),
                why(judgement.verdict),
                judgement.rc,
                judgement.message,
                judgement.http_status,
                int(judgement.leaves_doubt),
            ),
        )

    def _decide(
        self, db: sqlite3.Connection, receipt_id: int, verdict: Final, judgement: Judgement, now: float
    ) -> None:
        change(
            db,
            "UPDATE receipt SET stage = 'judged', outcome = ?, reason = ?, rc = ?, message = ?, http_status = ?,"
            " retry_at = NULL, finished_at = ? WHERE id = ?",
            (
                verdict.outcome,
                verdict.reason,
                judgement.rc,
                judgement.message,
                judgement.http_status,
                stored_time(now),
                receipt_id,
            ),
        )

    def _write(self, write: Callable[[sqlite3.Connection], T], *, durable: bool = True) -> T:
        """Let `write` make its changes, in one transaction with those of the threads that wait for the disk as well."""
        wanted = self._queue.add(write, durable=durable)
        with self._lock:
            if not wanted.is_done:
                together(self._queue.take(wanted), self._transaction)
        return wanted.result()

    @contextlib.contextmanager
    def _transaction(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        with self._sound() as connection:
            if not durable:
                connection.execute("PRAGMA synchronous = NORMAL")
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise
            finally:
                if not durable:
                    connection.execute("PRAGMA synchronous = FULL")

    def _stay_in_place(self) -> None:
        """Restore files that somebody took away, or put others in the place of, while we had them open."""
        try:
            if identity_of(self._state) == self._identity:
                return
        except OSError:
            return  # nobody can tell; if it matters, SQLite will
        record(Event.JOURNAL_TAKEN_AWAY, state=self._state)
        self._connection = put_back(self._state, self._connection, self._identity, str(int(time.time())))
        self._identity = identity_of(self._state)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._sound() as connection:
            yield connection

    @contextlib.contextmanager
    def _sound(self) -> Iterator[sqlite3.Connection]:
        """Once damage was met, nothing is read or written any more: what looks sound beside it may not be."""
        if self._damage is not None:
            raise self._damage
        self._stay_in_place()
        try:
            with translated():
                yield self._connection
        except JournalDamagedError as damage:
            self._damage = damage
            raise
