"""`run`: how it begins, how it ends, and who may serve a folder."""

import os
import pty
import signal
import subprocess

import pytest
from rig.agents import PROGRAM, running
from rig.expectations import expect_filed, expect_only, expect_stored
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator

NUMBER = number(201)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_it_with_0(branch, by):
    with branch.agent() as agent:
        branch.wait_for_state("idle")
        agent.stop(by)
    assert branch.status(code=4)["state"] == "stopped"


CONFIGURATION = {
    "unknown-key": ({"upload__retires": 3}, ("upload.retires", "retries")),
    "unknown-section": ({"uploads__retries": 3}, ("uploads",)),
    "wrong-type": ({"upload__parallel": "four"}, ("upload.parallel", "four")),
    "out-of-range": ({"upload__parallel": 0}, ("upload.parallel", "0")),
    "no-choice": ({"server__encoding": "xml"}, ("server.encoding", "multipart")),
    "no-url": ({"server__url": None}, ("server.url",)),
    "no-folder": ({"folder__path": None}, ("folder.path",)),
    "plain-http": ({"server__url": "http://siskohat.example"}, ("server.url", "allow_plain_http")),
    "no-pattern": ({"receipt__number_pattern": "[0-9"}, ("receipt.number_pattern",)),
    "waits-out-of-order": ({"upload__first_wait_s": 9, "upload__longest_wait_s": 1}, ("upload.longest_wait_s",)),
    "no-such-certificates": ({"server__ca_bundle": "/no/such.pem"}, ("server.ca_bundle", "/no/such.pem")),
}


@pytest.mark.parametrize("how", [("--headless",), ("--once",)], ids=["headless", "once"])
@pytest.mark.parametrize(("settings", "told"), CONFIGURATION.values(), ids=CONFIGURATION)
def test_wrong_settings_end_it_with_2(make_branch, settings, told, how):
    branch = make_branch(**settings)
    result = branch.command("run", *how, code=2)
    assert str(branch.config) in result.stderr or "is required" in result.stderr
    for word in told:
        assert word in result.stderr
    assert result.stdout == ""


def test_a_settings_file_that_is_no_toml_is_named_with_its_line(branch):
    branch.config.write_text("[server]\nurl = https://siskohat.example\n", encoding="utf-8")
    result = branch.command("run", "--headless", code=2)
    assert f"{branch.config}, line 2" in result.stderr


def test_a_settings_file_that_is_not_there_is_named(branch):
    branch.config.unlink()
    assert str(branch.config) in branch.command("run", "--headless", code=2).stderr


def test_a_wrong_variable_of_the_environment_is_named(branch):
    branch.environment["BRANCHAGENT_UPLOAD_RETRIES"] = "many"
    assert "BRANCHAGENT_UPLOAD_RETRIES" in branch.command("run", "--headless", code=2).stderr


def test_the_environment_wins_over_the_file(branch, service):
    branch.environment["BRANCHAGENT_SERVER_ENCODING"] = "json"
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    branch.command("run", "--once")
    assert [request.encoding for request in service.requests] == ["json"]


def test_a_second_agent_of_the_same_state_ends_with_3(branch):
    with branch.agent():
        assert str(branch.state) in branch.command("run", "--headless", code=3).stderr
        branch.command("run", "--once", code=3)
        branch.wait_for_state("idle")


def test_an_agent_of_another_state_stands_by_and_takes_over(make_branch, service):
    first = make_branch("first")
    second = make_branch("second", folder__path=first.folder)
    with first.agent() as serving, second.agent(waits=False):
        told = second.wait_for_state("standby")
        assert told["reason"]
        assert second.command("status", code=0).stdout
        first.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(first, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")
        assert second.history() == []
        serving.kill()
        second.wait_for_state("idle")
        other = number(202)
        second.drop(f"{other}.pdf", receipt(other))
        expect_filed(second, f"{other}.pdf", receipt(other), "done", "accepted")
        assert first.status(code=4)["state"] == "stopped"
    assert len(service.requests) == 2


def test_once_sends_what_is_there_and_tells_it_in_plain_lines(branch, service):
    for index in range(201, 204):
        branch.drop(f"{number(index)}.pdf", receipt(number(index)))
    service.rule(number(203), "29")
    result = branch.command("run", "--once", code=0)
    assert "\x1b" not in result.stdout
    lines = result.stdout.splitlines()
    for index in (201, 202):
        assert f"{number(index)}.pdf  Terkirim  Bukti setoran berhasil dikirim." in lines
    assert f"{number(203)}.pdf  Sudah pernah  (29) Bukti setoran ini sudah pernah diunggah." in lines
    expect_only(branch, *(f"done/{number(index)}.pdf" for index in (201, 202)), f"duplicate/{number(203)}.pdf")
    expect_stored(service, NUMBER, receipt(NUMBER))


def test_once_with_an_empty_folder_is_well(branch):
    branch.command("run", "--once", code=0)
    assert branch.status(code=4)["waiting"] == 0


def test_once_ends_with_1_if_something_failed(branch, service):
    service.rule(NUMBER, "05")
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    assert "(05)" in branch.command("run", "--once", code=1).stdout
    expect_only(branch, f"failed/{NUMBER}.pdf")


def test_once_ends_with_1_if_something_still_waits(branch, service):
    service.always("http-503")
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    assert "1 bukti setoran masih menunggu" in branch.command("run", "--once", code=1).stdout
    assert branch.waiting() == [f"{NUMBER}.pdf"]


def test_once_tells_that_it_is_paused(branch, service):
    branch.command("pause")
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    assert "Dijeda" in branch.command("run", "--once", code=1).stdout
    assert service.requests == []


def test_once_does_not_wait_for_what_is_no_file(branch):
    (branch.folder / f"{number(202)}.pdf").mkdir(parents=True)
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    assert f"{number(202)}.pdf" in branch.command("run", "--once", code=1).stdout
    assert branch.filed("done") == [f"{NUMBER}.pdf"]


def test_once_does_not_wait_for_ever_for_a_service_that_is_silent(make_branch, service):
    branch = make_branch(server__timeout_s=0.5)
    service.always("hang:600")
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    branch.command("run", "--once", code=1)
    assert branch.waiting() == [f"{NUMBER}.pdf"]


def test_once_ends_with_1_without_credentials(make_branch):
    with Simulator() as bank:
        branch = make_branch(url=bank.url)
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        assert "branchagent login" in branch.command("run", "--once", code=1).stdout
        assert bank.requests == []


def test_once_shows_a_bar_on_a_terminal(branch):
    for index in range(201, 204):
        branch.drop(f"{number(index)}.pdf", receipt(number(index)))
    screen, terminal = pty.openpty()
    command = [*PROGRAM, "run", "--once", "--config", str(branch.config)]
    environment = branch.environment | {"TERM": "xterm-256color", "COLUMNS": "120"}
    with running(command, environment, stdin=terminal, stdout=terminal, stderr=subprocess.STDOUT) as process:
        os.close(terminal)
        shown = read_to_end(screen)
        assert process.wait(20) == 0, shown
    os.close(screen)
    assert "\x1b[" in shown
    assert "3/3" in shown
    expect_only(branch, *(f"done/{number(index)}.pdf" for index in range(201, 204)))


def read_to_end(screen):
    chunks = []
    # On Linux a terminal whose other side is gone gives an error where a pipe gives nothing.
    try:
        while chunk := os.read(screen, 65536):
            chunks.append(chunk)
    except OSError:
        pass
    return b"".join(chunks).decode("utf-8", "replace")


def test_the_folder_is_made_if_it_is_missing(make_branch):
    branch = make_branch(folder__path="~/a/b/setoran")
    with branch.agent():
        wait_until((branch.folder / "failed").is_dir)


def test_the_state_is_private(branch):
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    branch.command("run", "--once")
    assert branch.state.stat().st_mode & 0o077 == 0
    assert (branch.state / "journal.db").stat().st_mode & 0o077 == 0
