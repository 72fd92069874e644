"""Simulated time: what happens when, one thing after the other."""

import heapq
from itertools import count


class Agenda:
    """What is still to happen. Seconds, and whatever is due together happens in the order it was planned."""

    def __init__(self):
        self.now = 0.0
        self._entries = []
        self._order = count()

    def at(self, when, what, *arguments):
        """Let `what` happen at `when`, or at once if that is past."""
        heapq.heappush(self._entries, (max(when, self.now), next(self._order), what, arguments))

    def after(self, wait, what, *arguments):
        """Let `what` happen `wait` seconds from now."""
        self.at(self.now + wait, what, *arguments)

    def run(self, until, is_over):
        """Let things happen until that time, or until `is_over`."""
        while self._entries and self._entries[0][0] <= until and not is_over():
            self.now, _, what, arguments = heapq.heappop(self._entries)
            what(*arguments)


class Clock:
    """The simulated time as the agents' own code asks for it; the seed's jitter."""

    def __init__(self, agenda, random):
        self._agenda = agenda
        self.jitter = random.random

    def now(self):
        """Give the wall clock's time."""
        return 1e9 + self._agenda.now

    def monotonic(self):
        """Give the time for waits."""
        return self._agenda.now
