"""The course of a benchmark: its parts in their order, and what comes of them as figures beside their goals."""

import contextlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from statistics import median, quantiles

from . import commands, depths, idle, rescans
from .contenders import Agent, WatchAndCurl, WatchAndPost, curl_is_here
from .goals import Row
from .herd.course import Case, simulate
from .herd.service import Manner
from .races import Faults, burst, burst_by_curl, one_at_a_time
from .receipts import form
from .receiver import Receiver

PARTS = ("idle", "one", "burst", "slow", "past", "start", "rescan", "commands", "herd")
_ONE, _ONE_OF_SCRIPTS, _ONE_OF_SLOW = 200, 100, 10
_BURST, _BURST_OF_SCRIPTS, _SLOW_BURST = 1000, 200, 300
_SLOW_S = 0.1
_SMALL = 20_000
"""Bytes of the receipts that wait in their tens of thousands: ten gigabytes would measure the disk."""
_CURL = "curl -Z"
_OUTAGES = [Case(), Case(manner=Manner("503", "503")), Case(manner=Manner("refuses", "falls"))]


class Course:
    """Measures; `rows` are the figures so far, `raw` what they were made of."""

    def __init__(self, place, keyring, options):
        self._place = place
        self._keyring = keyring
        self._options = options
        self._places = 0
        self._form = form()
        self.rows = []
        self.raw = {}
        self.faults = {}

    def measure(self, part):
        """Run a part and give its rows."""
        rows = list(getattr(self, f"_{part}")())
        self.rows += rows
        return rows

    def others(self):
        """Give what was torn, lost and doubled by each, and what it took, as a table."""
        lines = ["| | one at a time, ms | p99, ms | burst, ms each | CPU, ms each | torn | lost | doubled |"]
        lines.append("|---|---:|---:|---:|---:|---:|---:|---:|")
        for name, faults in self.faults.items():
            one = self.raw.get("one", {}).get(name)
            told = self.raw.get("burst", {}).get(name, {})
            cells = [f"{median(one):.1f}", f"{_p99(one):.1f}"] if one else ["", ""]
            cells += [f"{told[key]:.2f}" if key in told else "" for key in ("each", "cpu")]
            lines.append(f"| {name} | {' | '.join(cells)} | {faults.torn} | {faults.lost} | {faults.doubled} |")
        return "\n".join(lines)

    def _one(self):
        """Each with its first receipt of a quiet hour among them: what a clerk meets."""
        taken = {}
        with self._receiver() as receiver:
            for turn in range(self._options.rounds):
                for kind, count in ((Agent, _ONE), (WatchAndCurl, _ONE_OF_SCRIPTS), (WatchAndPost, _ONE_OF_SLOW)):
                    indices = range(turn * count, (turn + 1) * count)
                    for contender in self._running(kind, receiver):
                        took = one_at_a_time(contender, receiver, self._form, indices, self._faults_of(kind.name))
                        taken.setdefault(kind.name, []).extend(1000 * each for each in took)
        self.raw["one"] = taken
        own, peer = taken[Agent.name], taken.get(WatchAndCurl.name)
        middle = median(own)
        others = {name: median(values) for name, values in taken.items()}
        if peer:
            told = f"{middle:.1f} ms to {median(peer):.1f} ms"
            yield Row("close to request, of inotifywait + curl", 0.8, middle / median(peer), "×", told, others)
        yield Row("close to request, p99 of the median", 2.5, _p99(own) / middle, "×", f"{_p99(own):.1f} ms")

    def _burst(self):
        each, cpus = {}, {}
        with self._receiver() as receiver:
            for turn in range(self._options.rounds):
                for name, count, run in self._bursts(receiver, turn):
                    each.setdefault(name, []).append(1000 * run.filed / count)
                    cpus.setdefault(name, []).append(1000 * run.cpu / count)
        self.raw["burst"] = {name: {"each": median(each[name]), "cpu": median(cpus[name])} for name in each}
        own, others = median(each[Agent.name]), {name: median(values) for name, values in each.items()}
        if _CURL in each:
            curl = median(each[_CURL])
            told = f"{own:.2f} ms to {curl:.2f} ms each, until the last is filed"
            yield Row("burst of 1,000, of curl -Z", 3.0, own / curl, "×", told, others)
        yield Row("CPU a receipt, all processes", 3.0, median(cpus[Agent.name]), "ms")

    def _bursts(self, receiver, turn):
        first = turn * _BURST
        if curl_is_here():
            run = burst_by_curl(self._home(), receiver, self._form, range(_BURST), self._faults_of(_CURL))
            yield _CURL, _BURST, run
        for kind, count in ((Agent, _BURST), (WatchAndPost, _BURST), (WatchAndCurl, _BURST_OF_SCRIPTS)):
            for contender in self._running(kind, receiver):
                # What an hour of rest has put away is there again.
                burst(contender, receiver, self._form, range(10**6, 10**6 + 20), self._faults_of(kind.name))
                indices = range(first, first + count)
                yield kind.name, count, burst(contender, receiver, self._form, indices, self._faults_of(kind.name))

    def _slow(self):
        if not curl_is_here():
            return
        own, curl = [], []
        with self._receiver(_SLOW_S) as receiver:
            for _ in range(self._options.rounds):
                run = burst_by_curl(self._home(), receiver, self._form, range(_SLOW_BURST), self._faults_of(_CURL))
                curl.append(1000 * run.sent / _SLOW_BURST)
                for agent in self._running(Agent, receiver):
                    burst(agent, receiver, self._form, range(10**6, 10**6 + 20), self._faults_of(Agent.name))
                    run = burst(agent, receiver, self._form, range(_SLOW_BURST), self._faults_of(Agent.name))
                    own.append(1000 * run.filed / _SLOW_BURST)
        self.raw["slow"] = {Agent.name: own, _CURL: curl}
        told = f"{median(own):.1f} ms to {median(curl):.1f} ms each"
        yield Row("burst of 300, answers after 100 ms, of curl -Z", 1.05, median(own) / median(curl), "×", told)

    def _past(self):
        with self._receiver() as receiver:
            young = Agent(self._home(), receiver, self._keyring)
            old = Agent(self._home(), receiver, self._keyring)
            depths.live_through(old, self._options.years)
            with young, old:
                costs = depths.compare(young, old, receiver, self._form, 2 * self._options.rounds, self._own_faults)
        self.raw["past"] = costs
        told = f"{costs[1]:.2f} ms to {costs[0]:.2f} ms"
        yield Row(f"a receipt after {self._options.years:,}, of one after none", 1.1, costs[1] / costs[0], "×", told)

    def _start(self):
        small = form(_SMALL)
        with self._receiver(content=small) as receiver:
            few, many = (
                depths.start_with(self._home(), receiver, self._keyring, small, waiting, self._own_faults)
                for waiting in (1000, self._options.waiting)
            )
        self.raw["start"] = [vars(few), vars(many)]
        waiting = f"{many.waiting:,} waiting"
        yield Row(f"{waiting}: the first at the service", 2.0, many.first, "s")
        yield Row(f"{waiting}: more memory than with 1,000", 30.0, many.memory - few.memory, "MiB")
        told = f"{many.each_ms:.2f} ms to {few.each_ms:.2f} ms each"
        yield Row(f"{waiting}: a receipt's time, of 1,000's", 1.1, many.each_ms / few.each_ms, "×", told)

    def _rescan(self):
        small = form(_SMALL)
        yield Row("rescan of 10,000 waiting files", 50.0, rescans.measure(self._home(), 10_000, small), "ms")
        yield Row("rescan of an idle folder", 1.0, rescans.measure(self._home(), 0, small), "ms")

    def _commands(self):
        home, years = self._home(), self._options.years
        commands.fill(home / "state", years)
        self.raw["commands"] = commands.measure(home, commands.number_of(years // 2))
        for command, took in self.raw["commands"].items():
            yield Row(f"`{command}` with {self._options.years:,} receipts", 150.0, took, "ms")

    def _herd(self):
        """The worst of how a service may be away and overloaded; by seeds, so that it is the same each time."""
        with ProcessPoolExecutor(2) as pool:
            courses = list(pool.map(simulate, _OUTAGES))
        self.raw["herd"] = [(asdict(each.case), each.peak(1), each.peak(10), each.drained_at) for each in courses]
        peak = max(each.peak(10) / each.steady for each in courses)
        drained = max(each.drained_at / each.ideal_s for each in courses)
        yield Row("5,000 agents after 4 h: peak of 10 s, of the steady rate", 2.0, peak, "×")
        yield Row("5,000 agents after 4 h: time to drain, of the ideal", 1.2, drained, "×")

    def _idle(self):
        """Both at the same time: neither does anything."""
        with idle.resting_agent() as (_, _, headless), idle.resting_agent(tray=True) as (_, _, shown):
            told = idle.measure_all([headless, shown], self._options.idle)
        for name, most, costs in zip(("headless", "with the tray"), (45.0, 80.0), told, strict=True):
            self.raw[f"idle, {name}"] = costs
            yield Row(f"idle {name}: CPU", 0.1, costs["cpu"], "%")
            yield Row(f"idle {name}: wake-ups a second", 1.0, costs["wakeups"])
            yield Row(f"idle {name}: resident", most, costs["rss"], "MiB", f"{costs['own']} MiB its own")

    @property
    def _own_faults(self):
        return self._faults_of(Agent.name)

    def _faults_of(self, name):
        return self.faults.setdefault(name, Faults())

    def _home(self):
        self._places += 1
        home = self._place / str(self._places)
        home.mkdir()
        return home

    @contextlib.contextmanager
    def _receiver(self, delay=0.0, content=None):
        file = self._home() / "form"
        file.write_bytes(content or self._form)
        with Receiver(file, delay) as receiver:
            yield receiver

    def _running(self, kind, receiver):
        """Give a contender that runs; nothing where it is not installed."""
        if not kind.is_here():
            print(f"{kind.name}: left out, since {', '.join(kind.needs)} are not installed", flush=True)
            return
        more = (self._keyring,) if kind is Agent else ()
        with kind(self._home(), receiver, *more) as contender:
            yield contender


def _p99(values):
    return quantiles(values, n=100)[98]
