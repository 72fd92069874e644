"""Forms as HTML, for browsers and for whatever else prints HTML."""

from html import escape

from tests.corpus.make import fonts
from tests.corpus.make.forms import NOTE, gathered
from tests.corpus.make.placing import SIZES, bars
from tests.corpus.make.receipts import BANK, OFFICE

STYLE = """@page {{ size: {width}pt {height}pt; margin: 0 }}
body {{ margin: 0; font: 9.5pt '{font}' }} .page {{ box-sizing: border-box; width: {width}pt; height: {tall}pt;
padding: 36pt 48pt; position: relative; overflow: hidden; break-after: page }} .page:last-child {{ break-after: auto }}
h1 {{ font-size: 14pt; text-align: center; margin: 18pt 0 }} td, th {{ padding: 3pt 6pt 3pt 0; vertical-align: top;
text-align: left; font-weight: normal }} .validation {{ font-weight: bold }} .head {{ margin-left: auto }}
.grid td, .grid th {{ border: .5pt solid #888; padding: 4pt }} .cells {{ display: grid;
gap: 10pt; grid-template-columns: 1fr 1fr 1fr }} .cells small {{ display: block; font-size: 7pt; color: #555 }}
.far {{ width: 100% }} .far td:last-child {{ text-align: right }} .flex p {{ display: flex; margin: 5pt 0 }}
.flex b {{ flex: 0 0 180pt; font-weight: normal }} svg {{ position: absolute; right: 48pt; top: 36pt }}
.code {{ position: absolute; right: 48pt; top: 72pt; width: 218pt; text-align: center }} footer {{ margin-top: 18pt;
text-align: center }} .mark {{ position: absolute; left: 90pt; top: 200pt; font-size: 90pt; color: #ddd;
transform: rotate(-30deg); z-index: -1 }} .spread {{ letter-spacing: 2pt }} {extra}"""


def page(forms, manner="beside", colon="apart", font="sans", extra="", mark=""):
    """Give one HTML document whose every form is a page."""
    width, height = SIZES["B" if forms[0].body else forms[0].layout]
    style = STYLE.format(width=width, height=height, tall=height - 1, font=fonts.NAMES[font], extra=extra)
    pages = "".join(_page(form, manner, colon, mark) for form in forms)
    return f"<!DOCTYPE html><html lang='id'><meta charset='utf-8'><title>Bukti</title><style>{style}</style>{pages}"


def _page(form, manner, colon, mark):
    form = form if manner == "beside" else gathered(form)
    parts = [f"<div class='mark'>{mark}</div>" if mark else "", f"<b>{BANK}</b><br>{OFFICE}", _code(form)]
    parts += [f"<div class='head'>{_table(form.head, colon, 'head')}</div>"] if form.head else []
    parts += [f"<h1>{'<br>'.join(escape(line) for line in form.title)}</h1>"]
    parts += [f"<p>{escape(line)}</p>" if line else "<br>" for line in form.body]
    parts += [HOW[manner](form.rows, colon)] if form.rows else []
    lines = "<br>".join(escape(line) for line in (*form.foot, form.copy, NOTE) if line)
    return f"<div class='page'>{''.join(parts)}<footer>{lines}</footer></div>"


def _code(form):
    boxes = (
        "".join(f"<rect x='{x}' width='{w}' height='{h}'/>" for x, _, w, h in bars(form.bars, 0, 0))
        if form.bars
        else ""
    )
    drawn = f"<svg width='218pt' height='34pt' viewBox='0 0 218 34'>{boxes}</svg>" if boxes else ""
    return drawn + (f"<div class='code'>{form.under_bars}</div>" if form.under_bars else "")


def _label(row, colon):
    return escape(row.label) + ({"attached": ":", "spaced": " :"}.get(colon, "") if row.label else "")


def _value(row, colon=""):
    before = ": " if colon == "with_value" and row.label else ""
    return f"<span class='{row.key}'>{before}{escape(row.value).replace(chr(10), '<br>')}</span>"


def _table(rows, colon, kind=""):
    between = "<td>:</td>" if colon == "apart" else ""
    lines = (f"<tr><td>{_label(row, colon)}</td>{between}<td>{_value(row, colon)}</td></tr>" for row in rows)
    return f"<table class='{kind}'>{''.join(lines)}</table>"


def _header_row(rows, _):
    tables = (rows[start : start + 3] for start in range(0, len(rows), 3))
    return "".join(_grid(line) for line in tables)


def _grid(rows):
    heads = "".join(f"<th>{escape(row.label)}</th>" for row in rows)
    values = "".join(f"<td>{_value(row)}</td>" for row in rows)
    return f"<table class='grid' width='100%'><tr>{heads}</tr><tr>{values}</tr></table>"


def _cells(rows, colon):
    cells = (f"<div><small>{_label(row, colon)}</small>{_value(row)}</div>" for row in rows)
    return f"<div class='cells'>{''.join(cells)}</div>"


def _two(rows, colon):
    half = (len(rows) + 1) // 2
    halves = (_table(rows[:half], colon), _table(rows[half:], colon))
    return f"<table><tr><td>{halves[0]}</td><td>{halves[1]}</td></tr></table>"


def _flex(rows, colon):
    sign = ":&nbsp;" if colon == "apart" else ""
    lines = (f"<p><b>{_label(row, colon)}</b>{sign}{_value(row, colon)}</p>" for row in rows)
    return f"<div class='flex'>{''.join(lines)}</div>"


HOW = {
    "beside": _table,
    "flex": _flex,
    "below": _cells,
    "header_row": _header_row,
    "two_columns": _two,
    "far_right": lambda rows, colon: _table(rows, colon, "far"),
}


def absolute(sheets):
    """Give HTML in which each text of the sheets has its place."""
    width, height = sheets[0].width, sheets[0].height
    style = (
        f"@page {{ size: {width}pt {height}pt; margin: 0 }} body {{ margin: 0 }} i, s {{ position: absolute;"
        "font-style: normal; white-space: pre; line-height: 1; transform-origin: 0 90%; text-decoration: none }"
        f"s {{ background: #000 }} div {{ position: relative; width: {width}pt; height: {height - 1}pt;"
        "overflow: hidden; break-after: page } div:last-child { break-after: auto }"
    )
    pages = "".join(f"<div>{_boxes(sheet)}{''.join(_placed(mark) for mark in sheet.marks)}</div>" for sheet in sheets)
    return f"<!DOCTYPE html><html lang='id'><meta charset='utf-8'><title>Bukti</title><style>{style}</style>{pages}"


def _boxes(sheet):
    return "".join(
        f"<s style='left:{x:.1f}pt;top:{y:.1f}pt;width:{w:.2f}pt;height:{h:.2f}pt'></s>" for x, y, w, h in sheet.boxes
    )


def _placed(mark):
    grey = round(255 * mark.grey)
    style = (
        f"left:{mark.x:.2f}pt;top:{mark.y - 0.9 * mark.size:.2f}pt;font:{'bold ' if mark.bold else ''}"
        f"{mark.size:g}pt/1 &quot;{fonts.NAMES[mark.family]}&quot;;color:rgb({grey},{grey},{grey});"
        f"letter-spacing:{mark.spacing:g}pt;transform:rotate({-mark.angle:g}deg)"
    )
    return f"<i style='{style}'>{escape(mark.text)}</i>"
