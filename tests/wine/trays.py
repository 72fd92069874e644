"""A task bar with a place for icons (tint2), the icon that Wine puts there, and the menu that is opened from it."""

import contextlib
import subprocess
from pathlib import Path
from typing import NamedTuple

from rig.waiting import wait_until
from rig.windowed import screen
from Xlib import X
from Xlib.display import Display

# At the top: at the bottom Wine lays a bar of its own over it, now and then.
_TASK_BAR = """
background_color = #f0f0f0 100

panel_items = SC
panel_size = 100% 40
panel_background_id = 1
panel_position = top center horizontal
systray_icon_size = 16
time1_format = %H.%M
"""
SIZE = "900x760"
_LINE, _SEPARATOR = 16, 9
"""Heights in Wine's menus."""
_FROM_THE_LAST = {"quit": (0, 0), "about": (1, 0), "start itself": (2, 0), "sign in": (4, 1), "pause": (6, 1)}
"""The lines and separators below a line: no other process can read a menu under Wine."""
_CLICKS, _OPENS_WITHIN_S = 4, 4
"""An icon that is just redrawn hears no click; a person clicks again."""
_PICTURES = Path(__file__).resolve().parents[2] / "build" / "pictures"


@contextlib.contextmanager
def task_bar(tmp_path):
    """Give the display of a screen with a task bar."""
    settings = tmp_path / "tint2rc"
    settings.write_text(_TASK_BAR)
    with screen(SIZE) as display:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {"DISPLAY": display, "HOME": str(tmp_path)}
        with subprocess.Popen(["tint2", "-c", settings], env=environment, **quiet) as bar:
            wait_until(lambda: _is_there(display), 30, "the task bar takes icons")
            yield display
            bar.kill()


def _is_there(display):
    """Tell whether somebody takes icons: Wine would show them in a bar of its own."""
    connection = Display(display)
    try:
        atom = connection.intern_atom("_NET_SYSTEM_TRAY_S0")
        return connection.get_selection_owner(atom) != X.NONE
    finally:
        connection.close()


def picture(display, name):
    """Keep a picture of a screen for people to look at."""
    _PICTURES.mkdir(parents=True, exist_ok=True)
    command = ["import", "-window", "root", str(_PICTURES / f"{name}.png")]
    subprocess.run(command, env={"DISPLAY": display, "PATH": "/usr/bin:/bin"}, check=True)


class Place(NamedTuple):
    """Where a window is."""

    x: int
    y: int
    width: int
    height: int


class Tray:
    """The agent's icon on a display."""

    def __init__(self, wine, display):
        self._wine = wine
        self._display = display

    def wait_for_icon(self):
        """Give the place of the icon's middle."""
        return wait_until(self._icon, 60, "the icon is in the task bar")

    def _icon(self):
        tree = self._run("xwininfo", "-root", "-tree")
        for line in tree.splitlines():
            if '"explorer.exe"' in line and " 16x16+" in line:
                x, y = line.rsplit("+", 2)[1:]
                return int(x) + 8, int(y) + 8
        return None

    def open_menu(self):
        """Open the menu by the right button, as a person does; give its `Place`."""
        for _ in range(_CLICKS - 1):
            self._click_the_icon()
            with contextlib.suppress(AssertionError):
                return wait_until(self._menu, _OPENS_WITHIN_S)
        self._click_the_icon()
        return wait_until(self._menu, 30, "the menu is open")

    def _click_the_icon(self):
        x, y = self.wait_for_icon()
        self._move(x + 200, y + 200)
        self._move(x, y)
        self._run("xdotool", "click", "3")

    def _menu(self):
        return next((each for each in self._windows("branchagent.exe") if each.width > 100 and each.height > 100), None)

    def choose(self, line):
        """Open the menu and click a line that is always there."""
        menu = self.open_menu()
        lines, separators = _FROM_THE_LAST[line]
        self._move(menu.x + 40, menu.y + menu.height - _LINE * lines - _SEPARATOR * separators - _LINE // 2 - 2)
        self._run("xdotool", "click", "1")
        wait_until(lambda: not self._menu(), 30, "the menu is closed")

    def leave_menu(self):
        """Click somewhere else."""
        x, y = self.wait_for_icon()
        self._move(x + 600, y + 600)
        self._run("xdotool", "click", "1")
        wait_until(lambda: not self._menu(), 30, "the menu is closed")

    def balloon(self):
        """Give the `Place` of the text that is shown beside the icon, if there is one."""
        shown = self._windows("explorer.exe")
        return next((each for each in shown if 100 < each.width < 700 and each.height > 20), None)

    def _windows(self, program):
        """Give the places of a program's windows that are on the screen."""
        found = []
        for line in self._run("xwininfo", "-root", "-tree").splitlines():
            if f'"{program}"' in line and "IsViewable" in self._run("xwininfo", "-id", line.split()[0]):
                width, height = line.split()[-2].partition("+")[0].split("x")
                x, y = line.rsplit("+", 2)[1:]
                found.append(Place(int(x), int(y), int(width), int(height)))
        return found

    def picture(self, name):
        picture(self._display, name)

    def _move(self, x, y):
        self._run("xdotool", "mousemove", "--sync", str(x), str(y))

    def _run(self, *command):
        environment = {"DISPLAY": self._display, "PATH": "/usr/bin:/bin"}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout
