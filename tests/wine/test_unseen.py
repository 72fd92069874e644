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
    wine.run("start", windows_path(frozen / "branchagent.exe"), DISPLAY=desktop, BRANCHAGENT_UI_LANGUAGE="id")
    wait_until(lambda: any("Pengaturan" in each for each in titles(desktop)), 60, lambda: titles(desktop))
    picture(desktop, "first-start")


def test_settings_that_are_wrong_are_told_in_a_window(wine, frozen, desktop, tmp_path):
    config = tmp_path / "wrong.toml"
    config.write_text("server.url = 'siskohat'\n")
    command = ("start", windows_path(frozen / "branchagent.exe"), "run", "--config", windows_path(config))
    wine.run(*command, DISPLAY=desktop)
    wait_until(lambda: "branchagent" in titles(desktop), 60, lambda: titles(desktop))
    picture(desktop, "wrong-settings")
