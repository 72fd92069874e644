"""Values as TOML writes them, for files and for people."""

from __future__ import annotations

from pathlib import Path

LONGEST_SHOWN = 40
"""Longer text is not quoted: it may be a token that was pasted into the wrong line."""
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(32), 127)} | {ord('"'): '\\"', ord("\\"): "\\\\"}


def literal(value: str | Path | float) -> str:
    """Write a value in TOML; a backslash or a quote leads to single quotes where they can hold the text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(int(value)) if value == value // 1 else repr(value)
    text = str(value)
    if ("\\" in text or '"' in text) and "'" not in text and text.isprintable():
        return f"'{text}'"
    return f'"{text.translate(_ESCAPES)}"'


def shown(value: object) -> str:
    """Show any value that TOML can hold, if it is short, for a message about it."""
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case bool():
            return literal(value)
        case str():
            return literal(value) if len(value) <= LONGEST_SHOWN else f"a text of {len(value)} characters"
    return _unquoted(value)


def _unquoted(value: object) -> str:
    try:
        text = str(value)
        return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    except ValueError:  # Python refuses to write whole numbers of more than 4,300 digits, which 0x… can give
        return "a number of thousands of digits"
