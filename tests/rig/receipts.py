"""Receipts for the tests: small PDFs, each of its own, and the project's bad samples."""

import hashlib
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"
_BEGINNING_OF_NUMBER = "999261123000"


def number(index):
    """Give a made-up validation number: 20 digits of a bank that does not exist."""
    return f"{_BEGINNING_OF_NUMBER}{index:08d}"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def receipt(printed, note="", padding=0):
    """Make a whole PDF of one page that prints a validation number; `padding` bytes make it larger."""
    text = f"BT /F1 12 Tf 72 720 Td (Nomor Validasi : {printed}) Tj 0 -20 Td ({note}) Tj ET".encode("ascii")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content = b"%PDF-1.4\n%" + b"x" * padding + b"\n"
    offsets = []
    for index, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (index, body)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 6\n0000000000 65535 f \n" + entries
    end = b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(content)
    return content + table + end


def damaged(printed):
    """Give a receipt that was cut off in the middle."""
    content = receipt(printed, padding=2000)
    return content[: len(content) - 300]


def encrypted():
    """Give the number and the content of the sample that opens with a password only."""
    return "99926112300013570041", (SAMPLES / "99926112300013570041.pdf").read_bytes()
