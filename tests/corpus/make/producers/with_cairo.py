"""Sheets drawn by cairo, which always embeds its fonts."""

from io import BytesIO
from math import radians

import cairocffi

from tests.corpus.make import fonts


def draw(sheets, embedded):  # noqa: ARG001
    content = BytesIO()
    surface = cairocffi.PDFSurface(content, 595, 842)
    context = cairocffi.Context(surface)
    for sheet in sheets:
        surface.set_size(sheet.width, sheet.height)
        context.set_source_rgb(0, 0, 0)
        for box in sheet.boxes:
            context.rectangle(*box)
        context.fill()
        for mark in sheet.marks:
            _put(context, mark)
        context.show_page()
    surface.finish()
    return content.getvalue()


def _put(context, mark):
    weight = cairocffi.FONT_WEIGHT_BOLD if mark.bold else cairocffi.FONT_WEIGHT_NORMAL
    context.save()
    context.translate(mark.x, mark.y)
    context.rotate(-radians(mark.angle))
    context.set_source_rgb(mark.grey, mark.grey, mark.grey)
    context.select_font_face(fonts.NAMES[mark.family], cairocffi.FONT_SLANT_NORMAL, weight)
    context.set_font_size(mark.size)
    context.move_to(0, 0)
    context.show_text(mark.text)
    context.restore()
