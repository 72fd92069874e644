"""A screen with a window manager, and a window on it that is used as a person uses it: by keyboard alone."""

import contextlib
import io
import shutil
import subprocess
from importlib.util import find_spec

from PIL import Image
from Xlib import Xatom
from Xlib.display import Display

from rig.waiting import wait_until

NEEDED = ("Xvfb", "openbox", "xdotool")


def is_here():
    return find_spec("_tkinter") is not None and all(map(shutil.which, NEEDED))


@contextlib.contextmanager
def screen(size="1200x1000", dpi=96):
    """Give the display of an X server of this context's own, on which openbox manages the windows."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-dpi", str(dpi), "-nolisten", "tcp"]
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
        stack.callback(server.kill)
        display = f":{server.stdout.readline().decode().strip()}"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {"DISPLAY": display, "HOME": "/"}
        manager = stack.enter_context(subprocess.Popen(["openbox", "--sm-disable"], env=environment, **quiet))
        stack.callback(manager.kill)
        _wait_until_managed(display)
        yield display


def _wait_until_managed(display):
    # A manager that comes after a window takes it over and gives it no keyboard.
    connection = Display(display)
    try:
        check, root = connection.intern_atom("_NET_SUPPORTING_WM_CHECK"), connection.screen().root
        wait_until(lambda: root.get_full_property(check, Xatom.WINDOW), 30, "openbox manages the windows")
    finally:
        connection.close()


class Shown:
    """One of the program's windows, in a branch's surroundings. Leaving its context kills it if it is still there."""

    def __init__(self, branch, display, *arguments):
        self._branch = branch
        self._display = display
        self._arguments = arguments
        self._process = None
        self.output_file = branch.home / f"window-{len(branch.outputs)}.txt"

    def __enter__(self):
        with self.output_file.open("wb") as output:
            self._process = subprocess.Popen(
                [*self._branch.program, *self._arguments, "--config", str(self._branch.config)],
                env={**self._branch.environment, "DISPLAY": self._display},
                cwd=self._branch.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._branch.outputs.append(self.output_file)
        wait_until(lambda: self._has_keyboard() or self.has_ended, 30, "the window is shown")
        assert not self.has_ended, self.output_file.read_text()
        return self

    def __exit__(self, *_):
        if not self.has_ended:
            self._process.kill()
        self._process.wait()

    @property
    def pid(self):
        return self._process.pid

    @property
    def has_ended(self):
        return self._process.poll() is not None

    def _do(self, *words):
        result = subprocess.run(
            ["xdotool", *words], env={"DISPLAY": self._display}, capture_output=True, text=True, check=False, timeout=30
        )
        return result.stdout.strip()

    def _has_keyboard(self):
        # The window manager names a window as the active one before the keys go there.
        title = self.title()
        return title.endswith("branchagent") and self._do("getwindowfocus", "getwindowname") == title

    def title(self):
        """Give the title of the window that has the keyboard."""
        return self._do("getactivewindow", "getwindowname")

    def share_of(self, colour):
        """Give the share of the screen that has a colour, as red, green and blue."""
        command = [shutil.which("import"), "-window", "root", "png:-"]
        taken = subprocess.run(command, env={"DISPLAY": self._display}, capture_output=True, check=True, timeout=30)
        with Image.open(io.BytesIO(taken.stdout)) as picture:
            seen = picture.convert("RGB")
        return dict(map(reversed, seen.getcolors(seen.width * seen.height))).get(colour, 0) / (seen.width * seen.height)

    def key(self, *keys):
        """Press keys, one after the other, such as Tab or alt+s."""
        self._do("key", "--clearmodifiers", "--delay", "30", *keys)

    def type(self, text):
        """Type a text where the cursor is."""
        self._do("type", "--delay", "8", text)

    def replace(self, text):
        """Type over what stands in the field."""
        self.key("ctrl+a")
        self.type(text)

    def press_until(self, key, condition, what):
        """Press a key, again and again while it does nothing yet, until a condition holds."""

        def pressed():
            if condition():
                return True
            self.key(key)
            return condition()

        wait_until(pressed, 40, what)

    def ends_by(self, key, code):
        """Press a key until the window is gone; its exit code must be this."""
        self.press_until(key, lambda: self.has_ended, f"the window is closed by {key}")
        assert self._process.returncode == code, self.output_file.read_text()
