"""The one place that redacts: what is known to be secret is blotted out of whatever leaves the program.

Whoever comes by a secret (from the keyring, a login's answer, a prompt) tells it here at once. Secrets are kept in
memory only, as long as the process lives.
"""

from __future__ import annotations

import base64
import json
import threading
import urllib.parse

BLOT = "***"
_SHORTEST = 6
"""Shorter ones are blotted out of answers to the request that carried them, and nowhere else: a `2026` would take the
times out of the log, and the numbers out of receipts' names."""

_MOST = 64
"""A program that runs for months gets a new token each hour; the oldest open nothing any more."""

_lock = threading.Lock()
_known: dict[str, tuple[str, ...]] = {}


def conceal(*secrets: str | None) -> None:
    """Keep these out of all output from now on, in every form in which they might appear."""
    for secret in secrets:
        if secret and len(secret) >= _SHORTEST and secret not in _known:
            forms = forms_of(secret)
            with _lock:
                _known[secret] = forms
                while len(_known) > _MOST:
                    del _known[next(iter(_known))]


def redact(text: str, *more: str) -> str:
    """Blot out of a text what was concealed, and `more`."""
    with _lock:
        forms = [form for known in _known.values() for form in known]
    for secret in filter(None, more):
        forms.extend(forms_of(secret))
    for form in sorted(forms, key=len, reverse=True):
        if form in text:
            text = text.replace(form, BLOT)
    return text


def redact_bytes(content: bytes, *more: str) -> bytes:
    """Blot out of bytes what was concealed, and `more`; all else stays as it is, whatever its encoding."""
    text = content.decode("utf-8", "surrogateescape")
    clean = redact(text, *more)
    return content if clean is text else clean.encode("utf-8", "surrogateescape")


def forms_of(secret: str) -> tuple[str, ...]:
    """Give the forms in which a secret may appear: plain, within JSON, a URL or a repr, in base64 and in hex."""
    raw = secret.encode("utf-8", "surrogatepass")
    escaped = json.dumps(secret)[1:-1]
    forms = {
        secret,
        escaped,
        json.dumps(secret, ensure_ascii=False)[1:-1],
        escaped.replace("/", "\\/"),
        repr(secret)[1:-1],
        urllib.parse.quote(raw, safe=""),
        urllib.parse.quote(raw),
        urllib.parse.quote_plus(raw),
        raw.hex(),
        raw.hex().upper(),
        *_in_base64(raw),
    }
    return tuple(sorted(forms - {""}, key=len, reverse=True))


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
