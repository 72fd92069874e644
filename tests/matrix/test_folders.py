"""The drop folder and its files at fault, while the real agent runs."""

import shutil
import subprocess

import pytest
from rig.expectations import tries_of
from rig.receipts import number, receipt
from rig.waiting import wait_until

FIRST, SECOND = number(821), number(822)


def test_a_folder_that_became_read_only_is_told_and_filed_in_once_it_is_not(ordinary_trial):
    trial = ordinary_trial
    trial.service.rule(FIRST, "slow:1")
    with trial.branch.agent():
        trial.drop(FIRST)
        wait_until(lambda: tries_of(trial.service, FIRST))
        trial.branch.folder.chmod(0o555)
        assert FIRST in trial.wait_until_told("attention")["reason"]
        trial.expect_nothing_lost()
        trial.branch.folder.chmod(0o755)
        trial.expect_all_sent(attempts=1)
        trial.branch.wait_for_state("idle")


def test_a_folder_that_was_replaced_by_another_is_served_and_the_old_one_left_as_it_is(trial):
    old = trial.branch.home / "old"
    with trial.branch.agent():
        trial.service.always("http-503")
        trial.drop(FIRST)
        trial.wait_until_told("offline")
        trial.branch.folder.rename(old)
        trial.drop(SECOND)
        trial.service.normally()
        wait_until((trial.branch.folder / "done" / f"{SECOND}.pdf").exists)
        assert (old / f"{FIRST}.pdf").read_bytes() == receipt(FIRST)
        assert trial.branch.wait_for_state("idle")["waiting"] == 0
        trial.expect_nothing_lost()
        (old / f"{FIRST}.pdf").rename(trial.branch.folder / f"{FIRST}.pdf")
        wait_until((trial.branch.folder / "done" / f"{FIRST}.pdf").exists)


@pytest.fixture
def unmovable():
    """Keep a file from being moved, as on Windows a program does that has it open."""
    held = []

    def attribute(sign, path):
        return subprocess.run(["chattr", f"{sign}i", path], capture_output=True, check=False).returncode == 0

    def hold(path):
        if not shutil.which("chattr") or not attribute("+", path):
            pytest.skip("no file can be made immutable here")
        held.append(path)

    def release():
        while held:
            attribute("-", held.pop())

    yield hold, release
    release()


@pytest.mark.at_length
def test_a_file_that_another_program_keeps_in_its_place_is_filed_once_it_lets_go(trial, unmovable):
    hold, release = unmovable
    trial.service.rule(FIRST, "slow:1")
    with trial.branch.agent():
        trial.drop(FIRST)
        wait_until(lambda: tries_of(trial.service, FIRST))
        hold(trial.branch.folder / f"{FIRST}.pdf")
        assert FIRST in trial.wait_until_told("attention")["reason"]
        trial.expect_nothing_lost()
        release()
        trial.expect_all_sent(attempts=1)
        trial.branch.wait_for_state("idle")
