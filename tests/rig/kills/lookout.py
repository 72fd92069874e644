"""Somebody who asks `status` all the time, and knows when it must not say that all is well."""

import time
from collections import Counter

GRACE_S = 5.0
"""How long a receipt may wait, or have failed, while `status` still says "idle": a listing every 2 s finds whatever no
event told of, a report follows within 0.25 s, and the rest is for a machine that has other things to do."""


class Lookout:
    """`told` counts the states that it saw, `overdue` those while something waited for longer than the grace.

    `lies` are the times that one of them was wrong.
    """

    def __init__(self, branch, clerk):
        self.told = Counter()
        self.overdue = 0
        self.lies = []
        self._branch = branch
        self._clerk = clerk
        self._failed_since = None

    def look(self):
        overdue = self._overdue(set(self._branch.waiting()), time.monotonic() - GRACE_S)
        state = self._branch.status()["state"]
        self.told[state] += 1
        # What is still there waited all the while; a name that was taken anew meanwhile is not overdue any more.
        still = self._overdue(set(self._branch.waiting()) & overdue, time.monotonic() - GRACE_S)
        self.overdue += bool(still)
        if state == "idle" and still:
            self.lies.append(f"idle, and {sorted(still)} wait for longer than {GRACE_S} s")
        if state == "idle" and self._has_failures():
            self.lies.append(f"idle, and failed/ holds {self._branch.filed('failed')}")
        if self._failed_since is None and self._branch.filed("failed"):
            self._failed_since = time.monotonic()

    def _overdue(self, names, before):
        return {name for name in names if self._clerk.saved_at.get(name, before) < before}

    def _has_failures(self):
        """Nobody takes anything out of failed/ here."""
        return self._failed_since is not None and time.monotonic() - self._failed_since > GRACE_S
