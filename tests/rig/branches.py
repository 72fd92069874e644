"""A bank branch as the tests see it: a home, a drop folder, a settings file, and the program's commands."""

import itertools
import json
import os
import subprocess
from pathlib import Path

from rig.agents import PROGRAM, Agent, clean_environment
from rig.waiting import wait_until

TOKEN = "token-of-the-branch.Zm9yLXRlc3Rz.c2VjcmV0LWVuZGluZw"
FOLDERS = ("done", "duplicate", "failed")
FIELDS = {
    "no_validasi", "name", "filed_as", "outcome", "rc", "message", "http_status", "attempts", "sha256", "size",
    "dropped_at", "finished_at", "reason", "print", "printed", "released_by", "released_at", "other_sent_at",
}  # fmt: skip
_QUICK = {
    "upload.first_wait_s": 0.05,
    "upload.longest_wait_s": 0.5,
    "upload.retries": 3,
    "folder.incomplete_s": 0.5,
    "folder.rescan_s": 2,
}
_COMMAND_WITHIN_S = 60


class Branch:
    """One branch. `settings` are dotted keys that its file holds beside the quick defaults of the tests."""

    def __init__(self, home, url, keyring, **settings):
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.environment = clean_environment(home, keyring)
        self.config = home / "config.toml"
        self.program = PROGRAM
        self.outputs = []
        self._count = itertools.count()
        self.settings = {
            "folder.path": str(home / "drop"),
            "state.path": str(home / "state"),
            "server.url": url,
            **_QUICK,
        }
        self.set(**settings)

    def set(self, **settings):
        """Change settings (`folder__path` for folder.path; None takes one out) and write the file."""
        for name, value in settings.items():
            self.settings[name.replace("__", ".")] = str(value) if isinstance(value, os.PathLike) else value
        there = {key: value for key, value in self.settings.items() if value is not None}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in there.items()]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @property
    def folder(self):
        return Path(self.settings["folder.path"].replace("~", str(self.home), 1))

    @property
    def state(self):
        return Path(self.settings["state.path"])

    def agent(self, **options):
        """Start its agent (a context manager)."""
        return Agent(self, **options)

    def command(self, *arguments, stdin=None, code=0):
        """Run a command to its end and give its result; `code` is the exit code that it must have, None any."""
        result = subprocess.run(
            [*self.program, *arguments, "--config", str(self.config)],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=self.home,
            timeout=_COMMAND_WITHIN_S,
            check=False,
        )
        told = self.home / f"command-{next(self._count)}.txt"
        told.write_text(result.stdout + result.stderr, encoding="utf-8", errors="backslashreplace")
        self.outputs.append(told)
        assert code is None or result.returncode == code, (arguments, result.returncode, result.stdout, result.stderr)
        return result

    def login(self, token=TOKEN):
        self.command("login", "--token-stdin", stdin=token + "\n")

    def status(self, code=None):
        return json.loads(self.command("status", "--json", code=code).stdout)

    def wait_for_state(self, state, deadline_s=30.0):
        """Wait until `status` says so, and give its whole object."""
        seen = []

        def reached():
            seen[:] = [self.status()]
            return seen[0]["state"] == state and seen[0]

        return wait_until(reached, deadline_s, lambda: f"state {state}; it is {seen}")

    def history(self, *arguments):
        lines = self.command("history", "--json", *arguments).stdout.splitlines()
        return [json.loads(line) for line in lines]

    def drop(self, name, content):
        """Save a file as a careful program does: under a temporary name, then renamed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{name}.tmp"
        draft.write_bytes(content)
        draft.rename(self.folder / name)
        return self.folder / name

    def waiting(self):
        """Name what lies in the drop folder, dot files and the three folders aside."""
        return sorted(path.name for path in self.folder.iterdir() if path.name[0] != "." and path.name not in FOLDERS)

    def filed(self, folder):
        """Name what lies in one of the three folders, dot files aside."""
        place = self.folder / folder
        return sorted(path.name for path in place.iterdir() if path.name[0] != ".") if place.is_dir() else []

    def all_filed(self):
        return {folder: self.filed(folder) for folder in FOLDERS}

    def log(self):
        file = self.state / "branchagent.log"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    def told(self):
        """Give all that its commands and agents have written on the screen."""
        return "".join(output.read_text("utf-8", "replace") for output in self.outputs)
