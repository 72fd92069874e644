from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from branchagent.core.health import Condition, Health
from branchagent.core.receipts import Outcome, Reason
from branchagent.core.retry import Backoff
from branchagent.core.verdicts import CredentialsRefused, Final, Judgement, Suspect, Trouble, Unavailable

WELL, DOWN, REFUSED = Condition.WELL, Condition.DOWN, Condition.REFUSED
BACKOFF = Backoff(first_s=2.0, longest_s=900.0)
DAY = 86_400.0

PLAIN = Judgement(Final(Outcome.DONE, Reason.ACCEPTED), "00")
NOT_FOUND = Judgement(Final(Outcome.FAILED, Reason.NOT_FOUND), "05")
TOO_LARGE = Judgement(Final(Outcome.FAILED, Reason.TOO_LARGE))
UPLOAD_ERROR = Judgement(Suspect(Reason.UPLOAD_ERROR))
RC_99 = Judgement(Suspect(Reason.SERVICE_ERROR, only_if_well=True), "99", "galat")
AWAY = Judgement(Unavailable(Trouble.TIMEOUT), message="lama")
BUSY = Judgement(Unavailable(Trouble.BUSY, 600.0))
CREDENTIALS = Judgement(CredentialsRefused(), "98", "kunci")


def learned(health, *steps, jitter=0.5):
    """What health becomes of (time, number, judgement) after (time, number, judgement)."""
    for now, number, judgement in steps:
        health = health.learn(number, judgement, now, BACKOFF, jitter)
    return health


NEW = Health()


def storm(numbers, times, start=NEW):
    return learned(start, *((now, numbers[index % len(numbers)], RC_99) for index, now in enumerate(times)))


def failed_probes(judgement, failures, jitter):
    """What health becomes if each probe at its time fails, and when the last one did."""
    health, now = Health(), 100.0
    for _ in range(failures):
        now = max(now, health.probe_at)
        health = learned(health, (now, "1", judgement), jitter=jitter)
    return health, now


STARTS = {
    WELL: learned(Health(), (0, "0", PLAIN)),
    DOWN: learned(Health(), (0, "0", PLAIN), (1, "0", AWAY)),
    REFUSED: learned(Health(), (0, "0", PLAIN), (1, "0", CREDENTIALS)),
}
TRANSITIONS = [
    (PLAIN, WELL, None),
    (NOT_FOUND, WELL, None),
    (TOO_LARGE, WELL, None),
    (UPLOAD_ERROR, WELL, None),
    (RC_99, WELL, None),
    (AWAY, DOWN, Trouble.TIMEOUT),
    (BUSY, DOWN, Trouble.BUSY),
    (CREDENTIALS, REFUSED, None),
]


@pytest.mark.parametrize("start", Condition)
@pytest.mark.parametrize(("judgement", "condition", "trouble"), TRANSITIONS)
def test_transition(start, judgement, condition, trouble):
    before = STARTS[start]
    after = learned(before, (5000, "1", judgement))
    assert (after.condition, after.trouble) == (condition, trouble)
    assert after.since == (before.since if condition is start else 5000)
    assert after.failures == (0 if condition is WELL else 1 + (condition is start))
    assert not after.is_spared if condition is WELL else after.is_spared
    assert after.message == ("" if condition is WELL else judgement.message)
    assert after.probe_at == 0.0 if condition is WELL else after.probe_at > 5000


@pytest.mark.parametrize(
    ("failures", "jitter", "waits"),
    [(1, 0.0, 0), (1, 0.5, 1), (2, 0.5, 2), (3, 0.5, 4), (10, 0.5, 450), (100, 0.5, 450)],
)
def test_probes_while_down_back_off(failures, jitter, waits):
    health, now = failed_probes(AWAY, failures, jitter)
    assert (health.failures, health.probe_at) == (failures, pytest.approx(now + waits))


@pytest.mark.parametrize(
    ("failures", "jitter", "waits"),
    [(1, 0.0, 150), (1, 0.5, 225), (2, 0.0, 300), (3, 0.0, 600), (4, 0.0, 900), (50, 0.0, 900), (50, 0.5, 1350)],
)
def test_the_same_credentials_are_tried_again_after_minutes_only_whatever_the_settings(failures, jitter, waits):
    health, now = failed_probes(CREDENTIALS, failures, jitter)
    assert (health.failures, health.probe_at) == (failures, pytest.approx(now + waits))


def test_want_of_credentials_is_a_refusal_too():
    health = Health().refused("kunci", 100, 0.0)
    assert health == learned(Health(), (100, "1", CREDENTIALS), jitter=0.0)
    assert (health.condition, health.message) == (REFUSED, "kunci")


@pytest.mark.parametrize("jitter", [0.0, 0.5])
def test_retry_after_is_the_least_wait(jitter):
    assert learned(Health(), (100, "1", BUSY), jitter=jitter).probe_at == 700 + 2 * jitter


def test_an_upload_under_way_meanwhile_does_not_shorten_a_wait_that_was_asked_for():
    health = learned(Health(), (100, "1", BUSY), (101, "2", AWAY))
    assert health.probe_at >= 700


def test_a_wait_that_an_upload_under_way_was_asked_for_is_kept_too():
    health = learned(Health(), (100, "1", AWAY), (100.5, "2", BUSY))
    assert health.probe_at >= 700


@pytest.mark.parametrize("judgement", [AWAY, CREDENTIALS])
def test_what_was_under_way_when_the_service_fell_counts_as_one_failure(judgement):
    once = learned(Health(), (100, "1", judgement))
    assert learned(once, (100.1, "2", judgement), (100.2, "3", judgement), (100.3, "4", judgement)) == once


def test_another_kind_of_trouble_begins_its_own_count():
    health = learned(Health(), (0, "1", AWAY), (1, "1", AWAY), (2, "1", CREDENTIALS))
    assert (health.condition, health.failures, health.since) == (REFUSED, 1, 2)
    health = learned(health, (3, "1", AWAY))
    assert (health.condition, health.failures, health.since, health.probe_at) == (DOWN, 1, 3, 4)


@pytest.mark.parametrize(("start", "condition"), [(WELL, WELL), (DOWN, DOWN), (REFUSED, WELL)])
def test_mending_credentials_ends_a_refusal_only_and_counts(start, condition):
    before = STARTS[start]
    after = before.mended(50)
    assert (after.condition, after.epoch, after.verdicts) == (condition, before.epoch + 1, before.verdicts)
    assert (after.since, after.probe_at) == ((50, 0.0) if start is REFUSED else (before.since, before.probe_at))


@pytest.mark.parametrize("judgement", [judgement for judgement, _, _ in TRANSITIONS])
def test_no_upload_changes_the_epoch(judgement):
    assert learned(Health().mended(1).mended(2), (3, "1", judgement)).epoch == 2


def back(failures, *answers, jitter=0.5):
    """What health becomes after so many failed probes and answers, each given as the seconds that it took."""
    health, now = failed_probes(AWAY, failures, jitter)
    for took in answers:
        now = max(now, health.probe_at) + took
        health = health.learn("1", PLAIN, now, BACKOFF, jitter, took)
    return health, now


@pytest.mark.parametrize(
    ("failures", "answers", "left"),
    [
        (1, [0.2], 0),
        (2, [0.2], 1),
        (2, [0.2, 0.2], 0),
        (3, [0.2, 5.0, 5.0], 2),
        (3, [5.0], 3),
        (10, [0.2], 9),
        (500, [0.2], 9),
        (500, [0.99] * 9, 1),
        (500, [0.99] * 10, 0),
        (2, [5.0] * 100, 0),
    ],
)
def test_a_service_that_is_back_is_spared_for_as_many_prompt_answers_as_it_failed(failures, answers, left):
    health, _ = back(failures, *answers)
    assert (health.condition, health.failures, health.is_spared) == (WELL, left, left > 0)


@pytest.mark.parametrize(("took", "rest"), [(0.0, 0), (0.2, 0.24), (1.0, 6), (3.0, 54), (5.0, 150), (60.0, 200)])
def test_a_spared_service_rests_the_longer_the_longer_it_took(took, rest):
    health, now = back(5, took)
    assert health.probe_at - now == pytest.approx(rest)


def test_a_failure_while_it_is_spared_adds_to_those_before():
    health, now = back(10, 0.2, 0.2)
    fallen = learned(health, (now, "1", AWAY))
    assert (fallen.condition, fallen.failures, fallen.since) == (DOWN, 9, now)
    assert fallen.probe_at - now == pytest.approx(256)


def test_credentials_know_nothing_of_how_often_the_service_failed():
    health, now = back(10, 0.2)
    assert learned(health, (now, "1", CREDENTIALS)).failures == 1
    assert not learned(STARTS[REFUSED], (5000, "1", PLAIN)).is_spared


def test_a_slow_line_is_held_up_for_an_hour_at_most():
    health, now = back(10, *[5.0] * 12)
    assert health.is_spared
    assert learned(health, (health.since + 3600.1, "1", PLAIN)).is_spared is False
    assert now < health.since + 3600


def test_who_is_asked_to_go_on_spares_nobody():
    health = back(10, 5.0)[0].probing_now()
    assert (health.condition, health.is_spared, health.probe_at) == (WELL, False, 0.0)


@given(st.integers(1, 500), st.lists(st.floats(0, 60), max_size=12), st.floats(0, 1, exclude_max=True))
def test_whoever_is_alone_soon_sends_all_at_once(failures, slow, jitter):
    """Whatever happened, ten prompt answers are enough, and their rests are short."""
    health, _ = back(failures, *slow, *[0.2] * 9, jitter=jitter)
    assert health.condition is WELL
    assert health.probe_at <= health.answered_at + 0.5
    assert not back(failures, *slow, *[0.2] * 10, jitter=jitter)[0].is_spared


@pytest.mark.parametrize(("start", "probe_at"), [(WELL, 0.0), (DOWN, 0.0), (REFUSED, STARTS[REFUSED].probe_at)])
def test_a_person_may_hurry_a_probe_but_no_refusal(start, probe_at):
    assert STARTS[start].probing_now() == replace(STARTS[start], probe_at=probe_at)


STORMS = {
    "one receipt for an hour": (storm("1", range(3600)), WELL),
    "two receipts for an hour": (storm("12", range(3600)), WELL),
    "three receipts, a moment": (storm("123", range(59)), WELL),
    "three receipts, not quite a minute": (storm("123", [0, 1, 2, 59.9]), WELL),
    "three receipts, a minute": (storm("123", [0, 1, 2, 60]), DOWN),
    "the third comes late": (storm("112", [0, 1, 100]), WELL),
    "the third comes at last": (storm("1123", [0, 1, 100, 101]), DOWN),
    "ten receipts, a moment": (storm("0123456789", range(59)), WELL),
    "four receipts in turn, two minutes": (storm("0123", range(0, 120, 5)), DOWN),
    "ten receipts in turn, two minutes": (storm("0123456789", range(120)), DOWN),
    "always another receipt, two minutes": (storm([str(index) for index in range(120)], range(120)), DOWN),
    "a plain verdict before": (storm("123", [60, 61, 62, 100], STARTS[WELL]), WELL),
}


@pytest.mark.parametrize(("health", "condition"), STORMS.values(), ids=STORMS)
def test_rc_99_for_many_and_no_plain_verdict_for_long_is_the_service_s_trouble(health, condition):
    assert (health.condition, health.trouble) == (condition, Trouble.SERVER_ERROR if condition is DOWN else None)


@pytest.mark.parametrize("judgement", [PLAIN, NOT_FOUND])
def test_one_plain_verdict_ends_a_storm_and_the_count_begins_anew(judgement):
    health = learned(storm("123", [0, 1, 2, 60]), (61, "4", judgement))
    assert (health.condition, health.errors) == (WELL, ())
    assert storm("123", [62, 63, 64, 121], health).condition is WELL
    assert storm("123", [62, 63, 64, 122], health).condition is DOWN


def test_a_long_storm_takes_no_more_room_than_a_short_one():
    health = storm([str(index) for index in range(1000)], range(1000))
    assert (health.condition, len(health.errors) < 100) == (DOWN, True)


def test_a_refusal_without_an_rc_ends_no_storm():
    health = learned(storm("123", [0, 1, 2]), (59, "4", TOO_LARGE))
    assert storm("123", [60], health).condition is DOWN


def test_a_storm_that_goes_on_backs_off():
    health = storm("123", [0, 1, 2, 60, 70, 80])
    assert (health.failures, health.since, health.probe_at, health.message) == (3, 60, 84, "galat")


OTHERS_WELL = {
    "nobody had a verdict": ([], 100, False),
    "itself only": ([(150, "1", PLAIN)], 100, False),
    "itself, though often": ([(at, "1", PLAIN) for at in range(90, 150)], 100, False),
    "another after": ([(150, "2", PLAIN)], 100, True),
    "another after, a failure": ([(150, "2", NOT_FOUND)], 100, True),
    "another after, then itself": ([(150, "2", PLAIN), (160, "1", PLAIN), (170, "1", PLAIN)], 100, True),
    "another in that moment": ([(100, "2", PLAIN)], 100, True),
    "another just before": ([(90, "2", PLAIN)], 100, True),
    "another long before": ([(89.9, "2", PLAIN)], 100, False),
    "another just before, itself in trouble": ([(95, "2", PLAIN), (101, "1", RC_99)], 100, True),
    "another just before, a third in trouble since": ([(95, "2", PLAIN), (101, "3", RC_99)], 100, False),
    "another after, a third in trouble since": ([(105, "2", PLAIN), (106, "3", RC_99)], 100, True),
    "another in that moment, a third in trouble since": ([(100, "2", PLAIN), (101, "3", RC_99)], 100, True),
    "another after a third's trouble": ([(101, "3", RC_99), (105, "2", PLAIN)], 100, True),
    "another was only suspected": ([(150, "2", UPLOAD_ERROR)], 100, False),
    "another was refused without an RC": ([(150, "2", TOO_LARGE)], 100, False),
    "another had RC 99": ([(150, "2", RC_99)], 100, False),
    "another just before, the service away since": ([(95, "2", PLAIN), (101, "3", AWAY)], 100, True),
}


@pytest.mark.parametrize(("steps", "since", "well"), OTHERS_WELL.values(), ids=OTHERS_WELL)
def test_answers_others_well(steps, since, well):
    assert learned(Health(), *steps).answers_others_well("1", since) is well


JUDGEMENTS = st.sampled_from([judgement for judgement, _, _ in TRANSITIONS]) | st.builds(
    Judgement, st.builds(Unavailable, st.sampled_from(Trouble), st.none() | st.floats(0, 2 * DAY))
)
NUMBERS = st.sampled_from("123456")
JITTERS = st.sampled_from([0.0, 0.3, 1 - 2**-53])


@given(st.lists(st.tuples(st.integers(0, 60), NUMBERS, JUDGEMENTS), max_size=20), NUMBERS, st.integers(0, 900))
def test_a_file_never_vouches_for_itself(steps, number, since):
    steps = [(now, number, judgement) for now, _, judgement in steps]
    assert not learned(Health(), *steps).answers_others_well(number, since)


class AnySequence(RuleBasedStateMachine):
    """Whatever is judged in whatever order: the agent always asks again in time, and believes what is plain."""

    @initialize()
    def begin(self):
        self.health, self.now, self.asked = Health(), 0.0, 0.0

    @rule(
        step=st.sampled_from([0.0, 0.5, 30.0, 3600.0]),
        number=NUMBERS,
        judgement=JUDGEMENTS,
        jitter=JITTERS,
        took=st.sampled_from([0.0, 0.2, 1.0, 9.0]),
    )
    def learn(self, step, number, judgement, jitter, took):
        before = self.health
        self.now += step
        self.asked = max(self.asked, min(getattr(judgement.verdict, "retry_after", None) or 0.0, DAY))
        self.health = self.health.learn(number, judgement, self.now, BACKOFF, jitter, took)
        if self.health.condition is WELL and before.condition is not REFUSED:
            assert self.health.failures <= max(before.failures - (took < 1), 0)
        if isinstance(judgement.verdict, Final):
            assert self.health.condition is WELL
            assert judgement.rc is None or self.health.errors == ()

    @rule()
    def mend(self):
        self.health = self.health.mended(self.now)
        assert self.health.condition is not REFUSED

    @rule()
    def hurry(self):
        self.health = self.health.probing_now()

    @invariant()
    def asks_again_in_time(self):
        wait = self.health.probe_at - self.now
        assert self.health.is_spared or self.health.probe_at == 0.0
        assert wait <= BACKOFF.longest_s + self.asked
        assert self.health.failures > 0 or self.health.condition is WELL
        assert self.health.failures <= 10 or self.health.condition is not WELL

    @invariant()
    def remembers_little(self):
        assert len(self.health.verdicts) <= 2
        assert len(dict(self.health.verdicts)) == len(self.health.verdicts)
        assert len(self.health.errors) == len(set(self.health.errors))


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=60, stateful_step_count=25)
