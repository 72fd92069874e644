"""Any sequence of what can happen to a schedule, held against a plain description of what may be taken when."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from branchagent.core.health import Condition, Health
from branchagent.core.receipts import Fingerprint
from branchagent.core.schedule import Errand, Schedule, Waiting

NUMBERS = {"a": "1", "b": "1", "c": "1", "d": "2", "e": None, "f": None}
CONDITIONS = (Condition.WELL, *Condition)
AHEAD = (-500.0, -1.0, 0.0, 1.0, 7.0, 400.0)
STEPS = (0.5, 5.0, 100.0)
ENDS = ("finish", "put back", "put back at once")
NEVER = float("inf")


class Described:
    """What waits and what is in hand, and the rule for what may be taken, without any queue."""

    def __init__(self, parallel):
        self.parallel = parallel
        self.waiting = {}
        self.in_hand = {}
        self.examined = set()
        self.ahead = set()
        self.vouched_since = 0.0
        self.held_until = 0.0
        self.has_rested = True

    def wait(self, name, not_before, version):
        self.has_rested |= not self.waiting
        self.waiting[name] = (not_before, version)

    def may_send(self, now, health):
        if health.is_spared and (now < health.probe_at or self.in_hand):
            return False
        return not self.ahead or health.answered_at >= self.vouched_since

    def is_held_up(self, health):
        waits = bool(self.ahead) and health.answered_at < self.vouched_since
        return waits or health.is_spared

    def may_carry(self, now, health):
        if self.ahead and health.answered_at < self.vouched_since:
            return set()
        due = {name for name, (not_before, _) in self.waiting.items() if not_before <= now}
        if health.is_spared:
            return due if now >= health.probe_at and not self.in_hand else set()
        return {name for name in due if NUMBERS[name] is None or NUMBERS[name] not in self.busy()}

    def may_examine(self, health):
        return set(self.waiting) - self.examined if self.is_held_up(health) else set()

    def busy(self):
        return {NUMBERS[name] for name in self.in_hand}

    def soonest(self, health):
        """When something can be taken, if nothing happens before."""
        if len(self.in_hand) >= self.parallel:
            return NEVER
        if self.may_examine(health):
            return 0.0
        if health.is_spared:
            times = [] if self.in_hand else [max(at, health.probe_at) for at, _ in self.waiting.values()]
        else:
            busy = self.busy() - {None}
            times = [at for name, (at, _) in self.waiting.items() if NUMBERS[name] not in busy]
        if self.is_held_up(health) and not health.is_spared:
            times = [max(at, self.held_until) for at in times]
        return min(times, default=NEVER)


class Course:
    """A schedule and its description on the same way; every step checks that they agree."""

    def __init__(self, parallel):
        self.schedule = Schedule(parallel)
        self.model = Described(parallel)
        self.health = Health(answered_at=0.0)
        self.now = 1000.0
        self.version = 0

    def add(self, name, ahead, *, at_once):
        self.version += 1
        not_before = 0.0 if at_once else self.now + ahead
        waiting = Waiting(name, NUMBERS[name], Fingerprint(self.version, self.version, 1), 1e9, not_before)
        self.schedule.add(waiting)
        if name not in self.model.in_hand:
            self.model.wait(name, not_before, self.version)
            self.model.examined.discard(name)

    def change_health(self, condition, ahead):
        failures = 0 if condition is Condition.WELL and ahead < 0 else 1
        probe_at = self.now + ahead if failures else 0.0
        self.health = Health(condition, failures=failures, probe_at=probe_at, answered_at=self.now + ahead)

    def end(self, name, how, ahead):
        not_before, version, errand = self.model.in_hand.pop(name)
        self.model.ahead.discard(name)
        if how == "finish":
            self.schedule.finish(name)
            return
        if errand is Errand.EXAMINE:
            self.schedule.put_back_examined(name)
        else:
            not_before = 0.0 if how == "put back at once" else self.now + ahead
            self.schedule.put_back(name, not_before, "timeout")
        self.model.wait(name, not_before, version)
        self.model.examined.add(name)

    def drop(self, name):
        self.schedule.drop(name)
        self.model.waiting.pop(name, None)

    def release(self):
        self.schedule.release()
        for name, (not_before, version) in self.model.waiting.items():
            self.model.waiting[name] = (min(not_before, 0.0), version)

    def take(self):
        """Take one, which is just what the description allows: never too much, and nothing is forgotten."""
        room = len(self.model.in_hand) < self.model.parallel
        if room and self.now >= self.model.held_until:
            self.model.vouched_since = -NEVER
        if room and self.model.has_rested:
            self.model.has_rested = False
            self.model.vouched_since, self.model.held_until = self.now, self.now + 5.0
        sends = room and self.model.may_send(self.now, self.health)
        carry = self.model.may_carry(self.now, self.health) if room else set()
        examine = self.model.may_examine(self.health) if room else set()
        if sends and not self.model.ahead:
            self.model.vouched_since = max(self.now - 0.25, self.model.vouched_since)
            self.model.held_until = self.now + 5.0
        self.model.has_rested |= sends and not carry
        found = self.schedule.take(self.now, self.health)
        if found is None:
            assert carry | examine == set()
            return False
        waiting, errand = found
        assert waiting.name in (carry or examine)
        assert errand is (Errand.CARRY if carry else Errand.EXAMINE)
        not_before, version = self.model.waiting.pop(waiting.name)
        assert (waiting.not_before, waiting.fingerprint.size) == (not_before, version)
        longest_due = [self.model.waiting[name][0] for name in carry - {waiting.name}]
        assert not carry or not_before <= min(longest_due, default=NEVER)
        self.model.in_hand[waiting.name] = (not_before, version, errand)
        if errand is Errand.CARRY and NUMBERS[waiting.name]:
            self.model.ahead.add(waiting.name)
        return True

    def turn(self):
        """Take all there is. `next_at` is then in the future, else the agent spins; and never too late.

        It may be early (what it saw waits for its number), but then the next turn moves it on.
        """
        while self.take():
            pass
        next_at = self.schedule.next_at(self.health)
        assert next_at is None or next_at > self.now
        assert (NEVER if next_at is None else next_at) <= self.model.soonest(self.health)

    def sleep(self):
        """Sleep as the agent does, and take what that was for."""
        self.now = max(self.now, self.schedule.next_at(self.health) or 0.0)
        self.turn()

    def check(self):
        model = self.model
        assert self.schedule.waiting_names() == set(model.waiting)
        assert {waiting.name for waiting in self.schedule} == set(model.waiting) | set(model.in_hand)
        assert self.schedule.in_hand == len(model.in_hand) <= model.parallel
        carried = [NUMBERS[name] for name, hand in model.in_hand.items() if hand[2] is Errand.CARRY and NUMBERS[name]]
        assert len(carried) == len(set(carried))
        next_at = self.schedule.next_at(self.health)
        assert (NEVER if next_at is None else next_at) <= max(model.soonest(self.health), self.now)

    def finish(self):
        """Once the service is well, all that waits is taken, going by `next_at` and what workers end alone."""
        self.health = Health()
        for _ in range(3 * len(self.schedule) + 3):
            self.sleep()
            for name in sorted(self.model.in_hand):
                self.end(name, "finish", 0.0)
        assert len(self.schedule) == 0


class AnyCourse(RuleBasedStateMachine):
    """The short courses, which shrink to something that can be read."""

    @initialize(parallel=st.integers(1, 4))
    def begin(self, parallel):
        self.course = Course(parallel)

    @rule(name=st.sampled_from(sorted(NUMBERS)), ahead=st.sampled_from(AHEAD), at_once=st.booleans())
    def add(self, name, ahead, at_once):
        self.course.add(name, ahead, at_once=at_once)

    @rule(step=st.sampled_from(STEPS))
    def time_passes(self, step):
        self.course.now += step
        self.course.turn()

    @rule(condition=st.sampled_from(CONDITIONS), ahead=st.sampled_from(AHEAD))
    def health_changes(self, condition, ahead):
        self.course.change_health(condition, ahead)

    @rule()
    def sleep(self):
        self.course.sleep()

    @precondition(lambda self: self.course.model.in_hand)
    @rule(pick=st.integers(0, 3), how=st.sampled_from(ENDS), ahead=st.sampled_from(AHEAD))
    def a_worker_is_done(self, pick, how, ahead):
        names = sorted(self.course.model.in_hand)
        self.course.end(names[pick % len(names)], how, ahead)

    @rule(name=st.sampled_from(sorted(NUMBERS)))
    def drop(self, name):
        self.course.drop(name)

    @rule()
    def release(self):
        self.course.release()

    @invariant()
    def is_as_described(self):
        self.course.check()


TestAnyCourse = AnyCourse.TestCase
TestAnyCourse.settings = settings(max_examples=100, stateful_step_count=25)


def at_random(course, random):
    """Do one thing that can happen, the usual ones more often."""
    ahead, in_hand = random.choice(AHEAD), sorted(course.model.in_hand)
    match random.randrange(12):
        case 0 | 1 | 2:
            course.add(random.choice(sorted(NUMBERS)), ahead, at_once=random.random() < 0.5)
        case 3 | 4 | 5 if in_hand:
            course.end(random.choice(in_hand), random.choice(ENDS), ahead)
        case 6:
            course.drop(random.choice(sorted(NUMBERS)))
        case 7:
            course.change_health(random.choice(CONDITIONS), ahead)
        case 8 if random.random() < 0.3:
            course.release()
        case 9:
            course.take()
        case 10:
            course.sleep()
        case _:
            course.now += random.choice(STEPS)
            course.turn()


@settings(max_examples=300)
@given(st.integers(1, 4), st.randoms(use_true_random=True))
def test_a_long_course_goes_as_described_and_ends_with_nothing_left(parallel, random):
    course = Course(parallel)
    for _ in range(150):
        at_random(course, random)
        course.check()
    course.finish()
