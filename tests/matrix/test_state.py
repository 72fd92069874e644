"""The state folder at fault, while the real agent runs: nothing that cannot be recorded is sent."""

import contextlib
import os
import sqlite3

import pytest
from rig.receipts import number
from rig.waiting import wait_until

FIRST, SECOND, THIRD = number(831), number(832), number(833)


@pytest.mark.at_length
def test_a_journal_that_another_process_has_locked_holds_everything_up_until_it_is_free(trial):
    with trial.branch.agent():
        with contextlib.closing(sqlite3.connect(trial.branch.state / "journal.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            trial.drop(FIRST, SECOND)
            trial.wait_until_told("attention")
            assert trial.service.requests == []
            trial.expect_nothing_lost()
            other.execute("ROLLBACK")
        trial.expect_all_sent(attempts=1)
        trial.branch.wait_for_state("idle")


def overwrite(file):
    with file.open("r+b") as opened:
        opened.write(os.urandom(file.stat().st_size))


def test_a_journal_that_is_damaged_while_it_is_in_use_is_told_and_set_aside_at_the_next_start(trial):
    with trial.branch.agent() as agent:
        trial.drop(FIRST)
        trial.expect_all_sent()
        for ending in ("", "-wal"):
            overwrite(trial.branch.state / f"journal.db{ending}")
        trial.drop(SECOND)
        wait_until(lambda: len(trial.branch.filed("done")) == 2, 30, agent.output)
        assert trial.branch.wait_for_state("attention")["reason"]
    with trial.branch.agent():
        trial.drop(THIRD)
        wait_until(lambda: len(trial.branch.filed("done")) == 3, 30, trial.branch.log)
        trial.branch.wait_for_state("idle")
    trial.expect_nothing_lost()
    assert len(list(trial.branch.state.glob("journal-damaged-*.db"))) == 1
    assert [request.number for request in trial.service.requests] == [FIRST, SECOND, THIRD]


def test_a_state_folder_that_became_read_only_is_no_reason_to_show_yesterdays_state(ordinary_trial):
    trial = ordinary_trial
    with trial.branch.agent():
        trial.branch.wait_for_state("idle")
        trial.branch.state.chmod(0o500)
        trial.service.always("http-503")
        trial.drop(FIRST)
        assert trial.wait_until_told("offline")["waiting"] == 1
        trial.expect_nothing_lost()
        trial.service.normally()
        trial.expect_all_sent()
        trial.branch.wait_for_state("idle")
        trial.branch.state.chmod(0o700)


def test_a_state_folder_that_cannot_be_used_at_the_start_is_told_and_nothing_is_touched(ordinary_trial):
    trial = ordinary_trial
    trial.drop(FIRST)
    trial.branch.state.mkdir(mode=0o500)
    with trial.branch.agent(waits=False) as agent:
        agent.ends_with(2)
        assert "state.path" in agent.output()
    trial.expect_nothing_lost()
    assert trial.service.requests == []
    trial.branch.state.chmod(0o700)
    trial.branch.command("run", "--once", code=0)
    trial.expect_all_sent(attempts=1)
