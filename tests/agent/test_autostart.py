"""Starting at sign-in: what each system is told, and that a desktop understands it."""

import os
import plistlib
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest
from rig.systems import posix_only

from branchagent import autostart, launching

AWKWARD = """a "b" $HOME `c` \\d 100% 'e'"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


@pytest.fixture
def on_linux(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    return home / ".config" / "autostart" / "branchagent.desktop"


def exec_line(file):
    """Read a desktop entry's command back as the specification says: first the string, then its arguments."""
    raw = next(line for line in file.read_text("utf-8").splitlines() if line.startswith("Exec=")).removeprefix("Exec=")
    text = raw.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
    found = re.findall(r'"((?:[^"`$\\]|\\["`$\\])*)"|([A-Za-z0-9@+=:,./_%-]+)', text)
    assert " ".join(f'"{quoted}"' if quoted else plain for quoted, plain in found) == text
    return [re.sub(r"\\(.)", r"\1", quoted or plain).replace("%%", "%") for quoted, plain in found]


def test_on_linux_it_is_turned_on_and_off_and_on_again(on_linux):
    assert not autostart.is_on()
    autostart.turn_off()
    autostart.turn_on()
    assert autostart.is_on()
    assert exec_line(on_linux) == [sys.executable, "-m", "branchagent", "run"]
    autostart.turn_on()
    autostart.turn_off()
    assert not autostart.is_on()
    assert list(on_linux.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["plain.toml", "with blank.toml", AWKWARD])
def test_on_linux_it_keeps_the_settings_file_whatever_its_name(on_linux, name):
    config = on_linux.parents[2] / name
    autostart.turn_on(config)
    assert exec_line(on_linux)[-2:] == ["--config", str(config)]


def test_a_settings_file_named_from_here_is_kept_in_full(on_linux, monkeypatch):
    monkeypatch.chdir(on_linux.parents[2])
    autostart.turn_on(Path("own.toml"))
    assert exec_line(on_linux)[-1] == str(on_linux.parents[2] / "own.toml")


def test_on_linux_the_folder_of_the_environment_is_used_unless_it_is_relative(on_linux, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    autostart.turn_on()
    assert on_linux.is_file()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
    assert not autostart.is_on()
    autostart.turn_on()
    assert (tmp_path / "elsewhere" / "autostart" / "branchagent.desktop").is_file()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_desktop_has_switched_off_is_off(on_linux, line):
    autostart.turn_on()
    on_linux.write_text(on_linux.read_text("utf-8") + line + "\n", "utf-8")
    assert not autostart.is_on()
    autostart.turn_on()
    assert autostart.is_on()


def test_on_macos_launchd_is_given_the_command(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not autostart.is_on()
    autostart.turn_on(home / AWKWARD)
    assert autostart.is_on()
    (file,) = (home / "Library" / "LaunchAgents").iterdir()
    entry = plistlib.loads(file.read_bytes())
    assert entry["ProgramArguments"] == [*launching.program(), "run", "--config", str(home / AWKWARD)]
    assert entry["RunAtLoad"] is True
    file.write_bytes(b"no property list")
    assert not autostart.is_on()
    autostart.turn_off()
    assert not file.exists()


class Registry(types.ModuleType):
    """What the program uses of winreg: keys by path, values by name."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, REG_SZ, KEY_SET_VALUE = "HKCU", "HKLM", 1, 2

    def __init__(self):
        super().__init__("winreg")
        self.keys = {}
        self.machines = {}

    def _below(self, root):
        return self.keys if root == self.HKEY_CURRENT_USER else self.machines

    def CreateKey(self, root, path):  # noqa: N802 - winreg's names
        return Key(self._below(root).setdefault(path, {}))

    def OpenKey(self, root, path, *_):  # noqa: N802
        if path not in self._below(root):
            raise FileNotFoundError(path)
        return Key(self._below(root)[path])

    def SetValueEx(self, key, name, _, __, value):  # noqa: N802
        key.values[name] = value

    def QueryValueEx(self, key, name):  # noqa: N802
        if name not in key.values:
            raise FileNotFoundError(name)
        return key.values[name], self.REG_SZ

    def DeleteValue(self, key, name):  # noqa: N802
        if key.values.pop(name, None) is None:
            raise FileNotFoundError(name)


class Key:
    def __init__(self, values):
        self.values = values

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture
def registry(monkeypatch):
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    return registry


RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


def test_on_windows_the_run_key_holds_the_quoted_command(registry, tmp_path):
    registry.keys[RUN] = {"Other": "other.exe"}
    assert not autostart.is_on()
    config = tmp_path / "Program Files" / "own.toml"
    autostart.turn_on(config)
    assert autostart.is_on()
    assert (
        registry.keys[RUN]["branchagent"] == f'{launching.windowed_program()[0]} -m branchagent run --config "{config}"'
    )
    autostart.turn_off()
    assert not autostart.is_on()
    assert registry.keys[RUN] == {"Other": "other.exe"}


def test_on_windows_what_the_task_manager_switched_off_is_off_until_it_is_turned_on(registry):
    autostart.turn_on()
    registry.keys[APPROVED] = {"branchagent": bytes([3]) + bytes(11)}
    assert not autostart.is_on()
    autostart.turn_on()
    assert autostart.is_on()


def test_on_windows_what_starts_for_all_users_is_left_alone(registry):
    registry.machines[RUN] = {"branchagent": '"branchagent.exe" run'}
    assert autostart.is_on()
    assert autostart.is_fixed()
    autostart.turn_on()
    assert RUN not in registry.keys
    autostart.turn_off()
    assert autostart.is_on()


@pytest.mark.parametrize(
    ("executable", "twin"),
    [("python.exe", "pythonw.exe"), ("branchagent-cli.exe", "branchagent.exe"), ("branchagent.com", "branchagent.exe")],
)
def test_on_windows_the_twin_without_a_console_is_started(registry, tmp_path, monkeypatch, executable, twin):
    path = tmp_path / executable
    monkeypatch.setattr(sys, "executable", str(path))
    autostart.turn_on()
    assert executable in registry.keys[RUN]["branchagent"]
    (tmp_path / twin).touch()
    autostart.turn_on()
    assert twin in registry.keys[RUN]["branchagent"]


def test_a_packaged_program_is_its_own_command(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert launching.program() == [sys.executable]


@posix_only("sessions are POSIX's")
def test_what_is_started_has_a_session_of_its_own_and_takes_the_settings_file(tmp_path, monkeypatch):
    """The stand-in for the program writes down what it was started as."""
    told = tmp_path / "told.txt"
    script = tmp_path / "program"
    script.write_text(f'#!/bin/sh\nps -o sid= -p $$ > "{told}"\necho "$@" >> "{told}"\nls /proc/$$/fd >> "{told}"\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(script))
    with (tmp_path / "open").open("wb") as inherited:
        os.set_inheritable(inherited.fileno(), True)
        process = launching.start("window", "about", config=tmp_path / "own.toml")
        assert process.wait(30) == 0
        session, arguments, *descriptors = told.read_text().split("\n")
        assert int(session) == process.pid
        assert arguments == f"window about --config {tmp_path / 'own.toml'}"
        assert str(inherited.fileno()) not in descriptors


@posix_only("there it would be this machine's own registry, which tests of its own look into")
@pytest.mark.parametrize(("language", "words"), [("id", ("tidak", "saat")), ("en", ("does not", "when"))])
def test_the_command_turns_it_on_and_off_in_the_readers_words(home, language, words):
    def command(what, code):
        result = subprocess.run(
            [*launching.program(), "autostart", what, "--config", str(home / "own file.toml")],
            env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": f"{language}_XX.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.returncode, result.stderr) == (code, "")
        return result.stdout

    off, on = words
    assert off in command("status", 1)
    assert on in command("on", 0)
    assert on in command("status", 0)
    assert exec_line(home / ".config" / "autostart" / "branchagent.desktop")[-1] == str(home / "own file.toml")
    assert off in command("off", 0)
