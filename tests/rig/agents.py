"""The agent as a process of its own, and one-off commands: started with nothing of this machine's surroundings."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

from rig.waiting import wait_until

PROGRAM = (sys.executable, "-m", "branchagent")
ENDS_WITHIN_S = 20
STARTS_WITHIN_S = 30
IS_ROOT = os.name == "posix" and os.geteuid() == 0
_RIGHTS_OF_ROOT = "-dac_override,-dac_read_search"


def program_without_roots_rights():
    """Give the program's command such that a file's mode binds it even as root; None if that cannot be had."""
    if not IS_ROOT:
        return PROGRAM
    return ("setpriv", "--bounding-set", _RIGHTS_OF_ROOT, *PROGRAM) if shutil.which("setpriv") else None


class Agent:
    """`branchagent run --headless` of a branch. Leaving its context ends it by SIGTERM, and it must end well.

    `prefix` is a command that changes its surroundings and then becomes the program; `how` are the options of `run`.
    """

    def __init__(self, branch, *, waits=True, prefix=(), how=("--headless",)):
        self._branch = branch
        self._waits = waits
        self._prefix = prefix
        self._how = how
        self._process = None
        self._output = None
        self.output_file = branch.home / f"agent-{time.monotonic_ns()}.txt"

    def __enter__(self):
        self._output = self.output_file.open("wb")
        command = [*self._prefix, *self._branch.program, "run", *self._how, "--config", str(self._branch.config)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env=self._branch.environment,
            cwd=self._branch.home,
        )
        self._branch.outputs.append(self.output_file)
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

    @property
    def pid(self):
        return self._process.pid

    @property
    def runs(self):
        return self._process is not None and self._process.poll() is None

    def output(self):
        return self.output_file.read_text("utf-8", "replace")

    def stop(self, by=signal.SIGTERM):
        """End it as a service manager does."""
        self._process.send_signal(by)
        assert self._process.wait(ENDS_WITHIN_S) == 0, self.output()

    def kill(self):
        """End it as a power cut does."""
        if self.runs:
            self._process.kill()
            self._process.wait(ENDS_WITHIN_S)
        self._forget()

    def ends_with(self, code):
        """Tell that it ended by itself."""
        assert self._process.wait(ENDS_WITHIN_S) == code, self.output()

    def _serves_or_ended(self):
        return "serving folder=" in self.output() or not self.runs

    def _forget(self):
        if self._output is not None:
            self._output.close()


def clean_environment(home, keyring):
    """Give the variables of a fresh user on a fresh machine: no language, no settings, no proxy."""
    folders = {f"XDG_{kind}_HOME": str(home / f".{kind.lower()}") for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TZ": "WIB-7",
        "XDG_CONFIG_DIRS": str(home / "etc"),
        **folders,
        **keyring,
    }


@contextlib.contextmanager
def running(command, environment, **options):
    """Run some other process; it is killed at the end if it still runs."""
    with subprocess.Popen(command, env=environment, **options) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
