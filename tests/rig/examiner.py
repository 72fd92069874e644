"""The product's own examination in a process of its own: whatever PDFium makes of a document, the test goes on."""

import hashlib
import select
import struct
import subprocess
import sys

import pytest

from branchagent.core.receipts import Document
from branchagent.examining import Refusal, examine
from branchagent.pdfs import look

ACCEPTED = "accepted"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read in /proc")
LITTLE_MEMORY = 200 * 2**20
"""Bytes: for Python, PDFium and a receipt of 10 MiB in some copies."""
IN_TIME_S = 15.0
_MOST_MEMORY = 1 * 2**30
"""Bytes that the process may map at all, lest a bomb takes the machine with it."""
_LENGTH = struct.Struct(">Q")


class Examiner:
    """Examines documents one after the other; one that ends or hangs the process costs only that process."""

    def __init__(self):
        self._process = None
        self.peak = 0
        """The most resident memory that an examination has left behind, in bytes."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end()

    def verdict(self, content, deadline_s=IN_TIME_S):
        """Give `accepted` or the reason of the refusal; `crashed` or `late` if there was none."""
        process = self._running()
        try:
            process.stdin.write(_LENGTH.pack(len(content)) + content)
            process.stdin.flush()
        except BrokenPipeError:
            return self._end() or "crashed"
        if not select.select([process.stdout], [], [], deadline_s)[0]:
            self._end()
            return "late"
        told = process.stdout.readline().decode().split()
        if not told:
            self._end()
            return "crashed"
        self.peak = max(self.peak, int(told[1]) * 1024)
        return told[0]

    def _running(self):
        if self._process is None:
            command = [sys.executable, __file__]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process

    def _end(self):
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _verdict(content):
    try:
        examine(Document(content, hashlib.sha256(content).hexdigest()), look)
    except Refusal as refused:
        return refused.reason.value
    return ACCEPTED


def _serve():
    import resource  # noqa: PLC0415 - POSIX only

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    while head := sys.stdin.buffer.read(_LENGTH.size):
        verdict = _verdict(sys.stdin.buffer.read(*_LENGTH.unpack(head)))
        # The high-water mark may be a parent's; what is asked for is this process's own.
        sys.stdout.write(f"{verdict} {_peak_kib()}\n")
        sys.stdout.flush()


def _peak_kib():
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - a child without pathlib's import
        return next(line for line in status if line.startswith("VmHWM")).split()[1]


if __name__ == "__main__":
    _serve()
