"""What a person is told of: nothing twice, nothing in vain, nothing at night, and nothing is forgotten."""

from datetime import datetime, time, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchagent.core.announcing import GATHER_AT_MOST_S, GATHER_S, SETTLE_S, Announcer, Habits, Instant, Kind, Standing
from branchagent.core.receipts import Outcome

WIB = timezone(timedelta(hours=7), "WIB")
MORNING = datetime(2026, 11, 26, 9, 0, tzinfo=WIB)
WELL = Standing()
SIGN_IN = Standing(frozenset({"sign-in"}), "sign in again", open=1)
FAILED = Standing(frozenset({"failed-receipts"}), "1 failed", open=1)


class Desk:
    """Somebody who lets time pass, and whom the announcer tells what is due the moment it is."""

    def __init__(self, begin=MORNING, **habits):
        self.announcer = Announcer(Habits(**habits))
        self.begin = begin
        self.now = 0.0
        self.told = []

    @property
    def instant(self):
        return Instant(self.now, self.begin + timedelta(seconds=self.now))

    def hear(self):
        self.told += [(self.now, announcement) for announcement in self.announcer.due(self.instant)]

    def wait(self, seconds):
        """Wake up only when the announcer asks for it, as the program does."""
        until = self.now + seconds
        self.hear()
        while (wait := self.announcer.next_in(self.instant)) is not None and self.now + wait <= until:
            self.now += max(wait, 0.001)
            self.hear()
        self.now = max(until, self.now)
        self.hear()

    def filed(self, outcome, text="x"):
        concern = "failed-receipts" if outcome is Outcome.FAILED else None
        self.announcer.filed(self.now, outcome, text, concern)
        self.hear()

    def stands(self, standing):
        self.announcer.stands(self.now, standing)
        self.hear()

    def kinds(self):
        return [announcement.kind for _, announcement in self.told]


def test_nothing_is_due_while_nothing_happens():
    desk = Desk()
    desk.stands(WELL)
    assert desk.announcer.next_in(desk.instant) is None


def test_a_failure_is_told_at_once_and_the_rest_of_its_burst_together():
    desk = Desk()
    for count in range(5):
        desk.filed(Outcome.FAILED, f"{count}.pdf")
        desk.wait(1)
    desk.wait(100)
    assert [(at, told.texts) for at, told in desk.told] == [
        (0, ("0.pdf",)),
        (4 + GATHER_S, ("1.pdf", "2.pdf", "3.pdf", "4.pdf")),
    ]


def test_successes_of_a_burst_are_told_once_when_it_is_over():
    desk = Desk()
    for _ in range(30):
        desk.filed(Outcome.DONE)
        desk.wait(1)
    desk.wait(100)
    assert [(at, told.kind, told.count) for at, told in desk.told] == [(29 + GATHER_S, Kind.SENT, 30)]


def test_an_endless_burst_is_told_every_now_and_then():
    desk = Desk()
    for _ in range(200):
        desk.filed(Outcome.DONE)
        desk.wait(1)
    desk.wait(100)
    assert sum(told.count for _, told in desk.told) == 200
    assert len(desk.told) == pytest.approx(200 / GATHER_AT_MOST_S, abs=1)


def test_an_outage_and_its_end_are_told_once_each_and_a_moments_one_not_at_all():
    desk = Desk()
    desk.stands(Standing(offline=True))
    desk.wait(SETTLE_S - 1)
    desk.stands(WELL)
    desk.wait(3600)
    assert desk.told == []
    desk.stands(Standing(offline=True))
    desk.wait(7200)
    desk.stands(WELL)
    desk.wait(7200)
    assert desk.kinds() == [Kind.OFFLINE, Kind.RECOVERED]


def test_what_needs_a_person_is_told_and_repeated_until_it_is_mended():
    desk = Desk(remind_s=900)
    desk.stands(SIGN_IN)
    desk.wait(3000)
    desk.stands(WELL)
    desk.wait(3000)
    assert [(round(at), told.kind) for at, told in desk.told] == [
        (10, Kind.CONCERN),
        (910, Kind.REMINDER),
        (1810, Kind.REMINDER),
        (2710, Kind.REMINDER),
    ]
    assert desk.told[0][1].texts == ("sign in again",)


def test_or_until_somebody_knows_of_it_but_what_comes_later_is_told():
    desk = Desk()
    desk.stands(SIGN_IN)
    desk.wait(20)
    assert desk.announcer.reminds
    desk.announcer.acknowledge()
    assert not desk.announcer.reminds
    desk.wait(10_000)
    assert desk.kinds() == [Kind.CONCERN]
    desk.stands(Standing(SIGN_IN.concerns | {"journal"}, "the journal as well"))
    desk.wait(20)
    assert desk.kinds() == [Kind.CONCERN, Kind.CONCERN]


def test_without_reminders_it_is_told_once():
    desk = Desk(remind_s=None)
    desk.stands(SIGN_IN)
    desk.wait(100_000)
    assert desk.kinds() == [Kind.CONCERN]


def test_what_comes_and_goes_is_told_no_more_often_than_what_stays():
    desk = Desk(remind_s=900)
    for _ in range(60):
        desk.stands(SIGN_IN)
        desk.wait(30)
        desk.stands(WELL)
        desk.wait(30)
    assert len(desk.told) <= 5
    desk.wait(5000)
    desk.stands(SIGN_IN)
    desk.wait(30)
    assert desk.kinds()[-1] is Kind.CONCERN


def test_a_failure_that_was_told_is_not_told_again_as_the_state_that_it_makes():
    desk = Desk(remind_s=900)
    desk.filed(Outcome.FAILED, "5.pdf: not found")
    desk.stands(FAILED)
    desk.wait(800)
    assert desk.kinds() == [Kind.FAILED]
    desk.wait(200)
    assert desk.kinds() == [Kind.FAILED, Kind.REMINDER]


def test_a_new_failure_is_reminded_of_though_the_ones_before_were_seen():
    desk = Desk(remind_s=900)
    desk.stands(FAILED)
    desk.announcer.acknowledge()
    desk.wait(2000)
    assert desk.told == []
    desk.filed(Outcome.FAILED)
    desk.wait(1000)
    assert desk.kinds() == [Kind.FAILED, Kind.REMINDER]


def test_at_night_nothing_is_told_and_in_the_morning_what_was_kept_back():
    desk = Desk(MORNING.replace(hour=17, minute=59), quiet=(time(18), time(7)))
    desk.wait(120)
    desk.filed(Outcome.FAILED, "a")
    desk.stands(FAILED)
    desk.filed(Outcome.DONE, "b")
    desk.wait(12 * 3600)
    assert desk.told == []
    desk.wait(3600 + 1)
    assert desk.kinds() == [Kind.FAILED, Kind.SENT, Kind.REMINDER]


def test_the_day_is_summed_up_once_and_only_if_there_was_one():
    desk = Desk(summary_at=time(15, 30))
    desk.stands(WELL)
    desk.wait(24 * 3600)
    assert desk.told == []
    desk.stands(Standing(handled=3))
    desk.wait(48 * 3600)
    assert [(desk.begin + timedelta(seconds=at)).strftime("%d %H:%M") for at, _ in desk.told] == [
        "27 15:30",
        "28 15:30",
    ]
    assert desk.kinds() == [Kind.SUMMARY, Kind.SUMMARY]


def test_half_an_hour_before_closing_what_is_open_is_told_also_if_it_opens_then():
    desk = Desk(MORNING.replace(hour=14, minute=0), closing_at=time(15))
    desk.stands(WELL)
    desk.wait(45 * 60)
    assert desk.told == []
    desk.stands(Standing(open=2))
    desk.wait(24 * 3600 - 45 * 60)
    assert desk.kinds() == [Kind.CLOSING]
    late = Desk(MORNING.replace(hour=15, minute=1), closing_at=time(15))
    late.stands(Standing(open=2))
    late.wait(3600)
    assert late.told == []


def test_what_was_told_before_a_restart_is_not_told_again_that_day():
    desk = Desk(MORNING.replace(hour=15, minute=40), summary_at=time(15, 30))
    desk.announcer.told_today(Kind.SUMMARY, "2026-11-26")
    desk.stands(Standing(handled=1))
    desk.wait(3600)
    assert desk.told == []


@pytest.mark.parametrize(("at", "quiet"), [(18, True), (23, True), (0, True), (6, True), (7, False), (12, False)])
def test_quiet_hours_go_past_midnight(at, quiet):
    assert Habits(quiet=(time(18), time(7))).is_quiet(time(at)) is quiet
    assert Habits(quiet=(time(7), time(18))).is_quiet(time(at)) is not quiet


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.floats(0, 5000)),
        st.tuples(st.just("filed"), st.sampled_from(Outcome)),
        st.tuples(st.just("stands"), st.sets(st.sampled_from(["sign-in", "journal", "failed-receipts"]))),
        st.tuples(st.just("offline"), st.booleans()),
        st.tuples(st.just("acknowledge"), st.none()),
    ),
    max_size=40,
)
CLOCKS = st.one_of(st.none(), st.times().map(lambda at: at.replace(second=0, microsecond=0)))


@given(
    EVENTS, CLOCKS, st.one_of(st.none(), st.tuples(CLOCKS, CLOCKS).filter(all).filter(lambda span: span[0] != span[1]))
)
def test_every_receipt_is_told_once_and_every_concern_no_more_often_than_asked_for(events, at, quiet):
    desk = Desk(remind_s=900, quiet=quiet, summary_at=at, closing_at=at)
    filed, offline, concerns = [], False, frozenset()
    for event, what in events:
        match event:
            case "wait":
                desk.wait(what)
            case "filed":
                filed.append(what)
                desk.filed(what, str(len(filed)))
            case "acknowledge":
                desk.announcer.acknowledge()
            case "offline":
                offline = what
            case "stands":
                concerns = frozenset(what)
        desk.stands(Standing(concerns, "; ".join(sorted(concerns)), offline, len(filed), len(concerns)))
    desk.wait(48 * 3600)
    receipts = (Kind.SENT, Kind.DUPLICATE, Kind.FAILED)
    assert sorted(text for _, told in desk.told if told.kind in receipts for text in told.texts) == sorted(
        str(count + 1) for count in range(len(filed))
    )
    times = {kind: [when for when, told in desk.told if told.kind is kind] for kind in Kind}
    reminders = times[Kind.REMINDER]
    assert all(after - before > 899 for before, after in pairwise(reminders))
    assert abs(len(times[Kind.OFFLINE]) - len(times[Kind.RECOVERED]) - offline) == 0
    assert len(times[Kind.SUMMARY]) <= 1 + desk.now / 86_400
    habits = Habits(quiet=quiet)
    assert not any(habits.is_quiet((desk.begin + timedelta(seconds=when)).time()) for when, _ in desk.told)
    assert all(told.texts != ("",) for _, told in desk.told if told.kind in {Kind.CONCERN, Kind.REMINDER})
