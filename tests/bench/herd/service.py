"""The service of the herd's world: so many workers, one queue, and one way to be away and one to be overloaded."""

from collections import Counter, deque
from dataclasses import dataclass

from branchagent.core.verdicts import Answered, InDoubt, NotSent, Trouble

TAKEN = Answered(200, b'{"RC":"00","message":"OK"}', "application/json")
TAKEN_BEFORE = Answered(200, b'{"RC":"29","message":"sudah"}', "application/json")
BUSY = Answered(503, b"busy", "text/plain")
TIMEOUT_S = 60.0
"""How long a client waits for its answer (`server.timeout_s`)."""
NETWORK_S = 0.05
WORK_S = 0.2
"""What one receipt takes a worker while all work; half of that if it is alone."""


@dataclass(frozen=True)
class Manner:
    """How a service is away, and what it does with more than it can."""

    away: str = "refuses"
    """`refuses`, `silent` (nothing comes back until the client gives up) or `503`."""
    overload: str = "slow"
    """`slow` (queues without end), `503`, `refuses`, or `falls` (what it had in hand is lost and it is away)."""
    room: int = 512
    """How many requests it takes in before it is overloaded: a usual length of the system's queue."""
    retry_after: float | None = None
    fallen_s: float = 60.0


@dataclass(eq=False)
class Request:
    """One upload under way; `told` is called with its fact, at most once."""

    number: str
    told: object
    is_open: bool = True


class Service:
    """Takes `capacity` receipts a second, each number once. What it works on for a client that left is wasted."""

    def __init__(self, agenda, random, capacity, manner):
        self.capacity, self.manner = capacity, manner
        self.is_away = True
        self.arrived, self.served, self.refused, self.falls = Counter(), Counter(), 0, 0
        self._agenda, self._random = agenda, random
        self._workers = max(1, round(capacity * WORK_S))
        self._queue, self._in_work, self._taken = deque(), set(), set()

    def come_back(self):
        """Serve from now on."""
        self.is_away = False

    def ask(self, number, told):
        """Take a request; `told` gets its fact in time."""
        request = Request(number, told)
        if self.is_away and self.manner.away != "503":
            if self.manner.away == "silent":
                self._agenda.after(TIMEOUT_S, self._tell, request, NotSent(Trouble.TIMEOUT, ""))
            else:
                self._agenda.after(NETWORK_S, self._tell, request, NotSent(Trouble.NO_CONNECTION, ""))
            return
        self.arrived[int(self._agenda.now)] += 1
        if self.is_away:
            self._agenda.after(NETWORK_S, self._tell, request, BUSY)
        elif self._is_full:
            self._overload(request)
        else:
            self._agenda.after(TIMEOUT_S, self._tell, request, InDoubt(Trouble.TIMEOUT, ""))
            self._queue.append(request)
            self._work()

    @property
    def taken(self):
        """How many receipts it has."""
        return len(self._taken)

    @property
    def _is_full(self):
        in_hand = len(self._queue) + len(self._in_work)
        return self.manner.overload != "slow" and in_hand >= self.manner.room

    def _overload(self, request):
        self.refused += 1
        match self.manner.overload:
            case "503":
                fact = Answered(503, b"busy", "text/plain", self.manner.retry_after)
            case "refuses":
                fact = NotSent(Trouble.NO_CONNECTION, "")
            case _:
                fact = InDoubt(Trouble.BROKEN_OFF, "")
                self._fall()
        self._agenda.after(NETWORK_S, self._tell, request, fact)

    def _fall(self):
        """Lose all that was in hand, and be away for a while: what overload does to the worst of services."""
        self.falls += 1
        self.is_away = True
        for request in (*self._queue, *self._in_work):
            self._agenda.after(NETWORK_S, self._tell, request, InDoubt(Trouble.BROKEN_OFF, ""))
        self._queue.clear()
        self._in_work.clear()
        self._agenda.after(self.manner.fallen_s, self.come_back)

    def _work(self):
        while self._queue and len(self._in_work) < self._workers:
            request = self._queue.popleft()
            self._in_work.add(request)
            busy = len(self._in_work) / self._workers
            self._agenda.after(WORK_S * (0.5 + busy / 2) * (0.5 + self._random.random()), self._done, request)

    def _done(self, request):
        if request not in self._in_work:
            return
        self._in_work.discard(request)
        fact = TAKEN_BEFORE if request.number in self._taken else TAKEN
        self._taken.add(request.number)
        self.served[int(self._agenda.now)] += fact is TAKEN
        self._agenda.after(NETWORK_S, self._tell, request, fact)
        self._work()

    @staticmethod
    def _tell(request, fact):
        if request.is_open:
            request.is_open = False
            request.told(fact)
