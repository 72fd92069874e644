from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchagent.core.lifetime import WARNING_DAYS, has_ended, is_off, renewal, warning

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
ALMOST_ONE = 1 - 2**-53
LIVES = st.floats(0, 100 * DAY)
JITTERS = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("life_s", "latest", "earliest"),
    [
        (30 * DAY, 30 * DAY - 5 * MINUTE, 30 * DAY - 10 * MINUTE),
        (HOUR, 55 * MINUTE, 50 * MINUTE),
        (50 * MINUTE, 45 * MINUTE, 40 * MINUTE),
        (10 * MINUTE, 9 * MINUTE, 8 * MINUTE),
        (10.0, 9.0, 8.0),
        (1.0, 0.9, 0.8),
        (0.0, 0.0, 0.0),
    ],
)
def test_a_token_is_renewed_ahead_of_its_end_by_at_most_ten_minutes_and_a_fifth_of_its_life(life_s, latest, earliest):
    assert renewal(life_s, 0.0) == pytest.approx(latest)
    assert renewal(life_s, ALMOST_ONE) == pytest.approx(earliest)


@given(LIVES, JITTERS)
def test_a_renewal_is_within_the_life_and_never_negative(life_s, jitter):
    assert 0.0 <= renewal(life_s, jitter) <= life_s
    assert renewal(life_s, jitter) >= life_s * 0.8 - 1e-6
    assert renewal(life_s, jitter) >= life_s - 10 * MINUTE - 1e-6


@given(st.floats(1, 100 * DAY), JITTERS)
def test_a_renewal_leaves_half_of_the_lead_to_try_again(life_s, jitter):
    assert life_s - renewal(life_s, jitter) >= min(5 * MINUTE, life_s * 0.1) * (1 - 1e-6)


@given(st.floats(1, 100 * DAY), JITTERS, JITTERS)
def test_agents_that_signed_in_together_spread_their_renewals(life_s, one, other):
    apart = abs(renewal(life_s, one) - renewal(life_s, other))
    assert apart == pytest.approx(abs(one - other) * min(5 * MINUTE, life_s * 0.1), abs=1e-6)


@given(st.floats(-100 * DAY, 0), JITTERS)
def test_a_token_that_came_without_a_life_is_renewed_at_once(life_s, jitter):
    assert renewal(life_s, jitter) == 0.0


def test_a_token_that_lasts_for_ever_is_never_renewed():
    assert renewal(math.inf, 0.5) == math.inf


@pytest.mark.parametrize(
    ("left_s", "due"),
    [
        (100 * DAY, None),
        (7 * DAY + 1, None),
        (7 * DAY, 7),
        (3 * DAY + 1, 7),
        (3 * DAY, 3),
        (DAY + 1, 3),
        (DAY, 1),
        (1.0, 1),
        (0.0, 0),
        (-1.0, 0),
        (-100 * DAY, 0),
        (math.inf, None),
    ],
)
def test_somebody_is_told_seven_three_and_one_days_ahead_and_at_the_end(left_s, due):
    assert warning(left_s) == due


@given(st.floats(-10 * DAY, 10 * DAY), st.floats(0, 10 * DAY))
def test_a_warning_only_ever_gets_more_urgent(left_s, passed):
    before, after = warning(left_s), warning(left_s - passed)
    assert before is None or (after is not None and after <= before)
    assert before in (None, 0, *WARNING_DAYS)


@pytest.mark.parametrize(
    ("skew_s", "off"),
    [(None, False), (0.0, False), (60.0, False), (-60.0, False), (60.1, True), (-60.1, True), (-5 * HOUR, True)],
)
def test_a_clock_is_off_by_more_than_a_minute(skew_s, off):
    assert is_off(skew_s) is off


@pytest.mark.parametrize(
    ("ends_at", "now", "since_answer_s", "ended"),
    [
        (None, 1000.0, 0.0, False),
        (1000.0, 999.0, math.inf, False),
        (1000.0, 1000.0, 0.0, True),
        (1000.0, 1010.0, 10.0, True),
        (1000.0, 1010.0, 60.0, True),
        (1000.0, 1010.0, math.inf, True),
        (1000.0, 1010.0, 9.0, False),
    ],
)
def test_a_token_has_ended_by_the_clock_unless_the_service_answered_well_since(ends_at, now, since_answer_s, ended):
    assert has_ended(ends_at, now, since_answer_s) is ended


@given(st.floats(0, 1e10), st.floats(0, 1e10), st.floats(0, 1e10))
def test_a_token_that_has_not_come_to_its_end_has_not_ended(ends_at, before, since_answer_s):
    assert not has_ended(ends_at, math.nextafter(min(before, ends_at), -1.0), since_answer_s)
