"""What an agent costs that has nothing to do: `python -m tests.bench.idle [SECONDS] [RECEIPTS]` prints it as JSON.

With RECEIPTS, so many are sent before the rest begins.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rig.branches import Branch
from rig.desktops import desktop
from rig.keyrings import keyring_environment
from rig.processes import children, family
from rig.screens import screen
from rig.waiting import wait_until

from branchagent.core.status import State
from branchagent.simulator import Simulator

from .receipts import receipts

_KIB = 1024
_TICKS = os.sysconf("SC_CLK_TCK")
_BUS = "DBUS_SESSION_BUS_ADDRESS"
_RESTS_WITHIN_S = 120
"""So long may it take until the processes have ended that are there only while they are needed."""
_OF_THE_TESTS = ("upload.first_wait_s", "upload.longest_wait_s", "upload.retries", "folder.incomplete_s",
                 "folder.rescan_s")  # fmt: skip


def measure(pid, seconds):
    """Give what a process and all below it cost within `seconds`.

    `cpu` is in per cent of one processor, `wakeups` are a second, those of all threads; `rss` and `own` (what no file
    backs) are in MiB, summed over the processes, the larger of what they are at the beginning and at the end.
    """
    return measure_all([pid], seconds)[0]


def measure_all(pids, seconds):
    """Give the same of several that are measured at the same time."""
    before, began = [_costs(pid) for pid in pids], time.monotonic()
    time.sleep(seconds)
    return [_between(early, _costs(pid), time.monotonic() - began) for pid, early in zip(pids, before, strict=True)]


def _between(before, after, took):
    return {
        "seconds": round(took, 1),
        "cpu": round(100 * (after.cpu - before.cpu) / took, 4),
        "wakeups": round(sum((after.wakeups - before.wakeups).values()) / took, 3),
        "rss": round(max(before.rss, after.rss), 1),
        "own": round(max(before.own, after.own), 1),
        "processes": after.processes,
        "threads": len(after.wakeups),
    }


@dataclass
class _Costs:
    """What processes have cost so far: seconds, MiB, and how often each thread was woken."""

    cpu: float = 0.0
    rss: float = 0.0
    own: float = 0.0
    processes: int = 0
    wakeups: Counter = field(default_factory=Counter)

    def add(self, process):
        fields = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        status = _status(process)
        # With what its children took that have ended.
        self.cpu += sum(map(int, fields[11:15])) / _TICKS
        self.rss += status["VmRSS"] / _KIB
        self.own += status["RssAnon"] / _KIB
        self.processes += 1
        for thread in (process / "task").iterdir():
            self.wakeups[thread.name] = _status(thread)["voluntary_ctxt_switches"]


def _costs(pid):
    costs = _Costs()
    for each in family(pid):
        # One that ends in this instant costs nothing any more.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, KeyError):
            costs.add(Path(f"/proc/{each}"))
    return costs


def _status(task):
    lines = (line.split() for line in (task / "status").read_text("utf-8", "replace").splitlines())
    return {line[0].rstrip(":"): int(line[1]) for line in lines if len(line) > 1 and line[1].isdecimal()}


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
            # The keyring is looked at, in a process that is begun for it.
            wait_until(lambda: children(agent.pid), _RESTS_WITHIN_S)
            rest(agent.pid)
            yield branch, service, agent.pid


def rest(pid):
    """Wait until the agent is one process again: what it does at its start, or after a burst, is none of its rest."""
    wait_until(lambda: len(family(pid)) == 1, _RESTS_WITHIN_S)


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
            told[name] = measure(pid, seconds)
            if count:
                send(branch, count)
                rest(pid)
                told[f"{name}, after {count} receipts"] = measure(pid, seconds)
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], *("120", "0")[len(sys.argv) - 1 :]]))
