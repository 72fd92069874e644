"""A process of its own that opens PDFs and reads what they print; it is there while there is something to read.

A document that keeps PDFium busy for ever, fills the memory or ends the process must cost one receipt and not all: the
process is stopped, and the next document gets another one.
"""

from __future__ import annotations

import contextlib
import errno
import json
import multiprocessing
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Protocol

from branchagent import dumps
from branchagent.core.printed import Looked, Print, Printed, Question
from branchagent.core.receipts import Reason
from branchagent.events import Event, record
from branchagent.memory import limit_memory

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_PROCESSES = multiprocessing.get_context("spawn")
_STARTS_WITHIN_S = 60.0
_TRIES = 2
_MOST_MEMORY = 512 * 1024**2
"""The largest receipts take a tenth of it."""
_LONGEST_ANSWER = 4096
_IDLE_S = 60.0
"""How long the process stays for the next document: its start costs a third of a second, its memory 30 MiB."""
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
    """Looks into PDFs one after the other, each within `seconds`; safe to use from several threads.

    The process is started when it is needed, and ended when nobody needed it for `idle` seconds.
    """

    def __init__(self, seconds: float = 10.0, idle: float = _IDLE_S) -> None:
        self._seconds = seconds
        self._idle = idle
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: _Connection | None = None
        self._used_at = 0.0
        self._asked = 0
        self._timer: threading.Timer | None = None

    def look(self, content: bytes, question: Question | None = None) -> Looked:
        """Give what `pdfs.look` does.

        What cannot be looked at in its time, or ends whoever tries, twice and while others can be, is damaged. Raises
        `OSError` if no document can be opened now.
        """
        with self._lock:
            for _ in range(_TRIES):
                try:
                    return self._ask(content, question)
                except _GoneError as error:
                    record(Event.EXAMINER_LOST, error=error)
                    self._prove_well()
        return Looked(Reason.DAMAGED)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _ask(self, content: bytes, question: Question | None) -> Looked:
        connection = self._connection or self._start()
        self._asked += 1
        try:
            connection.send_bytes(_as_json(self._asked, question))
            connection.send_bytes(content)
            seen = _looked(_answer(connection, self._seconds), self._asked)
        except (EOFError, OSError):
            self._stop()
            raise _GoneError("the process that opens PDFs ended") from None
        except BaseException:
            # Whatever it still says would be taken for the answer to another question.
            self._stop()
            raise
        self._used_at = time.monotonic()
        return seen

    def _prove_well(self) -> None:
        """Make sure that a new process opens what can be opened. Raises `OSError` if it does not."""
        try:
            if self._ask(_WHOLE, None).objection is None:
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
        try:
            _answer(ours, _STARTS_WITHIN_S)
        except (EOFError, OSError):
            self._stop()
            raise _GoneError("the process that opens PDFs did not start") from None
        except BaseException:
            self._stop()
            raise
        self._look_again_in(self._idle)
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

    def _look_again_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(seconds, self._end_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _end_if_idle(self) -> None:
        with self._lock:
            if self._timer is None or self._process is None:
                return
            left = self._used_at + self._idle - time.monotonic()
            if left > 0:
                self._look_again_in(left)
            else:
                self._stop()


def _as_json(asked: int, question: Question | None) -> bytes:
    return json.dumps([asked, None if question is None else [question.number, question.pattern]]).encode()


def _looked(answer: bytes, asked: int) -> Looked:
    answered, objection, verdict, numbers = json.loads(answer)
    if answered != asked:
        raise _GoneError("an answer to another question")
    return Looked(
        Reason(objection) if objection else None, Printed(Print(verdict), tuple(numbers)) if verdict else None
    )


def _answer(connection: _Connection, seconds: float) -> bytes:
    if not connection.poll(seconds):
        raise _GoneError(f"no answer within {seconds:.0f} s")
    return connection.recv_bytes(_LONGEST_ANSWER)


def _serve(connection: _Connection) -> None:
    """Look into what comes and answer, until nobody asks any more, or a document takes all the memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the agent's, which finishes what it has in hand
    dumps.forbid()
    for name in set(os.environ) - _NEEDED:
        del os.environ[name]
    limit_memory(_MOST_MEMORY)
    from branchagent.pdfs import look  # noqa: PLC0415 - only here

    # It has nobody to tell a trace to: whoever asks sees that it is gone.
    with contextlib.suppress(EOFError, OSError, MemoryError):
        connection.send_bytes(b"")
        while True:
            asked, question = json.loads(connection.recv_bytes())
            seen = look(connection.recv_bytes(), None if question is None else Question(*question))
            printed = (seen.printed.verdict, seen.printed.numbers) if seen.printed else (None, ())
            connection.send_bytes(json.dumps([asked, seen.objection, *printed]).encode())
