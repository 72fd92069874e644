from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchagent.core.names import (
    LONGEST_NAME,
    BadName,
    LeftAlone,
    NumberRule,
    Receipt,
    being_written_names,
    free_name,
    printable,
    reason_name,
)

TWENTY = "01118053000013564019"
RULE = NumberRule()
NUMBERS = st.from_regex(r"[0-9A-Za-z]{1,20}", fullmatch=True).filter(RULE.allows)
ODD_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\x00\n\u202e\ud800\udcff\u0663.pdf ()"))).filter(len)


def _bytes(name):
    return len(name.encode("utf-8", "surrogateescape"))


FITTING = ODD_TEXT.map(lambda text: re.sub("[/\ud800-\udfff]", "", text)).filter(lambda name: 0 < _bytes(name) <= 255)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (f"{TWENTY}.pdf", TWENTY),
        ("1.pdf", "1"),
        ("0.pdf", "0"),
        ("00000000000000000000.pdf", "0" * 20),
        ("007.pdf", "007"),
        ("aB9z.pdf", "aB9z"),
        ("123.PDF", "123"),
        ("123.Pdf", "123"),
        ("123 (1).pdf", "123"),
        ("123 (2).PDF", "123"),
        ("007 (1).pdf", "007"),
        (f"{TWENTY} (12).pdf", TWENTY),
        ("123 (9999).pdf", "123"),
        ("con1.pdf", "con1"),
        ("COM10.pdf", "COM10"),
        ("pdf.pdf", "pdf"),
        ("tmp.pdf", "tmp"),
        ("SiskohatSetoranAwal.pdf", "SiskohatSetoranAwal"),
    ],
)
def test_a_receipt_carries_its_number_as_written(name, number):
    assert RULE.read(name) == Receipt(number)


BAD_NAMES = {
    "21 characters": "0" * 21 + ".pdf",
    "21 characters and a count": "0" * 21 + " (1).pdf",
    "only a count": " (1).pdf",
    "no extension": "123",
    "another extension": "123.docx",
    "a text file": "123.txt",
    "two extensions": "123.pdf.pdf",
    "an image before it": "123.jpg.pdf",
    "two counts": "123 (1) (2).pdf",
    "a count without its space": "123(1).pdf",
    "a count with two spaces": "123  (1).pdf",
    "a count of letters": "123 (a).pdf",
    "an empty count": "123 ().pdf",
    "a count of five digits": "123 (10000).pdf",
    "a negative count": "123 (-1).pdf",
    "a count in Arabic-Indic digits": "123 (\u0661).pdf",
    "a count after the extension": "123.pdf (1)",
    "a space inside": "12 3.pdf",
    "a leading space": " 123.pdf",
    "a trailing space in the stem": "123 .pdf",
    "a trailing space": "123.pdf ",
    "a trailing dot": "123.pdf.",
    "an Arabic-Indic number": "\u0661\u0662\u0663.pdf",
    "a fullwidth number": "\uff11\uff12\uff13.pdf",
    "superscripts": "\u00b9\u00b2\u00b3.pdf",
    "a Roman numeral": "\u2167.pdf",
    "mathematical digits": "\U0001d7ce\U0001d7cf.pdf",
    "a Cyrillic look-alike": "\u0410123.pdf",
    "a Kelvin sign": "12\u212a.pdf",
    "an accent": "12\u00e9.pdf",
    "a long s": "12\u017f.pdf",
    "a look-alike extension": "123.\uff50\uff44\uff46",
    "a newline at the end": "123.pdf\n",
    "a newline in the number": "123\n.pdf",
    "a NUL": "123\x00.pdf",
    "a NUL after it": "123.pdf\x00",
    "a control character": "12\x1b3.pdf",
    "a zero-width space": "123\u200b.pdf",
    "a right-to-left override": "\u202e123.pdf",
    "a slash": "sub/123.pdf",
    "a backslash": "sub\\123.pdf",
    "a way up": "a/../123.pdf",
    "a drive": "C:123.pdf",
    "a stream": "123.pdf:evil",
    "an escaped byte": "123\udcff.pdf",
    "a lone surrogate": "123\ud83d.pdf",
    "255 bytes": "1" * 251 + ".pdf",
    "a hyphen": "12-34.pdf",
    "an underscore": "12_34.pdf",
    "a sign": "+123.pdf",
    "nothing": "",
    "only a space": " ",
    **{
        f"the device {name}": f"{name}.pdf"
        for name in ["CON", "con", "PRN", "aux", "NUL", "nul", "COM0", "COM1", "com9", "LPT0", "LPT9", "lpt1"]
    },
    "a device with a count": "NUL (1).pdf",
    "a bare device": "NUL",
    "a device with a superscript": "COM\u00b9.pdf",
}


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES)
def test_no_receipt_for(name):
    assert RULE.read(name) == BadName()


@pytest.mark.parametrize(
    "name",
    [
        "123.tmp",
        "123.pdf.tmp",
        "123.TMP",
        "123.part",
        "123.pdf.part",
        "123.PDF.Part",
        "123.pdf.partial",
        "123.pdf.crdownload",
        "Unconfirmed 734.CRDOWNLOAD",
        "123.pdf.opdownload",
        "123.pdf.download",
        "123.pdf.filepart",
        "~$123.pdf",
        "~$123.docx",
        ".pdf",
        ".123.pdf",
        ".DS_Store",
        "._123.pdf",
        ".com.google.Chrome.abc",
        "Thumbs.db",
        "THUMBS.DB",
        "desktop.ini",
        "Desktop.INI",
    ],
)
def test_left_alone(name):
    assert RULE.read(name) == LeftAlone()


@pytest.mark.parametrize("name", ["thumbs.db.pdf", "desktop", "mydesktop.ini", "~123.pdf", "tmp", "a.tmpx"])
def test_what_only_looks_like_a_leftover_is_told_about(name):
    assert RULE.read(name) == BadName()


@pytest.mark.parametrize(
    ("pattern", "name", "verdict"),
    [
        pytest.param("[0-9]{20}", f"{TWENTY}.pdf", Receipt(TWENTY), id="narrower-fits"),
        pytest.param("[0-9]{20}", "123.pdf", BadName(), id="narrower-refuses"),
        pytest.param("[0-9]+", "\u0661\u0662.pdf", BadName(), id="foreign-digits"),
        pytest.param(r"\d+", "\u0661\u0662.pdf", BadName(), id="digit-class-is-ascii"),
        pytest.param(".*", "a b.pdf", BadName(), id="broader-space"),
        pytest.param(".*", "0" * 21 + ".pdf", BadName(), id="broader-length"),
        pytest.param(".*", "NUL.pdf", BadName(), id="broader-device"),
        pytest.param(".*", "", BadName(), id="broader-empty"),
        pytest.param("12", "123.pdf", BadName(), id="whole-number-must-fit"),
        pytest.param("123$", "123.pdf", Receipt("123"), id="anchored"),
        pytest.param("1|123", "123.pdf", Receipt("123"), id="alternatives"),
        pytest.param("(?i)AB", "ab (1).pdf", Receipt("ab"), id="flags"),
    ],
)
def test_a_pattern_narrows_and_never_widens(pattern, name, verdict):
    assert NumberRule(pattern).read(name) == verdict


def test_a_pattern_that_is_none_is_refused():
    with pytest.raises(re.error):
        NumberRule("[")


@given(NUMBERS, st.sampled_from([".pdf", ".PDF", ".pDf"]), st.integers(0, 9999) | st.none())
def test_every_allowed_number_is_read_back(number, extension, copy):
    count = "" if copy is None else f" ({copy})"
    assert RULE.read(number + count + extension) == Receipt(number)


@given(ODD_TEXT, st.sampled_from(["", ".pdf", " (1).pdf", ".PDF\n", ".tmp"]))
def test_any_name_is_read_and_a_number_is_always_plain(stem, ending):
    verdict = NumberRule(".*").read(stem + ending)
    if isinstance(verdict, Receipt):
        assert re.fullmatch("[0-9A-Za-z]{1,20}", verdict.number, re.ASCII)
        assert (stem + ending).startswith(verdict.number)


def test_what_is_written_beside_a_name_is_left_alone_itself():
    names = being_written_names("123.pdf")
    assert {"123.pdf.part", "123.pdf.crdownload", "123.pdf.tmp"} <= set(names)
    assert {RULE.read(name) for name in names} == {LeftAlone()}


@pytest.mark.parametrize(
    ("name", "attempt", "free"),
    [
        ("123.pdf", 0, "123.pdf"),
        ("123.pdf", 1, "123.pdf"),
        ("123.pdf", 2, "123 (2).pdf"),
        ("123.pdf", 10, "123 (10).pdf"),
        ("123.PDF", 2, "123 (2).PDF"),
        ("123 (1).pdf", 1, "123 (1).pdf"),
        ("123 (1).pdf", 2, "123 (2).pdf"),
        ("123 (7).pdf", 3, "123 (3).pdf"),
        ("123 (1) (2).pdf", 2, "123 (1) (2).pdf"),
        ("123(1).pdf", 2, "123(1) (2).pdf"),
        ("123", 2, "123 (2)"),
        ("a.b.docx", 2, "a.b (2).docx"),
        (".hidden", 2, ".hidden (2)"),
        ("123.", 2, "123 (2)"),
        ("b" * 251 + ".pdf", 2, "b" * 247 + " (2).pdf"),
        ("\u00e9" * 125 + "e.pdf", 2, "\u00e9" * 123 + " (2).pdf"),
        ("\U0001f54b" * 62 + ".pdf", 2, "\U0001f54b" * 61 + " (2).pdf"),
    ],
)
def test_free_name(name, attempt, free):
    assert free_name(name, attempt) == free


@given(FITTING, st.lists(st.integers(2, 9999), min_size=2, max_size=6, unique=True))
def test_later_attempts_never_name_the_same_twice(name, attempts):
    assert len({free_name(name, attempt) for attempt in attempts}) == len(attempts)


@given(FITTING | st.text(st.sampled_from("ab.\u00e9"), min_size=100, max_size=255), st.integers(1, 9999))
def test_a_free_name_fits_a_file_system(name, attempt):
    assert _bytes(free_name(name, attempt)) <= max(LONGEST_NAME, _bytes(name) if attempt == 1 else 0)


@pytest.mark.parametrize("extension", ["x" * 248, "x" * 253], ids=["no-room", "all-of-it"])
def test_a_free_name_fits_even_where_nearly_all_is_extension(extension):
    free = free_name(f"a.{extension}", 2)
    assert (_bytes(free) <= LONGEST_NAME, free != f"a.{extension}") == (True, True)


@given(NUMBERS, st.integers(2, 9999), st.integers(2, 9999))
def test_counting_goes_on_from_the_stem(number, first, second):
    assert free_name(free_name(f"{number}.pdf", first), second) == free_name(f"{number}.pdf", second)


@given(NUMBERS, st.integers(1, 9999))
def test_a_counted_receipt_is_still_one_of_its_number(number, attempt):
    assert RULE.read(free_name(f"{number}.pdf", attempt)) == Receipt(number)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("123.pdf", "123.txt"),
        ("123.PDF", "123.txt"),
        ("123 (2).pdf", "123 (2).txt"),
        ("scan.docx", "scan.docx.txt"),
        ("123.txt", "123.txt.txt"),
        ("123", "123.txt"),
        ("b" * 251 + ".pdf", "b" * 251 + ".txt"),
        ("b" * 250 + ".docx", "b" * 250 + "..txt"),
    ],
)
def test_reason_name(name, reason):
    assert reason_name(name) == reason


@given(FITTING)
def test_a_reason_is_never_called_as_what_it_is_about(name):
    reason = reason_name(name)
    assert reason.lower() != name.lower()
    assert reason.endswith(".txt")
    assert _bytes(reason) <= LONGEST_NAME


@pytest.mark.parametrize("name", ["b" * 251 + ".txt", "b" * 251 + ".TXT", "\u00e9" * 125 + "b.txt"])
def test_a_text_file_of_the_longest_name_is_not_its_own_reason(name):
    assert reason_name(name).lower() != name.lower()
    assert _bytes(reason_name(name)) <= LONGEST_NAME


@given(NUMBERS, NUMBERS, st.integers(1, 99), st.integers(1, 99))
def test_two_receipts_share_a_reason_only_if_they_share_a_name(one, other, first, second):
    names = free_name(f"{one}.pdf", first), free_name(f"{other}.pdf", second)
    assert (names[0] == names[1]) == (reason_name(names[0]) == reason_name(names[1]))


SURROGATES = {"escaped byte": "12\udcff3", "high": "\ud83d", "low": "\udc00", "pair the wrong way": "\udc00\ud83d"}


@pytest.mark.parametrize("stem", SURROGATES.values(), ids=SURROGATES)
@pytest.mark.parametrize("extension", [".pdf", ".docx", ""])
def test_names_that_are_no_text_can_be_filed_too(stem, extension):
    name = stem + extension
    assert free_name(name, 2) == f"{stem} (2){extension}"
    assert reason_name(name) == (stem if extension == ".pdf" else name) + ".txt"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("123.pdf", "123.pdf"),
        ("bukti setoran \u2013 é.pdf", "bukti setoran \u2013 é.pdf"),
        ("12\n3.pdf", "12\\n3.pdf"),
        ("\x1b[31m.pdf", "\\x1b[31m.pdf"),
        ("\x00", "\\x00"),
        ("\x85", "\\x85"),
        ("\udcff.pdf", "\\udcff.pdf"),
        ("\ud83d", "\\ud83d"),
        ("\u202efdp.321", "\\u202efdp.321"),
        ("\u2028", "\\u2028"),
    ],
)
def test_printable(name, shown):
    assert printable(name) == shown


@given(ODD_TEXT)
def test_what_is_printable_breaks_no_line_and_no_encoding(name):
    shown = printable(name)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert len(shown.splitlines()) == 1
    assert json.loads(json.dumps(shown, ensure_ascii=False).encode("utf-8")) == shown
    assert printable(shown) == shown
