"""Forms as documents of an office program: OpenDocument text and table, and Office Open XML."""

from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.corpus.make import fonts
from tests.corpus.make.forms import NOTE, gathered
from tests.corpus.make.placing import SIZES
from tests.corpus.make.receipts import BANK, OFFICE

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("draw", "drawing"),
    )
)  # fmt: skip
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org"


def text_document(forms, manner="tabs", colon="apart", font="sans"):
    """Give a flat OpenDocument text: rows by tab stops or as a table."""
    body = "".join(_text_page(form, manner, colon, first=not place) for place, form in enumerate(forms))
    return _flat("text", f"<office:text>{body}</office:text>", *SIZES[forms[0].layout], fonts.NAMES[font])


def _flat(kind, body, width, height, font):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {SPACES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.{kind}">
<office:font-face-decls><style:font-face style:name="F" svg:font-family="'{font}'"/></office:font-face-decls>
<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="F"
 fo:font-size="9.5pt" fo:language="id" fo:country="ID"/></style:default-style></office:styles>
<office:automatic-styles>
<style:style style:name="P" style:family="paragraph"><style:paragraph-properties fo:margin-top="3pt">
<style:tab-stops>
<style:tab-stop style:position="170pt"/><style:tab-stop style:position="182pt"/><style:tab-stop style:position="340pt"/>
</style:tab-stops></style:paragraph-properties></style:style>
<style:style style:name="H" style:family="paragraph"><style:paragraph-properties fo:margin-left="200pt">
<style:tab-stops>
<style:tab-stop style:position="70pt"/><style:tab-stop style:position="80pt"/></style:tab-stops>
</style:paragraph-properties></style:style>
<style:style style:name="T" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
<style:text-properties fo:font-size="14pt" fo:font-weight="bold"/></style:style>
<style:style style:name="N" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="W" style:family="table-column"><style:table-column-properties
 style:column-width="5.5cm"/></style:style>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{width}pt" fo:page-height="{height}pt"
 fo:margin="44pt" style:print-orientation="portrait"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L"/></office:master-styles>
<office:body>{body}</office:body></office:document>"""


def _line(text, style="P"):
    inside = escape(text).replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def _text_page(form, manner, colon, *, first):
    form = form if manner == "tabs" else gathered(form)
    parts = [_line(BANK, "P" if first else "N"), _line(OFFICE)]
    parts += [_line(form.under_bars)] if form.under_bars else []
    parts += [_line(_tabbed(row, colon), "H") for row in form.head]
    parts += [_line(line, "T") for line in form.title]
    parts += [_line(line) for line in form.body]
    parts += [ROWS[manner](form.rows, colon)] if form.rows else []
    return "".join([*parts, *(_line(line) for line in (*form.foot, form.copy, NOTE) if line)])


def _tabbed(row, colon):
    label, sign = _labelled(row, colon)
    value = row.value.replace("\n", "\n\t\t")
    return f"{label}\t{sign}\t{value}"


def _labelled(row, colon):
    """Give a label as it is printed, and what stands between it and its value."""
    if not row.label:
        return "", ""
    attached = {"attached": ":", "spaced": " :"}.get(colon, "")
    return row.label + attached, ":" if colon in {"apart", "with_value"} else ""


def _tabs(rows, colon):
    return "".join(_line(_tabbed(row, colon)) for row in rows)


def _cell(text):
    return f"<table:table-cell>{''.join(_line(line) for line in text.split(chr(10)))}</table:table-cell>"


def _table(lines):
    count = len(lines[0])
    rows = "".join(f"<table:table-row>{''.join(_cell(text) for text in line)}</table:table-row>" for line in lines)
    column = f'<table:table-column table:style-name="W" table:number-columns-repeated="{count}"/>'
    return f'<table:table table:name="T">{column}{rows}</table:table>'


def _as_table(rows, colon):
    return _table([(*_labelled(row, colon), row.value) for row in rows])


def _header_row(rows, _):
    return _table(_headed(rows))


def _headed(rows):
    """Three labels in a line, their values in the next."""
    groups = [rows[start : start + 3] for start in range(0, len(rows), 3)]
    lines = (line for group in groups for line in ([row.label for row in group], [row.value for row in group]))
    return [(*line, *[""] * (3 - len(line))) for line in lines]


def _two_columns(rows, colon):
    half = (len(rows) + 1) // 2
    right = [*rows[half:], *[None] * (2 * half - len(rows))]
    cells = [
        [(*_labelled(row, colon), row.value) if row else ("", "", "") for row in part] for part in (rows[:half], right)
    ]
    return _table([(f"{a} {b}", c, f"{d} {e}", f) for (a, b, c), (d, e, f) in zip(*cells, strict=True)])


ROWS = {"tabs": _tabs, "table": _as_table, "header_row": _header_row, "two_columns": _two_columns}


def sheet_document(forms, manner="table", colon="apart", font="sans"):
    """Give a flat OpenDocument table, as somebody types a receipt into a spreadsheet."""
    form = gathered(forms[0])
    how = {"table": _as_table, "header_row": _header_row, "two_columns": _two_columns}[manner]
    lead = [BANK, OFFICE, *form.title, *([form.under_bars] if form.under_bars else []), *form.body]
    rows = "".join(f"<table:table-row>{_cell(line)}</table:table-row>" for line in lead)
    inner = how(form.rows, colon) if form.rows else _table([("", "", "")])
    table = inner.replace("<table:table-row>", f"{rows}<table:table-row>", 1)
    return _flat("spreadsheet", f"<office:spreadsheet>{table}</office:spreadsheet>", 595, 842, fonts.NAMES[font])


def word_document(forms, manner="table", colon="apart", font="sans"):
    """Give Office Open XML with a table or with tabs."""
    name = fonts.NAMES[font]
    body = "".join(_word_page(form, manner, colon) for form in forms)
    width, height = (20 * edge for edge in SIZES[forms[0].layout])
    margins = '<w:pgMar w:top="700" w:left="800" w:right="800" w:bottom="600"/>'
    size = f'<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"/>{margins}'
    style = f'<w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}"/><w:sz w:val="19"/></w:rPr>'
    styles = f"<w:styles {WORDS}><w:docDefaults><w:rPrDefault>{style}</w:rPrDefault></w:docDefaults></w:styles>"
    document = f"<w:document {WORDS}><w:body>{body}{size}</w:sectPr></w:body></w:document>"
    return _zipped({**_package(), "word/document.xml": document, "word/styles.xml": styles})


def _package():
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{what}+xml"/>'
        for name, what in (("document", "document.main"), ("styles", "styles"))
    )
    relations = f'<Relationships xmlns="{PACKAGE}/package/2006/relationships"><Relationship Id="r1" '
    relation = f'{relations}Type="{PACKAGE}/officeDocument/2006/relationships/'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{parts}</Types>',
        "_rels/.rels": f'{relation}officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{relation}styles" Target="styles.xml"/></Relationships>',
    }


def _zipped(parts):
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
    return content.getvalue()


def _word_page(form, manner, colon):
    form = gathered(form)
    lead = [BANK, OFFICE, *([form.under_bars] if form.under_bars else []), *form.title, *form.body]
    paragraphs = "".join(_word(line) for line in lead)
    facts = _word_facts(form.rows, manner, colon) if form.rows else ""
    return f"{paragraphs}{facts}{''.join(_word(line) for line in (*form.foot, form.copy, NOTE) if line)}"


def _word_facts(rows, manner, colon):
    if manner == "header_row":
        return _word_table(_headed(rows), (3300, 3300, 3300))
    lines = [(*_labelled(row, colon), row.value) for row in rows]
    if manner == "tabs":
        return "".join(_word("\t".join(line), tabs=True) for line in lines)
    return _word_table(lines, (3600, 300, 5000))


def _word(text, *, tabs=False):
    """A paragraph; as Word does after spelling corrections, each word is a run of its own."""
    runs = "".join(f"<w:r>{_run(part)}</w:r>" for part in text.replace(" ", " \x00").split("\x00"))
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="3600"/><w:tab w:val="left" w:pos="3900"/></w:tabs></w:pPr>'
    return f"<w:p>{stops if tabs else ''}{runs}</w:p>"


def _run(text):
    inside = escape(text).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    inside = inside.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:t xml:space="preserve">{inside}</w:t>'


def _word_table(rows, widths):
    cells = ("".join(f"<w:tc>{_word(text)}</w:tc>" for text in row) for row in rows)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(f"<w:tr>{line}</w:tr>" for line in cells)
    return f'<w:tbl><w:tblPr><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{lines}</w:tbl>'
