import argparse
import ast
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

import branchagent.simulator
from branchagent.simulator import RuleError, Simulator, SimulatorConfig, command
from branchagent.simulator.fault_kinds import TRAITS
from branchagent.simulator.tokens import expiry

NUMBER = "01118053000013564019"
LOGIN = "/umrah/bank/login"
MAIN = (
    "import argparse, sys; from branchagent.simulator import command; "
    "p = argparse.ArgumentParser(); command.add_arguments(p); sys.exit(command.run(p.parse_args()))"
)


def test_a_login_gives_a_token_that_opens(join):
    config = SimulatorConfig(token="fixed", user="teller", password="secret", api_key="key", token_life_s=60)
    with Simulator(config) as simulator:
        bank = join(simulator)
        form = {"any": "teller", "name": "secret"}
        assert bank.post(LOGIN, json=form).json()["RC"] == "97"
        assert bank.post(LOGIN, json=form, headers={"x-key": "no"}).json()["RC"] == "96"
        wrong = bank.post(LOGIN, json={"u": "teller", "p": "no"}, headers={"x-key": "key"})
        assert (wrong.status_code, wrong.json()["RC"]) == (400, "98")
        assert bank.post(LOGIN, data=b"{", headers={"x-key": "key"}).json()["RC"] == "99"
        granted = bank.post(LOGIN, json=form, headers={"x-key": "key"})
        token = granted.json()["token"]
        assert (granted.status_code, granted.json()["RC"], token.count(".")) == (200, "00", 2)
        assert 0 < expiry(token) - time.time() <= 60
        assert bank.send(token=token).json()["RC"] == "00"
        simulator.revoke_tokens()
        assert bank.send(token=token).json()["RC"] == "98"
        fresh = bank.post(LOGIN, json=form, headers={"x-key": "key"}).json()["token"]
        assert bank.send(token=fresh).json()["RC"] == "29"
        assert simulator.logins == 2


def test_tokens_of_a_login_without_life_are_expired(join):
    with Simulator(SimulatorConfig(token_life_s=0)) as simulator:
        bank = join(simulator)
        assert bank.send(token=bank.post(LOGIN, json={}).json()["token"]).json()["RC"] == "98"


def test_logins_follow_their_own_rule(bank):
    bank.simulator.rule("@login", "96", "http-503", "ok")
    statuses = [bank.post(LOGIN, json={"u": "x"}).status_code for _ in range(3)]
    assert statuses == [400, 503, 200]


def test_control_over_http(bank):
    assert bank.post("/_simulator/rules", json={"01*": ["28", "00"], "5": "05"}).json() == {"ok": True}
    assert [bank.send().json()["RC"] for _ in range(2)] == ["28", "00"]
    state = bank.get("/_simulator/state").json()
    assert state["requests"] == 2
    assert state["tries"] == {NUMBER: 2}
    assert state["accepted"][NUMBER]["count"] == 1
    listed = bank.get("/_simulator/requests").json()
    assert [(entry["number"], entry["rc"], entry["status"]) for entry in listed] == [
        (NUMBER, "28", 400),
        (NUMBER, "00", 200),
    ]
    assert bank.post("/_simulator/revoke").json() == {"ok": True}
    assert bank.send().json()["RC"] == "98"
    assert bank.post("/_simulator/reset").json() == {"ok": True}
    assert bank.get("/_simulator/state").json()["accepted"] == {}
    assert bank.send().json()["RC"] == "00"


def test_control_of_the_whole_service(bank):
    bank.post("/_simulator/down")
    with pytest.raises(requests.ConnectionError):
        bank.send()
    assert bank.get("/_simulator/state").json()["down"] is True
    bank.post("/_simulator/up")
    bank.post("/_simulator/always", json={"step": "http-503"})
    assert bank.send().status_code == 503
    bank.post("/_simulator/normally")
    assert bank.send().json()["RC"] == "00"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("rules", b"{", 400),
        ("rules", b"[]", 400),
        ("rules", b'{"1": 5}', 400),
        ("rules", b'{"1": ["nonsense"]}', 400),
        ("always", b"{}", 400),
        ("nothing", b"", 404),
    ],
)
def test_control_says_what_it_did_not_understand(bank, path, body, status):
    response = bank.post(f"/_simulator/{path}", data=body)
    assert response.status_code == status
    assert response.json()["error"]


def test_https_is_trusted_by_its_authority_and_by_nothing_else(join, tmp_path):
    authority = tmp_path / "ca.pem"
    with Simulator(SimulatorConfig(https=True, ca_file=authority)) as simulator:
        bank = join(simulator)
        assert simulator.url.startswith("https://")
        assert authority.read_bytes() == simulator.authority_pem
        with pytest.raises(requests.exceptions.SSLError):
            bank.send()
        assert bank.send(verify=str(authority)).json()["RC"] == "00"
        simulator.rule("*", "hang")
        with pytest.raises(requests.ReadTimeout):
            bank.send(verify=str(authority), timeout=0.3)
        simulator.rule("*", "slow:0.1")
        assert bank.send(verify=str(authority)).json()["RC"] == "29"
        with socket.create_connection(("127.0.0.1", simulator.port)) as mute:
            mute.sendall(b"not TLS at all, not by far\r\n\r\n")
            mute.settimeout(20)
            while mute.recv(1000):
                pass


def test_closing_ends_every_thread_and_frees_the_port(session):
    before = threading.active_count()
    simulator = Simulator()
    simulator.start()
    port, url = simulator.port, simulator.url
    session.get(f"{url}/_simulator/state", timeout=20)
    with socket.create_connection(("127.0.0.1", port)):
        simulator.close()
    simulator.close()
    assert threading.active_count() == before
    with pytest.raises(RuntimeError, match="start it first"):
        _ = simulator.url
    with Simulator(SimulatorConfig(port=port)) as successor:
        assert successor.url == url


def test_a_wrong_rule_is_an_error_of_the_caller(simulator):
    with pytest.raises(RuleError):
        simulator.rule("*", "nonsense")
    with pytest.raises(RuleError):
        simulator.rule("*")


def test_the_simulator_imports_nothing_of_the_client():
    for path in Path(branchagent.simulator.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            own = [name for name in modules if name.startswith((".", "branchagent"))]
            assert all(name.startswith("branchagent.simulator") for name in own), path


def test_the_help_explains_every_fault():
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    text = parser.format_help()
    assert all(trait.syntax in text and trait.explanation in text for trait in TRAITS.values())


@pytest.mark.parametrize("arguments", [["--answer", "1=nonsense"], ["--port", "70000"], ["--latency", "-1"]])
def test_a_wrong_option_is_a_clear_error(arguments, capsys):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    with pytest.raises(SystemExit) as caught:
        parser.parse_args(arguments)
    assert caught.value.code == 2
    assert arguments[1].rpartition("=")[2] in capsys.readouterr().err


def test_a_taken_port_is_told(simulator, capsys):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["--port", str(simulator.port)])) == 1
    assert "simulator" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send these signals to one process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_a_signal(number, session, tmp_path):
    arguments = ["--port", "0", "--https", "--ca-file", str(tmp_path / "ca.pem"), "--fault", "@login=96"]
    command_line = [sys.executable, "-c", MAIN, *arguments]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        words = process.stdout.readline().split()
        assert words[:3] == ["SISKOHAT", "simulator", "at"]
        answer = session.post(words[3] + LOGIN, json={"u": "x"}, verify=str(tmp_path / "ca.pem"), timeout=20)
        assert answer.json()["RC"] == "96"
        assert process.stdout.readline() == "login - 10 B -> RC 96\n"
        process.send_signal(number)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
