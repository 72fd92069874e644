"""Whether what was done before, or what waits, makes a receipt cost more."""

import time
from dataclasses import dataclass
from statistics import median

from rig.receipts import number

from . import commands, processes
from .contenders import Agent
from .races import burst
from .receipts import write_numbered

_A_BURST = 500
_DONE = 100_000
_FIRST_OF_BURSTS = 10_000_000


@dataclass(frozen=True)
class Start:
    """How an agent began with so many receipts waiting: seconds to the first upload, its rate, and MiB at most."""

    waiting: int
    first: float
    each_ms: float
    memory: float


def start_with(home, receiver, keyring, form, waiting, faults):
    """Start an agent on a folder in which receipts wait, and let it send them all."""
    agent = Agent(home, receiver, keyring)
    numbers = [number(index) for index in range(waiting)]
    write_numbered(agent.folder, numbers, form)
    receiver.take()
    began = time.monotonic()
    with agent.started(waits=False):
        highest = 0.0
        while receiver.count() < waiting:
            highest = max(highest, processes.memory(agent.pid))
            time.sleep(0.1)
        received = receiver.take()
    times = received.times.values()
    faults.count(received, numbers)
    return Start(waiting, min(times) - began, 1000 * (max(times) - min(times)) / waiting, highest)


def live_through(agent, receipts):
    """Give an agent a past: a journal of so many receipts, and the files of its last months in done/."""
    commands.fill(agent.branch.state, receipts)
    for index in range(_DONE):
        (agent.folder / "done" / f"{commands.number_of(index)}.pdf").touch()


def compare(young, old, receiver, form, rounds, faults):
    """Give what a receipt costs an agent with nothing behind it, and one with years: medians of milliseconds."""
    costs = {young: [], old: []}
    for turn in range(rounds):
        for place, agent in enumerate((young, old) if turn % 2 else (old, young)):
            first = _FIRST_OF_BURSTS + (2 * turn + place) * _A_BURST
            costs[agent].append(burst(agent, receiver, form, range(first, first + _A_BURST), faults).filed / _A_BURST)
    return [1000 * median(costs[agent]) for agent in (young, old)]
