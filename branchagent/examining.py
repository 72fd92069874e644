"""Reading a file once and finding out whether it is a receipt that can be sent at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from branchagent.core.receipts import Document, Reason
from branchagent.core.settling import Writer, looks_whole
from branchagent.pdfs import objection

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
            refused, content = None, file.read(max_size + 1)
        # Afterwards: what was written while we read would be half of the one and half of the other. A time may be too
        # coarse to show that, so whoever writes is asked for as well.
        if disk.fingerprint(file) != settled or disk.writer_of(path, file) is Writer.OPEN:
            raise ChangedError
    if refused is not None:
        raise refused
    return Document(content, hashlib.sha256(content).hexdigest())


Objection = Callable[[bytes], Reason | None]
"""Opens a document and says what is wrong with it, if anything is. Raises `OSError` if it cannot be tried now."""


def examine(document: Document, *, named: bool = True, opens: Objection = objection) -> None:
    """Make sure that `document` is a whole PDF which opens and has a page. Raises `Refusal` if it is not, or `OSError`.

    `named`: its file's name carries a validation number; without one nothing else matters. `opens`: who tries to open
    it, this process unless given.
    """
    reason = _first_objection(document.content, opens) if named else Reason.BAD_NAME
    if reason is not None:
        raise Refusal(reason, document.sha256, document.size)


def _first_objection(content: bytes, opens: Objection) -> Reason | None:
    if not content:
        return Reason.EMPTY
    if b"%PDF-" not in content[:1024]:
        return Reason.NOT_PDF
    found = opens(content)
    if found is None and not (looks_whole(content[:1024], content[-1024:]) and _is_as_long_as_it_says(content)):
        # PDFium mends a file whose end is missing; a receipt that was cut off must not be sent mended.
        return Reason.DAMAGED
    return found


def _is_as_long_as_it_says(content: bytes) -> bool:
    """A linearised file tells its length and has an end mark near its beginning too (ISO 32000-1, annex F)."""
    told = _LINEARISED.search(content, 0, 1024)
    return told is None or len(content) >= int(told[1])
