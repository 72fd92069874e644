"""Opening a PDF with PDFium, and reading what its pages print."""

from __future__ import annotations

import ctypes
import math
import sys
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice

import pypdfium2
from pypdfium2 import raw as pdfium

from branchagent.core.layout import Word
from branchagent.core.names import NumberRule
from branchagent.core.printed import Looked, Page, Print, Printed, Question, compare, is_told_by_itself, prints
from branchagent.core.receipts import Reason

_PDFIUM = threading.Lock()
"""PDFium is not safe to use from two threads at once."""
_MOST_PAGES = 20
_MOST_CHARACTERS = 20_000
"""Of a document: five copies of a receipt have a quarter of it."""
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\x02"))
_NO_LETTER = "\ufffd"
_STRAIGHT = 0.005
"""Radians."""
_MOST_PIECES = 20_000
_DEEPEST = 4
_LOCKED = frozenset({pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY})
"""By a password, or by a certificate."""
_INVISIBLE = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_OWN_WORD = 0.5
"""Of a letter's height: what is as far from the letter before begins a word of its own."""


def look(content: bytes, question: Question | None = None) -> Looked:
    """Open a document and answer a `question` on what it prints, if there is one.

    An objection is that it cannot be opened or has no page. There are documents that keep PDFium busy for ever, or end
    its process: see `examiner`.
    """
    with _PDFIUM:
        try:
            pdf = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            return Looked(Reason.ENCRYPTED if error.err_code in _LOCKED else Reason.DAMAGED)
        with closing(pdf):
            if not _has_a_page(pdf):
                return Looked(Reason.DAMAGED)
            return Looked(printed=None if question is None else _read(pdf, question))


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


def _read(pdf: pypdfium2.PdfDocument, question: Question) -> Printed:
    """Find the number in the pages' plain text, as nearly all receipts have it; only else by the words' places."""
    texts, whole, room = [], len(pdf) <= _MOST_PAGES, _MOST_CHARACTERS
    for index in range(min(len(pdf), _MOST_PAGES)):
        with _text_of(pdf, index) as text:
            texts.append(_plain(text.get_text_range()) if text is not None else "")
            whole = whole and text is not None
            room -= text.count_chars() if text is not None else 0
        number = question.number
        if number is not None and is_told_by_itself(number) and prints(texts[-1], number):
            return Printed(Print.MATCH)
    if room < 0:
        return Printed(Print.UNKNOWN)  # no receipt but a book, and to find its words' places would take too long
    pages = [Page(tuple(_words(pdf, index)), text) for index, text in enumerate(texts) if text.strip()]
    return compare(question.number, pages, NumberRule(question.pattern), whole=whole)


@contextmanager
def _text_of(pdf: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfTextPage | None]:
    """Load a page's text; None if the page cannot be loaded, which a viewer shows as an empty one."""
    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        yield None
        return
    with closing(page):
        try:
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            yield None
            return
        with closing(text):
            yield text


def _words(pdf: pypdfium2.PdfDocument, index: int) -> Iterator[Word]:
    """Give the words that are read here as a reader sees them.

    What lies invisible over a scan was guessed by a machine, digit by digit; and a font that does not tell which
    letters it draws makes PDFium guess.
    """
    with _text_of(pdf, index) as text:
        if text is not None:
            covered = _covered(text.page)
            for first, letters in _runs(text):
                if _is_plain(text, first, covered):
                    angle = pdfium.FPDFText_GetCharAngle(text, first)
                    yield from _split([_turned(letter, angle) for letter in letters])


def _runs(text: pypdfium2.PdfTextPage) -> Iterator[tuple[int, list[Word]]]:
    """Give what stands between two blanks in the stream, letter by letter, with the place of its first letter there."""
    run: list[Word] = []
    first, box = 0, pdfium.FS_RECTF()
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        char = _letter(pdfium.FPDFText_GetUnicode(text, index))
        if char.isspace():
            if run:
                yield first, run
            run = []
        elif char and pdfium.FPDFText_GetLooseCharBox(text, index, box):
            first = first if run else index
            run.append(Word(char, box.left, box.bottom, box.right, box.top))
    if run:
        yield first, run


def _letter(code: int) -> str:
    """Give the letter of a code; a font's table may tell codes that no letter has."""
    return _plain(chr(code)) if code <= sys.maxunicode else _NO_LETTER


def _covered(page: pypdfium2.PdfPage) -> frozenset[int]:
    """Give the pieces of text over which a picture is drawn later, as a scanner's program does."""
    pieces = (pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page)))
    covered: set[int] = set()
    _cover(islice(pieces, _MOST_PIECES), covered)
    return frozenset(covered)


def _cover(pieces: Iterable[pdfium.FPDF_PAGEOBJECT], covered: set[int], depth: int = 0) -> tuple[list[_Piece], bool]:
    """Find what is covered among pieces in the order of their drawing; give the texts, and if there is a picture."""
    texts: list[_Piece] = []
    has_picture = False
    for piece in pieces:
        kind, box = pdfium.FPDFPageObj_GetType(piece), _box(piece)
        shows = kind == pdfium.FPDF_PAGEOBJ_IMAGE
        within: list[_Piece] = []
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            count = min(pdfium.FPDFFormObj_CountObjects(piece), _MOST_PIECES)
            inner = (pdfium.FPDFFormObj_GetObject(piece, index) for index in range(count))
            within, shows = _cover(inner, covered, depth + 1)
        if shows:
            has_picture = True
            covered.update(text.address for text in texts if text.is_in(box))
        texts += [_Piece(text.address, box) for text in within]
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append(_Piece(_address(piece), box))
    return texts, has_picture


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of text and the box that it is drawn in: left, bottom, right, top."""

    address: int
    box: tuple[float, ...]

    def is_in(self, other: tuple[float, ...]) -> bool:
        """Tell whether its middle is in another box."""
        across, up = (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2
        return other[0] <= across <= other[2] and other[1] <= up <= other[3]


def _box(piece: pdfium.FPDF_PAGEOBJECT) -> tuple[float, ...]:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(piece, *edges)
    return tuple(edge.value for edge in edges)


def _is_plain(text: pypdfium2.PdfTextPage, index: int, covered: frozenset[int]) -> bool:
    if pdfium.FPDFText_HasUnicodeMapError(text, index) == 1:
        return False
    piece = pdfium.FPDFText_GetTextObject(text, index)
    if not piece:
        return True
    mode = pdfium.FPDFTextObj_GetTextRenderMode(piece)
    return mode not in _INVISIBLE and _address(piece) not in covered


def _address(piece: pdfium.FPDF_PAGEOBJECT) -> int:
    return ctypes.cast(piece, ctypes.c_void_p).value or 0


def _turned(word: Word, angle: float) -> Word:
    """Turn a letter's box about the page's corner, so that its text runs to the right."""
    if abs(angle) < _STRAIGHT:
        return word
    sine, cosine = math.sin(angle), math.cos(angle)
    corners = [
        (x * cosine - y * sine, x * sine + y * cosine) for x in (word.left, word.right) for y in (word.bottom, word.top)
    ]
    across, up = zip(*corners, strict=True)
    return Word(word.text, min(across), min(up), max(across), max(up))


def _split(letters: list[Word]) -> Iterator[Word]:
    """Put letters together to words, as far as they stand side by side."""
    word = letters[0]
    for letter in letters[1:]:
        near = abs(letter.left - word.right) < _OWN_WORD * word.height
        if near and abs(letter.middle - word.middle) < _OWN_WORD * word.height:
            word = Word(
                word.text + letter.text,
                min(word.left, letter.left),
                min(word.bottom, letter.bottom),
                max(word.right, letter.right),
                max(word.top, letter.top),
            )
        else:
            yield word
            word = letter
    yield word


def _plain(text: str) -> str:
    """Give a text without ligatures, unusual blanks and what is not seen."""
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN))
