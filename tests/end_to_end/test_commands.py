"""The commands that scripts and people use beside a running agent."""

import csv
import io
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
from rig.agents import PROGRAM, running
from rig.branches import FIELDS
from rig.expectations import expect_filed
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator

FIRST, SECOND, THIRD = number(301), number(302), number(303)
COMMANDS = (
    "run", "demo", "simulator", "login", "logout", "check", "status", "history", "retry", "pause", "resume", "stop",
    "config", "completion", "report", "setup", "window", "autostart",
)  # fmt: skip
STATUS = {"state", "reason", "waiting", "today", "last", "folder", "server", "version"}


@pytest.fixture
def told(branch, service):
    """A branch that has sent a good, a known and an unknown receipt."""
    service.rule(SECOND, "29")
    service.rule(THIRD, "05")
    for each in (FIRST, SECOND, THIRD):
        branch.drop(f"{each}.pdf", receipt(each))
    branch.command("run", "--once", code=1)
    return branch


def test_status_json_has_what_scripts_rely_on(told):
    with told.agent():
        status = told.wait_for_state("attention")
        assert set(status) >= STATUS
        assert status["today"] == {"done": 1, "duplicate": 1, "failed": 1}
        assert set(status["last"]) == FIELDS
        assert status["waiting"] == 0
        assert status["reason"]
        assert (status["folder"], status["server"]) == (str(told.folder), told.settings["server.url"])
        assert status["version"]


def test_status_says_idle_and_sending_and_stopped(branch, service):
    assert branch.status(code=4)["state"] == "stopped"
    service.rule("*", "slow:600")
    with branch.agent() as agent:
        assert branch.wait_for_state("idle")["reason"] is None
        assert branch.status(code=0)["last"] is None
        branch.drop(f"{FIRST}.pdf", receipt(FIRST))
        assert branch.wait_for_state("sending")["waiting"] == 1
        branch.status(code=0)
        agent.kill()
    stopped = branch.status(code=4)
    assert (stopped["state"], stopped["waiting"]) == ("stopped", 1)


def test_status_for_people_is_in_indonesian_or_english(make_branch):
    branch = make_branch()
    assert "Tidak berjalan" in branch.command("status", code=4).stdout
    branch.set(ui__language="en")
    assert "Not running" in branch.command("status", code=4).stdout


def test_history_gives_an_object_a_line(told):
    lines = told.history()
    assert all(set(line) == FIELDS for line in lines)
    assert {line["no_validasi"]: line["outcome"] for line in lines} == {
        FIRST: "done",
        SECOND: "duplicate",
        THIRD: "failed",
    }
    assert [line["finished_at"] for line in lines] == sorted(line["finished_at"] for line in lines)
    assert all(line["finished_at"].endswith("+07:00") for line in lines)


def test_history_by_number(told):
    assert [line["name"] for line in told.history("--number", THIRD)] == [f"{THIRD}.pdf"]
    assert told.history("--number", "none") == []


def test_history_by_time(told):
    finished = [datetime.fromisoformat(line["finished_at"]) for line in told.history()]
    after, tomorrow = max(finished) + timedelta(seconds=1), max(finished) + timedelta(days=1)
    assert len(told.history("--since", f"{min(finished):%Y-%m-%d}")) == 3
    assert len(told.history("--until", f"{max(finished):%Y-%m-%d}")) == 3
    assert told.history("--since", after.isoformat()) == []
    assert told.history("--since", f"{tomorrow:%Y-%m-%d}") == []
    assert told.history("--until", f"{min(finished) - timedelta(days=1):%Y-%m-%d}") == []
    assert len(told.history("--since", min(finished).isoformat(), "--until", after.isoformat())) == 3
    told.command("history", "--since", "yesterday", code=2)


def test_history_as_csv(told):
    rows = list(csv.DictReader(io.StringIO(told.command("history", "--csv").stdout)))
    assert {row["no_validasi"].lstrip("'") for row in rows} == {FIRST, SECOND, THIRD}
    assert set(rows[0]) == FIELDS


def test_history_for_people_has_a_line_each(told):
    assert len(told.command("history").stdout.splitlines()) == 3


def test_history_without_any_is_empty(branch):
    assert branch.history() == []
    assert branch.command("history").stdout == ""


def test_pause_survives_a_restart_and_resume_goes_on(branch, service):
    with branch.agent():
        branch.command("pause")
        branch.wait_for_state("paused")
        branch.drop(f"{FIRST}.pdf", receipt(FIRST))
        wait_until(lambda: branch.status(code=0)["waiting"] == 1)
    with branch.agent():
        branch.wait_for_state("paused")
        wait_until(lambda: branch.status(code=0)["waiting"] == 1)
        assert service.requests == []
        branch.command("resume")
        expect_filed(branch, f"{FIRST}.pdf", receipt(FIRST), "done", "accepted")
        branch.wait_for_state("idle")


def test_what_a_paused_agent_has_in_hand_is_finished(branch, service):
    service.rule("*", "slow:1")
    with branch.agent():
        branch.drop(f"{FIRST}.pdf", receipt(FIRST))
        wait_until(lambda: service.requests)
        branch.command("pause")
        expect_filed(branch, f"{FIRST}.pdf", receipt(FIRST), "done", "accepted", attempts=1)


def test_config_path_names_the_files(branch):
    assert str(branch.config) in branch.command("config", "path").stdout


def test_config_show_tells_each_value_and_its_origin(branch):
    branch.environment["BRANCHAGENT_UPLOAD_PARALLEL"] = "7"
    lines = {line.partition(" = ")[0]: line for line in branch.command("config", "show").stdout.splitlines()}
    assert str(branch.config) in lines["upload.retries"]
    assert "BRANCHAGENT_UPLOAD_PARALLEL" in lines["upload.parallel"]
    assert "7" in lines["upload.parallel"]
    assert "60" in lines["server.timeout_s"]


def test_config_show_tells_wrong_settings(make_branch):
    assert "upload.retires" in make_branch(upload__retires=1).command("config", "show", code=2).stderr


def test_config_init_writes_a_file_once(branch):
    branch.config.unlink()
    branch.command("config", "init")
    written = branch.config.read_text("utf-8")
    assert "folder" in written
    assert "server" in written
    branch.command("config", "init", code=2)
    assert branch.config.read_text("utf-8") == written


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(branch, command):
    result = branch.command(command, "--help")
    assert f"branchagent {command}" in result.stdout
    assert "--config" in result.stdout


def test_a_wrong_command_is_a_usage_error(branch):
    result = branch.command("sned", code=2)
    assert "usage" in result.stderr
    assert "branchagent" in branch.command("--help").stdout


def test_the_simulator_prints_its_address_and_ends_with_0(branch):
    command = [*PROGRAM, "simulator", "--port", "0"]
    with running(command, branch.environment, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().split()[-1]
        assert requests.get(f"{url}/_simulator/state", timeout=10).json()["requests"] == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_logout_removes_the_token(make_branch):
    with Simulator() as bank:
        branch = make_branch(url=bank.url)
        branch.login()
        assert branch.command("check", code=0).stdout
        assert "1 entri dihapus" in branch.command("logout").stdout
        assert "0 entri dihapus" in branch.command("logout").stdout
        assert "branchagent login" in branch.command("check", code=1).stdout


def test_many_at_once_may_ask_for_the_status(branch):
    branch.command("run", "--once")
    with ThreadPoolExecutor(6) as asking:
        states = list(asking.map(lambda _: branch.status()["state"], range(60)))
    assert set(states) == {"stopped"}


def test_the_demo_reaches_every_folder_and_ends_with_0(branch):
    shown = branch.command("demo", "--headless", code=0).stdout
    for folder in ("done/", "duplicate/", "failed/"):
        assert folder in shown


def test_the_program_is_on_the_path(branch):
    program = shutil.which("branchagent", path=Path(sys.executable).parent)
    assert program
    result = subprocess.run([program, "--version"], capture_output=True, text=True, env=branch.environment, check=True)
    assert result.stdout.startswith("branchagent ")
