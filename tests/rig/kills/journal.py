"""A look into the agent's journal from outside: where a kill met it, and what it could not know."""

import contextlib
import sqlite3
from dataclasses import dataclass

_CUT_OFF = "SELECT count(*) FROM attempt LEFT JOIN ending ON attempt_id = attempt.id WHERE attempt_id IS NULL"
_JUDGED = "SELECT count(*) FROM receipt WHERE stage = 'judged'"
_COULD_BE_OURS = """
SELECT EXISTS (
    SELECT 1 FROM receipt r JOIN attempt a ON a.receipt_id = r.id LEFT JOIN ending e ON e.attempt_id = a.id
    WHERE r.number = :number AND r.sha256 = :sha256 AND coalesce(e.leaves_doubt, 1) AND NOT EXISTS (
        SELECT 1 FROM receipt o JOIN attempt b ON b.receipt_id = o.id JOIN ending f ON f.attempt_id = b.id
        WHERE o.number = :number AND f.rc IN ('00', '29') AND b.id < a.id))"""


@dataclass(frozen=True)
class Glimpse:
    """How many attempts were cut off so far, and how many receipts are judged and not known to be filed."""

    cut_off: int = 0
    judged: int = 0


def glimpse(state):
    """Look at the journal of an agent that is dead."""
    file = state / "journal.db"
    if not file.exists():
        return Glimpse()
    with _opened(file) as journal:
        if not journal.execute("PRAGMA user_version").fetchone()[0]:
            return Glimpse()
        return Glimpse(*(journal.execute(query).fetchone()[0] for query in (_CUT_OFF, _JUDGED)))


def could_be_ours(state, number, sha256):
    """Tell whether bytes that the service knew (RC 29) may have been ours, for all that an agent can know.

    An attempt of theirs was left without a verdict, and until then the service had not told that it has the number.
    """
    with _opened(state / "journal.db") as journal:
        return bool(journal.execute(_COULD_BE_OURS, {"number": number, "sha256": sha256}).fetchone()[0])


def _opened(file):
    return contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True))
