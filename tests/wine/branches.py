"""A branch whose PC is a Windows: the rig's branch, the program under Wine, and paths as Windows writes them."""

import json
import os
import signal
import subprocess
import threading

from rig.agents import ENDS_WITHIN_S
from rig.branches import Branch
from rig.waiting import wait_until

STARTS_WITHIN_S = 90


def windows_path(path):
    """Give a path of this machine as its programs under Wine name it."""
    return "Z:" + str(path).replace("/", "\\")


class WindowsBranch(Branch):
    """A branch whose program is a command line for Wine: a packaged program, or a Python with `-m branchagent`."""

    def __init__(self, home, url, wine, program, **settings):
        self.wine = wine
        super().__init__(home, url, {}, **settings)
        self.environment = wine.environment(TZ="WIB-7", LANG="C.UTF-8", BRANCHAGENT_UI_LANGUAGE="id")
        self.program = ("wine", *map(str, program))

    def set(self, **settings):
        super().set(**settings)
        told = json.loads(json.dumps(self.settings, default=os.fspath))
        paths = {key: windows_path(value) for key, value in told.items() if key in ("folder.path", "state.path")}
        lines = [f"{key} = {json.dumps({**told, **paths}[key], ensure_ascii=False)}" for key in told]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def agent(self, *how, program=None, display="", waits=True):
        """Run `run` with these options (a context manager that gives a `WindowsAgent`)."""
        command = [
            *(self.program if program is None else ("wine", *map(str, program))),
            "run",
            *(how or ("--headless",)),
        ]
        return WindowsAgent(self, command, display, waits=waits)


class WindowsAgent:
    """An agent under Wine. Leaving its context ends it by `stop`, and it must end well.

    A Windows Python under Wine ends at once when its output is a file, so that a thread reads its pipe.
    """

    def __init__(self, branch, command, display, *, waits):
        self._branch = branch
        self._waits = waits
        self._environment = {**branch.environment, "DISPLAY": display}
        self._command = [*command, "--config", str(branch.config)]
        self._process = None
        self._said = []

    def __enter__(self):
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment,
            cwd=self._branch.home,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if self._waits:
            try:
                wait_until(self._serves_or_ended, STARTS_WITHIN_S, self.output)
                assert self.runs, self.output()
            except BaseException:
                self.kill()
                raise
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None and self.runs:
                self.stop()
        finally:
            self.kill()

    def _read(self):
        self._said.extend(self._process.stdout)

    @property
    def runs(self):
        return self._process.poll() is None

    def output(self):
        return b"".join(self._said).decode("utf-8", "replace")

    def stop(self):
        """End it as an installer does."""
        self._branch.command("stop")
        self.ends_with(0)

    def kill(self):
        """End it as a power cut does."""
        if self.runs:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait(ENDS_WITHIN_S)
        self._reader.join(ENDS_WITHIN_S)
        self._process.stdout.close()

    def ends_with(self, code):
        assert self._process.wait(60) == code, self.output()

    def _serves_or_ended(self):
        return self._branch.status()["state"] != "stopped" or not self.runs
