"""The journal's reading side: what became of each receipt, for people and scripts. Any process may read."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from branchagent.core.printed import Print
from branchagent.core.receipts import Outcome, Reason
from branchagent.journal.opening import open_for_reading, translated, version_of
from branchagent.journal.records import Entry, given_name, given_time, stored_time

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

_ENTRIES = """
SELECT number, name, filed_as, outcome, rc, message, http_status,
       (SELECT count(*) FROM attempt WHERE receipt_id = receipt.id), sha256, size, dropped_at, finished_at, reason,
       (SELECT max(o.finished_at) FROM receipt o WHERE receipt.outcome = 'duplicate' AND o.number = receipt.number
          AND o.sha256 <> receipt.sha256 AND o.outcome = 'done' AND o.id < receipt.id),
       {print}
FROM receipt WHERE finished_at IS NOT NULL"""
_COUNT = "SELECT count(*) FROM receipt WHERE finished_at IS NOT NULL"
_PRINT = {1: "NULL, NULL, NULL, NULL"}
"""What a journal has that no agent of this version has opened yet."""
_PRINT_NOW = "print, printed, released_by, released_at"


class History:
    """The finished receipts of a state folder; empty where there is no journal yet.

    Times are seconds since the epoch. Raises `JournalUnavailableError` or `JournalDamagedError`.
    """

    def __init__(self, state: Path) -> None:
        self._connection = open_for_reading(state)
        self._version = 0 if self._connection is None else version_of(self._connection)
        self._entries = _ENTRIES.format(print=_PRINT.get(self._version, _PRINT_NOW))

    def __enter__(self) -> History:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()

    def entries(
        self, since: float | None = None, until: float | None = None, number: str | None = None
    ) -> Generator[Entry, None, None]:
        """Give the receipts finished in [since, until), oldest first; all of them, or those of one number."""
        conditions, values = _conditions(since, until, number)
        yield from self._select(f"{self._entries}{conditions} ORDER BY finished_at, id", values)

    def latest(
        self, most: int, since: float | None = None, until: float | None = None, number: str | None = None
    ) -> list[Entry]:
        """Give the latest of those that `entries` would give, oldest first."""
        conditions, values = _conditions(since, until, number)
        query = f"{self._entries}{conditions} ORDER BY finished_at DESC, id DESC LIMIT {most:d}"
        return list(self._select(query, values))[::-1]

    def count(self, since: float | None = None, until: float | None = None, number: str | None = None) -> int:
        """Count those that `entries` would give."""
        conditions, values = _conditions(since, until, number)
        query = _COUNT + conditions
        rows = self._rows(query, values)
        with contextlib.closing(rows):
            return next((int(row[0]) for row in rows), 0)

    def last(self) -> Entry | None:
        """Give the latest outcome."""
        return next(self._select(f"{self._entries} ORDER BY finished_at DESC, id DESC LIMIT 1"), None)

    def counts(self, since: float) -> dict[Outcome, int]:
        """Count the outcomes since a time."""
        counts = dict.fromkeys(Outcome, 0)
        for outcome, count in self._rows(
            "SELECT outcome, count(*) FROM receipt WHERE finished_at >= ? GROUP BY outcome", (stored_time(since),)
        ):
            counts[Outcome(outcome)] = count
        return counts

    def marks(self, since: float) -> Generator[tuple[datetime, Outcome], None, None]:
        """Give when each receipt since a time was judged, and how, oldest first."""
        query = "SELECT finished_at, outcome FROM receipt WHERE finished_at >= ? ORDER BY finished_at"
        for finished, outcome in self._rows(query, (stored_time(since),)):
            yield given_time(finished), Outcome(outcome)

    def endings(self, since: float) -> Generator[tuple[datetime, str], None, None]:
        """Give when each attempt since a time ended, and how (a reason or a trouble), oldest first."""
        query = "SELECT ended_at, how FROM ending WHERE ended_at >= ? ORDER BY ended_at"
        for ended, how in self._rows(query, (stored_time(since),)):
            yield given_time(ended), str(how)

    def filed_failures(self) -> Generator[Entry, None, None]:
        """Give the failed receipts that were filed, latest first."""
        yield from self._select(
            f"{self._entries} AND outcome = 'failed' AND filed_as IS NOT NULL ORDER BY finished_at DESC, id DESC"
        )

    def misnamed(self) -> Generator[Entry, None, None]:
        """Give the failed receipts whose document prints just one number, another than their name's, latest first."""
        if self._version > 1:
            yield from self._select(
                f"{self._entries} AND outcome = 'failed' AND filed_as IS NOT NULL"
                " AND reason IN ('bad-name', 'number-mismatch') AND printed NOT LIKE '% %'"
                " ORDER BY finished_at DESC, id DESC"
            )

    def _select(self, query: str, values: tuple[str, ...] = ()) -> Generator[Entry, None, None]:
        with contextlib.closing(self._rows(query, values)) as rows:
            for row in rows:
                yield _entry(row)

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> Generator[sqlite3.Row, None, None]:
        if self._connection is None:
            return
        with translated(), contextlib.closing(self._connection.execute(query, values)) as rows:
            yield from rows


def _conditions(since: float | None, until: float | None, number: str | None) -> tuple[str, tuple[str, ...]]:
    asked = {
        " AND finished_at >= ?": None if since is None else stored_time(since),
        " AND finished_at < ?": None if until is None else stored_time(until),
        " AND number = ?": number,
    }
    return "".join(each for each in asked if asked[each] is not None), tuple(
        value for value in asked.values() if value is not None
    )


def _entry(row: sqlite3.Row) -> Entry:
    number, name, filed_as, outcome, rc, message, status, attempts, sha256, size, dropped, finished, reason = row[:13]
    other_at, verdict, printed, released_by, released_at = row[13:]
    return Entry(
        number,
        given_name(name),
        None if filed_as is None else given_name(filed_as),
        Outcome(outcome),
        rc,
        message,
        status,
        attempts,
        sha256,
        size,
        given_time(dropped),
        given_time(finished),
        Reason(reason),
        None if verdict is None else Print(verdict),
        printed,
        released_by,
        None if released_at is None else given_time(released_at),
        None if other_at is None else given_time(other_at),
    )
