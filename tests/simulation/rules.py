"""The rules of the heart, held at the moment at which they could be broken."""

import sqlite3

from .files import TOP

_INTENDED = """
SELECT EXISTS (SELECT 1 FROM receipt r JOIN attempt a ON a.receipt_id = r.id LEFT JOIN ending e ON e.attempt_id = a.id
               WHERE r.number = ? AND r.sha256 = ? AND e.attempt_id IS NULL)"""
_JUDGED = "SELECT EXISTS (SELECT 1 FROM receipt WHERE name = ? AND sha256 = ? AND outcome = ? AND stage = 'judged')"


_MOMENT_S = 5.0
"""Between the last look at the lock and the deed lie a few steps, each of which may be slow."""


class Rules:
    """Looks into the journal of whoever is about to do something. Off, only what can be seen from outside counts."""

    def __init__(self, world, *, on=True):
        self._world = world
        self._on = on

    def before_sending(self, process, number, sha256):
        """The intent is in the journal before the first byte leaves."""
        self._acts_by_right(process, f"sent {number}")
        if not self._holds(process, _INTENDED, (number, sha256)):
            self._world.violated("rule 1", f"{number} was sent without an intent")

    def before_move(self, process, node, source, target):
        """The verdict is in the journal before the file moves."""
        if not node.is_clerks or source[0] != TOP or target[0] == TOP:
            return
        self._acts_by_right(process, f"moved {source[1]}")
        if not self._holds(process, _JUDGED, (source[1], node.sha256, target[0])):
            changed = self._world.recently_touched(node)
            if not changed:
                self._world.violated("rule 1", f"{source[1]} was moved to {target[0]} without a verdict")

    def _acts_by_right(self, process, deed):
        """Only the holder of the folder's lock acts, but for what it had in hand in the moment in which it lost it.

        A process that wakes up goes on in the midst of its work, so each thread looks at the lock before each deed.
        """
        world, task = self._world, self._world.scheduler.current
        if self._on and not task.saw_lock:
            world.violated("rule", f"{process.name} {deed} without a look at the folder's lock")
        task.saw_lock = False
        lost_for = world.scheduler.now - max(world.locks_dropped_at, process.thawed_at)
        if world.locks.get(str(world.drop)) is not process and lost_for > _MOMENT_S:
            world.violated("c", f"{process.name} {deed}, {lost_for:.1f} s after it lost the folder's lock")

    def _holds(self, process, query, values):
        if not self._on or not process.alive or not process.journals:
            return True
        try:
            return process.journals[-1]._connection.execute(query, values).fetchone()[0]
        except sqlite3.ProgrammingError:
            return True
