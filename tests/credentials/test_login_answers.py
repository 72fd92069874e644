"""What a login's answer says: a token, a refusal by the service, or nothing about the credentials at all."""

import json
import sys

import pytest

from branchagent.core.verdicts import Answered, Trouble
from branchagent.redaction import redact
from branchagent.signing_in import NoTokenError, ServiceAwayError, expiry, read_login_answer
from branchagent.signing_in.tokens import ASK_AGAIN_S

NOW = 1_800_000_000.0
HTML = "text/html; charset=utf-8"


def answered(body, status=200, **more):
    return Answered(status, body if isinstance(body, bytes) else json.dumps(body).encode(), **more)


def read(body, status=200, field="token", clean=str, **more):
    return read_login_answer(answered(body, status, **more), field, NOW, clean)


TOKENS = [
    ({"RC": "00", "token": "abc"}, "token"),
    ({"token": "abc"}, "token"),
    ({"RC": None, "token": "abc"}, "token"),
    ({"RC": 0, "token": "abc"}, "token"),
    ({"RC": "0", "token": "abc"}, "token"),
    ({"rc": "00", "token": "abc"}, "token"),
    ({"RC": "00", "data": {"access": {"jwt": "abc"}}}, "data.access.jwt"),
    ({"RC": "00", "token": {"token": "abc"}}, "token.token"),
    (b'\xef\xbb\xbf{"RC":"00","token":"abc"}', "token"),
]


@pytest.mark.parametrize(("body", "field"), TOKENS, ids=repr)
@pytest.mark.parametrize("status", [200, 201])
def test_a_token_is_read_from_where_the_settings_say(body, field, status):
    assert read(body, status, field).text == "abc"


def test_a_token_is_blotted_out_from_then_on_and_shows_nowhere():
    token = read({"token": "fresh-from-the-login"})
    assert redact("it is fresh-from-the-login") == "it is ***"
    assert "fresh" not in repr(token)


@pytest.mark.parametrize(("date", "life_s"), [(None, 3600.0), (NOW - 5 * 3600, 6 * 3600.0), (NOW + 1800, 1800.0)])
def test_a_tokens_life_is_counted_by_the_services_clock(make_jwt, date, life_s):
    token = read({"token": make_jwt(NOW + 3600)}, date=date)
    assert (token.expires_at, token.life_s) == (NOW + 3600, life_s)


def test_a_token_that_is_no_jwt_has_no_known_end():
    token = read({"token": "opaque"})
    assert (token.expires_at, token.life_s) == (None, None)


def test_a_token_that_has_ended_before_it_came_lives_for_a_moment(make_jwt):
    assert read({"token": make_jwt(NOW - 3600)}).life_s == 1.0


REFUSED = [
    ({"RC": "98", "message": "salah\nsandi"}, 200, "(98) salah sandi"),
    ({"RC": "98", "message": "no", "token": "abc"}, 200, "(98) no"),
    ({"RC": 98, "message": "no"}, 400, "(98) no"),
    ({"rc": "98", "Message": "no"}, 200, "(98) no"),
    ({"RC": "96"}, 400, "(96) HTTP 400"),
    ({"RC": "05", "message": "no such user"}, 404, "(05) no such user"),
    ({"RC": "97", "message": ["no"]}, 401, "(97) HTTP 401"),
    ({"token": "abc", "message": "no"}, 401, "no"),
    ({"message": "no"}, 400, "no"),
    ({"message": "locked"}, 403, "locked"),
    (b"Unauthorized", 401, "HTTP 401"),
    (b"", 401, "HTTP 401"),
    (None, 403, "HTTP 403"),
    ([1, 2], 403, "HTTP 403"),
]


@pytest.mark.parametrize(("body", "status", "words"), REFUSED, ids=repr)
def test_a_refusal_is_told_in_the_services_words(body, status, words):
    with pytest.raises(NoTokenError) as told:
        read(body, status)
    assert str(told.value) == told.value.told == words


def test_a_refusal_that_shows_a_secret_is_told_without_it():
    with pytest.raises(NoTokenError) as told:
        read({"RC": "98", "message": "sandi-cabang is wrong"}, clean=lambda text: text.replace("sandi-cabang", "***"))
    assert str(told.value) == "(98) *** is wrong"


NO_RC = [
    ({}, "credentials.token_field = token", "login-without-token"),
    ({"token": None}, "credentials.token_field = token", "login-without-token"),
    ({"status": False, "message": "sandi salah"}, "sandi salah; credentials.token_field = token", ""),
]


@pytest.mark.parametrize(("body", "words", "word"), NO_RC)
def test_an_answer_without_rc_and_token_counts_as_a_refusal_lest_an_account_is_locked(body, words, word):
    with pytest.raises(NoTokenError) as told:
        read(body)
    assert (str(told.value), told.value.word) == (words, word)


SAYS_NOTHING = [
    ({"RC": "99", "message": "database"}, 200, Trouble.SERVER_ERROR),
    ({"RC": "99", "token": "abc"}, 400, Trouble.SERVER_ERROR),
    ({"rc": 99}, 400, Trouble.SERVER_ERROR),
    ({"RC": "98"}, 500, Trouble.SERVER_ERROR),
    ({"token": "abc"}, 500, Trouble.SERVER_ERROR),
    (b"<html>", 503, Trouble.SERVER_ERROR),
    ({"RC": "98"}, 429, Trouble.BUSY),
    (b"", 429, Trouble.BUSY),
    (b"Not Found", 404, Trouble.NO_ENDPOINT),
    ({"message": "Cannot POST"}, 404, Trouble.NO_ENDPOINT),
    ({"message": "Method Not Allowed"}, 405, Trouble.NO_ENDPOINT),
    ([], 410, Trouble.NO_ENDPOINT),
    (b"", 415, Trouble.NO_ENDPOINT),
    (b"", 301, Trouble.NOT_THE_SERVICE),
    ({"RC": "00", "token": "abc"}, 302, Trouble.NOT_THE_SERVICE),
    (b"<!doctype html>", 200, Trouble.NOT_THE_SERVICE),
    (b"<html>", 403, Trouble.NOT_THE_SERVICE),
    (b"", 200, Trouble.NOT_THE_SERVICE),
    (b"\xff\xfe\x00", 200, Trouble.NOT_THE_SERVICE),
    (b'{"token": "abc"', 200, Trouble.NOT_THE_SERVICE),
    (b"[" * 100_000, 200, Trouble.NOT_THE_SERVICE),
    ([{"token": "abc"}], 200, Trouble.NOT_THE_SERVICE),
    ("text", 200, Trouble.NOT_THE_SERVICE),
    (None, 400, Trouble.NOT_THE_SERVICE),
    ({"RC": "00"}, 200, Trouble.NOT_THE_SERVICE),
    ({"RC": "00", "token": ""}, 200, Trouble.NOT_THE_SERVICE),
    ({"RC": "00", "token": None}, 200, Trouble.NOT_THE_SERVICE),
    ({"RC": "00", "token": 5}, 200, Trouble.NOT_THE_SERVICE),
    ({"RC": "00", "token": {"x": "y"}}, 200, Trouble.NOT_THE_SERVICE),
    ({"RC": "00", "token": "two words"}, 200, Trouble.NOT_THE_SERVICE),
    ({"RC": "00", "token": "a\nb"}, 200, Trouble.NOT_THE_SERVICE),
    ({"RC": "00", "token": "tökèn"}, 200, Trouble.NOT_THE_SERVICE),
]


@pytest.mark.parametrize(("body", "status", "trouble"), SAYS_NOTHING, ids=lambda value: repr(value)[:40])
def test_what_says_nothing_of_the_credentials_is_no_refusal(body, status, trouble):
    with pytest.raises(ServiceAwayError) as told:
        read(body, status)
    assert told.value.trouble is trouble
    assert told.value.detail == str(told.value)
    assert told.value.detail


@pytest.mark.parametrize("field", ["data.token", "token.deeper", "token.", ".", "Token"])
def test_a_field_that_is_not_there_is_no_refusal(field):
    with pytest.raises(ServiceAwayError) as told:
        read({"RC": "00", "token": "abc", "data": "flat"}, field=field)
    assert told.value.trouble is Trouble.NOT_THE_SERVICE
    assert field in told.value.detail


def test_a_page_is_a_page_by_its_type_too():
    with pytest.raises(ServiceAwayError) as told:
        read({"token": "abc"}, content_type=HTML)
    assert told.value.trouble is Trouble.NOT_THE_SERVICE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_names_a_time_is_waited_for_as_long(status):
    with pytest.raises(ServiceAwayError) as told:
        read({}, status, retry_after=3600.0)
    assert told.value.retry_after == 3600.0


PERHAPS_COUNTED = [(b"", 500), ({"RC": "99"}, 200), (b"<html>", 200), (b"", 302), (b"", 200), ({"RC": "00"}, 200)]


@pytest.mark.parametrize(("body", "status"), PERHAPS_COUNTED)
def test_what_may_have_been_counted_as_a_wrong_password_is_left_alone_for_minutes(body, status):
    with pytest.raises(ServiceAwayError) as told:
        read(body, status)
    assert told.value.retry_after == ASK_AGAIN_S >= 120.0


@pytest.mark.parametrize(("body", "status"), [(b"", 429), (b"", 502), (b"", 503), (b"", 504), (b"", 404)])
def test_what_came_from_somebody_before_the_login_asks_for_no_wait(body, status):
    with pytest.raises(ServiceAwayError) as told:
        read(body, status)
    assert told.value.retry_after is None


@pytest.mark.parametrize("ends_at", [0, -1, 1e300, 10**400, float("nan"), float("inf"), 253_402_300_800])
def test_an_end_that_is_no_date_is_none(ends_at, make_jwt):
    assert expiry(make_jwt(ends_at)) is None


def test_where_no_token_can_be_read_a_login_works_all_the_same(monkeypatch, make_jwt):
    given = make_jwt(NOW + 3600)
    monkeypatch.setitem(sys.modules, "jwt", None)
    token = read({"token": given})
    assert (token.text, token.expires_at, token.life_s) == (given, None, None)


def test_a_page_at_401_is_a_refusal():
    with pytest.raises(NoTokenError):
        read(b"<html>401 Unauthorized", 401, content_type=HTML)
