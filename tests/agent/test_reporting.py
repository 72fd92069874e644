"""What an agent tells of itself, and what is read where it tells nothing."""

import json
import os
import shutil
import subprocess
import time

import pytest

from branchagent.core.status import State
from branchagent.locking import STATE_LOCK, Lock
from branchagent.reporting import FILE_NAME, Report, Reporter, read_report
from branchagent.texts import Texts

REPORT = Report(State.OFFLINE, "no connection", 3, (("1.pdf", "timeout"), ("2.pdf", "timeout")), "native", "")


def told(state):
    return read_report(state, Texts("en"))


@pytest.fixture
def running(tmp_path):
    """An agent of this state folder runs."""
    lock = Lock(tmp_path / STATE_LOCK)
    assert lock.take()
    yield tmp_path
    lock.release()


def test_what_is_told_is_read(running):
    Reporter(running).tell(REPORT)
    assert told(running) == REPORT


def test_the_latest_counts(running):
    reporter = Reporter(running)
    reporter.tell(REPORT)
    reporter.tell(Report(State.IDLE, None, 0))
    assert told(running) == Report(State.IDLE, None, 0)


def test_without_an_agent_nothing_is_read_whatever_lies_there(tmp_path):
    assert told(tmp_path) is None
    Reporter(tmp_path).tell(REPORT)
    assert told(tmp_path) is None


def test_a_dead_agents_report_is_not_read(tmp_path, hold):
    process = hold("file", tmp_path / STATE_LOCK)
    Reporter(tmp_path).tell(REPORT)
    assert told(tmp_path) == REPORT
    process.kill()
    process.wait()
    assert told(tmp_path) is None


def test_an_agent_that_never_reported_needs_attention(running):
    report = told(running)
    assert (report.state, report.waiting) == (State.ATTENTION, 0)
    assert report.reason


def test_an_agent_that_ended_its_report_and_still_runs_needs_attention(running):
    reporter = Reporter(running)
    reporter.tell(REPORT)
    reporter.clear()
    reporter.clear()
    assert told(running).state is State.ATTENTION


def make_older(state, seconds):
    past = time.time() - seconds
    os.utime(state / FILE_NAME, (past, past))


def test_an_agent_that_is_silent_for_long_needs_attention(running):
    Reporter(running).tell(Report(State.IDLE, None, 2, (("1.pdf", "timeout"),)))
    make_older(running, 120)
    assert told(running).state is State.IDLE
    make_older(running, 200)
    silent = told(running)
    assert (silent.state, silent.waiting, silent.waits) == (State.ATTENTION, 2, (("1.pdf", "timeout"),))


def test_the_same_report_again_shows_that_the_agent_lives(running):
    reporter = Reporter(running)
    reporter.tell(REPORT)
    make_older(running, 1000)
    assert told(running).state is State.ATTENTION
    reporter.tell(REPORT)
    assert told(running) == REPORT


def test_a_report_that_was_taken_away_is_told_again(running):
    reporter = Reporter(running)
    reporter.tell(REPORT)
    (running / FILE_NAME).unlink()
    reporter.tell(REPORT)
    reporter.tell(REPORT)
    assert told(running) == REPORT


GOOD = {"state": "idle", "reason": None, "waiting": 0, "waits": [], "watch": "", "owner": ""}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"\xff\xfe",
        json.dumps({**GOOD, "state": "splendid"}).encode(),
        json.dumps({**GOOD, "waits": 5}).encode(),
        json.dumps({**GOOD, "waits": [["one"]]}).encode(),
        json.dumps({**GOOD, "waiting": "many"}).encode(),
        json.dumps({key: value for key, value in GOOD.items() if key != "owner"}).encode(),
        b"[" * 100_000,
    ],
)
def test_a_report_that_makes_no_sense_needs_attention(running, content):
    (running / FILE_NAME).write_bytes(content)
    assert told(running).state is State.ATTENTION


def test_a_report_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / f"{FILE_NAME}.tmp").mkdir()
    reporter = Reporter(tmp_path)
    reporter.tell(REPORT)
    assert not (tmp_path / FILE_NAME).exists()
    Reporter(tmp_path / "missing").tell(REPORT)


def test_a_report_that_cannot_be_renewed_is_taken_away(running):
    reporter = Reporter(running)
    reporter.tell(Report(State.IDLE, None, 0))
    (running / f"{FILE_NAME}.tmp").mkdir()
    reporter.tell(REPORT)
    assert told(running).state is State.ATTENTION


def test_an_old_report_is_written_over_where_it_cannot_be_taken_away(running, request):
    """Like a file in a folder that lets nobody write, a mount point stays, even for root."""
    Reporter(running).tell(Report(State.IDLE, None, 0))
    (running / "other").write_bytes((running / FILE_NAME).read_bytes())
    if not shutil.which("mount"):
        pytest.skip("nothing can be mounted here")
    command = ["mount", "--bind", running / "other", running / FILE_NAME]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    request.addfinalizer(lambda: subprocess.run(["umount", running / FILE_NAME], check=True))
    Reporter(running).tell(REPORT)
    assert told(running) == REPORT


def test_a_name_of_any_bytes_can_be_told(running):
    report = Report(State.SENDING, None, 1, (("a\udcff.pdf", "timeout"),))
    Reporter(running).tell(report)
    assert told(running) == report
