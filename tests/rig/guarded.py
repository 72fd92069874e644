"""Branches all of whose processes and files are watched for secrets."""

import contextlib
import itertools
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rig.agents import running
from rig.branches import Branch
from rig.marked import Search, Watch
from rig.waiting import wait_until

USER = "cabang"
LOGIN, UPLOAD = "/umrah/bank/login", "/siskohat/bank/setoranawal"
GIVEN = ("--username", USER, "--password-stdin", "--api-key-stdin")
NOT_THE_CLIENT = {"demo", "simulator", "completion"}
"""Commands that have no secret of the bank's."""
posix = pytest.mark.skipif(sys.platform != "linux", reason="the processes are looked at in /proc")


class Guarded(Branch):
    """A branch all of whose processes and files are watched; `leaks` names what was found, and where."""

    def __init__(self, home, url, keyring, secrets, **settings):
        super().__init__(home, url, keyring, **settings)
        (home / "tmp").mkdir(exist_ok=True)
        self.environment["TMPDIR"] = str(home / "tmp")
        self.secrets = secrets
        self.search = Search(secrets)
        self.watch = Watch(self.search, home)
        self._count_agents = itertools.count()
        self._elsewhere = set(Path("/tmp").iterdir())  # noqa: S108 - where a careless program writes

    @property
    def leaks(self):
        new = set(Path("/tmp").iterdir()) - self._elsewhere  # noqa: S108
        foreign = [path for path in new if not path.name.startswith(("rig-", "pytest-"))]
        found = self.watch.leaks | self.search.within_files(self.home, but={self.config})
        for path in foreign:
            found |= self.search.within_files(path)
        return found

    @contextlib.contextmanager
    def runs(self, *options, ends_with=0, prefix=()):
        """Its agent with all that it logs."""
        told = self.home / f"verbose-{next(self._count_agents)}.txt"
        command = [*prefix, *self.program, "run", "--headless", "--verbose", "--config", str(self.config), *options]
        pipes = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": self.home}
        with told.open("wb") as output, running(command, self.environment, stdout=output, **pipes) as process:
            wait_until(lambda: b"serving folder=" in told.read_bytes() or process.poll() is not None, 30, self.log)
            process.told = told
            yield process
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            if ends_with is not None:
                assert process.wait(20) == ends_with, told.read_text("utf-8", "replace")

    def look_around(self):
        """Run commands that tell what came of it."""
        for command in ("status", "history --json", "check --json"):
            self.command(*command.split(), code=None)


def sign_in(branch, *, password=None, options=(), code=0):
    secrets = branch.secrets
    if branch.settings.get("credentials.mode") == "login":
        entries = f"{secrets['api key']}\n{password or secrets['password']}\n"
        return branch.command("login", *GIVEN, *options, stdin=entries, code=code)
    return branch.command("login", "--token-stdin", *options, stdin=f"{password or secrets['token']}\n", code=code)
