"""The agent is asked to end in each phase of a receipt: it ends in its time with 0, and the next start goes on."""

import contextlib

import pytest
from rig.expectations import tries_of
from rig.receipts import number, receipt
from rig.waiting import wait_until

FIRST = number(861)


@contextlib.contextmanager
def settling(trial):
    """The file is not whole yet."""
    trial.branch.set(folder__incomplete_s=600)
    half = receipt(FIRST)[:-300]

    def begin():
        trial.contents[FIRST] = half
        trial.branch.drop(f"{FIRST}.pdf", half)

    yield begin, lambda: trial.branch.status()["waiting"] == 1
    trial.drop(FIRST)


@contextlib.contextmanager
def uploading_into_silence(trial):
    """The service has the upload and says nothing."""
    trial.branch.set(server__timeout_s=2)
    trial.service.rule(FIRST, "hang:600", "ok")
    yield lambda: trial.drop(FIRST), lambda: tries_of(trial.service, FIRST)


@contextlib.contextmanager
def judged_and_not_filed(trial):
    """Something is in the way of the file's folder."""
    trial.service.rule(FIRST, "slow:1")

    def begin():
        trial.drop(FIRST)
        wait_until(lambda: tries_of(trial.service, FIRST))
        (trial.branch.folder / "done").rmdir()
        (trial.branch.folder / "done").symlink_to("nowhere")

    yield begin, lambda: "filing-postponed" in trial.branch.log()
    (trial.branch.folder / "done").unlink()


@contextlib.contextmanager
def service_away(trial):
    trial.service.always("http-503")
    yield lambda: trial.drop(FIRST), lambda: trial.branch.status()["state"] == "offline"
    trial.service.normally()


@contextlib.contextmanager
def without_credentials(trial):
    trial.branch.command("logout")
    yield lambda: trial.drop(FIRST), lambda: trial.branch.status()["state"] == "sign-in"
    trial.branch.login()


@contextlib.contextmanager
def folder_gone(trial):
    away = trial.branch.home / "away"

    def begin():
        trial.branch.folder.rename(away)
        trial.drop_into(away, FIRST)

    yield begin, lambda: trial.branch.status()["state"] == "attention"
    away.rename(trial.branch.folder)


AT_LENGTH = [
    pytest.param(phase, marks=pytest.mark.at_length) for phase in (service_away, without_credentials, folder_gone)
]
PHASES = [settling, uploading_into_silence, judged_and_not_filed, *AT_LENGTH]


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.__name__)
def test_it_ends_in_its_time_and_the_next_start_goes_on(own_trial, phase):
    with phase(own_trial) as (begin, is_there):
        with own_trial.branch.agent() as agent:
            begin()
            wait_until(is_there, 30, agent.output)
            agent.stop()
        own_trial.expect_nothing_lost()
    own_trial.branch.command("run", "--once", code=0)
    own_trial.expect_all_sent()


def test_one_that_stands_by_ends_in_its_time_and_the_other_goes_on(trial, make_branch):
    second = make_branch("second", folder__path=trial.branch.folder)
    with trial.branch.agent(), second.agent(waits=False) as standing_by:
        second.wait_for_state("standby")
        standing_by.stop()
        trial.drop(FIRST)
        trial.expect_all_sent(attempts=1)
