"""A process of its own that opens PDFs and reads what they print; it is there while there is something to read.

A document that keeps PDFium busy for ever, fills the memory or ends the process must cost one receipt and not all: the
process is stopped, and the next document gets another one.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
from typing import TYPE_CHECKING

from branchagent import dumps
from branchagent.beside import GoneError, Helper, answer
from branchagent.core.printed import Looked, Print, Printed, Question
from branchagent.core.receipts import Reason
from branchagent.events import Event, record
from branchagent.memory import limit_memory

if TYPE_CHECKING:
    from branchagent.beside import Connection

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


class Examiner:
    """Looks into PDFs one after the other, each within `seconds`; safe to use from several threads.

    The process is started when it is needed, and ended when nobody needed it for `idle` seconds.
    """

    def __init__(self, seconds: float = 10.0, idle: float = _IDLE_S) -> None:
        self._seconds = seconds
        self._helper = Helper(_serve, "examiner", idle)
        self._asked = 0

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return self._helper.pid

    def look(self, content: bytes, question: Question | None = None) -> Looked:
        """Give what `pdfs.look` does.

        What cannot be looked at in its time, or ends whoever tries, twice and while others can be, is damaged. Raises
        `OSError` if no document can be opened now.
        """
        with self._helper.lock:
            for _ in range(_TRIES):
                try:
                    return self._ask(content, question)
                except GoneError as error:
                    record(Event.EXAMINER_LOST, error=error)
                    self._prove_well()
        return Looked(Reason.DAMAGED)

    def close(self) -> None:
        """End the process."""
        with self._helper.lock:
            self._helper.close()

    def _ask(self, content: bytes, question: Question | None) -> Looked:
        connection = self._helper.connect()
        self._asked += 1
        try:
            connection.send_bytes(_as_json(self._asked, question))
            connection.send_bytes(content)
            seen = _looked(answer(connection, self._seconds, _LONGEST_ANSWER), self._asked)
        except (EOFError, OSError):
            self._helper.stop()
            raise GoneError("the process that opens PDFs ended") from None
        except BaseException:
            # Whatever it still says would be taken for the answer to another question.
            self._helper.stop()
            raise
        self._helper.use()
        return seen

    def _prove_well(self) -> None:
        """Make sure that a new process opens what can be opened. Raises `OSError` if it does not."""
        try:
            if self._ask(_WHOLE, None).objection is None:
                return
        except GoneError:
            pass
        raise OSError(errno.EAGAIN, "no PDF can be opened now")


def _as_json(asked: int, question: Question | None) -> bytes:
    return json.dumps([asked, None if question is None else [question.number, question.pattern]]).encode()


def _looked(told: bytes, asked: int) -> Looked:
    answered, objection, verdict, numbers = json.loads(told)
    if answered != asked:
        raise GoneError("an answer to another question")
    return Looked(
        Reason(objection) if objection else None, Printed(Print(verdict), tuple(numbers)) if verdict else None
    )


def _serve(connection: Connection) -> None:
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
