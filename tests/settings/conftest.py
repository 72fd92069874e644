from __future__ import annotations

from types import SimpleNamespace

import pytest

from branchagent.settings import Loaded, SettingsError, load, locations

REQUIRED = "[folder]\npath = 'drop'\n[server]\nurl = 'https://siskohat.example'\n"


class Files:
    """The three files of one imagined machine, in folders of their own, and what loading them gives."""

    def __init__(self, root):
        self.root = root
        self.machine = root / "machine" / "config.toml"
        self.user = root / "user" / "config.toml"
        self.config = root / "other" / "config.toml"
        for path in (self.machine, self.user, self.config):
            path.parent.mkdir()

    def load(self, *, config=None, environ=None) -> Loaded:
        return load(config, environ or {}, machine_file=self.machine, user_file=self.user)

    def problems(self, **given):
        with pytest.raises(SettingsError) as caught:
            self.load(**given)
        assert str(caught.value) == "\n".join(map(str, caught.value.problems))
        return caught.value.problems

    def only_problem(self, **given):
        problems = self.problems(**given)
        assert len(problems) == 1, problems
        return problems[0]

    def with_user(self, text):
        self.user.write_text(text, encoding="utf-8")
        return self


@pytest.fixture
def files(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    return Files(tmp_path)


@pytest.fixture
def good(files):
    """The same, with a user's file that holds just what is required."""
    return files.with_user(REQUIRED)


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Stand-ins for the system's own places."""
    monkeypatch.setattr(locations, "_ETC_FILE", tmp_path / "etc" / "branchagent" / "config.toml")
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "xdg"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return SimpleNamespace(
        etc=tmp_path / "etc" / "branchagent" / "config.toml",
        xdg=tmp_path / "xdg" / "branchagent" / "config.toml",
        home=tmp_path / "home" / "branchagent" / "config.toml",
    )
