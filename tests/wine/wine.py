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
    def on(self):
        """Keep the machine on meanwhile: each program would start it, and the last one end it."""
        subprocess.run(["wineserver", "-p"], env=self.environment(), check=True)
        # What the first program starts along with it would keep that one's output open.
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["wine", "cmd", "/c", "exit"], env=self.environment(), check=True, **quiet)
        try:
            yield self
        finally:
            self.end()

    def wait(self):
        """Wait until all programs of the prefix have ended, and what they changed is on the disk."""
        subprocess.run(["wineserver", "-w"], env=self.environment(), check=False, timeout=60)

    def end(self):
        """End all programs of the prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False)
        self.wait()
