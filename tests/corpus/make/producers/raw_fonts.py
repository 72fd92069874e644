"""Fonts for content streams made by hand: each way gives an object for the PDF and a code for each letter."""

from dataclasses import dataclass
from io import BytesIO

from fontTools.pens.basePen import BasePen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from tests.corpus.make import fonts


@dataclass(frozen=True)
class Font:
    """What the page's resources name, and the bytes that print a letter."""

    object: Dictionary
    codes: dict[str, bytes]

    def encode(self, text):
        return b"".join(self.codes[letter] for letter in text)


def standard(_, family, bold, letters):
    """One of the fonts that every viewer has."""
    name = fonts.STANDARD[family, bold]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{name}"), Encoding=Name.WinAnsiEncoding)
    return Font(font, {letter: letter.encode("cp1252") for letter in letters})


def _program(family, bold, letters):
    """Cut the font down to its letters; its glyphs keep no names."""
    font = TTFont(fonts.path(family, bold))
    options = Options(notdef_outline=True, glyph_names=False, layout_features=[], hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(letters))
    subsetter.subset(font)
    return font


def _stored(pdf, font):
    content = BytesIO()
    font.save(content)
    return pdf.make_stream(content.getvalue(), Length1=len(content.getvalue()))


def _descriptor(pdf, font, name):
    scale = 1000 / font["head"].unitsPerEm
    box = [getattr(font["head"], edge) * scale for edge in ("xMin", "yMin", "xMax", "yMax")]
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=Array([round(edge) for edge in box]),
        ItalicAngle=0,
        Ascent=round(font["hhea"].ascent * scale),
        Descent=round(font["hhea"].descent * scale),
        CapHeight=700,
        StemV=80,
        FontFile2=_stored(pdf, font),
    )


def _name(family, bold):
    return Name(f"/ABCDEF+{fonts.NAMES[family].replace(' ', '')}{'-Bold' if bold else ''}")


def _to_unicode(pdf, codes):
    """Tell which letter each code stands for."""
    size = len(next(iter(codes.values())))
    pairs = [f"<{code.hex()}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    blocks = [pairs[at : at + 90] for at in range(0, len(pairs), 90)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def",
        f"1 begincodespacerange <{'00' * size}> <{'ff' * size}> endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return pdf.make_stream("\n".join(lines).encode())


def composite(pdf, family, bold, letters, *, told=True):
    """Codes of two bytes that are the glyphs' numbers; without a table nobody can tell what they mean."""
    font = _program(family, bold, letters)
    best, scale = font.getBestCmap(), 1000 / font["head"].unitsPerEm
    glyphs = {letter: font.getGlyphID(best[ord(letter)]) for letter in letters}
    codes = {letter: glyph.to_bytes(2, "big") for letter, glyph in glyphs.items()}
    widths = [
        item
        for letter, glyph in sorted(glyphs.items(), key=lambda pair: pair[1])
        for item in (glyph, Array([round(font["hmtx"][best[ord(letter)]][0] * scale)]))
    ]
    name = _name(family, bold)
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(_descriptor(pdf, font, name)),
        W=Array(widths),
        CIDToGIDMap=Name.Identity,
    )
    made = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"))
    made.DescendantFonts = Array([pdf.make_indirect(descendant)])
    if told:
        made.ToUnicode = _to_unicode(pdf, codes)
    return Font(pdf.make_indirect(made), codes)


def untold(pdf, family, bold, letters):
    return composite(pdf, family, bold, letters, told=False)


def numbers_untold(pdf, family, bold, letters):
    """Only what is bold, the validation number above all, has no table."""
    return (untold if bold else composite)(pdf, family, bold, letters)


class _Procedure(BasePen):
    """Writes a glyph's outline as a content stream."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.lines = []

    def _moveTo(self, pt):  # noqa: N802
        self.lines.append(f"{pt[0]:g} {pt[1]:g} m")

    def _lineTo(self, pt):  # noqa: N802
        self.lines.append(f"{pt[0]:g} {pt[1]:g} l")

    def _curveToOne(self, pt1, pt2, pt3):  # noqa: N802
        self.lines.append(" ".join(f"{edge:.1f}" for pt in (pt1, pt2, pt3) for edge in pt) + " c")

    def _closePath(self):  # noqa: N802
        self.lines.append("h")


def _drawn(glyphs, name, advance):
    pen = _Procedure(glyphs)
    glyphs[name].draw(pen)
    return "\n".join([f"{advance:g} 0 0 -500 {advance:g} 2000 d1", *pen.lines, "f"]).encode()


def drawn(pdf, family, bold, letters, *, told=True, first=33, naming="g{}"):
    """Type 3: each glyph is a little drawing; codes are given in the order of first use."""
    source = fonts.opened(family, bold)
    best, glyphs, metrics = source.getBestCmap(), source.getGlyphSet(), source["hmtx"]
    codes = {letter: bytes([first + place]) for place, letter in enumerate(letters)}
    names = {letter: naming.format(place) for place, letter in enumerate(letters)}
    advances = [metrics[best[ord(letter)]][0] for letter in letters]
    procedures = {
        f"/{names[letter]}": pdf.make_stream(_drawn(glyphs, best[ord(letter)], advance))
        for letter, advance in zip(letters, advances, strict=True)
    }
    unit = 1 / source["head"].unitsPerEm
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, -600, 3000, 2100]),
        FontMatrix=Array([unit, 0, 0, unit, 0, 0]),
        CharProcs=Dictionary(procedures),
        Encoding=Dictionary(
            Type=Name.Encoding, Differences=Array([first, *(Name(f"/{names[letter]}") for letter in letters)])
        ),
        FirstChar=first,
        LastChar=first + len(letters) - 1,
        Widths=Array(advances),
        Resources=Dictionary(),
    )
    if told:
        font.ToUnicode = _to_unicode(pdf, codes)
    return Font(pdf.make_indirect(font), codes)


def drawn_untold(pdf, family, bold, letters):
    return drawn(pdf, family, bold, letters, told=False)


def numbers_misleading(pdf, family, bold, letters):
    """The number's digits have the codes of other digits, and no table that tells what they are."""
    if not bold:
        return standard(pdf, family, bold, letters)
    digits = sorted(letter for letter in letters if letter.isdigit())[::-1]
    return drawn(pdf, family, bold, digits + [x for x in letters if not x.isdigit()], told=False, first=48)


FONTS = {
    "standard": standard,
    "composite": composite,
    "untold": untold,
    "numbers_untold": numbers_untold,
    "numbers_misleading": numbers_misleading,
    "drawn": drawn,
    "drawn_untold": drawn_untold,
}
