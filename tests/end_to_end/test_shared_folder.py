"""Several agents on one folder: one serves it, the others stand by, and nothing goes out twice when that changes."""

import os
import signal
from collections import Counter

import pytest
from rig.expectations import expect_stored
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.locking import FOLDER_LOCK

TWENTY = [number(index) for index in range(300, 320)]
POSIX = pytest.mark.skipif(os.name != "posix", reason="SIGSTOP is POSIX's")


@pytest.fixture
def pair(make_branch):
    """Two PCs with one folder."""
    first = make_branch("first", upload__parallel=4)
    return first, make_branch("second", folder__path=first.folder, upload__parallel=4)


def drop_all(branch, numbers=TWENTY):
    for each in numbers:
        branch.drop(f"{each}.pdf", receipt(each))


def sent(service):
    return Counter(request.number for request in service.requests)


def roster(branch):
    return [(signed["role"], signed["user"], signed["host"]) for signed in branch.status()["roster"]]


def test_status_names_all_who_look_after_the_folder(pair):
    first, second = pair
    assert first.status(code=4)["roster"] == []
    with first.agent(), second.agent(waits=False):
        told = second.wait_for_state("standby")
        assert [signed["role"] for signed in told["roster"]] == ["serving", "standby"]
        assert roster(first) == roster(second)
        assert {frozenset(signed) for signed in told["roster"]} == {
            frozenset({"host", "user", "version", "role", "since"})
        }
        lines = first.command("status", code=0).stdout
        who = "{user}@{host}".format(**told["roster"][0])
        assert f"Melayani folder ini: {who}, sejak " in lines
        assert f"Siaga: {who}, sejak " in lines
    assert first.status(code=4)["roster"] == []


def test_who_is_killed_is_off_the_roster_and_is_followed_within_seconds(pair, service):
    first, second = pair
    with first.agent() as serving, second.agent(waits=False):
        second.wait_for_state("standby")
        service.rule("*", "slow:0.2")
        drop_all(first)
        wait_until(lambda: len(service.accepted) >= 4)
        serving.kill()
        second.wait_for_state("sending", 10)
        assert len(roster(second)) == 1
        wait_until(lambda: not second.waiting(), 60)
    in_flight = {each for each, count in sent(service).items() if count > 1}
    # What the dead one had sent and not filed is the one thing that its successor cannot know.
    assert len(in_flight) <= 4
    for each in TWENTY:
        expect_stored(service, each, receipt(each))
    filed = second.all_filed()
    assert sorted(filed["done"] + filed["duplicate"]) == [f"{each}.pdf" for each in TWENTY]
    assert {name.removesuffix(".pdf") for name in filed["duplicate"]} <= in_flight


def test_who_is_stopped_leaves_nothing_to_be_sent_twice(pair, service):
    first, second = pair
    with first.agent() as serving, second.agent(waits=False):
        second.wait_for_state("standby")
        service.rule("*", "slow:0.2")
        drop_all(first)
        wait_until(lambda: len(service.accepted) >= 4)
        serving.stop()
        wait_until(lambda: not second.waiting(), 60)
    assert set(sent(service).values()) == {1}
    assert second.filed("done") == [f"{each}.pdf" for each in TWENTY]


@POSIX
def test_a_frozen_one_that_lost_the_lock_does_nothing_when_it_wakes_up(pair, service):
    """As a PC does that slept while its server gave the lock away; here its lock's file is taken away."""
    first, second = pair
    service.rule("*", "slow:8")
    with first.agent() as frozen:
        drop_all(first)
        wait_until(lambda: len(service.requests) == 4)
        os.kill(frozen.pid, signal.SIGSTOP)
        service.rule("*", "ok")
        in_flight = set(sent(service))
        (first.folder / FOLDER_LOCK).unlink()
        with second.agent():
            wait_until(lambda: not second.waiting(), 60)
            filed = second.all_filed()
            os.kill(frozen.pid, signal.SIGCONT)
            first.wait_for_state("standby")
            assert [role for role, _, _ in roster(second)] == ["serving", "standby"]
            assert second.all_filed() == filed
    twice = {each for each, count in sent(service).items() if count > 1}
    assert twice <= in_flight
    assert max(sent(service).values()) <= 2
    for each in TWENTY:
        expect_stored(service, each, receipt(each))
    assert sorted(filed["done"] + filed["duplicate"]) == [f"{each}.pdf" for each in TWENTY]
