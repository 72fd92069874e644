"""Documents that are cut, changed, locked or of two kinds: each gets the right verdict."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from rig.examiner import ACCEPTED, LINUX, LITTLE_MEMORY
from rig.receipts import SAMPLES, number, receipt

pytestmark = LINUX

PRINTED = Path(__file__).resolve().parents[1] / "data" / "chromium"
CUT = [
    *(SAMPLES / f"999261123000135700{end}.pdf" for end in (11, 13, 21, 23)),
    *sorted(PRINTED.glob("*.pdf")),
]
RECEIPT = receipt(number(1))


@pytest.mark.parametrize("path", CUT, ids=lambda path: path.stem)
def test_a_receipt_that_is_cut_anywhere_is_never_accepted(examiner, tried, path):
    content = path.read_bytes()
    tried("PDFs", 100)
    verdicts = [examiner.verdict(content[: len(content) * percent // 100]) for percent in range(100)]
    assert verdicts == ["empty", *["damaged"] * 99]


@pytest.mark.parametrize("path", CUT, ids=lambda path: path.stem)
def test_a_receipt_whose_last_bytes_are_missing_is_never_accepted(examiner, tried, path):
    """PDFium would mend it."""
    content = path.read_bytes()
    end = content.rindex(b"%%EOF") + len(b"%%EO")
    tried("PDFs", 60)
    assert [examiner.verdict(content[:cut]) for cut in range(end - 60 + 1, end + 1)] == ["damaged"] * 60


def locked(owner, user, method):
    pdf = FPDF()
    pdf.set_encryption(owner, user, encryption_method=method)
    pdf.add_page()
    pdf.set_font("helvetica")
    pdf.cell(text="Nomor Validasi")
    return bytes(pdf.output())


METHODS = [EncryptionMethod.RC4, EncryptionMethod.AES_128, EncryptionMethod.AES_256]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_what_opens_without_a_password_is_no_secret(verdict, method):
    assert verdict(locked("pemilik", None, method)) == ACCEPTED
    assert verdict(locked("pemilik", "", method)) == ACCEPTED
    assert verdict(locked("pemilik", "rahasia", method)) == "encrypted"


def archive(*, stored):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("bukti.pdf" if stored else "x.txt", RECEIPT if stored else b"x" * 20)
    return packed.getvalue()


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
PAGE = b"<!DOCTYPE html><html><body>%b</body></html>"
TWO_KINDS = {
    "a receipt and a ZIP behind it": (RECEIPT + archive(stored=False), ACCEPTED),
    "a ZIP that holds a receipt as it is": (archive(stored=True), ACCEPTED),
    "a page around a receipt": (PAGE % RECEIPT, ACCEPTED),
    "a receipt and a page behind it": (RECEIPT + PAGE % b"", ACCEPTED),
    "a JPEG's head and a receipt": (JPEG + b"\xff\xfe\x08\x00" + RECEIPT + b"\xff\xd9", ACCEPTED),
    "a GIF's head and a receipt": (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;" + RECEIPT, ACCEPTED),
    "a GIF's head and a receipt within the first kilobyte": (b"GIF89a".ljust(1000, b"\0") + RECEIPT, ACCEPTED),
    "a GIF's head and a receipt a little later": (b"GIF89a".ljust(1024, b"\0") + RECEIPT, "not-pdf"),
    "an image and a receipt behind it": (JPEG.ljust(5000, b"\xaa") + RECEIPT, "not-pdf"),
    "a program and a receipt behind it": (b"MZ".ljust(4096, b"\0") + RECEIPT, "not-pdf"),
    "a script before a receipt": (b"#!/bin/sh\nexit\n" + RECEIPT, ACCEPTED),
    "a receipt and a long ZIP behind it": (RECEIPT + archive(stored=False) + bytes(2000), "damaged"),
    "a form's data": (b"%FDF-1.2\n1 0 obj\n<</FDF<<>>>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n", "not-pdf"),
    "PostScript": (b"%!PS-Adobe-3.0\n%%EOF\n", "not-pdf"),
    "text of two bytes a character": (RECEIPT.decode("latin-1").encode("utf-16"), "not-pdf"),
    "a receipt in base64": (b"JVBERi0xLjQK" * 40, "not-pdf"),
    "a JPEG": (JPEG + b"\xff\xd9", "not-pdf"),
    "a PNG": (PNG, "not-pdf"),
    "a Word document": (b"PK\x03\x04[Content_Types].xml", "not-pdf"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not-pdf"),
    "a page": (PAGE % b"Bukti setoran", "not-pdf"),
    "a shortcut": (b"[InternetShortcut]\r\nURL=https://siskohat.example/\r\n", "not-pdf"),
    "rich text": (b"{\\rtf1 %PDF}", "not-pdf"),
    "zeros": (bytes(100_000), "not-pdf"),
    "one byte": (b"%", "not-pdf"),
    "nothing": (b"", "empty"),
    "a mark and zeros": (b"%PDF-1.7\n" + bytes(50_000) + b"%%EOF", "damaged"),
    "a receipt in small letters": (RECEIPT.replace(b"%PDF-", b"%pdf-"), "not-pdf"),
    "a receipt of no version": (RECEIPT.replace(b"%PDF-1.4", b"%PDF-?.?"), ACCEPTED),
    "a receipt of old Mac lines": (RECEIPT.replace(b"\n", b"\r"), ACCEPTED),
    "two receipts in one": (RECEIPT + receipt(number(2)), ACCEPTED),
    "a receipt whose table lies": (RECEIPT.replace(b"00000 n", b"65535 f"), ACCEPTED),
    "a receipt without a table": (RECEIPT[: RECEIPT.rindex(b"xref\n0")] + b"trailer<</Root 1 0 R>>\n%%EOF", ACCEPTED),
}


@pytest.mark.parametrize(("content", "expected"), TWO_KINDS.values(), ids=TWO_KINDS)
def test_what_is_of_two_kinds_is_a_receipt_if_it_opens_as_one(verdict, content, expected):
    assert verdict(content) == expected


@pytest.mark.parametrize("path", CUT, ids=lambda path: path.stem)
def test_bytes_that_were_changed_anywhere_get_a_verdict(examiner, tried, path):
    chance = random.Random(path.stem)  # noqa: S311 - the same changes each time
    tried("PDFs", 100)
    for _ in range(100):
        content = bytearray(path.read_bytes())
        for _ in range(chance.choice((1, 5, 50, 500))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        found = examiner.verdict(bytes(content))
        assert found in {ACCEPTED, "damaged", "not-pdf", "encrypted"}
    assert examiner.peak < LITTLE_MEMORY
