from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchagent.core.retry import Backoff

DAY = 86_400.0
JITTERS = st.floats(0, 1, exclude_max=True)
BACKOFFS = st.builds(Backoff, st.floats(0.01, 60), st.floats(60, 3600))
ALMOST_ONE = 1 - 2**-53


@pytest.mark.parametrize(
    ("failures", "ceiling"),
    [(-5, 2), (0, 2), (1, 2), (2, 4), (3, 8), (9, 512), (10, 900), (11, 900), (10**6, 900), (10**30, 900)],
)
def test_ceilings_double_up_to_the_cap(failures, ceiling):
    backoff = Backoff(first_s=2.0, longest_s=900.0)
    waits = [backoff.wait(failures, jitter) for jitter in (0.0, 0.25, 0.5, ALMOST_ONE)]
    assert waits == pytest.approx([0, ceiling / 4, ceiling / 2, ceiling])


@pytest.mark.parametrize(
    ("asked", "least"),
    [
        (None, 0.0),
        (0.0, 0.0),
        (-30.0, 0.0),
        (120.0, 120.0),
        (3600.0, 3600.0),
        (DAY, DAY),
        (DAY + 1, DAY),
        (1e300, DAY),
        (float("inf"), DAY),
    ],
)
def test_retry_after_is_the_least_wait_and_jitter_comes_on_top(asked, least):
    backoff = Backoff()
    assert backoff.wait(1, 0.0, asked) == least
    assert backoff.wait(1, 0.5, asked) == least + 1


@given(BACKOFFS, st.integers(-10, 10**9), JITTERS, st.none() | st.floats(-DAY, 3 * DAY))
def test_a_wait_is_bounded(backoff, failures, jitter, asked):
    least = min(max(asked or 0.0, 0.0), DAY)
    assert least <= backoff.wait(failures, jitter, asked) <= least + backoff.longest_s


@given(BACKOFFS, st.integers(0, 200), JITTERS)
def test_the_ceiling_never_falls(backoff, failures, jitter):
    assert backoff.wait(failures, jitter) <= backoff.wait(failures + 1, jitter)


@given(BACKOFFS, st.integers(0, 200), JITTERS)
def test_jitter_spreads_over_the_whole_wait(backoff, failures, jitter):
    assert backoff.wait(failures, 0.0) == 0.0
    assert backoff.wait(failures, jitter) == pytest.approx(2 * jitter * backoff.wait(failures, 0.5))


@given(BACKOFFS, st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_rest_is_bounded_and_the_longer_the_slower_the_answer(backoff, took, longer):
    assert 0.0 <= backoff.rest(took) <= backoff.rest(took + longer) <= backoff.longest_s
