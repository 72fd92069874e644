"""Every document of the corpus: its content and its answer."""

from dataclasses import dataclass

from tests.corpus.make import scans
from tests.corpus.make.answers import answer
from tests.corpus.make.placing import place
from tests.corpus.make.producers import office, pages, programs, raw, with_cairo, with_fpdf2, with_reportlab
from tests.corpus.make.receipts import Receipt
from tests.corpus.make.variants import VARIANTS

DRAWN = {"fpdf2": with_fpdf2.draw, "reportlab": with_reportlab.draw, "cairo": with_cairo.draw}
OFFICE_MANNERS = {"beside": "tabs"}
PRODUCERS = {"raw": "pikepdf", "writer": "libreoffice", "writer-table": "libreoffice", "word": "libreoffice"}
PRODUCERS |= {"word-table": "libreoffice", "calc": "libreoffice-calc", "office-html": "libreoffice"}


@dataclass(frozen=True)
class Document:
    """What is to be made: a variant by a producer."""

    variant: object
    producer: str
    layout: str
    receipts: tuple[Receipt, ...]

    @property
    def name(self):
        return f"{self.producer_name}-{self.kind_of_page.lower()}-{self.variant.name}"

    @property
    def kind_of_page(self):
        return "other" if {"letter", "invoice"} & set(self.variant.traits.split()) else self.layout

    @property
    def producer_name(self):
        plain = {"+": "-embedded", "@": "-placed"}
        base = self.producer.partition(":")[0]
        return base.replace("+", plain["+"]).replace("@", plain["@"])

    @property
    def base(self):
        return self.producer.partition(":")[0].rstrip("+@")

    @property
    def forms(self):
        return self.variant.says(*self.receipts, self.layout)

    @property
    def sheets(self):
        """The forms' pages, placed and reshaped; two copies may share one."""
        look = self.variant
        sheets = [look.reshape(place(form, look.manner, look.colon)) for form in self.forms]
        return [look.join(sheets[0], sheets[-1])] if look.join else sheets

    def answer(self, **facts):
        texts = [text for form in self.forms for text in form.texts()]
        known = {"producer": PRODUCERS.get(self.base, self.base), "layout": self.kind_of_page}
        known |= {"traits": self.variant.traits.split()} | facts
        known["legible"] = self.variant.kind in {"labelled", "unreadable"} and self.variant.name != "masked"
        return answer(known.pop("kind", self.variant.kind), self.receipts, texts, **known)


def planned():
    """All documents that the variants ask for, each with pilgrims of its own."""
    documents, index = [], 0
    for turn, variant in enumerate(VARIANTS):
        for place_, producer in enumerate(variant.producers.split()):
            layouts = "AB" if variant.layouts == "both" else variant.layouts[(turn + place_) % len(variant.layouts)]
            for layout in layouts:
                receipts = tuple(Receipt(index + more, variant.short) for more in range(variant.pilgrims))
                documents.append(Document(variant, producer, layout, receipts))
                index += variant.pilgrims
    return documents


def drawn(document):
    """Give a document's PDF, unless it is left to an office program."""
    look, sign = document.variant, document.producer[-1]
    if document.base in DRAWN:
        return DRAWN[document.base](document.sheets, sign == "+")
    if document.base == "raw":
        return raw.draw(document.sheets, document.producer.partition(":")[2] or "standard", kerned=look.kerned)
    html = pages.absolute(document.sheets) if sign == "@" else as_page(document)
    if document.base == "weasyprint":
        return by_weasyprint(html)
    return programs.printed_by_browser(html, tagged=not sign and document.receipts[0].index % 5 == 0)


def by_weasyprint(html):
    from weasyprint import HTML  # noqa: PLC0415 - it takes a second to load

    return HTML(string=html).write_pdf()


def as_page(document):
    look = document.variant
    return pages.page(document.forms, look.manner, look.colon, look.font, look.extra, look.mark)


def for_office(document):
    """Give the name and the content of what an office program is to convert."""
    look = document.variant
    manner = OFFICE_MANNERS.get(look.manner, look.manner)
    if document.base == "office-html":
        return "html", as_page(document).encode()
    if document.base == "calc":
        table = "table" if manner == "tabs" else manner
        return "fods", office.sheet_document(document.forms, table, look.colon, look.font).encode()
    if document.base.startswith("word"):
        return "docx", office.word_document(document.forms, manner, look.colon, look.font)
    manner = "table" if document.base == "writer-table" else manner
    return "fodt", office.text_document(document.forms, manner, look.colon, look.font).encode()


OFFICE = {"writer", "writer-table", "word", "word-table", "calc", "office-html"}


def made(progress=print):
    """Give (name, content, answer) of every document."""
    documents = planned()
    contents = {d.name: drawn(d) for d in documents if d.base not in OFFICE}
    progress(f"{len(contents)} drawn")
    sources = {d.name: for_office(d) for d in documents if d.base in OFFICE}
    converted = programs.converted_by_office({f"{name}.{kind}": content for name, (kind, content) in sources.items()})
    contents |= {name.rpartition(".")[0]: content for name, content in converted.items()}
    progress(f"{len(converted)} converted")
    finished = [(d, _changed(d, contents[d.name])) for d in documents]
    for document, content in finished:
        yield document.name, content, document.answer()
    yield from rewritten(finished)
    yield from scans.scanned(finished)


def _changed(document, content):
    return raw.rewrite(content, document.variant.change) if document.variant.change else content


def rewritten(finished):
    """Each rewriter takes a few documents of all sorts, others than the rewriter before it."""
    for turn, how in enumerate(programs.REWRITERS):
        tool = {"gs": "ghostscript"}.get(how.partition("-")[0], how.partition("-")[0])
        outlines = how == "gs-outlines"
        sources = (
            [(d, content) for d, content in finished if d.variant.name in SPARSE and d.base in DRAWN]
            if outlines
            else finished[5 + turn * 7 :: 71]
        )
        for document, content in sources:
            traits = [*document.variant.traits.split(), "rewritten", *TRAITS_OF_REWRITING.get(how, ())]
            facts = {"kind": "textless"} if outlines else {}
            entry = document.answer(producer=tool, traits=traits, rewrites=document.base, **facts)
            yield f"{how}-of-{document.name}", programs.rewritten(content, how), entry


SPARSE = {"letter-number", "bars-only"}  # each letter of an outline takes room
TRAITS_OF_REWRITING = {"gs-outlines": ("outlines",), "qpdf-locked": ("locked_without_password",)}
