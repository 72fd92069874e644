"""Reading what the service answered: leniently in form, never generously in meaning."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from branchagent.core.names import UNPRINTABLE

_LONGEST_MESSAGE = 500
_LOWER = {ord(letter): letter.lower() for letter in string.ascii_uppercase}
"""Other letters may become two, and what was found in one text would stand elsewhere in the other."""

Clean = Callable[[str], str]
"""Takes out of a text what must not be kept; before it is cut, for half a secret is not recognised as one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The fields of the DIS's response table, as they were found. `number` is None where the answer names none."""

    rc: str
    message: str
    number: str | int | None = None
    """As the answer has it; what is neither text nor an integer stands here as text that no number is."""

    def names(self, number: str) -> bool:
        """Tell whether this answer is about `number`, or about none by name.

        A number that came as a JSON number has lost its leading zeros, and only those.
        """
        if isinstance(self.number, int):
            return number.isdecimal() and int(number) == self.number
        return self.number is None or self.number == number


class Unreadable(Exception):  # noqa: N818 - it is no error of ours but a fact about an answer
    """The body is no answer of the DIS's form."""


def read_answer(body: bytes, clean: Clean = str) -> Answer:
    """Read an answer's fields from its body; what people get to see of them goes through `clean`.

    A byte order mark, the case of the names, an RC written as a number and a missing message are let pass. Raises
    `Unreadable` for all that is no JSON object with one RC.
    """
    fields = _fields(body)
    rc = _rc(fields.get("rc"), clean)
    if rc is None:
        raise Unreadable("no RC")
    return Answer(rc, _said(_text(fields.get("message")), clean), _number(fields.get("no_validasi")))


def is_html(body: bytes, content_type: str) -> bool:
    """Tell whether a page came where JSON should be: a portal, a proxy or a gateway spoke, not the service."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    return "html" in content_type.lower() or start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml"))


def tidy(text: str) -> str:
    """Give foreign text fit to be shown and kept: one line of what can be seen, not too long."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())[:_LONGEST_MESSAGE]


def excerpt(body: bytes, clean: Clean = str) -> str:
    """Give the beginning of a body that was not understood, for a person to read; it goes through `clean`."""
    return _said(body.decode(json.detect_encoding(body), "replace"), clean)


def title(page: bytes, clean: Clean = str) -> str:
    """Give the title of an HTML page, empty if it has none; it goes through `clean`."""
    text = _cleaned(page.decode(json.detect_encoding(page), "replace"), clean)
    lower = text.translate(_LOWER)
    # Searched by hand: on a page that is made for it, a pattern would take for ever.
    begins = lower.find(">", lower.find("<title")) + 1 if "<title" in lower else 0
    ends = lower.find("</title", begins)
    return tidy(text[begins:ends]) if begins and ends > begins else ""


def _said(text: str, clean: Clean) -> str:
    """Give what is quoted of an answer."""
    return tidy(_cleaned(text, clean))


def _cleaned(text: str, clean: Clean) -> str:
    """Take out what must not be kept; text of two bytes a character that came as another must be recognised, too."""
    is_wide = text.count("\0") * 3 > len(text)
    return clean(text.replace("\0", "") if is_wide else text)


def _fields(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(_decode(body), object_pairs_hook=_lower_keys, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON") from error
    if not isinstance(parsed, dict):
        raise Unreadable("no JSON object")
    return parsed


def _decode(body: bytes) -> str:
    return body.decode(json.detect_encoding(body))


def _lower_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Fold the names' case; two values for one name are a contradiction, and no verdict rests on one."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        key = name.strip().lower()
        if key in fields and (type(fields[key]), fields[key]) != (type(value), value):
            raise ValueError(f"two values for {key}")
        fields[key] = value
    return fields


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _rc(value: object, clean: Clean) -> str | None:
    """Read an RC, a String(2) in the DIS, which some servers write as a number: 0 is "00", 5 is "05"."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = _said(str(value), clean)[:20]
    return text.zfill(2) if text.isascii() and text.isalnum() else None


def _number(value: object) -> str | int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is None or isinstance(value, str):
        return _text(value) or None
    return f"({type(value).__name__})"


def _text(value: object) -> str:
    if value is None or isinstance(value, bool | float | list | dict):
        return ""
    return str(value).strip()
