"""The packages are made by `make test-packages`, never by a test."""

import shutil
from pathlib import Path

import pytest

from branchagent.simulator import Simulator
from installer.version import version
from tests.wine.wine import Wine

BUILD = Path(__file__).resolve().parents[2] / "build"
VERSION = version()


def next_version():
    """Give the version that an upgrade is tried with."""
    *front, last = VERSION.split(".")
    return ".".join([*front, str(int(last) + 1)])


@pytest.fixture(scope="session")
def wine():
    wine = Wine(BUILD / "windows")
    assert wine.python.exists(), "make test-packages makes it"
    with wine.on():
        yield wine


@pytest.fixture(scope="session")
def frozen():
    folder = BUILD / "frozen" / "windows" / "branchagent"
    assert folder.exists(), "make test-packages makes it"
    return folder


@pytest.fixture(scope="session")
def frozen_next(frozen, tmp_path_factory):
    """The next version's folder: one file more, and one less."""
    folder = tmp_path_factory.mktemp("next") / "branchagent"
    shutil.copytree(frozen, folder)
    (folder / "_internal" / "new-in-this-version.txt").write_text("new\n")
    (folder / "_internal" / "LICENSE").unlink()
    return folder


@pytest.fixture
def bank():
    with Simulator() as simulator:
        simulator.expect_token("a-token-of-a-branch")
        yield simulator
