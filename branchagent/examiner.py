"""A process of its own that opens PDFs.

A document that keeps PDFium busy for ever, fills the memory or ends the process must cost one receipt and not all: the
process is stopped, and the next document gets another one.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import multiprocessing
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Protocol

from branchagent import dumps
from branchagent.core.receipts import Reason

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

log = logging.getLogger(__name__)

_PROCESSES = multiprocessing.get_context("spawn")
_STARTS_WITHIN_S = 60.0
_TRIES = 2
_MOST_MEMORY = 512 * 1024**2
"""The largest receipts take a tenth of it."""
_LONGEST_WORD = 100
_NEEDED = frozenset({"SYSTEMROOT"})
_WHOLE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""A document that nothing is wrong with: who cannot open this is in trouble, and no file is to blame."""


class _Connection(Protocol):
    """One end of a pipe, of whatever kind the system has."""

    def send_bytes(self, content: bytes, /) -> None: ...
    def recv_bytes(self, most: int | None = None, /) -> bytes: ...
    def poll(self, seconds: float, /) -> bool: ...
    def close(self) -> None: ...


class _GoneError(Exception):
    """The process did not answer in time, or ended."""


class Examiner:
    """Opens PDFs one after the other, each within `seconds`; safe to use from several threads."""

    def __init__(self, seconds: float = 20.0) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: _Connection | None = None

    def objection(self, content: bytes) -> Reason | None:
        """Say why a document cannot be opened or has no page; None if nothing is wrong with it.

        What cannot be opened in its time, or ends whoever tries, twice and while others can be opened, is damaged.
        Raises `OSError` if no document can be opened now.
        """
        with self._lock:
            for _ in range(_TRIES):
                try:
                    return self._ask(content)
                except _GoneError as error:
                    log.warning("opening a PDF: %s", error)
                    self._prove_well()
        return Reason.DAMAGED

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _ask(self, content: bytes) -> Reason | None:
        connection = self._connection or self._start()
        try:
            connection.send_bytes(content)
            word = _answer(connection, self._seconds)
        except _GoneError:
            self._stop()
            raise
        except (EOFError, OSError):
            self._stop()
            raise _GoneError("the process that opens PDFs ended") from None
        return Reason(word) if word else None

    def _prove_well(self) -> None:
        """Make sure that a new process opens what can be opened. Raises `OSError` if it does not."""
        try:
            if self._ask(_WHOLE) is None:
                return
        except _GoneError:
            pass
        raise OSError(errno.EAGAIN, "no PDF can be opened now")

    def _start(self) -> _Connection:
        ours, theirs = _PROCESSES.Pipe()
        process = _PROCESSES.Process(target=_serve, args=(theirs,), name="examiner", daemon=True)
        self._process, self._connection = process, ours
        try:
            process.start()
        except BaseException:
            self._process = None
            self._stop()
            raise
        finally:
            theirs.close()
        _answer(ours, _STARTS_WITHIN_S)
        return ours

    def _stop(self) -> None:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()


def _answer(connection: _Connection, seconds: float) -> str:
    if not connection.poll(seconds):
        raise _GoneError(f"no answer within {seconds:.0f} s")
    return connection.recv_bytes(_LONGEST_WORD).decode("ascii")


def _serve(connection: _Connection) -> None:
    """Open what comes and say a word for each, until nobody asks any more, or a document takes all the memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the agent's, which finishes what it has in hand
    dumps.forbid()
    for name in set(os.environ) - _NEEDED:
        del os.environ[name]
    _limit_memory()
    from branchagent.pdfs import objection  # noqa: PLC0415 - only here

    # It has nobody to tell a trace to: whoever asks sees that it is gone.
    with contextlib.suppress(EOFError, OSError, MemoryError):
        connection.send_bytes(b"")
        while True:
            connection.send_bytes((objection(connection.recv_bytes()) or "").encode("ascii"))


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        with contextlib.suppress(OSError, ValueError):  # macOS knows no such limit
            _, most = resource.getrlimit(resource.RLIMIT_AS)
            limit = _MOST_MEMORY if most == resource.RLIM_INFINITY else min(_MOST_MEMORY, most)
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))
