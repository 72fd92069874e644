"""Put a form's texts in their places on a sheet, in one of several manners."""

from dataclasses import replace
from itertools import accumulate

from assets.make_samples import CODE128
from tests.corpus.make.fonts import width
from tests.corpus.make.forms import NOTE, gathered
from tests.corpus.make.receipts import BANK, OFFICE
from tests.corpus.make.sheets import Mark, Sheet

SIZES = {"A": (600, 500), "B": (595, 842)}
FAMILIES = {"A": "sans", "B": "mono"}


def bars(digits, x, y, module=1.5, height=34):
    """Boxes of a bar code (Code 128, set C)."""
    values = [105, *(int(digits[i : i + 2]) for i in range(0, len(digits), 2))]
    total = 105 + sum(place * value for place, value in enumerate(values))
    widths = [int(part) for value in (*values, total % 103, 106) for part in CODE128[value]]
    starts = list(accumulate(widths, initial=0))
    return tuple((x + module * s, y, module * w, height) for s, w in zip(starts, widths, strict=False))[::2]


def middle(x, y, text, size=9, *, bold=False, family="sans", grey=0.0):
    return Mark(x - width(text, size, family, bold) / 2, y, text, size, family, bold, grey=grey)


def label_marks(row, x, y, colon_x, colon, size=9):
    """A label and its colon, in one text or two."""
    text = {"attached": f"{row.label}:", "spaced": f"{row.label} :"}.get(colon, row.label)
    marks = [Mark(x, y, text, size, role="label")] if row.label else []
    return [*marks, Mark(colon_x, y, ":", size, role="colon")] if colon == "apart" and row.label else marks


def value_marks(row, x, y, family, size=10, step=11):
    """A value, which may have several lines."""
    lines = [line for line in row.value.split("\n") if line]
    bold = row.key == "validation"
    return [Mark(x, y + at * step, line, size, family, bold, role="value") for at, line in enumerate(lines)]


def beside(rows, at, step, colon, family, size=9):
    """Labels on the left, values in a column at their right."""
    x, y = at
    colon_x = x + max(width(f"{row.label} ", size) for row in rows) + 6
    for place, row in enumerate(rows):
        line = y + place * step
        yield from label_marks(row, x, line, colon_x, colon, size)
        value = row.value if colon != "with_value" or not row.label else f": {row.value}"
        yield from value_marks(replace(row, value=value), colon_x + 10, line, family)


def far_right(rows, at, step, colon, family):
    """Values end at the right margin."""
    x, y = at
    for place, row in enumerate(rows):
        line = y + place * step
        yield from label_marks(row, x, line, x + 120, colon)
        for mark in value_marks(row, 0, line, family):
            yield Mark(545 - mark.width, mark.y, mark.text, 10, family, mark.bold, role="value")


def below(rows, at, step, colon, family):
    """Three cells a line; each has its value beneath its small label."""
    for place, row in enumerate(rows):
        x, y = at[0] + place % 3 * 172, at[1] + place // 3 * (step + 22)
        yield from label_marks(row, x, y, x, "attached" if colon == "attached" else "none", 7.5)
        yield from value_marks(row, x, y + 14, family, 9.5)


def header_row(rows, at, step, _, family):
    """A table: a line of labels, and the values in the line beneath."""
    for start in range(0, len(rows), 3):
        line, y = rows[start : start + 3], at[1] + start // 3 * (step + 26)
        for place, row in enumerate(line):
            yield from label_marks(row, at[0] + place * 172, y, 0, "none", 8)
        for place, row in enumerate(line):
            yield from value_marks(row, at[0] + place * 172, y + 18, family, 9)


def two_columns(rows, at, step, colon, family):
    """The second half of the rows stands to the right of the first."""
    half = (len(rows) + 1) // 2
    yield from beside(rows[:half], at, step, colon, family, 8)
    yield from beside(rows[half:], (at[0] + 262, at[1]), step, colon, family, 8)


MANNERS = {
    "beside": beside,
    "below": below,
    "header_row": header_row,
    "two_columns": two_columns,
    "far_right": far_right,
}


def place(form, manner="beside", colon="apart"):
    """Give the sheet of a form."""
    if form.body:
        return letter(form)
    form = form if manner == "beside" or form.layout == "A" else gathered(form)
    return {"A": place_a, "B": place_b}[form.layout](form, manner, colon)


def place_a(form, manner, colon):
    marks = [Mark(78, 54, BANK, 13, bold=True), Mark(78, 66, "Penerima Setoran BIPIH", 8)]
    marks += [middle(446.75, 84, form.under_bars)] if form.under_bars else []
    marks += [middle(300, 128, line, 16, bold=True) for line in form.title]
    step = 25 if len(form.rows) < 10 else 17
    marks += MANNERS[manner](form.rows, (54, 166), step, colon, FAMILIES["A"])
    marks += [middle(300, 384 + 14 * at, line, 9 - at % 2) for at, line in enumerate(form.foot)]
    marks.append(middle(300, 470, NOTE, 7, grey=0.5))
    boxes = [*bars(form.bars, 338, 38)] if form.bars else []
    boxes += [(40, 98, 520, 0.6), (46, 144, 508, 0.6), (46, 366, 508, 0.6)]
    return Sheet(*SIZES["A"], tuple(marks), tuple(boxes), pictures(form, (196, 156, 120, 14)))


def place_b(form, manner, colon):
    down = 15 * max(0, len(form.head) - 4)
    marks = [Mark(45, 60, BANK, 13, bold=True), Mark(45, 72, OFFICE, 8)]
    marks += head_b(form.head, colon) if form.head else []
    marks += [middle(297.5, down + 146 + 17 * at, line, 13, bold=True) for at, line in enumerate(form.title)]
    step = (282 - down) // len(form.rows)
    marks += MANNERS[manner](form.rows, (54, 206 + down), min(23, step), colon, FAMILIES["B"])
    marks += signatures(form)
    marks += [middle(446.75, 730, form.under_bars)] if form.under_bars else []
    marks += [Mark(45, 790, form.copy, 9, bold=True), middle(297.5, 812, NOTE, 7, grey=0.5)]
    lines = ((45, down + 115, 505, 1.5), (45, down + 186, 505, 0.6), (45, 498, 505, 0.6))
    boxes = (*lines, (60, 530, 0.6, 113), (145, 530, 0.6, 113))
    boxes += bars(form.bars, 338, 684) if form.bars else ()
    return Sheet(*SIZES["B"], tuple(marks), boxes, pictures(form, (425, 43, 120, 14)))


def head_b(rows, colon):
    """The rows at the top right, as far to the left as they need."""
    labels = max(width(f"{row.label} ", 9) for row in rows)
    values = max(width(line, 10, "mono") for row in rows for line in (row.value or " " * 20).split("\n"))
    x, y = 550 - labels - values - 16, 54
    for row in rows:
        yield from label_marks(row, x, y, x + labels + 6, colon)
        value = f": {row.value}" if colon == "with_value" else row.value
        yield from value_marks(replace(row, value=value), x + labels + 16, y, "mono")
        y += 15 + 11 * row.value.count("\n")


def signatures(form):
    marks = [Mark(345, 520 + 12 * at, line) for at, line in enumerate(form.foot)]
    marks += [middle(102.5, 584, "PAS FOTO", 8), middle(102.5, 596, "3 x 4", 8)]
    return [*marks, middle(250, 606, "PENYETOR"), middle(445, 606, "PETUGAS BANK"), middle(445, 666, "RINA CONTOH")]


def letter(form):
    """Lines of running text on A4."""
    marks = [Mark(60, 80, BANK, 14, "serif", bold=True), Mark(60, 94, OFFICE, 9, "serif")]
    marks += [Mark(60, 140, line, 13, "serif", bold=True) for line in form.title]
    marks += [Mark(60, 170 + 17 * at, line, 11, "serif") for at, line in enumerate(form.body) if line]
    marks += [middle(446.75, 84, form.under_bars)] if form.under_bars else []
    boxes = bars(form.bars, 338, 38) if form.bars else ()
    return Sheet(*SIZES["B"], tuple(marks), (*boxes, (60, 104, 475, 0.8)))


def pictures(form, box):
    return ((*box, form.picture),) if form.picture else ()
