"""Sheets as content streams that are put together by hand, with fonts as no library makes them."""

from io import BytesIO
from math import cos, radians, sin

from pikepdf import Array, Dictionary, Name, Pdf

from tests.corpus.make.producers.raw_fonts import FONTS

KERNING = {"N": 18, "o": -12, "V": 74, "a": 9, "l": -6, "9": 11, "1": 37, "0": -8, ":": 22, ".": 41}


def draw(sheets, fonts="standard", *, kerned=False):
    """Give the PDF; `fonts` is a key of FONTS."""
    pdf = Pdf.new()
    shelf = Shelf(pdf, FONTS[fonts], sheets)
    for sheet in sheets:
        pdf.add_blank_page(page_size=(sheet.width, sheet.height))
        page = pdf.pages[-1]
        page.Contents = pdf.make_stream(_stream(sheet, shelf, kerned))
        page.Resources = Dictionary(Font=shelf.resources())
    content = BytesIO()
    pdf.save(content, deterministic_id=True)
    return content.getvalue()


class Shelf:
    """The fonts of one document, each made for all the letters that it has to print."""

    def __init__(self, pdf, make, sheets):
        letters = {}
        for mark in (mark for sheet in sheets for mark in sheet.marks):
            letters.setdefault((mark.family, mark.bold), {}).update(dict.fromkeys(mark.text))
        self.fonts = {face: make(pdf, *face, list(needed)) for face, needed in letters.items()}
        self.names = {face: f"F{place}" for place, face in enumerate(letters)}

    def resources(self):
        return Dictionary({f"/{self.names[face]}": font.object for face, font in self.fonts.items()})


def _stream(sheet, shelf, kerned):
    lines = [f"{x:.2f} {sheet.height - y - h:.2f} {w:.2f} {h:.2f} re f" for x, y, w, h in sheet.boxes]
    lines += [_text(mark, sheet.height, shelf, kerned) for mark in sheet.marks]
    return "\n".join(lines).encode("ascii")


def _text(mark, height, shelf, kerned):
    face = (mark.family, mark.bold)
    turn = radians(mark.angle)
    matrix = f"{cos(turn):.5f} {sin(turn):.5f} {-sin(turn):.5f} {cos(turn):.5f} {mark.x:.2f} {height - mark.y:.2f}"
    state = f"/{shelf.names[face]} {mark.size:g} Tf {mark.grey:g} g {mark.spacing:g} Tc {3 if mark.hidden else 0} Tr"
    return f"BT {state} {matrix} Tm {_shown(mark.text, shelf.fonts[face], kerned)} ET"


def _shown(text, font, kerned):
    if not kerned:
        return f"<{font.encode(text).hex()}> Tj"
    parts = " ".join(f"<{font.encode(letter).hex()}> {KERNING.get(letter, 0)}" for letter in text)
    return f"[{parts}] TJ"


def rewrite(content, change):
    """Give the PDF with something changed in each page."""
    with Pdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            change(pdf, page)
        changed = BytesIO()
        pdf.save(changed, deterministic_id=True)
    return changed.getvalue()


def rotated(angle):
    """Give a change that shows the page turned, as a scanner's or a printer's driver does."""
    return lambda _, page: page.rotate(angle, relative=False)


def offset_origin(pdf, page):
    """The page's box begins left of and above zero; what is printed moves with it."""
    _, _, width, height = (float(edge) for edge in page.MediaBox)
    _wrap(pdf, page, "1 0 0 1 -180 340 cm")
    page.MediaBox = Array([-180, 340, width - 180, height + 340])


def cropped(pdf, page):
    """The sheet is larger than what is shown of it, with a printer's line at its edge."""
    _, _, width, height = (float(edge) for edge in page.MediaBox)
    _wrap(pdf, page, "1 0 0 1 60 80 cm")
    page.MediaBox = Array([0, 0, width + 120, height + 160])
    page.CropBox = Array([60, 80, width + 60, height + 80])


def in_user_units(pdf, page):
    """One unit is half a centimetre or so."""
    _, _, width, height = (float(edge) for edge in page.MediaBox)
    _wrap(pdf, page, "0.08 0 0 0.08 0 0 cm")
    page.MediaBox = Array([0, 0, width * 0.08, height * 0.08])
    page.UserUnit = 12.5


def _wrap(pdf, page, matrix):
    page.contents_coalesce()
    page.contents_add(pdf.make_stream(f"q {matrix}\n".encode()), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ"))


def as_form_objects(pdf, page):
    """What is printed stands in a form object inside a form object."""
    page.contents_coalesce()
    inner = _form(pdf, page, page.Contents.read_bytes(), page.Resources)
    outer = _form(pdf, page, b"q /Inner Do Q", Dictionary(XObject=Dictionary(Inner=inner)))
    page.Contents = pdf.make_stream(b"q /Outer Do Q")
    page.Resources = Dictionary(XObject=Dictionary(Outer=outer))


def _form(pdf, page, content, resources):
    form = pdf.make_stream(content)
    form.Type, form.Subtype, form.BBox, form.Resources = Name.XObject, Name.Form, page.MediaBox, resources
    return form
