"""A token, and how it is found in a login's answer."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field

from branchagent.core.answers import Clean, is_html, tidy
from branchagent.core.verdicts import Answered, Trouble
from branchagent.events import Event, record
from branchagent.lean import without
from branchagent.redaction import conceal

_NO_LOGIN_THERE = frozenset({404, 405, 410, 415})
_NOT_LOOKED_AT = frozenset({429, 502, 503, 504})
"""Somebody before the login has answered in its place."""
_DATES_END = 253_402_300_800.0
"""The beginning of the year 10000: nobody can name what comes after."""

ASK_AGAIN_S = 120.0
"""A login that failed without a word may have been counted as a wrong password; so long is it left alone."""


class NoTokenError(Exception):
    """There is no token to send with, and only a person can change that; the text says why, without any secret.

    `word` is a stable word for it, which `texts` knows; empty where the text is the service's own.
    """

    def __init__(self, text: str, word: str = "") -> None:
        super().__init__(text)
        self.word = word

    @property
    def told(self) -> str:
        """What is handed on: the stable word, or the service's text."""
        return self.word or str(self)


class MissingCredentialsError(NoTokenError):
    """Nothing is stored that could be sent."""


class ServiceAwayError(Exception):
    """The service could not be asked for a token; nothing is wrong with the credentials. `retry_after`: seconds."""

    def __init__(self, trouble: Trouble, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.detail = detail
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Token:
    """What uploads carry. `expires_at` is by the service's clock, in seconds since the epoch; None if it never tells.

    `life_s`: for how many seconds a token that was got just now is good; None for one that cannot be renewed by asking.
    """

    text: str = field(repr=False)
    expires_at: float | None = None
    life_s: float | None = None


class UnreadableTokensError(Exception):
    """What reads tokens cannot be loaded on this machine; the text says why."""


def expiry(token: str) -> float | None:
    """Give when a JWT ends, in seconds since the epoch; None for what names no end, or where none can be read."""
    try:
        return named_end(token)
    except UnreadableTokensError as error:
        _warn_once(str(error))
        return None


def named_end(token: str) -> float | None:
    """Give when a JWT ends, in seconds since the epoch; None for what is no JWT or names no end. It is not verified.

    Raises `UnreadableTokensError`.
    """
    try:
        # It would be 8 MiB, and machine code that does not load everywhere, for signatures that nobody here verifies.
        with without("cryptography"):
            from jwt import PyJWTError, decode  # noqa: PLC0415 - nobody needs it before there is a token
    except (ImportError, OSError) as error:
        # To send, nobody needs to know a token's end.
        raise UnreadableTokensError(f"{type(error).__name__}: {error}") from None
    try:
        # Whose signature it bears is for the service to judge; we only want to know how long it lasts.
        claims = decode(token, options={"verify_signature": False})
        ends_at = float(claims["exp"])
    except (PyJWTError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return None
    return ends_at if 0.0 < ends_at < _DATES_END else None


@functools.cache
def _warn_once(why: str) -> None:
    record(Event.TOKEN_END_UNREADABLE, error=why)


def fits_a_header(secret: str) -> bool:
    """Tell whether a token or key can be sent at all: printable ASCII without blanks (RFC 9110, 5.5)."""
    return bool(secret) and all("!" <= character <= "~" for character in secret)


def read_login_answer(answer: Answered, token_field: str, now: float, clean: Clean = str) -> Token:
    """Take the token out of a login's answer. `token_field` may go into nested objects, with dots.

    `now` is in seconds since the epoch; what is quoted of the answer goes through `clean`.

    Raises `NoTokenError` with the service's message if it refuses, `ServiceAwayError` if the answer says nothing of
    the credentials.
    """
    fields = _fields(answer)
    told = _named(fields, "rc")
    rc = "00" if told is None else str(told).zfill(2)
    found: object = fields
    for part in token_field.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, str) and fits_a_header(found) and rc == "00" and answer.status < 400:
        conceal(found)
        expires_at = expiry(found)
        # The service's own clock, where it tells: ours may be off, and would have us log in again and again.
        began = now if answer.date is None else answer.date
        return Token(found, expires_at, None if expires_at is None else max(expires_at - began, 1.0))
    if rc == "99":
        raise ServiceAwayError(Trouble.SERVER_ERROR, _message(fields, answer, clean), ASK_AGAIN_S)
    if answer.status >= 400 or rc != "00":
        raise NoTokenError(_message(fields, answer, clean))
    missing = f"credentials.token_field = {token_field}"
    if told is not None:
        raise ServiceAwayError(Trouble.NOT_THE_SERVICE, missing, ASK_AGAIN_S)
    # Without an RC, perhaps it says in a way of its own that the password is wrong: to ask on and on is not safe.
    if _named(fields, "message"):
        raise NoTokenError(f"{_message(fields, answer, clean)}; {missing}")
    raise NoTokenError(missing, "login-without-token")


def _fields(answer: Answered) -> dict[str, object]:
    """Give the answer's fields. Raises `ServiceAwayError` for what no login answers."""
    if answer.status == 429 or answer.status >= 500:
        trouble = Trouble.BUSY if answer.status == 429 else Trouble.SERVER_ERROR
        again = answer.retry_after if answer.status in _NOT_LOOKED_AT else max(answer.retry_after or 0.0, ASK_AGAIN_S)
        raise ServiceAwayError(trouble, f"login: HTTP {answer.status}", again)
    if 300 <= answer.status < 400 or (answer.status != 401 and is_html(answer.body, answer.content_type)):
        raise ServiceAwayError(Trouble.NOT_THE_SERVICE, f"login: HTTP {answer.status}", ASK_AGAIN_S)
    try:
        fields = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        fields = None
    if isinstance(fields, dict):
        if answer.status in _NO_LOGIN_THERE and _named(fields, "rc") is None:
            raise ServiceAwayError(Trouble.NO_ENDPOINT, f"credentials.login_path: HTTP {answer.status}")
        return fields
    if answer.status in _NO_LOGIN_THERE:
        raise ServiceAwayError(Trouble.NO_ENDPOINT, f"credentials.login_path: HTTP {answer.status}")
    if answer.status in {401, 403}:
        return {}
    raise ServiceAwayError(Trouble.NOT_THE_SERVICE, f"login: HTTP {answer.status}", ASK_AGAIN_S)


def _message(fields: dict[str, object], answer: Answered, clean: Clean) -> str:
    said = _named(fields, "message")
    text = said if isinstance(said, str) and said else f"HTTP {answer.status}"
    rc = _named(fields, "rc")
    return tidy(clean(f"({rc}) {text}" if isinstance(rc, str | int) else text))


def _named(fields: dict[str, object], name: str) -> object:
    """Give a field of the DIS's by its name, whose case is let pass as in any other answer; None if there is none."""
    return next((value for key, value in fields.items() if key.strip().lower() == name), None)
