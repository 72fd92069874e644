"""Pages that went through a scanner: pictures, with or without what its text recognition read."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
from PIL import Image

from tests.corpus.make.producers import with_reportlab
from tests.corpus.make.sheets import each, skewed, word_by_word

# Dots per inch, lean in degrees, black and white only.
SCANNERS = ((72, 0, False), (90, 0.7, False), (100, -1.1, True), (150, 0.4, True), (80, 2.5, False), (110, 180, True))


def photographed(content, dpi, lean, *, black_and_white):
    """Give the pages as pictures."""
    with pypdfium2.PdfDocument(content) as pdf:
        pictures = [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in pdf]
    turned = [picture.rotate(lean, Image.Resampling.BICUBIC, fillcolor=255) for picture in pictures]
    return [picture.convert("1") if black_and_white else picture for picture in turned]


def scan(content, dpi, lean, black_and_white):
    """Give a PDF of nothing but pictures."""
    first, *more = photographed(content, dpi, lean, black_and_white=black_and_white)
    made = BytesIO()
    quality = {} if black_and_white else {"quality": 30}
    first.save(made, "PDF", resolution=dpi, save_all=True, append_images=more, **quality)
    return made.getvalue()


def recognised(sheets, content, misread):
    """Give a scan with its text beneath, as the recognition wrote it: hidden, word by word."""
    layers = []
    for sheet, picture in zip(sheets, photographed(content, 72, 0.8, black_and_white=False), strict=True):
        page = BytesIO()
        picture.save(page, "JPEG", quality=25)
        text = word_by_word(skewed(each(sheet, lambda mark: (replace(misread(mark), hidden=True),)), 0.8))
        layers.append(replace(text, pictures=((0, 0, sheet.width, sheet.height, page.getvalue()),)))
    return with_reportlab.draw(layers, embedded=False)


def rightly(mark):
    return mark


def a_digit_wrongly(mark):
    """A digit of the number is taken for another one."""
    if len(mark.text) != 20 or not mark.text.isdigit():
        return mark
    return replace(mark, text=f"{mark.text[:-4]}{(int(mark.text[-4]) + 5) % 10}{mark.text[-3:]}")


def a_zero_wrongly(mark):
    """The number's last zero is taken for the letter."""
    return replace(mark, text="O".join(mark.text.rsplit("0", 1))) if len(mark.text) == 20 else mark


def scanned(finished):
    """Scans of documents of all sorts, and some with text."""
    plain = [(d, content) for d, content in finished if d.variant.kind != "absent"]
    for turn, (document, content) in enumerate(plain[4::16]):
        dpi, lean, black_and_white = SCANNERS[turn % len(SCANNERS)]
        entry = document.answer(kind="textless", producer="scanner", traits=["scan"])
        yield f"scan-{dpi}-of-{document.name}", scan(content, dpi, lean, black_and_white), entry
    drawn = [(d, content) for d, content in finished if d.base in {"fpdf2", "reportlab"} and d.variant.name in READ]
    for turn, (document, content) in enumerate(drawn):
        misread, kind, trait = RECOGNITIONS[turn % len(RECOGNITIONS)]
        entry = document.answer(kind=kind, producer="scanner", traits=["ocr_layer", *trait])
        yield f"ocr-of-{document.name}", recognised(document.sheets, content, misread), entry


READ = {"plain", "neighbours", "below", "qr"}
RECOGNITIONS = (
    (rightly, "labelled", ()),
    (rightly, "labelled", ()),
    (a_digit_wrongly, "unreadable", ("ocr_misread",)),
    (rightly, "labelled", ()),
    (a_zero_wrongly, "unreadable", ("ocr_misread",)),
)
