from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchagent.core.names import BadName, LeftAlone, NumberRule, Receipt, being_written_names

TWENTY = "01118053000013564019"
RULE = NumberRule()
NUMBERS = st.from_regex(r"[0-9A-Za-z]{1,20}", fullmatch=True).filter(RULE.allows)
ODD_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\x00\n\u202e\ud800\udcff\u0663.pdf ()"))).filter(len)


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
