"""What a busy branch puts upon the agent, and what that costs it: files in thousands, and a done/ of years."""

import os
import signal
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rig.receipts import number, receipt, sha256
from rig.waiting import wait_until

from branchagent.journal import Journal

QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")
NEVER_LISTED = {"folder__rescan_s": 3600, "upload__parallel": 8}
"""No listing comes to the rescue of a watch that has missed something."""
MIB = 2**20
_BEFORE = 500_000
"""From here on go the numbers of what was done before."""
_FILED = """
INSERT INTO receipt (id, name, number, sha256, size, dropped_at, stage, outcome, reason, rc, message, http_status,
                     filed_as, finished_at)
VALUES (?1, ?2, ?3, ?4, 500, ?5, 'filed', 'done', 'accepted', '00', 'OK', 200, 'done/' || ?2, ?5)"""


@dataclass(frozen=True)
class Flood:
    """What became of many files at once; seconds and bytes."""

    files: int
    moved_in: float
    all_filed: float
    resting: int
    peak: int


@dataclass(frozen=True)
class Years:
    """How an agent does beside a full done/; seconds and bytes."""

    done: int
    start: float
    status: float
    receipt: float
    peak: int


def flood(branch, service, count, *, noise=0, within_s=60.0):
    """Move `count` receipts in while the agent does not come to read, behind `noise` events of others; all are done."""
    numbers = [number(index) for index in range(count)]
    scanned = _scanned(branch, numbers)
    with branch.agent() as agent:
        branch.wait_for_state("idle")
        resting = memory(agent.pid, "VmRSS")
        with _frozen(agent.pid):
            _make_noise(branch.folder, noise)
            began = time.monotonic()
            for each in scanned:
                each.rename(branch.folder / each.name)
            moved = time.monotonic()
        wait_until(lambda: is_empty(branch.folder), within_s, lambda: f"{len(branch.filed('done'))} are done")
        filed = time.monotonic()
        branch.wait_for_state("idle")
        measured = Flood(count, moved - began, filed - moved, resting, memory(agent.pid, "VmHWM"))
    _expect_all_done(branch, service, numbers)
    return measured


def _scanned(branch, numbers):
    """Write the receipts beside the drop folder, as a scanner's program does."""
    place = branch.home / "scanned"
    place.mkdir()
    files = [place / f"{each}.pdf" for each in numbers]
    for each, file in zip(numbers, files, strict=True):
        file.write_bytes(receipt(each))
    return files


@contextmanager
def _frozen(pid):
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _make_noise(folder, events):
    """Each file that is made and closed is two events."""
    for index in range(events // 2):
        path = folder / f"{index}.tmp"
        path.touch()
        path.unlink()


def is_empty(folder):
    with os.scandir(folder) as entries:
        return not any(entry.name.endswith(".pdf") for entry in entries)


def _expect_all_done(branch, service, numbers):
    assert branch.filed("done") == [f"{each}.pdf" for each in numbers]
    assert sorted(service.accepted) == numbers
    assert len(service.requests) == len(numbers)
    lines = branch.history()
    assert {(line["no_validasi"], line["outcome"]) for line in lines} == {(each, "done") for each in numbers}
    assert len(lines) == len(numbers)


def overflow():
    """So many events that the kernel throws the later ones away, or None where it never does."""
    return int(QUEUE.read_text("ascii")) + 2000 if QUEUE.exists() else None


def fill_years(branch, count):
    """Fill done/ and the journal as an agent leaves them that has filed `count` receipts, a hundred a day."""
    place = branch.folder / "done"
    place.mkdir(parents=True)
    numbers = [number(_BEFORE + index) for index in range(count)]
    for each in numbers:
        (place / f"{each}.pdf").touch()
    Journal(branch.state).close()
    now = datetime.now(UTC)
    days = ((now - timedelta(days=2 + row // 100)).isoformat(timespec="microseconds") for row in range(count))
    rows = [(row, each, day) for row, (each, day) in enumerate(zip(numbers, days, strict=True), 1)]
    with sqlite3.connect(branch.state / "journal.db") as connection:
        filed = ((row, f"{each}.pdf", each, sha256(each.encode()), day) for row, each, day in rows)
        connection.executemany(_FILED, filed)
        connection.executemany("INSERT INTO attempt VALUES (?, ?, ?)", ((row, row, day) for row, _, day in rows))
        endings = ((row, day, 20, "accepted", "00", "OK", 200, 0) for row, _, day in rows)
        connection.executemany("INSERT INTO ending VALUES (?, ?, ?, ?, ?, ?, ?, ?)", endings)
    connection.close()


def after_years(branch, done, receipts=5):
    """Start beside a done/ that is full, send some receipts one after the other, and ask for the status."""
    began = time.monotonic()
    with branch.agent() as agent:
        started = time.monotonic()
        branch.wait_for_state("idle")
        took = [_seconds_of(branch, number(index)) for index in range(receipts)]
        asked = time.monotonic()
        assert branch.status(code=0)["today"]["done"] == receipts
        told = time.monotonic()
        return Years(done, started - began, told - asked, sorted(took)[receipts // 2], memory(agent.pid, "VmHWM"))


def _seconds_of(branch, each):
    began = time.monotonic()
    branch.drop(f"{each}.pdf", receipt(each))
    wait_until((branch.folder / "done" / f"{each}.pdf").exists)
    return time.monotonic() - began


def memory(pid, kind):
    """Give a process's resident memory in bytes: `VmRSS` now, `VmHWM` at its highest."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(kind))
