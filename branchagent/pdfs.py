"""Opening a PDF with PDFium."""

from __future__ import annotations

import threading

import pypdfium2
from pypdfium2 import raw as pdfium

from branchagent.core.receipts import Reason

_PDFIUM = threading.Lock()
"""PDFium is not safe to use from two threads at once."""


def objection(content: bytes) -> Reason | None:
    """Say why a document cannot be opened or has no page; None if nothing is wrong with it.

    There are documents that keep PDFium busy for ever, or end its process: see `examiner`.
    """
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
        # Its size, which is asked of the page's dictionary alone: a page that is loaded is read to its last form, and a
        # few hundred bytes can draw themselves without end.
        pdf.get_page_size(0)
    except pypdfium2.PdfiumError:
        return False
    return True
