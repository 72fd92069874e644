"""A fifth of the nation's herd against a fifth of its service; simulated time, so the figures follow from the seed."""

import pytest

from .herd.course import Case, simulate
from .herd.service import Manner

FIFTH = {"agents": 1000, "capacity": 10.0, "outage_s": 2400.0}
MANNERS = [Manner("503", "slow"), Manner("refuses", "falls")]


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: f"{manner.away}-{manner.overload}")
def test_the_herd_neither_overruns_a_service_that_is_back_nor_leaves_it_idle(manner):
    course = simulate(Case(manner=manner, **FIFTH))
    assert course.peak(10) <= 2 * course.steady
    assert course.drained_at <= 1.2 * course.ideal_s
    assert course.falls == 0


def test_without_sparing_it_the_herd_holds_the_service_down():
    course = simulate(Case(spares=False, **FIFTH))
    assert course.peak(10) > 2 * course.case.capacity
    assert course.drained_at > 1.2 * course.ideal_s


@pytest.mark.parametrize("skewed", [False, True], ids=["ten", "a heap"])
def test_an_agent_alone_sends_all_within_a_minute_of_being_answered(skewed):
    course = simulate(Case(agents=250 if skewed else 1, outage_s=4 * 3600.0, skewed=skewed, capacity=50.0))
    served = course.served
    if not skewed:
        assert max(served) - min(served) < 60
    assert course.drained_at < 900 + 180


def test_a_service_that_falls_under_the_herd_again_and_again_is_drained_all_the_same():
    course = simulate(Case(manner=Manner("refuses", "falls", room=16), **FIFTH))
    assert course.falls > 0
    assert course.drained_at < 4 * course.ideal_s


def test_the_same_seed_gives_the_same_course():
    case = Case(agents=50, outage_s=3600.0)
    assert simulate(case).arrived == simulate(case).arrived
