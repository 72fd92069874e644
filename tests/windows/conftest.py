import pytest
from rig import windowed
from rig.windowed import Shown

from branchagent.simulator import Simulator


@pytest.fixture
def display():
    """A screen of each test's own: an X server or window manager that died would take the tests after it along."""
    if not windowed.is_here():
        pytest.skip(f"needs {', '.join(windowed.NEEDED)}")
    with windowed.screen() as display:
        yield display


@pytest.fixture
def bank():
    """A service of its own, because its branch's entries in the keyring change."""
    with Simulator() as simulator:
        simulator.expect_token("good-token")
        yield simulator


@pytest.fixture
def show(display):
    """Show a window of a branch."""
    return lambda branch, *arguments: Shown(branch, display, *arguments)
