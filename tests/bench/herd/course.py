"""An outage, the service's return, and what the herd makes of it."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from statistics import median

from .agenda import Agenda, Clock
from .branch import Branch
from .service import Manner, Service

HOUR, DAY = 3600.0, 86_400.0
NORMAL_A_SECOND = 2000 / (7 * HOUR)
"""What a nation's branches add on a normal working day."""


@dataclass(frozen=True)
class Case:
    """What is simulated."""

    agents: int = 5000
    capacity: float = 50.0
    manner: Manner = field(default_factory=Manner)
    outage_s: float = 4 * HOUR
    skewed: bool = False
    spares: bool = True
    seed: int = 1

    def backlog(self, random):
        """Give each agent's receipts: ten, or a few heaps of 2,000 and one to five at all others."""
        if not self.skewed:
            return [10] * self.agents
        heaps = self.agents // 250
        return [2000] * heaps + [random.randint(1, 5) for _ in range(self.agents - heaps)]


@dataclass
class Course:
    """What came of a case; times in seconds from the service's return."""

    case: Case
    arrived: Counter
    """How many requests reached the service, by second."""
    served: Counter
    """How many receipts it took, by second."""
    refused: int
    falls: int
    backlog: int
    drained_at: float

    @property
    def ideal_s(self):
        """How long the service needs for the backlog if it is never idle."""
        return self.backlog / self.case.capacity

    def rates(self, counter, window):
        """Give a count for each `window` seconds from the return to the end, a second."""
        begin = int(self.case.outage_s)
        end = begin + int(self.drained_at) + 1
        return [sum(counter[s] for s in range(at, at + window)) / window for at in range(begin, end, window)]

    @cached_property
    def steady(self):
        """The drain rate that the service kept up: the median of its tens of seconds until all was drained."""
        return median(self.rates(self.served, 10))

    def peak(self, window):
        """The most that reached it, a second."""
        return max(self.rates(self.arrived, window))


def simulate(case, most_s=20_000.0):
    """Let an outage pass and the herd drain."""
    random, agenda = Random(case.seed), Agenda()  # noqa: S311 - a simulation
    service = Service(agenda, random, case.capacity, case.manner)
    clock = Clock(agenda, random)
    branches = [Branch(agenda, clock, service, code, spares=case.spares) for code in range(case.agents)]
    backlog = case.backlog(random)
    for branch, count in zip(branches, backlog, strict=True):
        agenda.at(random.uniform(0, min(case.outage_s, 60.0)), branch.drop, count)
    agenda.at(case.outage_s, service.come_back)

    def newcomer():
        random.choice(branches).drop()
        agenda.after(random.expovariate(NORMAL_A_SECOND), newcomer)

    agenda.at(case.outage_s, newcomer)
    total = sum(backlog)
    agenda.run(case.outage_s + most_s, lambda: service.taken >= total and not any(branch.left for branch in branches))
    told = service.arrived, service.served, service.refused, service.falls
    return Course(case, *told, total, agenda.now - case.outage_s)
