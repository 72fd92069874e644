"""What the corpus varies: each variant says what is printed, how, and by whom.

A producer's name may carry a sign: `+` embeds fonts of its own, `@` places every text by itself (browsers),
`:font` names a way of `producers/raw_fonts.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.corpus.make import sayings as say
from tests.corpus.make import sheets as do
from tests.corpus.make.producers import raw


@dataclass(frozen=True)
class Variant:
    """One way to print a receipt, or not to; `kind` is a key of `answers.KINDS`."""

    name: str
    traits: str
    producers: str
    says: Callable = say.plain
    kind: str = "labelled"
    manner: str = "beside"
    colon: str = "apart"
    layouts: str = "AB"
    reshape: Callable = lambda sheet: sheet
    join: Callable | None = None
    change: Callable | None = None
    kerned: bool = False
    short: bool = False
    pilgrims: int = 1
    font: str = "sans"
    extra: str = ""
    mark: str = ""


EMPTY = "empty_value"


def in_dejavu(sheet):
    """It has a thin blank; Liberation has none."""
    return do.in_family(sheet, "dejavu")


def in_one_face(sheet):
    return do.in_family(sheet, "sans")


VARIANTS = (
    # As it should be.
    Variant("plain", "plain", "fpdf2 fpdf2+ reportlab reportlab+ cairo raw chromium weasyprint writer calc"),
    Variant("plain-again", "plain", "word chromium@ raw:composite office-html", layouts="BA"),
    Variant("copies", "several_copies", "fpdf2 chromium writer", say.copies, layouts="B"),
    Variant("short", "alphanumeric", "fpdf2 reportlab chromium word calc weasyprint", short=True),
    # Its label.
    Variant(
        "no-validasi",
        "label_no_dot colon_attached",
        "reportlab chromium word",
        say.labelled("No. Validasi"),
        colon="attached",
    ),
    Variant("no-caps", "label_upper no_colon", "fpdf2+ raw writer", say.labelled("NO VALIDASI"), colon="none"),
    Variant(
        "no-tight",
        "label_tight colon_attached",
        "reportlab chromium calc",
        say.labelled("No.Validasi"),
        colon="attached",
    ),
    Variant("nomor-caps", "label_upper", "cairo weasyprint writer", say.labelled("NOMOR VALIDASI")),
    Variant(
        "nomor-lower", "label_lower no_colon", "fpdf2 chromium@ word", say.labelled("nomor validasi"), colon="none"
    ),
    Variant("colon-spaced", "colon_attached", "raw chromium office-html", colon="spaced"),
    Variant("colon-with-value", "colon_with_value", "fpdf2 weasyprint chromium", colon="with_value"),
    Variant(
        "bilingual", "bilingual", "reportlab chromium writer calc", say.labelled("Nomor Validasi / Validation Number")
    ),
    Variant("bilingual-line", "bilingual", "fpdf2+ weasyprint@", say.second_language, manner="beside"),
    Variant("nbsp", "odd_blanks", "fpdf2 chromium word raw", say.labelled("Nomor\u00a0Validasi")),
    Variant(
        "thin",
        "odd_blanks",
        "reportlab+ weasyprint chromium",
        say.labelled("No.\u2009Validasi"),
        reshape=in_dejavu,
        font="dejavu",
    ),
    Variant("ligatures", "ligatures", "chromium weasyprint writer", say.ligatures, font="serif"),
    Variant("ligature-signs", "ligatures", "fpdf2+ cairo", say.ligature_signs),
    Variant("spaced-out", "blanks_between_letters", "reportlab chromium", say.spaced_out),
    # Where its value stands.
    Variant("below", "value_below", "fpdf2 reportlab chromium weasyprint raw", manner="below"),
    Variant("below-short", "value_below alphanumeric", "chromium@ cairo", manner="below", short=True),
    Variant("header-row", "header_row", "reportlab+ chromium writer calc word-table", manner="header_row"),
    Variant(
        "two-columns", "two_columns", "fpdf2+ raw chromium writer weasyprint", say.neighbours, manner="two_columns"
    ),
    Variant("far-right", "far_right", "reportlab cairo chromium", manner="far_right"),
    Variant("flex", "plain", "chromium weasyprint", manner="flex"),
    Variant("neighbours", "neighbours", "fpdf2 reportlab+ chromium writer-table word calc", say.neighbours),
    Variant("neighbours-below", "neighbours value_below", "raw chromium reportlab", say.neighbours, manner="below"),
    Variant("neighbours-header", "neighbours header_row", "fpdf2 weasyprint calc", say.neighbours, manner="header_row"),
    Variant("other-validations", "similar_labels", "reportlab chromium writer", say.other_validations),
    Variant("trailing-text", "trailing_text", "fpdf2 word", say.trailing_text),
    Variant("explained", "mentioned_elsewhere", "chromium reportlab writer", say.explained),
    # How its value is written.
    Variant("grouped", "grouped_blanks", "fpdf2 reportlab chromium writer raw", say.grouped(" ")),
    Variant(
        "grouped-thin",
        "grouped_blanks odd_blanks",
        "weasyprint reportlab+",
        say.grouped("\u2009"),
        reshape=in_dejavu,
        font="dejavu",
    ),
    Variant("dotted", "grouped_dots", "fpdf2+ chromium word", say.grouped(".")),
    Variant("wrapped", "wrapped", "fpdf2 chromium writer raw", say.wrapped),
    Variant("wrapped-header", "wrapped header_row", "reportlab weasyprint", say.wrapped, manner="header_row"),
    Variant("masked", "masked", "fpdf2 chromium calc", say.masked, kind="unreadable"),
    Variant("picture", "value_as_picture", "fpdf2 reportlab", say.picture, kind="unreadable"),
    # Other numbers that are not it.
    Variant("qr", "qr_text", "fpdf2 reportlab chromium weasyprint writer raw", say.qr_text),
    Variant("qr-first", "qr_text value_before_label", "reportlab cairo", say.qr_text, reshape=do.backwards),
    Variant("porsi-label", "labelled_as_porsi", "fpdf2 chromium writer raw", say.labelled_as_porsi, kind="printed"),
    Variant("empty", EMPTY, "fpdf2 chromium writer word", say.empty, kind="absent"),
    Variant(
        "empty-neighbours",
        f"{EMPTY} neighbours",
        "reportlab raw chromium calc",
        say.empty_among_neighbours,
        kind="absent",
    ),
    Variant(
        "empty-two",
        f"{EMPTY} two_columns neighbours",
        "fpdf2+ chromium writer reportlab",
        say.empty_among_neighbours,
        kind="absent",
        manner="two_columns",
    ),
    Variant(
        "empty-below",
        f"{EMPTY} value_below neighbours",
        "chromium reportlab raw",
        say.empty_among_neighbours,
        kind="absent",
        manner="below",
    ),
    Variant(
        "empty-header",
        f"{EMPTY} header_row neighbours",
        "fpdf2 weasyprint calc word-table",
        say.empty_among_neighbours,
        kind="absent",
        manner="header_row",
    ),
    Variant("empty-dots", EMPTY, "reportlab fpdf2", say.dots_to_fill, kind="absent"),
    Variant(
        "empty-bars", f"{EMPTY} bar_code_only", "fpdf2 weasyprint", say.empty_with_bars, kind="printed", layouts="A"
    ),
    Variant(
        "empty-explained", f"{EMPTY} mentioned_elsewhere", "chromium writer", say.empty_and_explained, kind="absent"
    ),
    Variant(
        "bars-only", "bar_code_only no_label", "reportlab fpdf2 chromium", say.bars_only, kind="printed", layouts="A"
    ),
    # Other documents.
    Variant("letter", "letter no_label", "chromium reportlab word", say.letter, kind="absent"),
    Variant("letter-number", "letter no_label", "writer fpdf2 weasyprint", say.letter_with_number, kind="printed"),
    Variant("letter-label", "letter label_in_sentence", "chromium reportlab writer", say.letter_with_label),
    Variant("letter-mention", "letter mentioned_elsewhere", "chromium fpdf2 word", say.letter_that_asks, kind="absent"),
    Variant("invoice", "invoice no_label", "reportlab chromium writer calc", say.invoice, kind="absent"),
    Variant("clerk", "similar_labels no_label", "fpdf2 writer", say.only_the_clerk, kind="absent"),
    Variant("two-pilgrims", "two_pilgrims", "fpdf2 chromium writer raw", say.each_their_own, pilgrims=2),
    Variant(
        "two-on-one",
        "two_pilgrims two_up",
        "reportlab cairo",
        say.each_their_own,
        pilgrims=2,
        join=do.side_by_side,
        layouts="A",
    ),
    Variant(
        "two-stacked",
        "two_pilgrims two_up",
        "fpdf2 raw",
        say.each_their_own,
        pilgrims=2,
        join=do.one_above_the_other,
        layouts="A",
    ),
    # How texts come in the stream.
    Variant("values-first", "value_before_label", "reportlab fpdf2+ raw chromium@", reshape=do.values_first),
    Variant(
        "values-first-traps",
        "value_before_label neighbours",
        "raw:composite reportlab+",
        say.neighbours,
        reshape=do.values_first,
    ),
    Variant("shuffled", "shuffled", "reportlab cairo raw", say.neighbours, reshape=do.shuffled),
    Variant("backwards", "value_before_label shuffled", "fpdf2 weasyprint@", reshape=do.backwards),
    Variant("letters", "letter_by_letter", "raw reportlab fpdf2+ cairo chromium@", reshape=do.letter_by_letter),
    Variant("letters-anywhere", "letter_by_letter shuffled", "reportlab raw:composite", reshape=do.letters_anywhere),
    Variant("words", "label_split", "raw reportlab chromium@", reshape=do.word_by_word),
    Variant("cut", "label_split mid_word", "fpdf2 reportlab raw cairo", reshape=do.cut_in_words),
    Variant("twice", "printed_twice", "reportlab raw fpdf2 chromium@", reshape=do.printed_twice),
    Variant(
        "twice-letters",
        "printed_twice letter_by_letter",
        "raw:composite reportlab",
        reshape=lambda s: do.letter_by_letter(do.printed_twice(s)),
    ),
    Variant("spread", "letter_spaced", "reportlab raw chromium@ fpdf2+", say.without_bars, reshape=do.spread),
    Variant("spread-page", "letter_spaced", "weasyprint", say.without_bars, extra="td { letter-spacing: 1.8pt }"),
    Variant("kerned", "kerned", "raw raw:composite", kerned=True, reshape=lambda s: do.in_family(s, "serif")),
    Variant("sizes", "mixed_sizes", "fpdf2 reportlab chromium@ raw", reshape=do.big_numbers),
    # Fonts.
    Variant(
        "dejavu",
        "subset_font",
        "fpdf2+ reportlab+ cairo chromium",
        reshape=lambda s: do.in_family(s, "dejavu"),
        font="dejavu",
    ),
    Variant("untold", "no_tounicode", "raw:untold", kind="unreadable", layouts="both"),
    Variant("untold-number", "no_tounicode", "raw:numbers_untold", kind="unreadable", layouts="both"),
    Variant(
        "misleading",
        "no_tounicode misleading_codes",
        "raw:numbers_misleading",
        say.without_bars,
        kind="unreadable",
        layouts="both",
    ),
    Variant("type3", "type3", "raw:drawn", layouts="A", reshape=in_one_face),
    Variant("type3-untold", "type3 no_tounicode", "raw:drawn_untold", kind="unreadable", reshape=in_one_face),
    # The page.
    Variant("turned", "text_rotated", "reportlab fpdf2+ cairo raw", reshape=do.quarter_turned),
    Variant(
        "turned-traps",
        "text_rotated neighbours",
        "reportlab+ raw:composite",
        say.neighbours,
        reshape=do.three_quarters_turned,
    ),
    Variant("upside-down", "text_rotated", "fpdf2 raw", reshape=do.half_turned),
    Variant("rotate-90", "page_rotated", "fpdf2", change=raw.rotated(90)),
    Variant("rotate-180", "page_rotated", "reportlab writer", change=raw.rotated(180)),
    Variant("rotate-270", "page_rotated", "raw weasyprint", change=raw.rotated(270)),
    Variant(
        "rotate-upright",
        "page_rotated text_rotated",
        "reportlab cairo",
        change=raw.rotated(90),
        reshape=do.quarter_turned,
    ),
    Variant("leaning", "leaning", "reportlab raw", reshape=do.skewed),
    Variant("two-up", "two_up", "reportlab fpdf2+ raw", join=do.side_by_side, layouts="A"),
    Variant(
        "two-up-lines",
        "two_up value_before_label",
        "reportlab cairo",
        join=lambda a, b: do.line_by_line(do.side_by_side(a, b)),
        layouts="A",
    ),
    Variant("offset", "odd_boxes", "fpdf2 chromium raw", change=raw.offset_origin),
    Variant("cropped", "odd_boxes", "reportlab writer", say.plain, change=raw.cropped),
    Variant("user-unit", "odd_boxes", "raw fpdf2", change=raw.in_user_units),
    Variant("forms", "form_objects", "reportlab fpdf2", change=raw.as_form_objects),
    Variant("watermark", "watermark", "fpdf2 reportlab raw", reshape=do.watermarked),
    Variant("watermark-top", "watermark", "reportlab cairo", reshape=lambda s: do.watermarked(s, "COPY", on_top=True)),
    Variant("watermarks", "watermark", "fpdf2+ raw", reshape=do.small_watermarks),
    Variant("watermark-page", "watermark", "chromium weasyprint", mark="CONTOH"),
)
