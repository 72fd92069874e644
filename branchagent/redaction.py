"""The one place that redacts: what is known to be secret is blotted out of whatever leaves the program.

Whoever comes by a secret (from the keyring, a login's answer, a prompt) tells it here at once. Secrets are kept in
memory only, as long as the process lives.
"""

from __future__ import annotations

import base64
import html
import json
import re
import threading
import urllib.parse
from collections.abc import Callable, Iterable

BLOT = "***"
_SHORTEST = 6
"""Shorter ones are blotted out of answers to the request that carried them, and nowhere else: a `2026` would take the
times out of the log, and the numbers out of receipts' names."""

_MOST = 64
"""A program that runs for months gets a new token each hour; the oldest open nothing any more."""

_PERCENT = re.compile("%[0-9A-F]{2}")
_JSON_OF_OTHERS = re.compile("[&'+<>`]")
"""What some writers of JSON escape beside what they must."""

_lock = threading.Lock()
_known: dict[str, tuple[str, ...]] = {}
_forms: tuple[str, ...] = ()
"""All forms of all that is known, the longest first, for they may hold others."""


def conceal(*secrets: str | None) -> None:
    """Keep these out of all output from now on, in every form in which they might appear."""
    global _forms  # noqa: PLW0603 - a process has one output, so one memory of what must not stand in it
    with _lock:
        before = set(_known)
        for secret in secrets:
            if secret and len(secret) >= _SHORTEST:
                # One that is in use again is among the newest again.
                _known[secret] = _known.pop(secret, ()) or forms_of(secret)
        while len(_known) > _MOST:
            del _known[next(iter(_known))]
        if before != set(_known):
            _forms = _longest_first(form for forms in _known.values() for form in forms)


def redact(text: str, *more: str) -> str:
    """Blot out of a text what was concealed, and `more`."""
    unknown = [secret for secret in more if secret and secret not in _known]
    forms = _longest_first((*_forms, *(form for secret in unknown for form in forms_of(secret)))) if unknown else _forms
    for form in forms:
        if form in text:
            text = text.replace(form, BLOT)
    return text


def redacting(*secrets: str) -> Callable[[str], str]:
    """Give what blots out of a text all that was concealed, and `secrets`, however short."""
    return lambda text: redact(text, *secrets)


def _longest_first(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(forms), key=len, reverse=True))


def forms_of(secret: str) -> tuple[str, ...]:
    """Give the forms in which a secret may appear: plain, within JSON, HTML, a URL or a repr, in base64 and in hex."""
    raw = secret.encode("utf-8", "surrogatepass")
    escaped = json.dumps(secret)[1:-1]
    forms = {
        secret,
        escaped,
        json.dumps(secret, ensure_ascii=False)[1:-1],
        escaped.replace("/", "\\/"),
        _JSON_OF_OTHERS.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped),
        _JSON_OF_OTHERS.sub(lambda found: f"\\u{ord(found[0]):04X}", escaped),
        repr(secret)[1:-1],
        raw.hex(),
        raw.hex().upper(),
        *_in_html(secret),
        *_in_html(escaped),
        *_in_url(raw),
        *_in_base64(raw),
    }
    return _longest_first(forms - {""})


def _in_html(text: str) -> set[str]:
    whole = html.escape(text)
    return {whole, html.escape(text, quote=False), whole.replace("&#x27;", "&#39;"), whole.replace("&#x27;", "'")}


def _in_url(raw: bytes) -> set[str]:
    """Give what writers make of it: they differ in what they leave as it is, and in the case of the hex."""
    found = {urllib.parse.quote(raw, safe=safe) for safe in ("", "/", "!~*'()", "!*'()", "!~*'()/:@&=+$,;#?")}
    found |= {urllib.parse.quote_plus(raw, safe=safe) for safe in ("", "*", "!*()")}
    return found | {_PERCENT.sub(lambda code: code[0].lower(), each) for each in found}


def _in_base64(raw: bytes) -> set[str]:
    """Give what is the same in every base64 that holds these bytes, wherever in a group of three they begin."""
    found: set[str] = set()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode("ascii").rstrip("=")
        # The first characters hold bits of what stands before, the last one bits of what comes after.
        first = (0, 2, 3)[shift]
        last = len(encoded) - ((shift + len(raw)) % 3 != 0)
        core = encoded[first:last]
        if len(core) >= _SHORTEST:
            found |= {core, core.replace("+", "-").replace("/", "_")}
    return found
