"""What a file or the environment sets: known keys as entries, everything else as problems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from branchagent.settings.keys import ENVIRONMENT_PREFIX, KEYS, SECTIONS, VARIABLES, Key
from branchagent.settings.literals import LONGEST_SHOWN, shown
from branchagent.settings.origins import Layer, Origin
from branchagent.settings.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from branchagent.settings.files import Document

LOCKED = "locked"
# The test suite steers its own fixtures by variables of this prefix; the program reads none of them.
_NOT_SETTINGS = ENVIRONMENT_PREFIX + "TEST_"
# Looked at before similar names are: "did you mean password_field?" would get the password written there.
_SECRET = re.compile(r"(?:^|[._])(?:token|jwt|pass(?:word|wd|phrase)?|secret|(?:api|access)[_-]?key|user(?:_?name)?)$")
_SECRETS_ELSEWHERE = "secrets have no place in settings: store them with 'branchagent login'"


@dataclass(frozen=True, slots=True)
class Entry:
    """A raw value for a known key; relative paths in it start at `base`."""

    key: Key
    raw: object
    origin: Origin
    base: Path

    def problem(self, message: str, remedy: str) -> Problem:
        """Make a problem of this entry."""
        return Problem(self.origin.place, self.origin.line, self.key.name, message, remedy)


def entries_of(document: Document) -> Iterator[Entry | Problem]:
    """Go through a file's sections."""
    for name, content in document.table.items():
        if name == LOCKED:
            yield from _misplaced_lock(document)
        elif name not in SECTIONS:
            yield _unknown(document.origin_of(name), name, _remedy_at_top(name, content))
        elif not isinstance(content, dict):
            message, remedy = f"{name} is {shown(content)}", f"it must be a section, [{name}], with keys below it"
            yield _problem(document.origin_of(name), name, message, remedy)
        else:
            yield from _entries_in(document, name, content)


def entries_in(environ: Mapping[str, str]) -> Iterator[Entry | Problem]:
    """Go through the environment's variables that begin with the program's name."""
    for name, text in environ.items():
        if not name.startswith(ENVIRONMENT_PREFIX) or name.startswith(_NOT_SETTINGS):
            continue
        origin = Origin(Layer.ENVIRONMENT, name)
        if key := VARIABLES.get(name):
            yield Entry(key, key.kind.parse(text), origin, Path())
        else:
            message = f"{name} is not the name of a setting"
            yield _problem(origin, name, message, _remedy_for_variable(name))


def locks_of(document: Document) -> Iterator[str | Problem]:
    """Go through the keys that the machine's file locks."""
    listed = document.table.get(LOCKED, [])
    origin = document.origin_of(LOCKED)
    if not isinstance(listed, list):
        remedy = 'it must be a list of keys, such as ["server.url"]'
        yield _problem(origin, LOCKED, f"locked is {shown(listed)}", remedy)
        return
    for name in listed:
        if isinstance(name, str) and name in KEYS:
            yield name
        else:
            remedy = (_did_you_mean(name, KEYS) if isinstance(name, str) else "") or "list keys such as server.url"
            yield _problem(origin, LOCKED, f"locked lists {shown(name)}, which is not a setting", remedy)


def unknown(name: str, origin: Origin) -> Problem:
    """Say that a dotted name is no setting's, and what may have been meant. A long one is not quoted."""
    section, _, field = name.partition(".")
    remedy = _remedy_in_section(section, field) if section in SECTIONS and field else _remedy_for(name)
    told = name if name.isprintable() and len(name) <= LONGEST_SHOWN else shown(name)
    return _problem(origin, name, f"{told} is not a setting", remedy)


def _entries_in(document: Document, section: str, content: Mapping[str, object]) -> Iterator[Entry | Problem]:
    for field, raw in content.items():
        name = f"{section}.{field}"
        origin = document.origin_of(name)
        if key := KEYS.get(name):
            yield Entry(key, raw, origin, document.path.parent)
        else:
            yield _unknown(origin, name, _remedy_in_section(section, field))


def _misplaced_lock(document: Document) -> Iterator[Problem]:
    if document.layer is not Layer.MACHINE:
        remedy = "take it out: only the machine's file can lock settings"
        yield _problem(document.origin_of(LOCKED), LOCKED, "locked does not belong in this file", remedy)


def _unknown(origin: Origin, name: str, remedy: str) -> Problem:
    plain = name if name.isprintable() else shown(name)
    return _problem(origin, name, f"{plain} is not a setting", remedy)


def _problem(origin: Origin, key: str, message: str, remedy: str) -> Problem:
    return Problem(origin.place, origin.line, key, message, remedy)


def _remedy_at_top(name: str, content: object) -> str:
    if isinstance(content, dict):
        known = ", ".join(f"[{section}]" for section in SECTIONS)
        return _did_you_mean(name, SECTIONS) or f"the sections are {known}"
    return _remedy_for(name)


def _remedy_for_variable(name: str) -> str:
    if _SECRET.search(name.lower()):
        return _SECRETS_ELSEWHERE
    return _did_you_mean(name, VARIABLES) or "unset it"


def _remedy_in_section(section: str, field: str) -> str:
    if field == LOCKED:
        return "write locked above the first [section] of the machine's file"
    name = f"{section}.{field}"
    if _SECRET.search(name.lower()):
        return _SECRETS_ELSEWHERE
    return _did_you_mean(name, [known for known in KEYS if known.startswith(f"{section}.")]) or _remedy_for(name)


def _remedy_for(name: str) -> str:
    field = name.rpartition(".")[2]
    if elsewhere := [known for known in KEYS if known.rpartition(".")[2] == field]:
        return f"did you mean {' or '.join(elsewhere)}?"
    if _SECRET.search(name.lower()):
        return _SECRETS_ELSEWHERE
    return _did_you_mean(name, KEYS) or "remove it; 'branchagent config show' lists all settings"


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    # Only a mistake needs difflib, and every start of the program would pay for it.
    from difflib import get_close_matches  # noqa: PLC0415

    matches = get_close_matches(name[:100], list(known), 1, 0.75)
    return f"did you mean {matches[0]}?" if matches else ""
