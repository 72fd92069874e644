import re
import threading
import time
from pathlib import Path

import pytest

from branchagent.core.names import NumberRule
from branchagent.core.settling import Patience
from branchagent.disk import Disk
from branchagent.settling import Gate
from branchagent.watching import Watcher

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 20.0


class ClockOfTests:
    """A clock that stands until it is told to go on."""

    def __init__(self):
        self.wall = 1_795_000_000.0
        self.passed = 1_000.0

    def now(self):
        return self.wall

    def monotonic(self):
        return self.passed

    def jitter(self):
        return 0.5

    def advance(self, seconds):
        self.wall += seconds
        self.passed += seconds


class Door:
    """A gate with its folder and clock, and the ways in which tests pass time before it."""

    def __init__(self, drop):
        drop.mkdir()
        self.drop = drop
        self.clock = ClockOfTests()
        self.patience = Patience(quiet_s=2.0, incomplete_s=10.0)
        self.gate = Gate(drop, NumberRule(), self.patience, self.clock, Disk())

    def save(self, name, content=b"%PDF-1.7\nreceipt\n%%EOF\n"):
        (self.drop / name).write_bytes(content)
        return self.drop / name

    def due(self, most=100):
        return [arrived.name for arrived in self.gate.arrivals(most)]

    def hinted(self, name):
        self.gate.hint(name)
        return self.due()

    def after(self, seconds):
        self.clock.advance(seconds)
        return self.due()

    def settle(self, at_most=60.0):
        """Go from look to look; give what arrives first and how long it took."""
        began = self.clock.monotonic()
        while self.clock.monotonic() - began <= at_most:
            if arrived := self.due():
                return arrived, self.clock.monotonic() - began
            next_at = self.gate.next_at()
            if next_at is None:
                break
            assert next_at > self.clock.monotonic(), "the gate asks to be looked at without end"
            self.clock.advance(next_at - self.clock.monotonic())
        return [], self.clock.monotonic() - began


class Hints:
    """What a watch tells, waited for with a deadline."""

    def __init__(self):
        self._changed = threading.Condition()
        self.names = []
        self.lost = 0

    def on_hint(self, name):
        with self._changed:
            self.names.append(name)
            self._changed.notify_all()

    def on_lost(self):
        with self._changed:
            self.lost += 1
            self._changed.notify_all()

    def wait(self, condition):
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self), DEADLINE_S), (self.names[-20:], self.lost)

    def wait_for(self, name):
        self.wait(lambda hints: name in hints.names)


def until(condition):
    """Wait for what no event tells."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.01)


class Samples:
    """Real receipts: made by fpdf2, printed by Chromium, and changed as programs change PDFs."""

    made = ROOT / "assets" / "samples"
    printed = ROOT / "tests" / "data" / "chromium"
    good = (*sorted(made.glob("999261123000135700[12]?.pdf")), *sorted(printed.glob("*.pdf")))

    def bytes_of(self, end):
        return (self.made / f"999261123000135700{end}.pdf").read_bytes()

    def updated(self):
        """A receipt with an incremental update behind it (ISO 32000-1, 7.5.6)."""
        content = self.bytes_of(11)
        size, root, previous = (
            re.findall(pattern, content)[-1].decode()
            for pattern in (rb"/Size (\d+)", rb"/Root (\d+ \d+ R)", rb"startxref\s+(\d+)")
        )
        added = f"{size} 0 obj\n<</Note (updated)>>\nendobj\n"
        at = len(content)
        tail = (
            f"xref\n{size} 1\n{at:010} 00000 n \n"
            f"trailer\n<</Size {int(size) + 1} /Root {root} /Prev {previous}>>\nstartxref\n{at + len(added)}\n%%EOF\n"
        )
        return content + added.encode() + tail.encode()

    def linearised(self, padding=200):
        """A one-page document as it is arranged for the web (annex F): its first %%EOF stands near its beginning."""
        length, prev = 0, 0
        for _ in range(3):  # until the numbers that stand in it are true
            document = _linearised(length, prev, padding)
            length, prev = len(document), document.rindex(b"xref\n0 2")
        return document


def _linearised(length, prev, padding):
    dictionary = f"%PDF-1.4\n2 0 obj\n<</Linearized 1 /L {length:08} /H [0 0] /O 4 /E 0 /N 1 /T {prev:08}>>\nendobj\n"
    head_size = len(dictionary) + len(f"xref\n2 3\n{'x' * 60}trailer\n<</Size 5 /Root 3 0 R /Prev {prev:08}>>\n")
    first_end = head_size + len("startxref\n0\n%%EOF\n")
    catalog = "3 0 obj\n<</Type /Catalog /Pages 1 0 R>>\nendobj\n"
    page = f"4 0 obj\n<</Type /Page /Parent 1 0 R /MediaBox [0 0 99 99] /Pad ({'x' * padding})>>\nendobj\n"
    pages = "1 0 obj\n<</Type /Pages /Kids [4 0 R] /Count 1>>\nendobj\n"
    at = (9, first_end, first_end + len(catalog))
    entries = "".join(f"{offset:010} 00000 n \n" for offset in at)
    first = f"xref\n2 3\n{entries}trailer\n<</Size 5 /Root 3 0 R /Prev {prev:08}>>\nstartxref\n0\n%%EOF\n"
    pages_at = first_end + len(catalog) + len(page)
    last = (
        f"xref\n0 2\n0000000000 65535 f \n{pages_at:010} 00000 n \n"
        f"trailer\n<</Size 2>>\nstartxref\n{len(dictionary)}\n%%EOF\n"
    )
    return f"{dictionary}{first}{catalog}{page}{pages}{last}".encode()


@pytest.fixture
def samples():
    return Samples()


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path / "drop")


@pytest.fixture
def hints():
    return Hints()


@pytest.fixture
def drop(tmp_path):
    drop = tmp_path / "drop"
    drop.mkdir()
    return drop


@pytest.fixture
def watcher(drop, hints):
    watcher = Watcher(drop, hints.on_hint, hints.on_lost)
    watcher.start()
    yield watcher
    watcher.stop()


@pytest.fixture(name="until")
def _until():
    return until
