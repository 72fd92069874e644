"""The real tray of the real program, on a screen and a desktop of the tests' own."""

import shutil

import pytest
from rig.desktops import desktop as desktop_on
from rig.screens import screen as screen_of
from rig.trials import Trial

BUS = "DBUS_SESSION_BUS_ADDRESS"
try:
    import gi  # noqa: F401
except ImportError:
    MISSING = "PyGObject is not installed (see tests/system_packages.sh)"
else:
    MISSING = None if shutil.which("Xvfb") and shutil.which("dbus-daemon") else "needs Xvfb and dbus-daemon"


@pytest.fixture(autouse=True)
def _can_be_shown():
    if MISSING:
        pytest.skip(MISSING)


@pytest.fixture(scope="session")
def display():
    with screen_of() as (name, _):
        yield name


@pytest.fixture
def desktop(keyring):
    """The desktop of the bus that the keyring is on."""
    if BUS not in keyring:
        pytest.skip("needs gnome-keyring-daemon")
    with desktop_on(keyring[BUS]) as there:
        yield there


def shown(display):
    """How the program is run so that it shows its icon there."""
    return {"how": (), "prefix": ("env", f"DISPLAY={display}", "PYSTRAY_BACKEND=appindicator", "NO_AT_BRIDGE=1")}


@pytest.fixture
def make_shown(make_branch, display, desktop, service, tmp_path):  # noqa: ARG001 - the desktop has to be there
    """Make a branch and run its agent with its icon on the desktop."""

    class Shown:
        def __init__(self, **settings):
            self.branch = make_branch(**settings)
            self.trial = Trial(self.branch, service)
            # What is opened is noted there instead.
            self.opened = tmp_path / "opened.txt"
            tools = tmp_path / "bin"
            tools.mkdir(exist_ok=True)
            opener = tools / "xdg-open"
            opener.write_text(f'#!/bin/sh\necho "$1" >> {self.opened}\n')
            opener.chmod(0o755)
            self.branch.environment["PATH"] = f"{tools}:{self.branch.environment['PATH']}"
            self.branch.environment["BROWSER"] = str(opener)

        def agent(self):
            return self.branch.agent(waits=False, **shown(display))

        def was_opened(self, ending):
            return self.opened.exists() and any(line.endswith(ending) for line in self.opened.read_text().splitlines())

    return Shown
