"""A trial: an agent, its service and a clerk, with everything that a test lets happen to them; then the judgement."""

import contextlib
import random
import time

from rig.kills.beside import beside
from rig.kills.clerk import Clerk
from rig.kills.fates import IN_ERROR, fate_of
from rig.kills.journal import Glimpse, glimpse
from rig.kills.judge import Judge
from rig.kills.lookout import Lookout
from rig.waiting import wait_until

_DIE_BY_THE_CLOCK = 0.4
_LONGEST_START_S = 0.7
_MOST_ANSWERS = 10
_LONGEST_AFTER_ANSWER_S = 0.06
_LONGEST_LIFE_S = 1.4
_LOOKS_EVERY_S = 0.5
_LONGEST_ABSENCE_S = 0.6
_LONGEST_CALM_S = 3.0
_ENDS_WITHIN_S = 90
_WITNESS_EVERY_S = 2.0


class Trial:
    """One trial. `figures` says what happened in it."""

    def __init__(self, branch, service, seed, network=None):
        self.branch = branch
        self.service = service
        self.network = network
        self.clerk = Clerk(branch.folder, dice(seed, "clerk"))
        self.kills = self.in_start_up = self.in_flight = self.judged = 0
        self._random = dice(seed, "kills")
        self._disturbance = dice(seed, "disturbance")
        self._lookout = Lookout(branch, self.clerk)
        self._glimpse = Glimpse()
        self._began = time.monotonic()

    @contextlib.contextmanager
    def under_way(self):
        """Let receipts arrive, and `status` be asked, while the block lasts and until all of them are filed."""
        if self.network is not None:
            self.network.begin_to_break()
        with beside(self._lookout.look, lambda: _LOOKS_EVERY_S):
            with beside(self.clerk.bring_some, self.clerk.pause_s):
                yield
            self._run_to_the_end()

    def kill_agents(self, times):
        """Start an agent and kill it, again and again; receipts that fail come in the second half only."""
        for life in range(times):
            self.clerk.may_fail = life >= times // 2
            with self.branch.agent(waits=False) as agent:
                self._live(agent)
                assert agent.runs, f"it ended by itself: {agent.output()}"
                serves = "serving folder=" in agent.output()
                agent.kill()
            self._count(serves)

    def kill_services(self, times):
        """Kill the service at an answer and start it again, again and again; one outage is long."""
        for life in range(times):
            self.clerk.may_fail = life >= times // 2
            self._wait_for_answers(self._disturbance)
            self._kill_service(self._until_something_is_overdue if life == times // 3 else None)

    def break_connections(self, times):
        """Let the network break that many connections, and now and then refuse all of them for a while."""
        while (cuts := self.network.cuts.total()) < times:
            self.clerk.may_fail = cuts >= times // 2
            wait_until(lambda goal=cuts + 10: self.network.cuts.total() >= goal, _ENDS_WITHIN_S)
            self._refuse_connections()

    def disturbed(self):
        """Let the service be killed and connections be refused, at random times, while the block lasts."""
        return beside(self._disturb, lambda: self._disturbance.random() * _LONGEST_CALM_S)

    def judge(self):
        Judge(self.branch, self.service, self.clerk).judge()
        assert not self._lookout.lies, "\n".join(self._lookout.lies)

    @property
    def figures(self):
        reasons = [line["reason"] for line in self.branch.history()]
        return (
            f"\n{self.kills} kills of the agent ({self.in_start_up} in start-up, {self.in_flight} with uploads in"
            f" flight, {self.judged} between verdict and filing), {self.service.kills} of the service,"
            f" {self.network.cuts.total() if self.network else 0} connections cut;"
            f" {len(self.clerk.dropped)} receipts, {len(self.service.told)} requests,"
            f" {reasons.count('recovered')} recovered, {reasons.count('duplicate')} duplicates;"
            f" status {dict(self._lookout.told)}; {time.monotonic() - self._began:.1f} s"
        )

    def _live(self, agent):
        """Some of the lives end at a random time, the others at a random time around an answer."""
        if self._random.random() < _DIE_BY_THE_CLOCK:
            _let_pass(_LONGEST_START_S, self._random)
            return
        wait_until(lambda: "serving folder=" in agent.output() or not agent.runs)
        self._wait_for_answers(self._random)

    def _wait_for_answers(self, dice_):
        """Let the service judge a random number of uploads, then a moment pass; give up after a life's length."""
        goal = len(self.service.told) + dice_.randint(1, _MOST_ANSWERS)
        deadline = time.monotonic() + dice_.random() * _LONGEST_LIFE_S
        wait_until(lambda: len(self.service.told) >= goal or time.monotonic() > deadline)
        _let_pass(_LONGEST_AFTER_ANSWER_S, dice_)

    def _disturb(self):
        if self._disturbance.random() < 0.5:
            self._kill_service()
        else:
            self._refuse_connections()

    def _kill_service(self, absence=None):
        self.service.kill()
        (absence or self._some_moments)()
        self.service.start()

    def _some_moments(self):
        _let_pass(_LONGEST_ABSENCE_S, self._disturbance)

    def _until_something_is_overdue(self):
        """Let it be shown how it is while receipts wait for long."""
        wait_until(lambda goal=self._lookout.overdue + 2: self._lookout.overdue >= goal)

    def _refuse_connections(self):
        self.network.refuse()
        self._some_moments()
        self.network.listen()

    def _count(self, serves):
        before, self._glimpse = self._glimpse, glimpse(self.branch.state)
        self.kills += 1
        self.in_start_up += not serves
        self.in_flight += self._glimpse.cut_off > before.cut_off
        self.judged += serves and self._glimpse.judged > 0

    def _run_to_the_end(self):
        """Run an agent undisturbed until everything is filed, and shows what it should."""
        if self.network is not None:
            self.network.calm_down()
        with self.branch.agent():
            witnesses = self._witnesses()
            wait_until(lambda: self._all_filed(witnesses), _ENDS_WITHIN_S, self._why_not)
            self.branch.wait_for_state("attention" if self.branch.filed("failed") else "idle")

    def _all_filed(self, witnesses):
        waiting = set(self.branch.waiting())
        in_error = {each.name for each in self.clerk.dropped if fate_of(each.number) is IN_ERROR}
        if waiting and waiting <= in_error:
            next(witnesses)
        return not waiting

    def _witnesses(self):
        """Drop a sound receipt every few seconds: no file is blamed for RC 99 unless the service takes another."""
        at = float("-inf")
        while True:
            if time.monotonic() - at > _WITNESS_EVERY_S:
                at = time.monotonic()
                self.clerk.drop_witness()
            yield

    def _why_not(self):
        return f"{self.branch.waiting()} still wait: {self.branch.status()}"


def dice(seed, what):
    """Give the random numbers of one part of a trial, which no other part's use of its own can change."""
    return random.Random(f"{seed} {what}")  # noqa: S311 - nothing secret


def _let_pass(longest_s, dice_):
    """Let a random time pass, in which anything may happen: this is no waiting for anything."""
    time.sleep(dice_.random() * longest_s)
