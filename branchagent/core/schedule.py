"""Who is next: the receipts that wait, and what the service's health lets go out."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from branchagent.core.health import Health
from branchagent.core.receipts import Fingerprint

_AHEAD_AT_MOST_S = 5.0
"""How long the others wait for the answer to the one that went ahead; a refusal comes sooner, even if PDF and keyring
have to be opened first, and a service that takes longer is only slow."""
_STILL_PROVEN_S = 0.25
"""How long an answer vouches for what waited when it came: until its receipt is filed and the next one is taken."""


class Errand(Enum):
    """What a worker is asked to do with a file."""

    EXAMINE = "examine"
    """Only look into it: what is no receipt is told at once, though nothing can be sent now."""
    CARRY = "carry"
    """The whole way: examine, upload, judge, record, file."""


@dataclass(slots=True)
class Waiting:
    """One settled file in the drop folder. `not_before` and `first_error_at` are monotonic seconds.

    `number` is None for a file whose name carries none: unless its document tells one, it is refused without a call.
    """

    name: str
    number: str | None
    fingerprint: Fingerprint
    dropped_at: float
    """Wall-clock seconds since the epoch: when the file was first seen."""
    not_before: float = 0.0
    examined: bool = False
    first_error_at: float | None = None
    why: str = ""
    """The reason or trouble that keeps it, as a stable word; empty while it only waits its turn."""


class Schedule:
    """The files that wait and those in hand. Every method is a decision on given times; nothing here sleeps."""

    def __init__(self, parallel: int) -> None:
        self._parallel = parallel
        self._waiting: dict[str, Waiting] = {}
        self._queue: list[tuple[float, int, str]] = []
        self._order = 0
        self._in_hand: dict[str, Waiting] = {}
        self._unexamined: dict[str, None] = {}
        self._behind_their_number: list[str] = []
        self._ahead: set[str] = set()
        self._vouched_since = 0.0
        self._held_until = 0.0
        self._has_rested = True

    def __len__(self) -> int:
        return len(self._waiting) + len(self._in_hand)

    def __contains__(self, name: str) -> bool:
        return name in self._waiting or name in self._in_hand

    def __iter__(self) -> Iterator[Waiting]:
        yield from self._in_hand.values()
        yield from self._waiting.values()

    @property
    def in_hand(self) -> int:
        """How many files workers have now."""
        return len(self._in_hand)

    @property
    def unexamined(self) -> int:
        """How many of the files that wait nobody has looked into yet."""
        return len(self._unexamined)

    def knows(self, name: str, fingerprint: Fingerprint) -> bool:
        """Tell whether this very file waits or is in hand already."""
        waiting = self._waiting.get(name) or self._in_hand.get(name)
        return waiting is not None and waiting.fingerprint == fingerprint

    def holds(self, name: str, size: int, mtime_ns: int) -> bool:
        """Tell whether a file as a listing shows it (without its inode) is one that waits."""
        waiting = self._waiting.get(name)
        if waiting is None:
            return False
        known = waiting.fingerprint
        return known.mtime_ns == mtime_ns and known.size == size

    def waiting_names(self) -> set[str]:
        """Name the files that wait, those in hand aside."""
        return set(self._waiting)

    def is_in_hand(self, name: str) -> bool:
        """Tell whether a worker has this file now."""
        return name in self._in_hand

    def add(self, waiting: Waiting) -> None:
        """Take up a settled file, or a new one under a name that waits already. A name in hand is left alone."""
        if waiting.name in self._in_hand:
            return
        self._has_rested = self._has_rested or not self._waiting
        self._waiting[waiting.name] = waiting
        if not waiting.examined:
            self._unexamined[waiting.name] = None
        self._push(waiting)

    def drop(self, name: str) -> None:
        """Forget a file that has left the folder; one in hand is its worker's to tell about."""
        self._waiting.pop(name, None)
        self._unexamined.pop(name, None)

    def put_back(self, name: str, not_before: float, why: str) -> None:
        """Let a file that was in hand wait again until `not_before`; `why` is a stable word."""
        waiting = self._in_hand.pop(name, None)
        if waiting is None:
            return
        self._ahead.discard(name)
        waiting.not_before = not_before
        waiting.why = why
        waiting.examined = True
        self.add(waiting)
        self._let_through()

    def put_back_examined(self, name: str) -> None:
        """Let a file that was only examined wait on as before."""
        waiting = self._in_hand.get(name)
        if waiting is not None:
            self.put_back(name, waiting.not_before, waiting.why)

    def renumber(self, name: str, number: str) -> None:
        """Let a file that was in hand wait on as before, to go under another number than its name carries."""
        waiting = self._in_hand.get(name)
        if waiting is not None:
            waiting.number = number
            self.put_back(name, waiting.not_before, waiting.why)

    def finish(self, name: str) -> None:
        """Forget a file that was in hand: it is filed, or gone."""
        self._in_hand.pop(name, None)
        self._ahead.discard(name)
        self._let_through()

    def release(self) -> None:
        """Let everything that waits go out as soon as the service's health allows."""
        for waiting in self._waiting.values():
            if waiting.not_before > 0.0:
                waiting.not_before = 0.0
                self._push(waiting)

    def take(self, now: float, health: Health) -> tuple[Waiting, Errand] | None:
        """Give the next file that may be worked on now, and take it in hand."""
        if len(self._in_hand) >= self._parallel:
            return None
        if now >= self._held_until:
            self._vouched_since = float("-inf")
        if self._has_rested:
            # What comes after a rest, however short, may meet a token that was revoked meanwhile; and what is still in
            # hand then may have had its answer long before.
            self._has_rested = False
            self._ask_anew(now, now)
        if self._may_send(now, health):
            if found := self._next_to_carry(now):
                return self._hand(found), Errand.CARRY
            self._has_rested = True
        if self._is_held_up(health) and (found := self._next_to_examine()):
            return self._hand(found, ahead=False), Errand.EXAMINE
        return None

    def next_at(self, health: Health) -> float | None:
        """Give the time at which `take` may have something to give, None if only an event can change that."""
        if len(self._in_hand) >= self._parallel or not self._waiting:
            return None
        if self._is_held_up(health) and self._unexamined:
            return 0.0
        while self._queue and self._is_stale(self._queue[0]):
            heapq.heappop(self._queue)
        if not self._queue:
            return None
        due = self._queue[0][0]
        if health.is_spared:
            return None if self._in_hand else max(due, health.probe_at)
        return max(due, self._held_until) if self._is_held_up(health) else due

    def _may_send(self, now: float, health: Health) -> bool:
        """Let one file go ahead, and the others once the service has answered it.

        So a token that was revoked meanwhile is refused once, and a service that is away is found out by one.
        """
        if health.is_spared and (now < health.probe_at or self._in_hand):
            return False
        if not self._ahead:
            self._ask_anew(now, max(now - _STILL_PROVEN_S, self._vouched_since))
        return not self._ahead or health.answered_at >= self._vouched_since

    def _ask_anew(self, now: float, since: float) -> None:
        """Let nothing follow the one that is ahead unless the service answered after `since`, or is only slow."""
        self._vouched_since, self._held_until = since, now + _AHEAD_AT_MOST_S

    def _is_held_up(self, health: Health) -> bool:
        """Tell whether nothing more may be sent for now."""
        waits_for_answer = bool(self._ahead) and health.answered_at < self._vouched_since
        return health.is_spared or waits_for_answer

    def _next_to_carry(self, now: float) -> Waiting | None:
        """Give the longest due file whose number nobody carries: two files of one number go out one after the other."""
        busy = {waiting.number for waiting in self._in_hand.values() if waiting.number is not None}
        while self._queue and self._queue[0][0] <= now:
            entry = heapq.heappop(self._queue)
            if self._is_stale(entry):
                continue
            waiting = self._waiting[entry[2]]
            if waiting.number not in busy:
                return waiting
            self._behind_their_number.append(waiting.name)
        return None

    def _let_through(self) -> None:
        """Queue again what stood behind another file of its number, now that a file left the workers' hands."""
        names, self._behind_their_number = self._behind_their_number, []
        for name in names:
            if name in self._waiting:
                self._push(self._waiting[name])

    def _next_to_examine(self) -> Waiting | None:
        for name in self._unexamined:
            return self._waiting[name]
        return None

    def _hand(self, waiting: Waiting, *, ahead: bool = True) -> Waiting:
        del self._waiting[waiting.name]
        if ahead and waiting.number is not None:
            self._ahead.add(waiting.name)
        self._unexamined.pop(waiting.name, None)
        self._in_hand[waiting.name] = waiting
        return waiting

    def _push(self, waiting: Waiting) -> None:
        self._order += 1
        heapq.heappush(self._queue, (waiting.not_before, self._order, waiting.name))

    def _is_stale(self, entry: tuple[float, int, str]) -> bool:
        waiting = self._waiting.get(entry[2])
        return waiting is None or waiting.not_before != entry[0]
