"""One settings file: from bytes to a table, with the line of each key, or a problem that says what to mend."""

from __future__ import annotations

import codecs
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from branchagent.settings.origins import Layer, Origin
from branchagent.settings.paths import IN_SINGLE_QUOTES
from branchagent.settings.problems import Problem, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADING = re.compile(r"\s*\[+\s*([^\[\]#]+?)\s*\]")
_ASSIGNMENT = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_BACKSLASH_IN_DOUBLE_QUOTES = re.compile(r'"[^"]*\\')


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read; `lines` gives the line of each dotted key and section that a plain scan found."""

    layer: Layer
    path: Path
    table: Mapping[str, object]
    lines: Mapping[str, int]

    def origin_of(self, name: str) -> Origin:
        """Give the place of a dotted key, or of the table around it."""
        while name not in self.lines and "." in name:
            name = name.rpartition(".")[0]
        return Origin(self.layer, str(self.path), self.lines.get(name))


def read_document(layer: Layer, path: Path) -> Document | None:
    """Read a file; None if it is missing and may be. Raises SettingsError if it cannot be read or is not TOML."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if layer is Layer.CONFIG:
            raise _error(path, "there is no such file", "give --config the path of a settings file") from None
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _error(path, f"the file cannot be read ({reason})", "check its path and permissions") from None
    return document_of(layer, path, content)


def document_of(layer: Layer, path: Path, content: bytes) -> Document:
    """Take `content` for that of a file. Raises SettingsError if it is not TOML."""
    text = _decoded(path, content)
    return Document(layer, path, _parsed(path, text), lines_of(text))


def lines_of(text: str) -> dict[str, int]:
    """Find the line, from 1, of each section and dotted key; good for files without multi-line strings."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _HEADING.match(line):
            section = _bare(heading[1])
            found.setdefault(section, number)
        elif assignment := _ASSIGNMENT.match(line):
            name = _bare(assignment[1])
            found.setdefault(f"{section}.{name}" if section else name, number)
            found.setdefault(section or name.partition(".")[0], number)
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\s\"']", "", name)


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in content[:4]:
        raise _error(path, "the file is UTF-16, as PowerShell's > writes it", "save it as UTF-8")
    try:
        return content.decode("utf-8-sig")  # Notepad begins UTF-8 with a mark that TOML does not know
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(path, "the file is not UTF-8", "save it as UTF-8", line) from None


def _parsed(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _error(path, "the file is nested too deeply", "write sections and keys only") from None
    except ValueError as error:  # TOMLDecodeError, and int() on thousands of digits
        raise _syntax_error(path, text, str(error)) from None


def _syntax_error(path: Path, text: str, reason: str) -> SettingsError:
    where = _WHERE.search(reason)
    line = int(where[1]) if where and where[1] else None
    column = f", at column {where[2]}" if where and where[2] else ""
    message = f"this is not valid TOML ({_WHERE.sub('', reason)}{column})"
    return _error(path, message, _syntax_remedy(text, line), line)


def _syntax_remedy(text: str, line: int | None) -> str:
    # Counted as TOML counts, by \n alone: splitlines() knows more line ends.
    if line is not None and _BACKSLASH_IN_DOUBLE_QUOTES.search(text.split("\n")[line - 1]):
        return IN_SINGLE_QUOTES
    return 'write [section] lines and key = value lines; text stands in quotes, such as watch = "auto"'


def _error(path: Path, message: str, remedy: str, line: int | None = None) -> SettingsError:
    return SettingsError((Problem(str(path), line, None, message, remedy),))
