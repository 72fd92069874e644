"""Sheets drawn by fpdf2."""

from io import BytesIO

from fpdf import FPDF
from fpdf.enums import TextMode

from tests.corpus.make import fonts
from tests.corpus.make.receipts import Receipt

CORE = {"sans": "helvetica", "serif": "times", "mono": "courier", "dejavu": "helvetica"}


def draw(sheets, embedded):
    pdf = FPDF(unit="pt")
    pdf.set_auto_page_break(auto=False)
    pdf.set_creation_date(Receipt(0).made)
    for sheet in sheets:
        pdf.add_page(format=(sheet.width, sheet.height))
        for x, y, w, h, picture in sheet.pictures:
            pdf.image(BytesIO(picture), x, y, w, h)
        pdf.set_fill_color(0)
        for x, y, w, h in sheet.boxes:
            pdf.rect(x, y, w, h, style="F")
        for mark in sheet.marks:
            _put(pdf, mark, embedded)
    return bytes(pdf.output())


def _put(pdf, mark, embedded):
    _choose(pdf, mark, embedded)
    pdf.set_text_color(round(255 * mark.grey))
    pdf.set_char_spacing(mark.spacing)
    pdf.text_mode = TextMode.INVISIBLE if mark.hidden else TextMode.FILL
    if mark.angle:
        with pdf.rotation(mark.angle, mark.x, mark.y):
            pdf.text(mark.x, mark.y, mark.text)
    else:
        pdf.text(mark.x, mark.y, mark.text)


def _choose(pdf, mark, embedded):
    style = "B" if mark.bold else ""
    if not embedded:
        pdf.set_font(CORE[mark.family], style, mark.size)
        return
    if f"{mark.family}{style}" not in pdf.fonts:
        pdf.add_font(mark.family, style, fonts.path(mark.family, mark.bold))
    pdf.set_font(mark.family, style, mark.size)
