"""The journal: what was intended, what came of it, what was filed. The only part that speaks SQLite.

The intent is committed before the first byte of a request leaves, the verdict before the file moves. Every method that
writes is one durable transaction; it raises `JournalUnavailableError` or `JournalDamagedError`, and has then written
nothing.
"""

from branchagent.journal.history import History
from branchagent.journal.opening import JournalDamagedError, JournalTooNewError, JournalUnavailableError, set_aside
from branchagent.journal.records import Arrival, Decided, Entry, Intent, Postponed
from branchagent.journal.writing import Journal

__all__ = [
    "Arrival",
    "Decided",
    "Entry",
    "History",
    "Intent",
    "Journal",
    "JournalDamagedError",
    "JournalTooNewError",
    "JournalUnavailableError",
    "Postponed",
    "set_aside",
]
