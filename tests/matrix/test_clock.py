"""The clock is set while the real agent runs, and the machine sleeps; libfaketime moves the wall's clock alone."""

import json
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rig.expectations import tries_of
from rig.receipts import number
from rig.waiting import wait_until

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
FIRST, SECOND = number(851), number(852)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

pytestmark = pytest.mark.skipif(not LIBRARIES, reason="needs libfaketime")


class WallClock:
    """The wall's clock of an agent that is started behind `prefix`. The files keep this machine's time."""

    def __init__(self, file):
        self._file = file
        self.set(timedelta())
        self.prefix = (
            "env", f"LD_PRELOAD={LIBRARIES[-1]}", f"FAKETIME_TIMESTAMP_FILE={file}", "FAKETIME_CACHE_DURATION=1",
            "DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1",
        )  # fmt: skip

    def set(self, off):
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{off.total_seconds():+.0f}\n", encoding="ascii")
        draft.replace(self._file)


@pytest.fixture
def wall(tmp_path):
    return WallClock(tmp_path / "wall")


def reported(branch):
    """Read what `status` reads: its own clock is not the agent's here, so it would not believe the report's time."""
    file = branch.state / "agent.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {"state": None}


def is_off(branch, by):
    """Tell whether the agent's clock is off by so much, by the time of what it logged last."""
    logged = datetime.fromisoformat(branch.log().splitlines()[-1].split()[0])
    return abs(logged - datetime.now(UTC) - by) < HOUR / 2


def test_a_clock_that_is_set_by_a_day_and_back_holds_nothing_up(trial, wall):
    with trial.branch.agent(prefix=wall.prefix):
        for each, off in ((FIRST, DAY), (SECOND, -DAY)):
            trial.service.always("http-503")
            trial.drop(each)
            wait_until(lambda: reported(trial.branch)["state"] == "offline")
            wall.set(off)
            wait_until(lambda off=off: is_off(trial.branch, off))
            told = reported(trial.branch)
            assert (told["state"], told["waiting"]) == ("offline", 1)
            trial.expect_nothing_lost()
            trial.service.normally()
            trial.expect_all_sent()
            wait_until(lambda: reported(trial.branch)["state"] == "idle")


@pytest.mark.at_length
def test_a_machine_that_slept_for_an_hour_goes_on_where_it_was(trial, wall):
    trial.service.rule(FIRST, "slow:2")
    with trial.branch.agent(prefix=wall.prefix) as agent:
        trial.drop(FIRST)
        wait_until(lambda: tries_of(trial.service, FIRST))
        os.kill(agent.pid, signal.SIGSTOP)
        wall.set(HOUR)
        trial.drop(SECOND)
        trial.expect_nothing_lost()
        os.kill(agent.pid, signal.SIGCONT)
        trial.expect_all_sent(attempts=1)
        wait_until(lambda: reported(trial.branch)["state"] == "idle")
    assert is_off(trial.branch, HOUR)
