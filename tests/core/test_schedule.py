from __future__ import annotations

import pytest

from branchagent.core.health import Condition, Health
from branchagent.core.receipts import Fingerprint
from branchagent.core.schedule import Errand, Schedule, Waiting

WELL = Health(answered_at=float("inf"))
"""Well, and it has answered a moment ago."""
UNPROVEN = Health()
EXAMINE, CARRY = Errand.EXAMINE, Errand.CARRY


def down(probe_at, condition=Condition.DOWN):
    return Health(condition=condition, failures=1, probe_at=probe_at)


def a_file(name, number="", not_before=0.0, version=0, *, examined=False):
    fingerprint = Fingerprint(1000 + version, version, 7)
    return Waiting(f"{name}.pdf", number or name, fingerprint, 1e9, not_before, examined)


def schedule_of(*files, parallel=4):
    schedule = Schedule(parallel)
    for waiting in files:
        schedule.add(waiting)
    return schedule


def taken(schedule, now, health=WELL):
    """All that can be taken at one moment, as (name without its extension, errand)."""
    found = []
    while step := schedule.take(now, health):
        found.append((step[0].name.removesuffix(".pdf"), step[1]))
    return found


def carried(schedule, now, health=WELL):
    return [name for name, errand in taken(schedule, now, health) if errand is CARRY]


def test_files_go_out_in_the_order_they_came():
    assert carried(schedule_of(*map(a_file, "dbca")), 0) == ["d", "b", "c", "a"]


def test_the_longest_due_goes_first():
    schedule = schedule_of(a_file("a", not_before=9), a_file("b", not_before=5), a_file("c", not_before=7))
    assert carried(schedule, 4.9) == []
    assert schedule.next_at(WELL) == 5
    assert carried(schedule, 8) == ["b", "c"]
    assert schedule.next_at(WELL) == 9


def test_no_more_than_may_be_parallel():
    schedule = schedule_of(*map(a_file, "abc"), parallel=2)
    assert carried(schedule, 0) == ["a", "b"]
    assert (schedule.in_hand, schedule.next_at(WELL)) == (2, None)
    schedule.finish("a.pdf")
    assert schedule.next_at(WELL) == 0
    assert carried(schedule, 0) == ["c"]


@pytest.mark.parametrize("leave", ["finish", "put_back"])
def test_two_files_of_one_number_go_one_after_the_other(leave):
    schedule = schedule_of(a_file("a", "1"), a_file("b", "1"), a_file("c", "2"))
    assert carried(schedule, 0) == ["a", "c"]
    assert schedule.next_at(WELL) is None
    if leave == "finish":
        schedule.finish("a.pdf")
    else:
        schedule.put_back("a.pdf", 50, "timeout")
    assert carried(schedule, 0) == ["b"]


def test_files_without_a_number_do_not_wait_for_each_other():
    files = [Waiting(f"{name}.doc", None, Fingerprint(1, 1, 1), 0.0) for name in "ab"]
    assert len(taken(schedule_of(*files), 0)) == 2


@pytest.mark.parametrize("condition", [Condition.DOWN, Condition.REFUSED])
def test_one_probe_at_a_time_and_not_before_its_time(condition):
    schedule = schedule_of(a_file("a", examined=True), a_file("b", examined=True))
    health = down(100, condition)
    assert (carried(schedule, 99.9, health), schedule.next_at(health)) == ([], 100)
    assert carried(schedule, 100, health) == ["a"]
    assert schedule.next_at(health) is None
    schedule.put_back("a.pdf", 100.0, "timeout")
    assert carried(schedule, 100, health) == ["b"]


def test_a_service_that_is_back_gets_one_at_a_time_and_its_rest():
    schedule = schedule_of(*(a_file(name, examined=True) for name in "abc"))
    spared = Health(failures=3, probe_at=100, answered_at=99.9)
    assert (carried(schedule, 99.9, spared), schedule.next_at(spared)) == ([], 100)
    assert carried(schedule, 100, spared) == ["a"]
    assert (carried(schedule, 200, spared), schedule.next_at(spared)) == ([], None)
    schedule.finish("a.pdf")
    assert carried(schedule, 200, spared) == ["b"]
    assert carried(schedule, 200, WELL) == ["c"]


def test_no_probe_while_uploads_from_better_times_are_in_hand():
    schedule = schedule_of(a_file("a"), a_file("b", examined=True))
    schedule.take(0, WELL)
    assert (taken(schedule, 500, down(100)), schedule.next_at(down(100))) == ([], None)
    schedule.finish("a.pdf")
    assert carried(schedule, 500, down(100)) == ["b"]


@pytest.mark.parametrize("condition", [Condition.DOWN, Condition.REFUSED])
def test_a_due_probe_without_a_due_file_is_no_reason_to_wake(condition):
    schedule = schedule_of(a_file("a", not_before=500, examined=True))
    health = down(100, condition)
    assert taken(schedule, 200, health) == []
    assert schedule.next_at(health) == 500
    assert carried(schedule, 500, health) == ["a"]


def test_a_due_file_without_a_due_probe_is_no_reason_to_wake():
    schedule = schedule_of(a_file("a", not_before=50, examined=True))
    assert taken(schedule, 60, down(100)) == []
    assert schedule.next_at(down(100)) == 100


def test_a_failed_probe_gives_way_to_what_is_due_for_longer():
    schedule = schedule_of(a_file("a", examined=True), a_file("b", not_before=90, examined=True))
    assert carried(schedule, 100, down(100)) == ["a"]
    schedule.put_back("a.pdf", 100, "timeout")
    assert carried(schedule, 200, down(200)) == ["b"]


def test_each_file_is_examined_once_while_nothing_can_be_sent():
    schedule = schedule_of(a_file("a"), a_file("b"), a_file("c", examined=True))
    health = down(100)
    assert schedule.next_at(health) == 0
    assert taken(schedule, 0, health) == [("a", EXAMINE), ("b", EXAMINE)]
    schedule.put_back_examined("a.pdf")
    schedule.put_back_examined("b.pdf")
    assert (taken(schedule, 99, health), schedule.next_at(health)) == ([], 100)
    assert sorted(carried(schedule, 99, WELL)) == ["a", "b", "c"]


def test_nothing_is_only_examined_while_all_is_well():
    assert taken(schedule_of(a_file("a"), a_file("b", not_before=9)), 0) == [("a", CARRY)]


def test_what_was_put_back_needs_no_examination():
    schedule = schedule_of(a_file("a"))
    schedule.take(0, WELL)
    schedule.put_back("a.pdf", 5, "timeout")
    assert taken(schedule, 6, down(100)) == []


def test_a_new_file_under_a_waiting_name_takes_its_place_and_is_examined():
    schedule = schedule_of(a_file("a", "1", 50, examined=True))
    schedule.add(a_file("a", "1", version=2))
    assert len(schedule) == 1
    assert schedule.knows("a.pdf", a_file("a", version=2).fingerprint)
    assert not schedule.knows("a.pdf", a_file("a").fingerprint)
    assert taken(schedule, 0, down(100)) == [("a", EXAMINE)]


def test_a_name_in_hand_is_left_alone():
    schedule = schedule_of(a_file("a"))
    held, _ = schedule.take(0, WELL)
    schedule.add(a_file("a", version=2))
    schedule.drop("a.pdf")
    assert (len(schedule), schedule.is_in_hand("a.pdf")) == (1, True)
    assert schedule.knows("a.pdf", held.fingerprint)
    assert list(schedule) == [held]


def test_a_dropped_file_is_gone_and_may_come_again():
    schedule = schedule_of(a_file("a"), a_file("b"))
    schedule.drop("a.pdf")
    schedule.drop("unknown.pdf")
    assert ("a.pdf" in schedule, "b.pdf" in schedule, schedule.waiting_names()) == (False, True, {"b.pdf"})
    schedule.add(a_file("a"))
    assert sorted(carried(schedule, 0)) == ["a", "b"]


def test_what_is_gone_wakes_nobody():
    schedule = schedule_of(a_file("a", not_before=5), a_file("b", not_before=9), a_file("c", not_before=5))
    schedule.drop("a.pdf")
    schedule.add(a_file("c", not_before=8))
    assert schedule.next_at(WELL) == 8


def test_a_file_may_leave_while_it_stands_behind_another_of_its_number():
    schedule = schedule_of(a_file("a", "1"), a_file("b", "1"), a_file("c", "1"))
    assert carried(schedule, 0) == ["a"]
    schedule.drop("b.pdf")
    schedule.finish("a.pdf")
    assert carried(schedule, 0) == ["c"]


def test_release_lets_all_go_at_once():
    schedule = schedule_of(a_file("a", not_before=900), a_file("b"), a_file("c", not_before=50))
    schedule.release()
    assert sorted(carried(schedule, 0)) == ["a", "b", "c"]


def test_put_back_tells_why_and_until_when():
    schedule = schedule_of(a_file("a"))
    schedule.take(0, WELL)
    schedule.put_back("a.pdf", 70, "timeout")
    (waiting,) = schedule
    assert (waiting.not_before, waiting.why, waiting.examined) == (70, "timeout", True)
    assert schedule.next_at(WELL) == 70


def test_what_is_not_in_hand_cannot_be_put_back_or_finished():
    schedule = schedule_of(a_file("a"))
    schedule.put_back("a.pdf", 70, "timeout")
    schedule.finish("a.pdf")
    schedule.put_back("unknown.pdf", 70, "timeout")
    assert carried(schedule, 0) == ["a"]


@pytest.mark.parametrize(
    ("name", "size", "mtime_ns", "held"),
    [("a.pdf", 1003, 3, True), ("a.pdf", 1004, 3, False), ("a.pdf", 1003, 4, False), ("b.pdf", 1003, 3, False)],
)
def test_holds_compares_what_a_listing_shows(name, size, mtime_ns, held):
    schedule = schedule_of(a_file("a", version=3))
    assert schedule.holds(name, size, mtime_ns) is held
    schedule.take(0, WELL)
    assert not schedule.holds(name, size, mtime_ns)


def test_an_empty_schedule_waits_for_events_only():
    for health in (WELL, down(0.0)):
        assert (Schedule(1).take(1e9, health), Schedule(1).next_at(health)) == (None, None)


def test_one_goes_ahead_and_the_others_follow_its_answer():
    schedule = schedule_of(*(a_file(name, examined=True) for name in "abcd"), parallel=3)
    assert carried(schedule, 100, UNPROVEN) == ["a"]
    assert schedule.next_at(UNPROVEN) == 105
    assert carried(schedule, 101, Health(answered_at=99.0)) == []
    assert carried(schedule, 101, Health(answered_at=100.5)) == ["b", "c"]


def test_nobody_waits_long_for_a_slow_answer():
    schedule = schedule_of(*(a_file(name, examined=True) for name in "abcd"), parallel=3)
    assert carried(schedule, 100, UNPROVEN) == ["a"]
    assert carried(schedule, 105, UNPROVEN) == ["b", "c"]
    assert schedule.next_at(UNPROVEN) is None


def test_an_answer_vouches_for_nothing_that_comes_after_a_rest():
    schedule = schedule_of(a_file("a", examined=True), parallel=3)
    assert carried(schedule, 100, UNPROVEN) == ["a"]
    schedule.finish("a.pdf")
    answered = Health(answered_at=100.05)
    assert carried(schedule, 100.06, answered) == []
    for name in "bcd":
        schedule.add(a_file(name, examined=True))
    assert carried(schedule, 100.07, answered) == ["b"]
    assert carried(schedule, 100.08, Health(answered_at=100.08)) == ["c", "d"]


def test_an_answer_vouches_for_nothing_that_came_later_though_its_file_is_still_in_hand():
    schedule = schedule_of(a_file("a", examined=True), a_file("b", examined=True), parallel=4)
    assert carried(schedule, 100, UNPROVEN) == ["a"]
    answered = Health(answered_at=100.05)
    assert carried(schedule, 100.06, answered) == ["b"]
    for name in "cde":
        schedule.add(a_file(name, examined=True))
    assert carried(schedule, 100.07, answered) == []
    schedule.finish("a.pdf")
    schedule.finish("b.pdf")
    assert carried(schedule, 100.08, answered) == ["c"]


def test_in_a_burst_an_answer_vouches_for_what_waited_when_it_came():
    schedule = schedule_of(*(a_file(name, examined=True) for name in "abcd"), parallel=3)
    assert carried(schedule, 100, UNPROVEN) == ["a"]
    schedule.finish("a.pdf")
    assert carried(schedule, 100.1, Health(answered_at=100.05)) == ["b", "c", "d"]


def test_after_a_rest_one_goes_ahead_again():
    schedule = schedule_of(*(a_file(name, examined=True) for name in "ab"))
    assert carried(schedule, 100, Health(answered_at=99.0)) == ["a"]


def test_what_is_no_receipt_is_told_while_the_one_ahead_is_under_way():
    schedule = schedule_of(a_file("a"), a_file("b"), parallel=2)
    assert taken(schedule, 100, UNPROVEN) == [("a", CARRY), ("b", EXAMINE)]
    schedule.put_back_examined("b.pdf")
    assert taken(schedule, 100, UNPROVEN) == []
    assert schedule.next_at(UNPROVEN) == 105


def test_a_file_that_is_not_sent_holds_up_nobody():
    nothing = Waiting("bad name.pdf", None, Fingerprint(1, 1, 1), 0.0)
    assert carried(schedule_of(nothing, a_file("a")), 100, UNPROVEN) == ["bad name", "a"]
