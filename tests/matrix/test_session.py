"""What a desktop session gives goes away while the real agent runs, and comes back: keyring, bus, screen."""

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from rig.branches import Branch
from rig.keyrings import PASSWORD, private_bus, real_one_is_here
from rig.receipts import number
from rig.trials import Trial
from rig.waiting import wait_until

FIRST, SECOND = number(871), number(872)


class Session:
    """A session bus and a keyring on it; `kind` is which of the two ends."""

    def __init__(self, place, kind):
        self._place = place
        self._address = f"unix:path={place / 'bus'}"
        self._bus = contextlib.ExitStack()
        self._keyring = contextlib.ExitStack()
        self._ends_bus = kind == "bus"
        self._desktop = None
        self.environment = {"DBUS_SESSION_BUS_ADDRESS": self._address}

    def begin(self):
        if self._desktop is None:
            self._desktop = self._bus.enter_context(private_bus(self._place, self._address))
        self._keyring.enter_context(self._desktop.keyring_daemon(PASSWORD))

    def end(self):
        self._keyring.close()
        if self._ends_bus:
            self._bus.close()
            self._desktop = None

    def close(self):
        self._keyring.close()
        self._bus.close()


@pytest.fixture
def session(request):
    if not real_one_is_here():
        pytest.skip("needs dbus-daemon and gnome-keyring-daemon")
    # Short, because a socket's path has little room.
    with tempfile.TemporaryDirectory(prefix="rig-") as place:
        session = Session(Path(place), request.param)
        session.begin()
        yield session
        session.close()


@pytest.fixture
def trial_there(tmp_path, session, service):
    """A trial in that session; not by `make_branch`, whose keyring is one for all."""
    trial = Trial(Branch(tmp_path / "home", service.url, session.environment), service)
    trial.branch.login()
    return trial


@pytest.mark.parametrize("session", ["keyring", "bus"], indirect=True)
def test_sending_goes_on_when_what_keeps_the_token_dies(trial_there, session):
    with trial_there.branch.agent():
        trial_there.drop(FIRST)
        trial_there.expect_all_sent()
        session.end()
        trial_there.drop(SECOND)
        trial_there.expect_all_sent(attempts=1)
        trial_there.branch.wait_for_state("idle")


@pytest.mark.at_length
@pytest.mark.parametrize("session", ["bus"], indirect=True)
def test_a_start_without_what_keeps_the_token_waits_for_it(trial_there, session):
    session.end()
    with trial_there.branch.agent():
        trial_there.drop(FIRST)
        trial_there.wait_until_told("sign-in")
        trial_there.expect_nothing_lost()
        session.begin()
        trial_there.expect_all_sent(attempts=1)
        trial_there.branch.wait_for_state("idle")


@pytest.fixture
def screen():
    """An X server; give its display and its process."""
    if not shutil.which("Xvfb"):
        pytest.skip("needs Xvfb")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "400x300x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        yield f":{server.stdout.readline().decode().strip()}", server
        server.kill()


def test_an_agent_whose_screen_dies_goes_on_and_ends_when_it_is_asked_to(trial, screen):
    display, server = screen
    prefix = ("env", f"DISPLAY={display}", "PYSTRAY_BACKEND=xorg")
    with trial.branch.agent(how=(), waits=False, prefix=prefix) as agent:
        trial.drop(FIRST)
        trial.expect_all_sent()
        server.kill()
        server.wait()
        wait_until(lambda: "ConnectionClosed" in agent.output(), 30, agent.output)
        trial.drop(SECOND)
        trial.expect_all_sent(attempts=1)
        trial.branch.wait_for_state("idle")
        agent.stop()
    # pystray writes traces of its own.
    trial.branch.outputs.remove(agent.output_file)
