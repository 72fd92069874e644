import time

import pytest
from rig.branches import Branch


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A branch whose journal the test writes; nothing runs there."""
    monkeypatch.setenv("TZ", "WIB-7")
    time.tzset()
    branch = Branch(tmp_path / "branch", "https://siskohat.example", {})
    branch.state.mkdir()
    branch.folder.mkdir()
    yield branch
    monkeypatch.undo()
    time.tzset()
