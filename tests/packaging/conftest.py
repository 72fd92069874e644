"""The packages are made by `make test-packages`, never by a test."""

import shutil

import pytest

from installer.version import version
from tests.wine.conftest import BUILD, bank, frozen, wine

__all__ = ["BUILD", "VERSION", "bank", "frozen", "wine"]
VERSION = version()


def next_version():
    """Give the version that an upgrade is tried with."""
    *front, last = VERSION.split(".")
    return ".".join([*front, str(int(last) + 1)])


@pytest.fixture(scope="session")
def frozen_next(frozen, tmp_path_factory):
    """The next version's folder: one file more, and one less."""
    folder = tmp_path_factory.mktemp("next") / "branchagent"
    shutil.copytree(frozen, folder)
    (folder / "_internal" / "new-in-this-version.txt").write_text("new\n")
    (folder / "_internal" / "LICENSE").unlink()
    return folder
