"""The Windows lane's own surroundings: they are made by `make test-windows`, never by a test."""

from pathlib import Path

import pytest

from branchagent.simulator import Simulator
from tests.wine.branches import WindowsBranch
from tests.wine.wine import Wine

BUILD = Path(__file__).resolve().parents[2] / "build"


@pytest.fixture(scope="session")
def wine():
    wine = Wine(BUILD / "windows")
    assert wine.python.exists(), "make test-windows makes it"
    with wine.on():
        yield wine


@pytest.fixture(scope="session")
def frozen():
    """The folder of the packaged program."""
    folder = BUILD / "frozen" / "windows" / "branchagent"
    assert folder.exists(), "make test-windows makes it"
    return folder


@pytest.fixture
def bank():
    with Simulator() as simulator:
        simulator.expect_token("a-token-of-a-branch")
        yield simulator


@pytest.fixture
def branch(tmp_path, wine, frozen, bank):
    """A branch with the packaged program, whose token is in Credential Manager."""
    there = WindowsBranch(tmp_path / "branch", bank.url, wine, [frozen / "branchagent-cli.exe"])
    there.login("a-token-of-a-branch")
    yield there
    there.command("logout", code=None)
