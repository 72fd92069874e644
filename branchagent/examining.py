"""Reading a file once and finding out whether it is a receipt that can be sent at all."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
import threading
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw as pdfium

from branchagent.core.receipts import Document, Fingerprint, Reason
from branchagent.core.settling import looks_whole

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

_NO_FILE = frozenset({errno.ELOOP, errno.EISDIR, errno.ENXIO})

_LINEARISED = re.compile(rb"/Linearized[^>]*?/L\s+(\d{1,12})", re.DOTALL)

_PDFIUM = threading.Lock()
"""PDFium is not safe to use from two threads at once."""

NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags for opening what lies in the drop folder: never through a link, and never waiting for a FIFO's writer."""


class Refusal(Exception):  # noqa: N818 - no error of ours, but a fact about a file
    """The file is no receipt that could be sent; `reason` says why, `sha256` and `size` which bytes were refused."""

    def __init__(self, reason: Reason, sha256: str, size: int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.sha256 = sha256
        self.size = size


def fingerprint(status: os.stat_result) -> Fingerprint:
    """Take a file's fingerprint from its status."""
    return Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino)


class NotAFileError(OSError):
    """What lies under the name is a folder, a link, a FIFO or a device: never a receipt."""


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file for reading, without following a link or waiting for a FIFO's writer.

    Raises `NotAFileError` for what is no regular file, or another `OSError`.
    """
    if sys.platform == "win32" and stat.S_ISLNK(path.lstat().st_mode):
        raise NotAFileError(errno.ELOOP, "a link", str(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | NO_FOLLOW)
    except OSError as error:
        if error.errno in _NO_FILE or _is_folder(path):
            raise NotAFileError(error.errno, "not a regular file", str(path)) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAFileError(errno.EINVAL, "not a regular file", str(path))
    return open(descriptor, "rb")  # noqa: PTH123 - a descriptor


def _is_folder(path: Path) -> bool:
    """Windows says no more than that a folder's opening is not permitted."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def read(path: Path, max_size: int) -> tuple[Document, Fingerprint]:
    """Read a regular file of at most `max_size` bytes, whole, with the fingerprint of what was read.

    Raises `Refusal` if it is larger, `OSError` if it cannot be read or is no regular file.
    """
    with open_regular(path) as file:
        status = os.fstat(file.fileno())
        if status.st_size > max_size:
            raise Refusal(Reason.TOO_LARGE, hashlib.file_digest(file, "sha256").hexdigest(), status.st_size)
        content = file.read(max_size + 1)
    return Document(content, hashlib.sha256(content).hexdigest()), fingerprint(status)


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
