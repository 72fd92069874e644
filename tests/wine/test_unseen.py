"""The starter without a console, as a shortcut starts it: what it has to say is shown in a window."""

import subprocess

import pytest
from rig.waiting import wait_until
from rig.windowed import screen

from tests.wine.branches import windows_path
from tests.wine.trays import SIZE, picture


@pytest.fixture
def desktop(wine):
    with screen(SIZE) as display, wine.on(display):
        yield display


def double_click(wine, display, *command, **environment):
    """Start a program as the Explorer does, which gives it no console and no pipes."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = wine.environment(DISPLAY=display, **environment)
    subprocess.run(["wine", "start", *command], env=environment, check=True, timeout=60, **quiet)


def titles(display):
    """Give the titles of the windows that are shown."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "."],
        env={"DISPLAY": display}, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    return [title(display, each) for each in found]


def title(display, window):
    named = ["xdotool", "getwindowname", window]
    return subprocess.run(named, env={"DISPLAY": display}, capture_output=True, text=True, check=False).stdout.strip()


def test_the_first_start_of_all_shows_the_set_up(wine, frozen, desktop):
    double_click(wine, desktop, windows_path(frozen / "branchagent.exe"), BRANCHAGENT_UI_LANGUAGE="id")
    wait_until(lambda: any("Folder dan layanan" in each for each in titles(desktop)), 60, lambda: titles(desktop))
    picture(desktop, "first-start")


def test_settings_that_are_wrong_are_told_in_a_window(wine, frozen, desktop, tmp_path):
    config = tmp_path / "wrong.toml"
    config.write_text("server.url = 'siskohat'\n")
    command = (windows_path(frozen / "branchagent.exe"), "run", "--config", windows_path(config))
    double_click(wine, desktop, *command)
    wait_until(lambda: "branchagent" in titles(desktop), 60, lambda: titles(desktop))
    picture(desktop, "wrong-settings")
