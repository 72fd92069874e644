"""The agent is killed in the midst of its work: nothing is lost, nothing is sent twice as new."""

import pytest
from rig.expectations import expect_only, expect_stored, tries_of
from rig.receipts import number, receipt, sha256
from rig.waiting import wait_until

FIFTY = [number(index) for index in range(100, 150)]
KNOWN, UNKNOWN, BROKEN = FIFTY[::10], FIFTY[1::10], FIFTY[2::10]
IN_HAND = 32


def drop_all(branch, numbers):
    for each in numbers:
        branch.drop(f"{each}.pdf", receipt(each))


def place_of(each, was_in_flight):
    """Tell where a receipt must end, given whether an attempt of it was cut off."""
    if each in UNKNOWN or each in BROKEN:
        return f"failed/{each}.pdf"
    return f"duplicate/{each}.pdf" if each in KNOWN and not was_in_flight else f"done/{each}.pdf"


def expect_all_lines(branch, numbers):
    wait_until(lambda: len([line for line in branch.history() if line["filed_as"]]) == len(numbers))
    lines = branch.history()
    assert sorted(line["no_validasi"] for line in lines) == numbers
    assert all(line["sha256"] == sha256(receipt(line["no_validasi"])) for line in lines)
    return {line["no_validasi"]: line for line in lines}


def test_killed_with_all_hands_full_every_receipt_gets_where_it_belongs(make_branch, service):
    branch = make_branch(upload__parallel=IN_HAND, server__timeout_s=120)
    drop_all(branch, FIFTY)
    service.rule("*", "slow:100")
    for each in (*KNOWN, *UNKNOWN, *BROKEN):
        service.rule(each, "hang:100")
    with branch.agent() as agent:
        wait_until(lambda: len(service.requests) == IN_HAND)
        in_flight = {request.number for request in service.requests}
        agent.kill()
    assert branch.waiting() == [f"{each}.pdf" for each in FIFTY]
    service.rule("*", "ok")
    for numbers, rc in ((KNOWN, "29"), (UNKNOWN, "05"), (BROKEN, "28")):
        for each in numbers:
            service.rule(each, rc)
    with branch.agent():
        wait_until(lambda: not branch.waiting(), 60)
        lines = expect_all_lines(branch, FIFTY)
    expect_only(branch, *(place_of(each, each in in_flight) for each in FIFTY))
    for each in set(FIFTY) - {*KNOWN, *UNKNOWN, *BROKEN}:
        expect_stored(service, each, receipt(each))
        assert lines[each]["reason"] == ("recovered" if each in in_flight else "accepted")
        assert (branch.folder / f"done/{each}.pdf").read_bytes() == service.accepted[each].content


@pytest.mark.parametrize("kills", [5])
def test_killed_again_and_again_each_receipt_is_accepted_once(make_branch, service, kills):
    branch = make_branch(upload__parallel=8)
    drop_all(branch, FIFTY)
    service.rule("*", "slow:0.1")
    for kill in range(1, kills + 1):
        with branch.agent(waits=False) as agent:
            wait_until(lambda goal=8 * kill: len(service.accepted) >= goal)
            agent.kill()
    with branch.agent():
        wait_until(lambda: not branch.waiting(), 60)
        lines = expect_all_lines(branch, FIFTY)
    expect_only(branch, *(f"done/{each}.pdf" for each in FIFTY))
    for each in FIFTY:
        expect_stored(service, each, receipt(each))
    assert {line["reason"] for line in lines.values()} <= {"accepted", "recovered"}


def test_tries_are_counted_on_after_a_kill(make_branch, service):
    branch = make_branch(upload__retries=4)
    service.rule(FIFTY[0], "28")
    drop_all(branch, FIFTY[:1])
    tried = 0
    for _ in range(3):
        with branch.agent(waits=False) as agent:
            wait_until(lambda goal=tried: len(tries_of(service, FIFTY[0])) > goal or branch.filed("failed"))
            agent.kill()
        tried = len(tries_of(service, FIFTY[0]))
    with branch.agent():
        wait_until(lambda: not branch.waiting())
        expect_all_lines(branch, FIFTY[:1])
    # An answer that the kill kept from being recorded may be asked for again: at most one for each kill.
    assert 4 <= len(tries_of(service, FIFTY[0])) <= 7
    expect_only(branch, f"failed/{FIFTY[0]}.pdf")


def test_ending_in_good_order_waits_for_the_uploads_in_hand(branch, service):
    service.rule("*", "slow:1")
    drop_all(branch, FIFTY[:4])
    with branch.agent() as agent:
        wait_until(lambda: len(service.requests) == 4)
        agent.stop()
    lines = expect_all_lines(branch, FIFTY[:4])
    assert {line["attempts"] for line in lines.values()} == {1}
    assert {line["reason"] for line in lines.values()} == {"accepted"}
    expect_only(branch, *(f"done/{each}.pdf" for each in FIFTY[:4]))
