"""A server without a session: both documented ways to its credentials, under a real systemd and by the real units."""

import os
import subprocess
import sys

import pytest
from rig import systemd
from rig.agents import IS_ROOT
from rig.branches import TOKEN, Branch
from rig.expectations import expect_filed
from rig.keyrings import real_one_is_here
from rig.receipts import number, receipt

from branchagent.simulator import Simulator, SimulatorConfig

pytestmark = pytest.mark.skipif(
    not IS_ROOT or systemd.why_not() is not None, reason=f"needs root and systemd ({IS_ROOT and systemd.why_not()})"
)
NUMBER = number(801)


@pytest.fixture
def bank():
    with Simulator(SimulatorConfig(token=TOKEN)) as simulator:
        yield simulator


@pytest.fixture
def server(tmp_path, bank):
    """A branch whose machine has no session: no bus, no keyring."""
    return Branch(tmp_path / "server", bank.url, {})


def changes(server, start, **credentials):
    """What differs here from where the unit is installed: the places of the program, its state, the credentials."""
    loaded = "\n".join(f"LoadCredentialEncrypted={name}:{file}" for name, file in credentials.items())
    return f"""[Unit]
DefaultDependencies=no
[Service]
User=
StateDirectory=
PrivateTmp=no
LoadCredentialEncrypted=
{loaded}
ExecStart=
ExecStart={start} {sys.executable} -m branchagent run --headless --config {server.config}
Environment=HOME={server.home} BRANCHAGENT_STATE_PATH={server.state} PATH={os.environ["PATH"]}
StandardOutput=append:{server.home}/service.txt
StandardError=append:{server.home}/service.txt
"""


def expect_sent(server, bank):
    server.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    expect_filed(server, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", attempts=1)
    assert NUMBER in bank.accepted
    everything = b"".join(file.read_bytes() for file in server.home.rglob("*") if file.is_file())
    assert TOKEN.encode() not in everything


def test_a_credential_that_systemd_hands_over_at_start_is_used(server, bank, tmp_path):
    systemd.encrypt(TOKEN, "branchagent.token", tmp_path / "token.cred")
    handed = {"branchagent.token": tmp_path / "token.cred"}
    with systemd.booted(tmp_path, "branchagent.service", changes(server, "", **handed)):
        expect_sent(server, bank)


@pytest.mark.skipif(not real_one_is_here(), reason="needs dbus-daemon and gnome-keyring-daemon")
def test_a_keyring_of_the_services_own_is_unlocked_at_start(server, bank, tmp_path, tmp_path_factory):
    script = systemd.UNITS / "with-keyring"
    systemd.encrypt("password of the keyring", "keyring-password", tmp_path / "password.cred")
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "keyring-password").write_text("password of the keyring", encoding="utf-8")
    # What IT does once, by systemd-run: the same script, and `branchagent login` behind it.
    login = [script, sys.executable, "-m", "branchagent", "login", "--token-stdin", "--config", server.config]
    runtime = tmp_path_factory.mktemp("r")  # short: a socket's path has little room
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(server.home),
        "RUNTIME_DIRECTORY": str(runtime),
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"),
    }
    command = ["unshare", "--pid", "--fork", "--kill-child", *login]  # its bus and keyring end with it
    told = subprocess.run(
        command, input=f"{TOKEN}\n", env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == 0, told.stderr
    handed = {"keyring-password": tmp_path / "password.cred"}
    with systemd.booted(tmp_path, "branchagent-keyring.service", changes(server, script, **handed)):
        expect_sent(server, bank)


def test_without_the_credential_it_says_so_and_waits(server, bank, tmp_path):
    handed = {"something.else": tmp_path / "else.cred"}
    systemd.encrypt("x", "something.else", tmp_path / "else.cred")
    with systemd.booted(tmp_path, "branchagent.service", changes(server, "", **handed)):
        server.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        server.wait_for_state("sign-in")
        assert server.waiting() == [f"{NUMBER}.pdf"]
        assert bank.requests == []
