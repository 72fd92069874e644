from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations, product

import pytest

from branchagent.core.health import Condition
from branchagent.core.status import NEEDS_A_PERSON, Fault, Faults, Situation, State, state_of

WELL, DOWN, REFUSED = Condition.WELL, Condition.DOWN, Condition.REFUSED
FAILED = (Fault.FAILED_RECEIPTS,)
BLOCKING = [fault for fault in Fault if fault is not Fault.FAILED_RECEIPTS]

STATES = {
    "nothing to do": (Situation(), State.IDLE),
    "a receipt waits": (Situation(waiting=1), State.SENDING),
    "a receipt in hand": (Situation(in_hand=1), State.SENDING),
    "in hand, with failed receipts": (Situation(in_hand=1, waiting=1, faults=FAILED), State.SENDING),
    "failed receipts": (Situation(faults=FAILED), State.ATTENTION),
    "down": (Situation(condition=DOWN), State.OFFLINE),
    "down, with failed receipts": (Situation(condition=DOWN, faults=FAILED), State.OFFLINE),
    "down, receipts wait": (Situation(condition=DOWN, waiting=9, in_hand=1), State.OFFLINE),
    "refused": (Situation(condition=REFUSED), State.SIGN_IN),
    "refused, receipts wait": (Situation(condition=REFUSED, waiting=9), State.SIGN_IN),
    "refused, with failed receipts": (Situation(condition=REFUSED, faults=FAILED), State.SIGN_IN),
    "paused": (Situation(paused=True), State.PAUSED),
    "paused, receipts wait": (Situation(paused=True, waiting=9), State.PAUSED),
    "paused while down": (Situation(paused=True, condition=DOWN), State.PAUSED),
    "paused, with failed receipts": (Situation(paused=True, faults=FAILED), State.PAUSED),
    "standby": (Situation(standby=True), State.STANDBY),
    "standby, whatever else": (
        Situation(standby=True, paused=True, faults=tuple(Fault), condition=DOWN, waiting=9, in_hand=4),
        State.STANDBY,
    ),
}


@pytest.mark.parametrize(("situation", "state"), STATES.values(), ids=STATES)
def test_state(situation, state):
    assert state_of(situation) is state


@pytest.mark.parametrize("fault", BLOCKING)
@pytest.mark.parametrize("others", [(), FAILED])
@pytest.mark.parametrize(
    "rest",
    [{}, {"waiting": 3}, {"paused": True}, {"condition": DOWN}, {"condition": REFUSED}],
    ids=["idle", "waiting", "paused", "down", "refused"],
)
def test_a_fault_of_its_own_needs_attention_first(fault, others, rest):
    assert state_of(Situation(faults=(*others, fault), **rest)) is State.ATTENTION


FAULTS = [(), *((fault,) for fault in Fault), (Fault.FAILED_RECEIPTS, Fault.JOURNAL)]
ACTIVE = [
    Situation(faults=faults, condition=condition, waiting=waiting, in_hand=in_hand)
    for faults, condition, waiting, in_hand in product(FAULTS, Condition, (0, 1, 300), (0, 1, 4))
]


def test_idle_is_only_said_when_all_is_well_and_done():
    kept_back = [replace(each, standby=s, paused=p) for each in ACTIVE for s, p in product((False, True), repeat=2)]
    assert [each for each in kept_back if state_of(each) is State.IDLE] == [Situation()]


def test_whatever_is_wrong_shows_as_a_person_s_business_or_as_work():
    for situation in ACTIVE:
        quiet = situation.condition is WELL and not situation.faults
        assert quiet or state_of(situation) in NEEDS_A_PERSON | {State.SENDING}, situation
        assert not quiet or state_of(situation) not in NEEDS_A_PERSON, situation


def test_the_words_are_the_contract_s():
    words = {"idle", "sending", "offline", "sign-in", "attention", "paused", "standby", "stopped"}
    assert set(State) == words


def test_faults_are_told_in_order_of_weight_whenever_they_were_noted():
    faults = Faults()
    for fault in reversed(Fault):
        faults.note(fault, f"about {fault}")
    assert faults.items() == tuple((fault, f"about {fault}") for fault in Fault)
    assert faults.items()[-1][0] is Fault.FAILED_RECEIPTS


def test_a_fault_is_held_once_with_its_latest_detail():
    faults = Faults()
    faults.note(Fault.JOURNAL, "first")
    faults.note(Fault.JOURNAL, "second")
    assert faults.items() == ((Fault.JOURNAL, "second"),)


@pytest.mark.parametrize(("present", "left"), [(True, ((Fault.STUCK, "now"),)), (False, ())])
@pytest.mark.parametrize("before", [True, False])
def test_hold_follows_the_fact(present, left, before):
    faults = Faults()
    if before:
        faults.note(Fault.STUCK, "before")
    faults.hold(Fault.STUCK, present, "now")
    assert faults.items() == left


@pytest.mark.parametrize(("about", "left"), [("a.pdf", ()), ("b.pdf", ((Fault.UNREADABLE, "a.pdf"),))])
def test_a_fault_about_one_file_is_not_cleared_by_another(about, left):
    faults = Faults()
    faults.note(Fault.UNREADABLE, "a.pdf")
    faults.clear_of(Fault.UNREADABLE, about)
    faults.clear_of(Fault.STUCK, "a.pdf")
    assert faults.items() == left


def test_a_fault_of_two_files_goes_with_the_last_of_them():
    faults = Faults()
    faults.note(Fault.STUCK, "a.pdf")
    faults.note(Fault.STUCK, "b.pdf")
    faults.clear_of(Fault.STUCK, "b.pdf")
    assert faults.items() == ((Fault.STUCK, "a.pdf"),)
    faults.clear_of(Fault.STUCK, "a.pdf")
    assert faults.items() == ()


@pytest.mark.parametrize(
    "cleared", list(chain.from_iterable(combinations(list(Fault)[:3], n) for n in range(4))), ids=str
)
def test_clear_forgets_just_those(cleared):
    faults = Faults()
    for fault in list(Fault)[:3]:
        faults.note(fault)
    faults.clear(*cleared, Fault.INTERNAL)
    assert [fault for fault, _ in faults.items()] == [fault for fault in list(Fault)[:3] if fault not in cleared]
