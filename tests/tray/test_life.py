"""What a desktop lacks, or loses: the uploading goes on without it, or ends in good order, and nothing is lost."""

import contextlib
import signal
import tempfile
from pathlib import Path

import pytest
from rig.branches import Branch
from rig.desktops import NOTIFIER, Desktop
from rig.keyring_backend import FILE_VARIABLE
from rig.keyrings import private_bus
from rig.receipts import number
from rig.screens import screen
from rig.trials import Trial
from rig.waiting import wait_until

from .conftest import BUS, shown

FIRST, SECOND = number(891), number(892)


@pytest.fixture
def trial(tmp_path, service):
    """A branch whose keyring needs no bus, because the bus is what is missing here."""
    keyring = {
        "PYTHON_KEYRING_BACKEND": "keyring_backend.FileKeyring",
        "PYTHONPATH": str(Path(__file__).parents[1] / "rig"),
        FILE_VARIABLE: str(tmp_path / "keyring.json"),
    }
    trial = Trial(Branch(tmp_path / "branch", service.url, keyring, ui__language="id"), service)
    trial.branch.login()
    return trial


@pytest.fixture
def bus():
    """Start buses for the trial's program, each with nobody on it but whom the test puts there."""
    with contextlib.ExitStack() as stack:

        def start(trial, failing_notifications=False, session=stack):
            # Short, because a socket's path has little room.
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rig-")))
            services = place / "services"
            services.mkdir()
            if failing_notifications:
                (services / "n.service").write_text(f"[D-BUS Service]\nName={NOTIFIER}\nExec=/bin/false\n")
            there = session.enter_context(private_bus(place, more=f"<servicedir>{services}</servicedir>"))
            trial.branch.environment[BUS] = there.environment[BUS]
            return stack.enter_context(Desktop(there.environment[BUS]))

        yield start


def goes_on_and_ends(trial, agent):
    for each in (FIRST, SECOND):
        trial.drop(each)
        trial.expect_all_sent(attempts=1)
    trial.branch.wait_for_state("idle")
    agent.stop()


def test_without_a_session_bus(trial, display):
    with trial.branch.agent(waits=False, **shown(display)) as agent:
        goes_on_and_ends(trial, agent)


def test_without_a_screen(trial):
    with trial.branch.agent(waits=False, how=()) as agent:
        goes_on_and_ends(trial, agent)
        assert "running without one" in agent.output() or "berjalan tanpa ikon" in agent.output()


@pytest.mark.parametrize("failing", [False, True])
def test_without_a_notification_service_or_with_one_that_fails(trial, bus, display, failing):
    desktop = bus(trial, failing_notifications=failing)
    desktop.have_watcher()
    with trial.branch.agent(waits=False, **shown(display)) as agent:
        if not failing:
            desktop.wait_for_icon()
        goes_on_and_ends(trial, agent)


def test_with_a_notification_service_that_hangs(trial, bus, display):
    desktop = bus(trial)
    desktop.have_watcher()
    desktop.have_notifications()
    with trial.branch.agent(waits=False, **shown(display)) as agent:
        desktop.wait_for_icon()
        desktop.answers = False
        goes_on_and_ends(trial, agent)


def test_without_anybody_who_shows_icons_until_somebody_comes_and_comes_again(trial, bus, display):
    """As when Explorer, or a panel, starts anew."""
    desktop = bus(trial)
    desktop.have_notifications()
    with trial.branch.agent(waits=False, **shown(display)) as agent:
        trial.drop(FIRST)
        trial.expect_all_sent()
        for _ in range(2):
            desktop.have_watcher()
            desktop.wait_for_icon()
            desktop.entry("Hari ini: 1 terkirim, 0 sudah pernah, 0 gagal, 0 menunggu")
            desktop.lose_watcher()
        trial.drop(SECOND)
        trial.expect_all_sent(attempts=1)
        agent.stop()


def test_when_the_notification_service_goes(trial, bus, display):
    desktop = bus(trial)
    desktop.have_watcher()
    desktop.have_notifications()
    with trial.branch.agent(waits=False, **shown(display)) as agent:
        desktop.wait_for_icon()
        desktop.lose_notifications()
        goes_on_and_ends(trial, agent)


def test_when_the_screen_dies(trial, bus):
    desktop = bus(trial)
    desktop.have_watcher()
    desktop.have_notifications()
    with screen() as (display, server), trial.branch.agent(waits=False, **shown(display)) as agent:
        desktop.wait_for_icon()
        trial.drop(FIRST)
        trial.expect_all_sent()
        server.kill()
        server.wait()
        wait_until(lambda: "screen-lost" in trial.branch.log(), 30, trial.branch.log)
        trial.drop(SECOND)
        trial.expect_all_sent(attempts=1)
        trial.branch.wait_for_state("idle")
        agent.stop()


def test_when_the_session_bus_dies(trial, bus, display):
    with contextlib.ExitStack() as session:
        desktop = bus(trial, session=session)
        desktop.have_watcher()
        desktop.have_notifications()
        with trial.branch.agent(waits=False, **shown(display)) as agent:
            desktop.wait_for_icon()
            session.close()
            goes_on_and_ends(trial, agent)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_after_the_uploads_in_hand(trial, bus, display, service, by):
    desktop = bus(trial)
    desktop.have_watcher()
    desktop.have_notifications()
    service.always("slow:1")
    with trial.branch.agent(waits=False, **shown(display)) as agent:
        desktop.wait_for_icon()
        trial.drop(FIRST)
        wait_until(lambda: len(service.requests) == 1, 30)
        agent.stop(by)
    trial.expect_all_sent(attempts=1)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGHUP])
def test_a_log_off_during_uploads_loses_nothing(trial, bus, service, by):
    service.always("slow:3")
    with contextlib.ExitStack() as session, screen() as (display, server):
        desktop = bus(trial, session=session)
        desktop.have_watcher()
        desktop.have_notifications()
        with trial.branch.agent(waits=False, **shown(display)) as agent:
            desktop.wait_for_icon()
            trial.drop(FIRST, SECOND)
            wait_until(lambda: len(service.requests) == 2, 30)
            agent._process.send_signal(by)
            server.kill()
            session.close()
            agent.ends_with(0)
    service.normally()
    trial.expect_nothing_lost()
    with trial.branch.agent():
        trial.expect_all_sent()
