from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from branchagent.core.answers import Answer, Unreadable, excerpt, is_html, read_answer, tidy, title

PLAIN = '{"RC":"00","message":"ok","no_validasi":"007"}'
OK = Answer("00", "ok", "007")

LENIENT = {
    "plain": (PLAIN, OK),
    "spaces around": (f" \r\n\t{PLAIN}\n", OK),
    "lower case": ('{"rc":"00","MESSAGE":"ok","No_Validasi":"007"}', OK),
    "spaces in names": ('{" RC ":"00","message ":"ok"," no_validasi":"007"}', OK),
    "spaces in values": ('{"RC":" 00 ","message":" ok\\n","no_validasi":" 007\\t"}', OK),
    "extra fields": ('{"RC":"00","message":"ok","no_validasi":"007","data":{"rows":[1]},"ok":true}', OK),
    "the same twice": ('{"RC":"00","rc":"00","message":"ok","no_validasi":"007"}', OK),
    "RC 0": ('{"RC":0}', Answer("00", "")),
    "RC 5": ('{"RC":5}', Answer("05", "")),
    "RC 29": ('{"RC":29}', Answer("29", "")),
    "RC of one digit": ('{"RC":"5"}', Answer("05", "")),
    "RC 404": ('{"RC":404}', Answer("404", "")),
    "RC of letters": ('{"RC":"e1"}', Answer("e1", "")),
    "RC cut": ('{"RC":"' + "1" * 30 + '"}', Answer("1" * 20, "")),
    "no message": ('{"RC":"05"}', Answer("05", "")),
    "null message": ('{"RC":"05","message":null}', Answer("05", "")),
    "message a number": ('{"RC":"05","message":12}', Answer("05", "12")),
    "message an object": ('{"RC":"05","message":{"a":1}}', Answer("05", "")),
    "message of many lines": ('{"RC":"05","message":"a\\r\\n\\tb\\u0000c\\u001b[1m"}', Answer("05", "a b c [1m")),
    "message too long": ('{"RC":"05","message":"' + "x" * 5000 + '"}', Answer("05", "x" * 500)),
    "message with surrogates": ('{"RC":"05","message":"a\\ud83d b"}', Answer("05", "a b")),
    "message turned around": ('{"RC":"05","message":"a\\u202eb\\u200fc"}', Answer("05", "a b c")),
    "message with a pair": ('{"RC":"05","message":"\\ud83d\\ude4f"}', Answer("05", "\U0001f64f")),
    "null number": ('{"RC":"00","no_validasi":null}', Answer("00", "")),
    "empty number": ('{"RC":"00","no_validasi":" "}', Answer("00", "")),
    "number as a number": ('{"RC":"00","no_validasi":7}', Answer("00", "", 7)),
}


@pytest.mark.parametrize(("body", "answer"), LENIENT.values(), ids=LENIENT)
def test_form_is_read_leniently(body, answer):
    assert read_answer(body.encode()) == answer


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding):
    assert read_answer(PLAIN.encode(encoding)) == OK


UNREADABLE = {
    "nothing": b"",
    "spaces": b" \n",
    "a byte order mark": b"\xef\xbb\xbf",
    "text": b"OK",
    "an RC alone": b"00",
    "a page": b"<html><body>00</body></html>",
    "an array": b'["RC","00"]',
    "an array of one answer": b'[{"RC":"00"}]',
    "a string": b'"00"',
    "a number": b"0",
    "null": b"null",
    "true": b"true",
    "no RC": b'{"message":"ok","no_validasi":"007"}',
    "no fields": b"{}",
    "a nested RC": b'{"data":{"RC":"00"}}',
    "null RC": b'{"RC":null}',
    "true RC": b'{"RC":true}',
    "false RC": b'{"RC":false}',
    "float RC": b'{"RC":0.0}',
    "exponent RC": b'{"RC":5e0}',
    "negative RC": b'{"RC":-5}',
    "empty RC": b'{"RC":""}',
    "blank RC": b'{"RC":"  "}',
    "list RC": b'{"RC":["00"]}',
    "object RC": b'{"RC":{"code":"00"}}',
    "two words in RC": b'{"RC":"00 29"}',
    "signed RC": b'{"RC":"+0"}',
    "foreign digits in RC": '{"RC":"\u0660\u0660"}'.encode(),
    "surrogates in RC": b'{"RC":"\\ud800"}',
    "NaN RC": b'{"RC":NaN}',
    "NaN elsewhere": b'{"RC":"00","x":NaN}',
    "infinity elsewhere": b'{"RC":"00","x":-Infinity}',
    "two RCs": b'{"RC":"00","RC":"05"}',
    "two RCs in two cases": b'{"RC":"00","rc":"05"}',
    "two RCs in two types": b'{"RC":"00","rc":0}',
    "two numbers": b'{"RC":"00","no_validasi":"1","NO_VALIDASI":"2"}',
    "cut off": b'{"RC":"00"',
    "something after it": b'{"RC":"00"}{"RC":"05"}',
    "JSONP": b'cb({"RC":"00"})',
    "single quotes": b"{'RC':'00'}",
    "no UTF-8": b'{"RC":"00","message":"\xff"}',
    "a surrogate in UTF-8": b'{"RC":"00","message":"\xed\xa0\x80"}',
    "half UTF-16": PLAIN.encode("utf-16")[:-1],
    "a raw newline in a string": b'{"RC":"00","message":"a\nb"}',
    "100000 brackets": b"[" * 100_000,
    "100000 objects": b'{"RC":' * 100_000,
    "100000 brackets in a field": b'{"RC":"00","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "an integer of 5000 digits": b'{"RC":' + b"9" * 5000 + b"}",
    "a number of 5000 digits": b'{"RC":"00","no_validasi":' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable(body):
    with pytest.raises(Unreadable):
        read_answer(body)


@pytest.mark.parametrize("value", ["false", "0.0", "true"])
def test_values_of_two_types_contradict_even_where_python_calls_them_equal(value):
    rc = "1" if value == "true" else "0"
    with pytest.raises(Unreadable):
        read_answer(f'{{"RC":{value},"rc":{rc}}}'.encode())


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = SCALARS | st.lists(SCALARS, max_size=2) | st.sampled_from(["00", {}, {"a": [{}]}])
NAMES = st.sampled_from(["RC", "rc", " Rc ", "message", "no_validasi", "NO_VALIDASI", "x"])
JSON = st.dictionaries(NAMES, VALUES, max_size=5).map(json.dumps)
BODIES = st.one_of(
    st.binary(max_size=60),
    JSON.map(str.encode),
    st.tuples(JSON, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"])).map(lambda pair: pair[0].encode(pair[1])),
    st.tuples(JSON.map(str.encode), st.integers(0, 80)).map(lambda pair: pair[0][: pair[1]]),
)


@settings(max_examples=300)
@given(BODIES)
def test_any_bytes_give_an_answer_or_are_unreadable(body):
    try:
        answer = read_answer(body)
    except Unreadable:
        return
    assert answer.rc.isascii()
    assert answer.rc.isalnum()
    assert 2 <= len(answer.rc) <= 20
    assert answer.message == tidy(answer.message)
    assert answer.number is None or isinstance(answer.number, str | int)


@given(st.text(st.characters(), max_size=700))
def test_tidy_text_is_one_short_printable_line(text):
    shown = tidy(text)
    assert len(shown) <= 500
    assert len(shown.splitlines()) <= 1
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(st.binary(max_size=2000))
def test_an_excerpt_of_anything_is_tidy(body):
    assert tidy(excerpt(body)) == excerpt(body)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<html><head><TITLE lang=id>404 Tidak\n ditemukan</Title></head><body>x", "404 Tidak ditemukan"),
        ("<title>Berkas – hilang</title>".encode("utf-16"), "Berkas – hilang"),
        (b"<title></title>", ""),
        (b"<title>never ends", ""),
        (b"<title", ""),
        (b"</title><title>x", ""),
        ("\u0130\u0130\u0130<title>x</title>".encode(), "x"),
        (b"<html><body>404", ""),
        (b"<title>" * 200_000, ""),
        (b"<title " * 200_000, ""),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_page_is_told_by_its_title(page, expected):
    assert title(page) == expected


def test_a_title_goes_through_what_takes_secrets_out():
    assert title(b"<title>of a-token</title>", lambda text: text.replace("a-token", "***")) == "of ***"


def test_an_excerpt_keeps_what_a_person_can_read():
    assert excerpt(b"Layanan\r\n tidak\xfftersedia\x00") == "Layanan tidak\ufffdtersedia"


@pytest.mark.parametrize(
    ("body", "content_type", "html"),
    [
        (b"<!DOCTYPE html><html>", "", True),
        (b"<!doctype HTML>", "application/json", True),
        (b"\xef\xbb\xbf\r\n  <HTML lang=id>", "text/plain", True),
        (b"<head>", "", True),
        (b"<?xml version='1.0'?>", "", True),
        (b"Login", "text/html; charset=utf-8", True),
        (b"", "Text/HTML", True),
        (b"", "application/xhtml+xml", True),
        (b"", "", False),
        (b"{}", "application/json", False),
        (b'{"a":"<html>"}', "", False),
        (b"gateway timeout", "text/plain", False),
    ],
)
def test_is_html(body, content_type, html):
    assert is_html(body, content_type) is html


@pytest.mark.parametrize(
    ("named", "number", "about_it"),
    [
        (None, "007", True),
        ("007", "007", True),
        ("7", "007", False),
        ("008", "007", False),
        ("abc", "ABC", False),
        (7, "007", True),
        (7, "7", True),
        (8, "007", False),
        (0, "000", True),
        (-7, "7", False),
        (7, "7a", False),
        (0, "abc", False),
        (1118053000013564019, "01118053000013564019", True),
        (1118053000013564019, "1118053000013564018", False),
        (11180530000135640190, "01118053000013564019", False),
    ],
)
def test_an_answer_names_the_number_that_was_sent(named, number, about_it):
    assert Answer("00", "", named).names(number) is about_it
