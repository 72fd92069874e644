"""Reading a file once and finding out whether it is a receipt that can be sent at all."""

from __future__ import annotations

import hashlib
import re
import threading
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw as pdfium

from branchagent.core.receipts import Document, Reason
from branchagent.core.settling import looks_whole

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.core.receipts import Fingerprint
    from branchagent.disk import Disk

_LINEARISED = re.compile(rb"/Linearized[^>]*?/L\s+(\d{1,12})", re.DOTALL)

_PDFIUM = threading.Lock()
"""PDFium is not safe to use from two threads at once."""


class Refusal(Exception):  # noqa: N818 - no error of ours, but a fact about a file
    """The file is no receipt that could be sent; `reason` says why, `sha256` and `size` which bytes were refused."""

    def __init__(self, reason: Reason, sha256: str, size: int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.sha256 = sha256
        self.size = size


def read(path: Path, max_size: int, disk: Disk) -> tuple[Document, Fingerprint]:
    """Read a regular file of at most `max_size` bytes, whole, with the fingerprint of what was read.

    Raises `Refusal` if it is larger, `OSError` if it cannot be read or is no regular file.
    """
    with disk.open(path) as file:
        seen = disk.fingerprint(file)
        if seen.size > max_size:
            raise Refusal(Reason.TOO_LARGE, disk.digest(file), seen.size)
        content = file.read(max_size + 1)
    return Document(content, hashlib.sha256(content).hexdigest()), seen


def examine(document: Document, *, named: bool = True) -> None:
    """Make sure that `document` is a whole PDF which opens and has a page. Raises `Refusal` if it is not.

    `named`: its file's name carries a validation number; without one nothing else matters.
    """
    reason = _first_objection(document.content) if named else Reason.BAD_NAME
    if reason is not None:
        raise Refusal(reason, document.sha256, document.size)


def _first_objection(content: bytes) -> Reason | None:
    if not content:
        return Reason.EMPTY
    if b"%PDF-" not in content[:1024]:
        return Reason.NOT_PDF
    objection = _opened(content)
    if objection is None and not (looks_whole(content[:1024], content[-1024:]) and _is_as_long_as_it_says(content)):
        # PDFium mends a file whose end is missing; a receipt that was cut off must not be sent mended.
        return Reason.DAMAGED
    return objection


def _is_as_long_as_it_says(content: bytes) -> bool:
    """A linearised file tells its length and has an end mark near its beginning too (ISO 32000-1, annex F)."""
    told = _LINEARISED.search(content, 0, 1024)
    return told is None or len(content) >= int(told[1])


def _opened(content: bytes) -> Reason | None:
    with _PDFIUM:
        try:
            pdf = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            return Reason.ENCRYPTED if error.err_code == pdfium.FPDF_ERR_PASSWORD else Reason.DAMAGED
        try:
            return None if _has_a_page(pdf) else Reason.DAMAGED
        finally:
            pdf.close()


def _has_a_page(pdf: pypdfium2.PdfDocument) -> bool:
    try:
        if len(pdf) < 1:
            return False
        pdf[0].close()
    except pypdfium2.PdfiumError:
        return False
    return True
