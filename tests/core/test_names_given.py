from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchagent.core.names import LONGEST_NAME, NumberRule, Receipt, free_name, printable, reason_name

RULE = NumberRule()
NUMBERS = st.from_regex(r"[0-9A-Za-z]{1,20}", fullmatch=True).filter(RULE.allows)
ODD_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\x00\n\u202e\ud800\udcff\u0663.pdf ()"))).filter(len)


def _bytes(name):
    return len(name.encode("utf-8", "surrogateescape"))


SHORT = ODD_TEXT.map(lambda text: re.sub("[/\ud800-\udfff]", "", text))
LONG = st.text(st.sampled_from("ab.\u00e9\U0001f54b"), min_size=60, max_size=255)
FITTING = st.one_of(SHORT, LONG).filter(lambda name: 0 < _bytes(name) <= LONGEST_NAME)


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
        ("123.", 2, "123. (2)"),
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


@given(FITTING, st.integers(1, 9999))
def test_a_free_name_fits_a_file_system(name, attempt):
    assert _bytes(free_name(name, attempt)) <= LONGEST_NAME


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
        ("123\u200b.pdf", "123\\u200b.pdf"),
        ("\u200f123.pdf", "\\u200f123.pdf"),
        ("\ufeff123.pdf", "\\ufeff123.pdf"),
        ("12\u00ad3.pdf", "12\\xad3.pdf"),
        ("123\U000e0041.pdf", "123\\U000e0041.pdf"),
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
