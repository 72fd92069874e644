import pytest
from rig import screens
from rig.windowed import Shown

from branchagent.simulator import Simulator


@pytest.fixture(scope="session")
def display():
    if not screens.is_here():
        pytest.skip(f"needs {', '.join(screens.NEEDED)}")
    with screens.screen() as display:
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
