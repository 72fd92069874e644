"""Policies in the real registry, as group policy writes them: below HKEY_LOCAL_MACHINE, where 64-bit programs look."""

import os
import subprocess
import sys

import pytest

from branchagent.settings import Layer, SettingsError, load, presenting
from branchagent.settings.policies import MANDATORY, RECOMMENDED

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows' own calls")

if sys.platform == "win32":
    import winreg

    ACCESS = winreg.KEY_ALL_ACCESS | winreg.KEY_WOW64_64KEY


@pytest.fixture
def set_policy():
    """Set a policy; all are gone when the test is over."""
    if present(MANDATORY):
        pytest.skip("this machine has policies of its own")

    def set_policy(path, name, data, kind):
        with winreg.CreateKeyEx(winreg.HKEY_LOCAL_MACHINE, path, 0, ACCESS) as key:
            winreg.SetValueEx(key, name, 0, kind, data)

    try:
        winreg.CreateKeyEx(winreg.HKEY_LOCAL_MACHINE, RECOMMENDED, 0, ACCESS).Close()
    except PermissionError:
        pytest.skip("only an administrator can set policies")
    yield set_policy
    for path in (RECOMMENDED, MANDATORY):
        winreg.DeleteKeyEx(winreg.HKEY_LOCAL_MACHINE, path, winreg.KEY_WOW64_64KEY)


def present(path):
    try:
        winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY).Close()
    except FileNotFoundError:
        return False
    return True


@pytest.fixture
def user_file(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("[upload]\nparallel = 3\n[ui]\nlanguage = 'id'\n")
    return file


def test_they_are_read_by_their_types(set_policy, user_file, tmp_path, monkeypatch):
    monkeypatch.setenv("BRANCH_ROOT", str(tmp_path))
    set_policy(MANDATORY, "server.url", "https://siskohat.example", winreg.REG_SZ)
    set_policy(MANDATORY, "folder.path", r"%BRANCH_ROOT%\in", winreg.REG_EXPAND_SZ)
    set_policy(MANDATORY, "upload.parallel", 8, winreg.REG_DWORD)
    set_policy(MANDATORY, "server.allow_plain_http", 1, winreg.REG_DWORD)
    set_policy(RECOMMENDED, "folder.rescan_s", "12.5", winreg.REG_SZ)
    set_policy(RECOMMENDED, "ui.language", "en", winreg.REG_SZ)
    loaded = load(user_file, {}, machine_file=tmp_path / "none.toml")
    settings = loaded.settings
    assert (settings.server.url, settings.folder.path) == ("https://siskohat.example", tmp_path / "in")
    assert (settings.upload.parallel, settings.server.allow_plain_http) == (8, True)
    assert (settings.folder.rescan_s, settings.ui.language) == (12.5, "id")
    assert loaded.locked == {"server.url", "folder.path", "upload.parallel", "server.allow_plain_http"}
    assert loaded.set_aside["upload.parallel"][0].line == 2
    assert loaded.origins["folder.rescan_s"].layer is Layer.RECOMMENDED


def test_wrong_ones_are_told(set_policy, user_file, tmp_path):
    set_policy(MANDATORY, "server.url", ["https://siskohat.example"], winreg.REG_MULTI_SZ)
    set_policy(RECOMMENDED, "ui.langauge", "en", winreg.REG_SZ)
    with pytest.raises(SettingsError) as caught:
        load(user_file, {"BRANCHAGENT_FOLDER_PATH": str(tmp_path)}, machine_file=tmp_path / "none.toml")
    assert [problem.source for problem in caught.value.problems][:2] == [
        rf"HKLM\{RECOMMENDED}\ui.langauge",
        rf"HKLM\{MANDATORY}\server.url",
    ]


@pytest.mark.usefixtures("set_policy")
def test_the_registrys_keys_are_named():
    found = presenting.registry_keys()
    assert [(state.layer, state.key, state.exists) for state in found] == [
        (Layer.RECOMMENDED, rf"HKLM\{RECOMMENDED}", True),
        (Layer.POLICY, rf"HKLM\{MANDATORY}", True),
    ]


def test_the_commands_show_them(set_policy, user_file):
    set_policy(MANDATORY, "upload.parallel", 8, winreg.REG_DWORD)
    set_policy(MANDATORY, "ui.language", "en", winreg.REG_SZ)
    set_policy(RECOMMENDED, "server.url", "https://siskohat.example", winreg.REG_SZ)
    set_policy(RECOMMENDED, "folder.path", r"%USERPROFILE%\Setoran", winreg.REG_EXPAND_SZ)
    shown = told("show", user_file)
    assert rf"upload.parallel = 8    # organisation's policy HKLM\{MANDATORY}\upload.parallel, locked" in shown
    assert f"set aside: --config file {user_file}, line 2" in shown
    places = told("path", user_file).splitlines()
    assert places[0] == rf"HKLM\{RECOMMENDED}  (organisation's recommendation, found)"
    assert places[-1] == rf"HKLM\{MANDATORY}  (organisation's policy, found)"


def told(what, config):
    command = [sys.executable, "-X", "utf8", "-m", "branchagent", "config", what, "--config", str(config)]
    result = subprocess.run(
        command, stdin=subprocess.PIPE, capture_output=True, encoding="utf-8", timeout=120, check=False, env=os.environ
    )
    assert result.returncode == 0, (result.stdout, result.stderr)
    return result.stdout
