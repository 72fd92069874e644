"""A page whose every text has its place, and what can be done to such a page."""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, radians, sin

from tests.corpus.make.fonts import width


@dataclass(frozen=True)
class Mark:
    """A text and where its base line begins, in points from the page's upper left corner."""

    x: float
    y: float
    text: str
    size: float = 9
    family: str = "sans"
    bold: bool = False
    role: str = "other"
    angle: float = 0
    grey: float = 0
    spacing: float = 0
    hidden: bool = False

    @property
    def width(self):
        return width(self.text, self.size, self.family, self.bold) + self.spacing * len(self.text)


@dataclass(frozen=True)
class Sheet:
    """A page: texts, filled boxes (x, y, width, height) and pictures (the same and a JPEG)."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    pictures: tuple[tuple[float, float, float, float, bytes], ...] = ()


def each(sheet, make):
    """Give the sheet with each mark replaced by those that `make` gives for it."""
    return replace(sheet, marks=tuple(new for mark in sheet.marks for new in make(mark)))


def along(mark, distance):
    """Where one is after so many points along the text."""
    turn = radians(mark.angle)
    return mark.x + distance * cos(turn), mark.y - distance * sin(turn)


def pieces(mark, *cuts):
    """Cut a text into several that stand where they stood."""
    edges = (0, *cuts, len(mark.text))
    for start, end in pairwise(edges):
        before = replace(mark, text=mark.text[:start])
        x, y = along(mark, before.width)
        if mark.text[start:end].strip():
            yield replace(mark, x=x, y=y, text=mark.text[start:end])


def values_first(sheet):
    """All values stand in the stream before the first label."""
    order = {"value": 0, "other": 1, "colon": 2, "label": 3}
    return replace(sheet, marks=tuple(sorted(sheet.marks, key=lambda mark: order[mark.role])))


def shuffled(sheet):
    marks = sorted(enumerate(sheet.marks), key=lambda pair: (pair[0] * 7919 + 31) % 211)
    return replace(sheet, marks=tuple(mark for _, mark in marks))


def backwards(sheet):
    return replace(sheet, marks=sheet.marks[::-1])


def letter_by_letter(sheet):
    return each(sheet, lambda mark: pieces(mark, *range(1, len(mark.text))))


def letters_anywhere(sheet):
    return shuffled(letter_by_letter(sheet))


def word_by_word(sheet):
    return each(sheet, lambda mark: pieces(mark, *(at for at, letter in enumerate(mark.text) if letter == " ")))


def cut_in_words(sheet):
    """Labels break in the middle of words, and values into halves."""
    return each(sheet, lambda mark: pieces(mark, *range(3, len(mark.text), 7 if mark.role == "label" else 9)))


def printed_twice(sheet):
    """Bold as old printer drivers made it."""
    return each(sheet, lambda mark: (mark, replace(mark, x=mark.x + 0.35)) if mark.role != "other" else (mark,))


def spread(sheet):
    """Labels begin further to the left, so that they still end before their values."""

    def stretched(mark):
        label = mark.role == "label"
        return (replace(mark, spacing=1.8 if label else 1.3, x=mark.x - 26 * label),)

    return each(sheet, stretched)


def in_family(sheet, family):
    return each(sheet, lambda mark: (replace(mark, family=family),))


def big_numbers(sheet):
    """The labels are small print beside large values."""
    sizes = {"label": 6.5, "value": 13}
    return each(sheet, lambda mark: (replace(mark, size=sizes.get(mark.role, mark.size)),))


def watermarked(sheet, text="CONTOH", *, on_top=False):
    size = sheet.width / 5.5
    mark = Mark(sheet.width * 0.17, sheet.height * 0.78, text, size, bold=True, angle=38, grey=0.86)
    return replace(sheet, marks=(*sheet.marks, mark) if on_top else (mark, *sheet.marks))


def small_watermarks(sheet):
    """Many words between and across the rows."""
    places = ((x, y) for y in range(60, int(sheet.height), 70) for x in range(30, int(sheet.width), 130))
    marks = tuple(Mark(x, y, "COPY", 22, angle=25, grey=0.88) for x, y in places)
    return replace(sheet, marks=(*marks, *sheet.marks))


def skewed(sheet, angle=1.2):
    """Everything leans a little, as what a scanner's text recognition writes does."""
    turn = radians(angle)

    def moved(mark):
        x, y = mark.x - sheet.width / 2, mark.y - sheet.height / 2
        x, y = x * cos(turn) + y * sin(turn), y * cos(turn) - x * sin(turn)
        return (replace(mark, x=x + sheet.width / 2, y=y + sheet.height / 2, angle=mark.angle + angle),)

    return each(replace(sheet, boxes=()), moved)


def quarter_turned(sheet):
    """The text runs upwards on a page that is itself as it was made."""
    marks = (replace(mark, x=mark.y, y=sheet.width - mark.x, angle=mark.angle + 90) for mark in sheet.marks)
    boxes = ((y, sheet.width - x - w, h, w) for x, y, w, h in sheet.boxes)
    return Sheet(sheet.height, sheet.width, tuple(marks), tuple(boxes))


def half_turned(sheet):
    return quarter_turned(quarter_turned(sheet))


def three_quarters_turned(sheet):
    return quarter_turned(half_turned(sheet))


def scaled(sheet, factor, right=0.0, down=0.0):
    marks = (
        replace(m, x=m.x * factor + right, y=m.y * factor + down, size=m.size * factor, spacing=m.spacing * factor)
        for m in sheet.marks
    )
    boxes = ((x * factor + right, y * factor + down, w * factor, h * factor) for x, y, w, h in sheet.boxes)
    return Sheet(sheet.width * factor, sheet.height * factor, tuple(marks), tuple(boxes))


def side_by_side(left, right):
    """Two copies on one landscape sheet."""
    factor = 421 / left.width
    one, two = scaled(left, factor), scaled(right, factor, 421)
    return Sheet(842, 595, (*one.marks, *two.marks), (*one.boxes, *two.boxes))


def line_by_line(sheet):
    """The stream follows the lines across both copies."""
    return replace(sheet, marks=tuple(sorted(sheet.marks, key=lambda mark: (round(mark.y), mark.x))))


def one_above_the_other(upper, lower):
    factor = 0.68
    one, two = scaled(upper, factor, 60, 20), scaled(lower, factor, 60, 20 + upper.height * factor)
    height = 40 + (upper.height + lower.height) * factor
    return Sheet(595, max(842, height), (*one.marks, *two.marks), (*one.boxes, *two.boxes))
