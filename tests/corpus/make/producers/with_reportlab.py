"""Sheets drawn by ReportLab."""

from io import BytesIO

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.make import fonts

HIDDEN, SHOWN = 3, 0
rl_config.useA85 = 0


def draw(sheets, embedded):
    content = BytesIO()
    canvas = Canvas(content, pageCompression=1, invariant=1)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        for x, y, w, h, picture in sheet.pictures:
            canvas.drawImage(ImageReader(BytesIO(picture)), x, sheet.height - y - h, w, h)
        for x, y, w, h in sheet.boxes:
            canvas.rect(x, sheet.height - y - h, w, h, stroke=0, fill=1)
        for mark in sheet.marks:
            _put(canvas, mark, sheet.height, embedded)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def _put(canvas, mark, height, embedded):
    canvas.saveState()
    canvas.translate(mark.x, height - mark.y)
    canvas.rotate(mark.angle)
    canvas.setFillGray(mark.grey)
    text = canvas.beginText(0, 0)
    text.setFont(_font(mark, embedded), mark.size)
    text.setCharSpace(mark.spacing)
    text.setTextRenderMode(HIDDEN if mark.hidden else SHOWN)
    text.textOut(mark.text)
    canvas.drawText(text)
    canvas.restoreState()


def _font(mark, embedded):
    if not embedded:
        return fonts.STANDARD[mark.family, mark.bold]
    name = f"{mark.family}-{mark.bold}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, fonts.path(mark.family, mark.bold)))
    return name
