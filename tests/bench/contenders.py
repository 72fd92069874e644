"""The agent and what people would use instead, each started on a drop folder of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from rig.branches import Branch
from rig.waiting import wait_until

from branchagent.uploading import UPLOAD_PATH

from . import processes

_QUICK_IN_TESTS = (
    "upload__first_wait_s", "upload__longest_wait_s", "upload__retries", "folder__incomplete_s", "folder__rescan_s",
)  # fmt: skip
_SEND_ALL = ("curl", "-s", "-S", "--no-progress-meter", "-Z", "--parallel-max", "4", "-K")
_PEERS = Path(__file__).parent / "peers"


class Contender:
    """A program that watches `folder` and sends what comes there; `pid` is the root of its processes."""

    name = ""
    needs = ()

    def __init__(self, home, receiver):
        self.home = home
        self.folder = home / "drop"
        self.url = receiver.url
        (self.folder / "done").mkdir(parents=True, exist_ok=True)

    @classmethod
    def is_here(cls):
        return all(map(shutil.which, cls.needs))

    def cpu(self):
        return processes.cpu(self.pid)


class _Script(Contender):
    """A peer that is a script: it says on its output when it watches."""

    command = ()
    ready = ""

    def __enter__(self):
        self._told = self.home / "told.txt"
        command = [*self.command, str(self.folder), self.url + UPLOAD_PATH]
        with self._told.open("wb") as told:
            self._process = subprocess.Popen(
                command, stdout=told, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
            )
        wait_until(lambda: self.ready in self._told.read_text("utf-8"))
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    @property
    def pid(self):
        return self._process.pid


class WatchAndCurl(_Script):
    """See `peers/watch_and_curl.sh`."""

    name = "inotifywait + curl"
    needs = ("inotifywait", "curl", "bash")
    command = ("bash", str(_PEERS / "watch_and_curl.sh"))
    ready = "Watches established"


class WatchAndPost(_Script):
    """See `peers/watch_and_post.py`."""

    name = "watchdog + requests"
    command = (sys.executable, str(_PEERS / "watch_and_post.py"))
    ready = "ready"


class Agent(Contender):
    """`branchagent run --headless` as it is installed: examination and a durable journal, four uploads at once."""

    name = "branchagent"

    def __init__(self, home, receiver, keyring):
        super().__init__(home, receiver)
        self.branch = Branch(home, receiver.url, keyring, **dict.fromkeys(_QUICK_IN_TESTS))
        self.branch.login()

    @contextlib.contextmanager
    def started(self, *, waits=True):
        """Run it; `waits`: until it has nothing to do."""
        with self.branch.agent(waits=waits) as self._agent:
            if waits:
                self.branch.wait_for_state("idle")
            yield self

    def __enter__(self):
        self._running = self.started()
        return self._running.__enter__()

    def __exit__(self, *error):
        return self._running.__exit__(*error)

    @property
    def pid(self):
        return self._agent.pid


def curl_is_here():
    """Tell whether curl is, and say so if not."""
    found = shutil.which("curl") is not None
    if not found:
        print("curl -Z: left out, since curl is not installed", flush=True)
    return found


def send_by_curl(files, url, place):
    """Send files by `curl -Z --parallel-max 4` and give the seconds it took and the CPU seconds."""
    each = "\nnext\n".join(
        f'url = "{url}{UPLOAD_PATH}"\nheader = "x-access-key: token"\nform = "no_validasi={file.stem}"\n'
        f'form = "upload=@{file};type=application/pdf"\noutput = "/dev/null"'
        for file in files
    )
    config = place / "curl.txt"
    config.write_text(each + "\n", "utf-8")
    before, began = os.times(), time.monotonic()
    subprocess.run([*_SEND_ALL, str(config)], check=True)
    took, after = time.monotonic() - began, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return took, used
