"""Wine with a prefix of its own: starts Windows programs as a Windows user's session would."""

import contextlib
import os
import subprocess

_NEITHER_ASKED_FOR = "mscoree=;mshtml="
"""Wine would offer to fetch .NET and a browser at the first start."""


class Wine:
    """The Windows machine in a folder that `making` made: its prefix and its Python."""

    def __init__(self, folder, prefix=None):
        self.folder = folder
        self.prefix = prefix or folder / "prefix"
        self.python = folder / "python" / "python.exe"
        self._display = None

    def environment(self, **more):
        """Give the environment of a Windows program, without what this process was told in BRANCHAGENT_ variables."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BRANCHAGENT_", "PYTHON"))}
        own = {"WINEPREFIX": str(self.prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": _NEITHER_ASKED_FOR}
        return {**kept, "DISPLAY": "", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", **own, **more}

    def begin(self):
        """Make the prefix."""
        self.run("wineboot", "--init")
        self.run("winecfg", "/v", "win10")
        self.wait()

    def run(self, *command, timeout=300, **environment):
        """Run a Windows program to its end. Python there needs pipes: it ends at once with any other output."""
        return subprocess.run(
            ["wine", *map(str, command)],
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )

    @contextlib.contextmanager
    def on(self, display=""):
        """Keep the machine on meanwhile, with this screen; whatever state it was in before, it is in afterwards."""
        before, self._display = self._display, display
        self._turn_on(display)
        try:
            yield self
        finally:
            self._display = before
            if before is None:
                self.end()
            else:
                self._turn_on(before)

    def _turn_on(self, display):
        """Start it anew: each program would start it by itself, and the last one end it."""
        self.end()
        environment = self.environment(DISPLAY=display)
        subprocess.run(["wineserver", "-p"], env=environment, check=True)
        # What the first program starts along with it would keep that one's output open.
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["wine", "cmd", "/c", "exit"], env=environment, check=True, **quiet)

    def wait(self):
        """Wait until all programs of the prefix have ended, and what they changed is on the disk."""
        subprocess.run(["wineserver", "-w"], env=self.environment(), check=False, timeout=60)

    def end(self):
        """End all programs of the prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False)
        self.wait()
