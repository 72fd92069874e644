"""The same receipts to the same receiver: by the agent, and by what people would use instead."""

import os
import time
from dataclasses import dataclass

from rig.receipts import number

from .contenders import send_by_curl
from .receipts import write_numbered

_BETWEEN_S = 0.03


@dataclass
class Faults:
    """What must not happen: uploads that were not whole, that never came, that came twice."""

    torn: int = 0
    lost: int = 0
    doubled: int = 0

    def count(self, received, numbers):
        """Take note of what came for these numbers."""
        self.torn += received.torn
        self.lost += len(set(numbers) - set(received.times))
        self.doubled += received.doubled


def one_at_a_time(contender, receiver, form, indices, faults):
    """Write receipts into the folder, each when the one before is filed; give the seconds from close to request."""
    taken = []
    for index in indices:
        each = number(index)
        content = form.replace(b"@" * 20, each.encode())
        closed = write(contender.folder / f"{each}.pdf", content)
        receiver.wait_for(1, within=30)
        received = receiver.take()
        faults.count(received, [each])
        taken += [at - closed for at in received.times.values()]
        _wait_for((contender.folder / "done" / f"{each}.pdf").exists)
        time.sleep(_BETWEEN_S)
    return taken


def write(path, content):
    """Write a file in one go; give the time just before its close."""
    with path.open("wb", buffering=0) as file:
        file.write(content)
        return time.monotonic()


@dataclass(frozen=True)
class Burst:
    """What a burst took: seconds from the first file's move to the last request, and to the last file filed; CPU."""

    sent: float
    filed: float
    cpu: float
    receiver_cpu: float


def burst(contender, receiver, form, indices, faults):
    """Move receipts into the folder all at once."""
    numbers = [number(index) for index in indices]
    place = contender.home / "scanned"
    place.mkdir(exist_ok=True)
    write_numbered(place, numbers, form)
    os.sync()
    done, before = contender.folder / "done", contender.cpu()
    there = _count(done)
    receiver.take()
    began = time.monotonic()
    for each in numbers:
        (place / f"{each}.pdf").rename(contender.folder / f"{each}.pdf")
    receiver.wait_for(len(numbers))
    _wait_for(lambda: _count(done) >= there + len(numbers))
    filed = time.monotonic() - began
    time.sleep(0.2)
    received = receiver.take()
    faults.count(received, numbers)
    return Burst(max(received.times.values()) - began, filed, contender.cpu() - before, received.cpu)


def burst_by_curl(home, receiver, form, indices, faults):
    """Send the same by curl alone, which is told of all files when it starts."""
    numbers = [number(index) for index in indices]
    place = home / "scanned"
    place.mkdir(parents=True, exist_ok=True)
    write_numbered(place, numbers, form)
    os.sync()
    receiver.take()
    took, used = send_by_curl([place / f"{each}.pdf" for each in numbers], receiver.url, home)
    received = receiver.take()
    faults.count(received, numbers)
    return Burst(took, took, used, received.cpu)


def _count(folder):
    with os.scandir(folder) as entries:
        return sum(not entry.name.startswith(".") for entry in entries)


def _wait_for(condition, within=120.0):
    until = time.monotonic() + within
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True
