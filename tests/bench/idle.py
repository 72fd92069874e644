"""What an agent costs that has nothing to do: `python -m tests.bench.idle [SECONDS] [RECEIPTS]` prints it as JSON.

With RECEIPTS, so many are sent before the rest begins.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rig.branches import Branch
from rig.desktops import desktop
from rig.keyrings import keyring_environment
from rig.processes import family
from rig.screens import screen
from rig.waiting import wait_until

from branchagent.core.status import State
from branchagent.simulator import Simulator

from .receipts import receipts

_KIB = 1024
_TICKS = os.sysconf("SC_CLK_TCK")
_BUS = "DBUS_SESSION_BUS_ADDRESS"
_SETTLES_S = 5
"""How long the agent is left alone before it is measured: its start is none of its rest."""
_EXAMINER_RESTS_S = 65
"""After so long, the process that opens PDFs is ended."""
_OF_THE_TESTS = ("upload.first_wait_s", "upload.longest_wait_s", "upload.retries", "folder.incomplete_s",
                 "folder.rescan_s")  # fmt: skip


def measure(pid, seconds):
    """Give what a process and all below it cost within `seconds`.

    `cpu` is in per cent of one processor, `wakeups` are a second, those of all threads; `rss` and `own` (what no file
    backs) are in MiB, summed over the processes, the larger of what they are at the beginning and at the end.
    """
    before, began = _Costs.of(pid), time.monotonic()
    time.sleep(seconds)
    after, took = _Costs.of(pid), time.monotonic() - began
    return {
        "seconds": round(took, 1),
        "cpu": round(100 * (after.cpu - before.cpu) / took, 4),
        "wakeups": round((after.wakeups - before.wakeups) / took, 3),
        "rss": round(max(before.rss, after.rss), 1),
        "own": round(max(before.own, after.own), 1),
        "processes": after.processes,
        "threads": after.threads,
    }


class _Costs:
    """What a process and all below it have cost so far."""

    @classmethod
    def of(cls, pid):
        costs = cls()
        for each in family(pid):
            # One that ended in this instant costs nothing any more.
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                costs.add(Path(f"/proc/{each}"))
        return costs

    def __init__(self):
        self.cpu = self.wakeups = self.rss = self.own = self.processes = self.threads = 0

    def add(self, process):
        fields = (process / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        status = _status(process)
        self.cpu += (int(fields[11]) + int(fields[12])) / _TICKS
        self.rss += status["VmRSS"] / _KIB
        self.own += status["RssAnon"] / _KIB
        self.processes += 1
        for thread in (process / "task").iterdir():
            self.wakeups += _status(thread)["voluntary_ctxt_switches"]
            self.threads += 1


def _status(task):
    lines = (line.split() for line in (task / "status").read_text("utf-8", "replace").splitlines())
    return {
        name.rstrip(":"): int(value)
        for name, value, *_ in (line for line in lines if len(line) > 1)
        if value.isdecimal()
    }


@contextlib.contextmanager
def resting_agent(*, tray=False, settings=None):
    """Run the agent at its default settings on a bus of its own, with the tray on a screen of its own.

    Give its branch, its service and its process's number.
    """
    with tempfile.TemporaryDirectory(prefix="idle-") as place, keyring_environment() as keyring, Simulator() as service:
        branch = Branch(Path(place) / "branch", service.url, keyring, **dict.fromkeys(_OF_THE_TESTS))
        branch.set(**settings or {})
        branch.login()
        with _on_a_desktop(keyring) if tray else contextlib.nullcontext({}) as shown, branch.agent(**shown) as agent:
            branch.wait_for_state(State.IDLE)
            yield branch, service, agent.pid


@contextlib.contextmanager
def _on_a_desktop(keyring):
    """Give how the agent is started so that its icon shows, on a bare screen beside a panel."""
    with screen() as (display, _), desktop(keyring[_BUS]):
        variables = (f"DISPLAY={display}", "PYSTRAY_BACKEND=appindicator", "NO_AT_BRIDGE=1")
        yield {"how": (), "prefix": ("env", *variables), "waits": False}


def send(branch, count):
    """Have the agent file `count` receipts of 200 kB, all dropped at once; wait until they are through."""
    content = receipts()["200 kB"]
    for index in range(count):
        branch.drop(f"{99926112300013500000 + index}.pdf", content)
    wait_until(lambda: len(branch.filed("done")) == count and not branch.waiting(), 600, branch.all_filed)


def main(seconds, count):
    told = {}
    for name, tray in (("headless", False), ("tray", True)):
        with resting_agent(tray=tray, settings={"receipt__printed_number": "warn"}) as (branch, _, pid):
            time.sleep(_SETTLES_S)
            told[name] = measure(pid, seconds)
            if count:
                send(branch, count)
                time.sleep(_EXAMINER_RESTS_S)
                told[f"{name}, after {count} receipts"] = measure(pid, seconds)
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], *("120", "0")[len(sys.argv) - 1 :]]))
