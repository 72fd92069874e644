"""Autostart in the real registry."""

import subprocess
import sys

import pytest

from branchagent import autostart

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows' own calls")

if sys.platform == "win32":
    import winreg

RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


@pytest.fixture(autouse=True)
def _as_before():
    if autostart.is_on():
        pytest.skip("this machine starts the agent itself")
    yield
    autostart.turn_off()


def value(path, name="branchagent"):
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
        return winreg.QueryValueEx(key, name)


def test_what_is_registered_starts_the_program(tmp_path):
    """Windows runs the value as it stands; here with an argument that only asks for the version."""
    config = tmp_path / "a folder" / "own.toml"
    autostart.turn_on(config)
    command, kind = value(RUN)
    assert kind == winreg.REG_SZ
    assert command.endswith(f'-m branchagent run --config "{config}"')
    started = command.replace("pythonw.exe", "python.exe").replace(" run ", " config path ")
    said = subprocess.run(started, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout
    assert str(config) in said


def test_off_takes_it_away_and_off_again_is_well():
    autostart.turn_on()
    assert autostart.is_on()
    autostart.turn_off()
    autostart.turn_off()
    assert not autostart.is_on()


def test_what_the_task_manager_has_switched_off_is_off_until_it_is_turned_on():
    autostart.turn_on()
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, APPROVED) as key:
        winreg.SetValueEx(key, "branchagent", 0, winreg.REG_BINARY, bytes([3]) + bytes(11))
    assert not autostart.is_on()
    autostart.turn_on()
    assert autostart.is_on()
