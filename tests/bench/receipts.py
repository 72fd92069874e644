"""Receipts of the sizes that branches have."""

import io
import random
from pathlib import Path

from fpdf import FPDF
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"
NUMBER = "99926112300013570011"
MARK = b"@" * 20
"""Stands in a form where a receipt's number goes."""
_BYTES_A_DOT = 0.78
"""What JPEG needs for noise."""
_FIELDS = ("Nomor Virtual Account", "Tanggal Transaksi", "No. Rekening", "Nomor KTP", "Nama Jemaah Haji", "Jumlah")


def receipts():
    """Give them by their kind."""
    digital = (SAMPLES / f"{NUMBER}.pdf").read_bytes()
    return {
        "digital": digital,
        "200 kB": with_picture(200_000),
        "five copies": (SAMPLES / "99926112300013570021.pdf").read_bytes(),
        "scan": scan(),
    }


def with_picture(size, number=NUMBER, *, compressed=True):
    """Make a receipt of text and a letterhead's picture of about `size` bytes."""
    pdf = FPDF(unit="pt", format=(600, 500))
    pdf.set_compression(compressed)
    pdf.add_page()
    pdf.image(noise(size), 40, 20, 200, 60)
    pdf.set_font("Helvetica", size=10)
    for line, (label, value) in enumerate([("Nomor Validasi", number), *((field, "1234567") for field in _FIELDS)]):
        pdf.text(40, 140 + 20 * line, f"{label} :")
        pdf.text(200, 140 + 20 * line, value)
    return bytes(pdf.output())


def form(size=200_000):
    """Give a receipt of about `size` bytes without a number: `MARK` stands where a number of 20 digits goes."""
    return with_picture(size, MARK.decode(), compressed=False)


def write_numbered(folder, numbers, form):
    """Write one receipt a number into a folder, named by it."""
    before, _, after = form.partition(MARK)
    for number in numbers:
        (folder / f"{number}.pdf").write_bytes(b"".join((before, number.encode(), after)))


def scan():
    """Make a page that is one picture."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    pdf.image(noise(200_000), 0, 0, 595, 842)
    return bytes(pdf.output())


def noise(size):
    """Give a picture that a JPEG of about `size` bytes holds."""
    side = int((size / _BYTES_A_DOT) ** 0.5)
    picture = Image.frombytes("L", (side, side), random.Random(1).randbytes(side * side))  # noqa: S311 - noise
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=90)
    content.seek(0)
    return content
