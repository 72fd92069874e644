"""What is shown when nothing is told any more, or what is told cannot be shown."""

import os
import time

import pytest
from rig.waiting import wait_until

from branchagent.core.status import State
from branchagent.reporting import FILE_NAME, Report
from branchagent.settings.model import FolderSettings, ServerSettings, Settings, StateSettings
from branchagent.texts import Texts
from branchagent.tray.desk import Asked, Desk

IDLE = Report(State.IDLE, None, 0)


class Screen:
    def __init__(self):
        self.drawn = []
        self.fails = 0

    def draw(self, shown):
        if self.fails:
            self.fails -= 1
            raise RuntimeError("a screen of the tests")
        self.drawn.append(shown)

    def notify(self, title, text):
        pass


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def desk(tmp_path, screen):
    settings = Settings(FolderSettings(tmp_path), ServerSettings("https://x.example"), state=StateSettings(tmp_path))
    desk = Desk(settings, Texts("id"), screen, lambda: Asked(paused=False))
    desk.begin()
    yield desk
    desk.end()


def test_an_agent_that_gives_no_sign_of_life_is_no_green_light(desk, screen, tmp_path):
    (tmp_path / FILE_NAME).write_text("{}")
    desk.report(IDLE)
    wait_until(lambda: screen.drawn and screen.drawn[-1].state is State.IDLE)
    os.utime(tmp_path / FILE_NAME, (time.time() - 1000, time.time() - 1000))
    desk.refresh()
    wait_until(lambda: screen.drawn[-1].state is State.ATTENTION)
    assert "Program berjalan tetapi tidak melapor" in screen.drawn[-1].title


def test_what_is_the_same_is_drawn_once(desk, screen):
    for _ in range(20):
        desk.report(IDLE)
    wait_until(lambda: screen.drawn)
    desk.report(Report(State.PAUSED, "x", 0))
    wait_until(lambda: screen.drawn[-1].state is State.PAUSED)
    assert [shown.state for shown in screen.drawn] == [State.IDLE, State.PAUSED]


def test_a_screen_that_fails_once_is_tried_again(desk, screen):
    screen.fails = 1
    desk.report(IDLE)
    wait_until(lambda: not screen.fails)
    desk.refresh()
    wait_until(lambda: screen.drawn and screen.drawn[-1].state is State.IDLE)


def test_a_long_reason_does_not_burst_the_tooltip(desk, screen):
    desk.report(Report(State.ATTENTION, "kata " * 100, 0))
    wait_until(lambda: screen.drawn)
    assert len(screen.drawn[-1].title) <= 127
    assert all(len(line.text) <= 80 for line in screen.drawn[-1].lines)
