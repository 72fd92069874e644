"""A full disk: nothing is lost, nothing is sent that could not be recorded, and all goes on when there is room."""

import pytest
from rig.expectations import expect_filed, expect_only, expect_stored
from rig.receipts import number, receipt
from rig.waiting import wait_until

TEN = [number(index) for index in range(801, 811)]
UNKNOWN = TEN[3]


@pytest.fixture
def full(small_disk):
    """Fills the small disk to its last byte; give the file that does it."""
    ballast = small_disk / "ballast"

    def fill():
        with ballast.open("wb", buffering=0) as file:
            for size in (64 * 1024, 4096, 512, 1):
                try:
                    while file.write(b"\0" * size):
                        pass
                except OSError:
                    continue
        return ballast

    return fill


def drop_all(branch, numbers=TEN):
    for each in numbers:
        branch.drop(f"{each}.pdf", receipt(each))


def expect_all_arrived(branch, service):
    wait_until(lambda: not branch.waiting(), 60, lambda: branch.log()[-2000:])
    for each in TEN:
        if each == UNKNOWN:
            expect_filed(branch, f"{each}.pdf", receipt(each), "failed", "not-found", rc="05")
        else:
            line = wait_until(lambda each=each: next(iter(branch.history("--number", each)), None))
            assert line["outcome"] == "done"
            assert (branch.folder / line["filed_as"]).read_bytes() == receipt(each)
            expect_stored(service, each, receipt(each))
    places = [f"{'failed' if each == UNKNOWN else 'done'}/{each}.pdf" for each in TEN]
    expect_only(branch, *places)


def nothing_is_lost(branch):
    held = {path.name for folder in (".", "done", "failed") for path in (branch.folder / folder).glob("*.pdf")}
    assert held == {f"{each}.pdf" for each in TEN}


SIGNS = {"state": " journal-unavailable ", "folder": " filing-postponed ", "both": " journal-unavailable "}


@pytest.mark.parametrize("what_is_full", SIGNS)
def test_a_disk_that_is_full_from_the_start_loses_nothing(make_branch, service, small_disk, full, what_is_full):
    places = {"state__path": small_disk / "state", "folder__path": small_disk / "drop"}
    if what_is_full != "both":
        places = {key: place for key, place in places.items() if key.startswith(what_is_full)}
    branch = make_branch(**places)
    service.rule(UNKNOWN, "05")
    with branch.agent() as agent:
        branch.command("pause")
        branch.wait_for_state("paused")
        drop_all(branch)
        wait_until(lambda: branch.status()["waiting"] == len(TEN))
        ballast = full()
        branch.command("resume", code=None)
        wait_until(lambda: SIGNS[what_is_full] in agent.output(), 30, agent.output)
        assert branch.wait_for_state("attention")["reason"]
        nothing_is_lost(branch)
        ballast.unlink()
        expect_all_arrived(branch, service)
        wait_until(lambda: branch.status()["waiting"] == 0)


def test_a_disk_that_fills_up_during_the_uploads_loses_nothing(make_branch, service, small_disk, full):
    branch = make_branch(state__path=small_disk / "state", folder__path=small_disk / "drop", upload__parallel=10)
    service.rule("*", "slow:2")
    service.rule(UNKNOWN, "hang:2", "05")
    with branch.agent() as agent:
        drop_all(branch)
        wait_until(lambda: len(service.requests) == len(TEN))
        ballast = full()
        wait_until(lambda: " journal-unavailable " in agent.output(), 30, agent.output)
        assert branch.wait_for_state("attention")["reason"]
        nothing_is_lost(branch)
        service.rule("*", "ok")
        ballast.unlink()
        expect_all_arrived(branch, service)


def test_a_start_on_a_full_disk_waits_for_room(make_branch, service, small_disk, full):
    branch = make_branch(state__path=small_disk / "state")
    drop_all(branch)
    ballast = full()
    service.rule(UNKNOWN, "05")
    with branch.agent(waits=False) as agent:
        told = wait_until(lambda: not agent.runs or branch.status()["state"] == "attention")
        assert told
        assert agent.runs, agent.output()
        assert service.requests == []
        ballast.unlink()
        expect_all_arrived(branch, service)
