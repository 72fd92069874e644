"""Takes the pictures of the windows that the README shows: `python tests/windows/pictures.py [DPI [FOLDER]]` on Linux.

Needs Xvfb, openbox, xdotool and ImageMagick, and a keyring as the tests have it. Each picture is cut to the window.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from rig.branches import Branch  # noqa: E402
from rig.keyrings import keyring_environment  # noqa: E402
from rig.windowed import Shown, screen  # noqa: E402

from branchagent.simulator import Simulator  # noqa: E402

DPI = int(sys.argv[1]) if len(sys.argv) > 1 else 96
TARGET = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "assets" / "screenshots"


@contextlib.contextmanager
def _room():
    """Give a place whose name may be read in a picture."""
    home = Path(tempfile.gettempdir()) / "kantor-cabang"
    home.mkdir()
    yield home
    shutil.rmtree(home)


def picture(display, name):
    time.sleep(0.7)  # the cursor and the frame are drawn by then
    file = TARGET / f"dialog-{name}.png"
    command = ["import", "-window", "root", "-trim", "+repage", "-strip", str(file)]
    subprocess.run(command, env={"DISPLAY": display}, check=True)


def reach(window, key, title):
    window.press_until(key, lambda: title in window.title(), title)


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    size = f"{1100 * DPI // 96}x{900 * DPI // 96}"
    with (
        _room() as home,
        keyring_environment() as keyring,
        Simulator() as simulator,
        screen(size, DPI) as display,
    ):
        simulator.expect_token("a-good-token")
        branch = Branch(home, simulator.url, keyring, ui__language="id", folder__path=home / "Bukti Setoran")
        with Shown(branch, display, "window", "sign-in") as window:
            window.type("a-wrong-token")
            picture(display, "sign-in")
            window.key("Return")
            time.sleep(3)
            picture(display, "sign-in-refused")
            window.key("ctrl+a")
            window.type("a-good-token")
            window.key("Return")
            time.sleep(3)
            picture(display, "sign-in-accepted")
        with Shown(branch, display, "window", "quit", "--in-hand", "3"):
            picture(display, "quit")
        with Shown(branch, display, "window", "about"):
            picture(display, "about")
        with Shown(branch, display, "setup") as window:
            picture(display, "setup")
            reach(window, "alt+j", "Masuk ke SISKOHAT")
            picture(display, "setup-sign-in")
            reach(window, "alt+a", "Pemeriksaan")
            time.sleep(6)
            picture(display, "setup-check")
            reach(window, "alt+s", "Siap")
            picture(display, "setup-ready")


if __name__ == "__main__":
    main()
