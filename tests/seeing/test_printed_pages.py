"""What PDFium reads of a page, as far as it is what a reader sees."""

import io

import pytest
from fpdf import FPDF
from PIL import Image

from branchagent.core.names import DEFAULT_PATTERN
from branchagent.core.printed import Print, Question
from branchagent.pdfs import look

NUMBER, OTHER = "99926112300013570011", "99926112300013570012"
A4 = (595, 842)


def page(*pictures, pictures_first=False, pages=1):
    """Make pages with a labelled number and pictures in (left, top, width, height)."""
    pdf = FPDF(unit="pt", format=A4)
    for _ in range(pages):
        pdf.add_page()
        for step in (_text, _draw) if not pictures_first else (_draw, _text):
            step(pdf, pictures)
    return bytes(pdf.output())


def _text(pdf, _):
    pdf.set_font("Helvetica", size=10)
    pdf.text(60, 100, "Nomor Validasi :")
    pdf.text(200, 100, NUMBER)


def _draw(pdf, pictures):
    for place in pictures:
        content = io.BytesIO()
        Image.new("L", (8, 8), 255).save(content, "PNG")
        pdf.image(content, *place)


def asked(content, number=OTHER):
    return look(content, Question(number, DEFAULT_PATTERN)).printed


WHOLE = [(0, 0, 595, 842)]
STRIPS = [(0, top, 595, 110) for top in range(0, 842, 105)]
SLIP = [(40, 40, 420, 300)]


@pytest.mark.parametrize("pictures", [WHOLE, STRIPS, SLIP], ids=["one picture", "strips", "a slip on a larger page"])
def test_text_under_a_picture_confirms_and_never_accuses(pictures):
    assert asked(page(*pictures)).verdict is Print.UNKNOWN
    assert asked(page(*pictures), NUMBER).verdict is Print.MATCH
    assert asked(page(*pictures), None).only is None


@pytest.mark.parametrize("pictures", [[], WHOLE, [(400, 20, 120, 50)]], ids=["none", "behind it", "a logo"])
def test_text_over_or_beside_a_picture_is_plain(pictures):
    found = asked(page(*pictures, pictures_first=True))
    assert (found.verdict, found.numbers) == (Print.MISMATCH, (NUMBER,))
    assert asked(page((400, 20, 120, 50))).verdict is Print.MISMATCH


def test_on_more_pages_than_a_receipt_has_nobody_is_accused():
    assert asked(page(pages=20)).verdict is Print.MISMATCH
    assert asked(page(pages=21)).verdict is Print.UNKNOWN
    assert asked(page(pages=21), NUMBER).verdict is Print.MATCH


def test_a_book_is_not_searched_word_by_word():
    pdf = FPDF(unit="pt", format=A4)
    pdf.add_page()
    _text(pdf, [])
    pdf.set_font("Helvetica", size=4)
    pdf.multi_cell(500, 5, "kata demi kata " * 1500)
    assert asked(bytes(pdf.output())).verdict is Print.UNKNOWN
