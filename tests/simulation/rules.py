"""The rules of the heart, held at the moment at which they could be broken."""

import sqlite3

from .files import TOP

_INTENDED = """
SELECT EXISTS (SELECT 1 FROM receipt r JOIN attempt a ON a.receipt_id = r.id LEFT JOIN ending e ON e.attempt_id = a.id
               WHERE r.number = ? AND r.sha256 = ? AND e.attempt_id IS NULL)"""
_JUDGED = "SELECT EXISTS (SELECT 1 FROM receipt WHERE name = ? AND sha256 = ? AND outcome = ? AND stage = 'judged')"


class Rules:
    """Looks into the journal of whoever is about to do something. Off, only what can be seen from outside counts."""

    def __init__(self, world, *, on=True):
        self._world = world
        self._on = on

    def before_sending(self, process, number, sha256):
        """The intent is in the journal before the first byte leaves."""
        if not self._holds(process, _INTENDED, (number, sha256)):
            self._world.violated("rule 1", f"{number} was sent without an intent")

    def before_move(self, process, node, source, target):
        """The verdict is in the journal before the file moves."""
        if not node.is_clerks or source[0] != TOP or target[0] == TOP:
            return
        if not self._holds(process, _JUDGED, (source[1], node.sha256, target[0])):
            changed = self._world.recently_touched(node)
            if not changed:
                self._world.violated("rule 1", f"{source[1]} was moved to {target[0]} without a verdict")

    def _holds(self, process, query, values):
        if not self._on or not process.alive or not process.journals:
            return True
        try:
            return process.journals[-1]._connection.execute(query, values).fetchone()[0]
        except sqlite3.ProgrammingError:
            return True
