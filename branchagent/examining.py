"""Reading a file once and finding out whether it is a receipt that can be sent at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from branchagent.core.printed import Looked, Printed, Question
from branchagent.core.receipts import Document, Reason
from branchagent.core.settling import Writer, looks_whole

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.core.receipts import Fingerprint
    from branchagent.disk import Disk

_LINEARISED = re.compile(rb"/Linearized[^>]*?/L\s+(\d{1,12})", re.DOTALL)


class Refusal(Exception):  # noqa: N818 - no error of ours, but a fact about a file
    """The file is no receipt that could be sent; `reason` says why, `sha256` and `size` which bytes were refused."""

    def __init__(self, reason: Reason, sha256: str, size: int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.sha256 = sha256
        self.size = size


class ChangedError(Exception):
    """The file is not the one that had settled: somebody writes it, or has put another in its place."""


def read(path: Path, settled: Fingerprint, max_size: int, disk: Disk) -> Document:
    """Read the regular file that had settled with this fingerprint, of at most `max_size` bytes, whole.

    Raises `ChangedError` if it changed before its last byte was read, `Refusal` if it is larger, `OSError` if it cannot
    be read or is no regular file.
    """
    with disk.open(path) as file:
        if settled.size > max_size:
            refused = Refusal(Reason.TOO_LARGE, disk.digest(file), settled.size)
            content = b""
        else:
            refused, content = None, file.read(settled.size + 1)
        # Afterwards: what was written while we read would be half of the one and half of the other. A time may be too
        # coarse to show that, so whoever writes is asked for as well.
        if disk.fingerprint(file) != settled or disk.writer_of(path, file) is Writer.OPEN:
            raise ChangedError
    if refused is not None:
        raise refused
    return Document(content, hashlib.sha256(content).hexdigest())


Look = Callable[[bytes, Question | None], Looked]
"""Opens a document, says what is wrong with it, and answers a question. Raises `OSError` if it cannot be tried now."""


def examine(document: Document, look: Look, question: Question | None = None) -> Printed | None:
    """Make sure that `document` is a whole PDF which opens and has a page, and give the answer to a `question` on it.

    None if nothing is asked. Raises `Refusal` if it is not, or `OSError`.
    """
    seen = _seen(document.content, look, question)
    if seen.objection is not None:
        raise Refusal(seen.objection, document.sha256, document.size)
    return seen.printed


def _seen(content: bytes, look: Look, question: Question | None) -> Looked:
    if not content:
        return Looked(Reason.EMPTY)
    if b"%PDF-" not in content[:1024]:
        return Looked(Reason.NOT_PDF)
    seen = look(content, question)
    if seen.objection is None and not (
        looks_whole(content[:1024], content[-1024:]) and _is_as_long_as_it_says(content)
    ):
        # PDFium mends a file whose end is missing; a receipt that was cut off must not be sent mended.
        return Looked(Reason.DAMAGED)
    return seen


def _is_as_long_as_it_says(content: bytes) -> bool:
    """A linearised file tells its length and has an end mark near its beginning too (ISO 32000-1, annex F)."""
    told = _LINEARISED.search(content, 0, 1024)
    return told is None or len(content) >= int(told[1])
