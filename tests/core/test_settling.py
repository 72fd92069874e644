from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchagent.core.receipts import Fingerprint
from branchagent.core.settling import Look, Patience, Settled, Unsettled, Writer, follow, looks_whole, settle

PATIENCE = Patience(quiet_s=2.0, incomplete_s=10.0)
LONGEST_RECHECK_S = 5.0


def look(change=0, writer=Writer.UNKNOWN, *, whole=True, companion=False):
    return Look(Fingerprint(1000 + change, change, 7), writer, whole, companion)


def answers(looks, patience=PATIENCE):
    """What each of the looks, given as (time, look), is answered with."""
    track, given_answers = None, []
    for now, seen in looks:
        track = follow(track, seen, now)
        given_answers.append((now, settle(track, now, patience)))
    return given_answers


def settled_at(looks):
    return next((now for now, answer in answers(looks) if answer == Settled()), None)


OPEN, CLOSED, UNKNOWN = Writer.OPEN, Writer.CLOSED, Writer.UNKNOWN
TIMELINES = {
    "closed and whole: at once": ([(0, look(writer=CLOSED))], 0),
    "closed and whole after a change: at once": ([(0, look()), (1, look(1, CLOSED))], 1),
    "closed, not whole: waits": (
        [(0, look(writer=CLOSED, whole=False)), (9.9, look(writer=CLOSED, whole=False))],
        None,
    ),
    "closed, not whole, long enough": ([(t, look(writer=CLOSED, whole=False)) for t in (0, 9.9, 10)], 10),
    "unknown and whole: not at the first look": ([(100, look())], None),
    "unknown and whole, quiet": ([(0, look()), (1.9, look()), (2, look())], 2),
    "unknown, not whole: quiet is not enough": ([(t, look(whole=False)) for t in (0, 2, 9.9)], None),
    "unknown, not whole, long enough": ([(t, look(whole=False)) for t in (0, 2, 10)], 10),
    "a change begins the wait anew": ([(0, look()), (1.5, look(1)), (2, look(1)), (3.4, look(1)), (3.5, look(1))], 3.5),
    "whole at last": ([(0, look(whole=False)), (8, look(1)), (9.9, look(1)), (10, look(1))], 10),
    "open: however long": ([(t, look(writer=OPEN)) for t in range(0, 3600, 5)], None),
    "open, then closed": ([(0, look(writer=OPEN)), (60, look(writer=OPEN)), (61, look(writer=CLOSED))], 61),
    "open, then unknown: quiet from its last open look": (
        [(0, look(writer=OPEN)), (60, look(writer=OPEN)), (61.9, look()), (62, look())],
        62,
    ),
    "a companion beside it: however long": ([(t, look(companion=True)) for t in range(0, 3600, 5)], None),
    "a companion, though closed": ([(t, look(writer=CLOSED, companion=True)) for t in (0, 60)], None),
    "the companion is gone": ([(0, look(companion=True)), (60, look(companion=True)), (61, look(1, CLOSED))], 61),
    "the companion is gone, writer unknown": (
        [(0, look(companion=True)), (60, look(companion=True)), (61.9, look()), (62, look())],
        62,
    ),
    "replaced by another of the same size and time": (
        [(0, look()), (1.9, Look(Fingerprint(1000, 0, 8), UNKNOWN, whole=True)), (2, look())],
        None,
    ),
    "the clock goes back": ([(100, look()), (50, look()), (101.9, look()), (102, look())], 102),
    "the clock goes back at a change": ([(100, look()), (50, look(1)), (51.9, look(1)), (52, look(1))], 52),
}


@pytest.mark.parametrize(("looks", "expected"), TIMELINES.values(), ids=TIMELINES)
def test_timeline(looks, expected):
    assert settled_at(looks) == expected


@pytest.mark.parametrize(
    ("watched_for", "again_after"), [(0, 0.05), (0.1, 0.05), (2, 0.5), (10, 2.5), (20, 5), (10_000, 5), (-100, 0.05)]
)
@pytest.mark.parametrize("busy", [look(writer=OPEN), look(companion=True)], ids=["open", "companion"])
def test_a_busy_file_is_asked_ever_more_seldom(watched_for, again_after, busy):
    track = follow(follow(None, busy, 1000.0), busy, 1000.0 + watched_for)
    assert settle(track, 1000.0 + watched_for, PATIENCE) == Unsettled(1000.0 + watched_for + again_after)


@pytest.mark.parametrize(("whole", "again_at"), [(True, 102.0), (False, 110.0)])
def test_a_quiet_file_is_looked_at_again_when_its_wait_is_over(whole, again_at):
    assert answers([(100.0, look(whole=whole))]) == [(100.0, Unsettled(again_at))]


STEPS = st.lists(st.floats(0, 1000), min_size=1, max_size=30)
ANY_LOOK = st.builds(
    Look,
    st.builds(Fingerprint, st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)),
    st.sampled_from(Writer),
    st.booleans(),
    st.booleans(),
)


def at_steps(steps, make):
    now, looks = 0.0, []
    for index, step in enumerate(steps):
        now += step
        looks.append((now, make(index)))
    return looks


@given(STEPS, st.booleans())
def test_a_file_that_changes_at_each_look_never_settles(steps, whole):
    assert settled_at(at_steps(steps, lambda index: look(index, whole=whole))) is None


@given(STEPS, st.booleans())
def test_an_open_writer_never_settles(steps, whole):
    assert settled_at(at_steps(steps, lambda _: look(writer=OPEN, whole=whole))) is None


@given(STEPS, st.sampled_from(Writer), st.booleans())
def test_a_companion_blocks(steps, writer, whole):
    assert settled_at(at_steps(steps, lambda _: look(writer=writer, whole=whole, companion=True))) is None


@given(st.integers(1, 30), st.floats(0, 1e9), st.booleans(), st.floats(0.01, 60), st.floats(0.01, 60))
def test_a_clock_that_stands_still_settles_nothing_of_an_unknown_writer(count, now, whole, quiet, incomplete):
    seen = answers([(now, look(whole=whole))] * count, Patience(quiet, incomplete))
    assert all(answer != Settled() for _, answer in seen)


@given(STEPS, st.lists(ANY_LOOK, max_size=10), ANY_LOOK)
def test_quiet_for_long_enough_always_settles(steps, before, last):
    last = Look(last.fingerprint, UNKNOWN if last.writer is OPEN else last.writer, last.whole)
    looks = at_steps(steps, lambda index: before[index] if index < len(before) else last)
    end = looks[-1][0]
    assert settled_at([*looks, (end, last), (end + PATIENCE.incomplete_s, last)]) is not None


@given(st.lists(st.tuples(st.floats(0, 1e6), ANY_LOOK), min_size=1, max_size=30))
def test_a_recheck_is_always_in_the_future_and_capped(looks):
    """The cap holds for a clock that goes on; one that jumps back may only lengthen a wait."""
    latest = 0.0
    for now, answer in answers(looks):
        latest = max(latest, now)
        if isinstance(answer, Unsettled):
            assert now < answer.again_at <= latest + max(PATIENCE.incomplete_s, LONGEST_RECHECK_S)


@given(st.lists(st.tuples(st.floats(0, 1e6), ANY_LOOK), min_size=1, max_size=30))
def test_only_an_unchanged_span_as_long_as_asked_for_settles_what_cannot_be_asked(looks):
    first_at = {}
    for (now, seen), (_, answer) in zip(looks, answers(looks), strict=True):
        first_at = {seen.fingerprint: first_at.get(seen.fingerprint, now)}
        if answer == Settled() and not (seen.writer is CLOSED and seen.whole):
            asked = PATIENCE.quiet_s if seen.whole else PATIENCE.incomplete_s
            assert now >= first_at[seen.fingerprint] + asked


@pytest.mark.parametrize(
    ("beginning", "end", "whole"),
    [
        (b"%PDF-1.7\n...", b"...%%EOF", True),
        (b"\x00" * 1019 + b"%PDF-", b"%%EOF" + b"\n" * 1019, True),
        (b"\x00" * 1020 + b"%PDF-", b"%%EOF", False),
        (b"%PDF-1.4", b"%%EOF" + b"\n" * 1020, False),
        (b"%PDF-1.4", b"startxref", False),
        (b"%pdf-1.4", b"%%EOF", False),
        (b"PK\x03\x04", b"%%EOF", False),
        (b"", b"", False),
        (b"%PDF-1.4 %%EO", b"F", False),
    ],
)
def test_looks_whole(beginning, end, whole):
    assert looks_whole(beginning, end) is whole
