"""Changing the user's settings file: comments, order and other keys stay as they are."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomlkit

from branchagent.drafting import replace_with
from branchagent.settings import locations, policies, presenting
from branchagent.settings.entries import LOCKED, Entry, entries_in, entries_of, locks_of
from branchagent.settings.files import read_document
from branchagent.settings.origins import Layer
from branchagent.settings.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from branchagent.settings.files import Document
    from branchagent.settings.origins import Origin


@dataclass(frozen=True, slots=True)
class Standing:
    """What is set now, as it is written, right or wrong: `fixed` names what the user's file cannot change, and why."""

    file: Path
    values: Mapping[str, object]
    fixed: Mapping[str, Origin]


def standing(config: Path | None) -> Standing:
    """Read what is set; `config` takes the place of the user's file. Raises `SettingsError` if a file is no TOML."""
    machine, own = (state.path for state in presenting.paths(config))
    locked = read_document(Layer.MACHINE, machine)
    common = _raw(policies.policies_in(Layer.RECOMMENDED, policies.systems_registry)) | _raw_of(locked)
    # As the user's: a file that is to be written need not be there.
    values = common | _raw_of(read_document(Layer.USER, own))
    fixed: dict[str, Origin] = {}
    if locked is not None:
        fixed |= {key: locked.origin_of(key) for key in locks_of(locked) if not isinstance(key, Problem)}
        values |= {key: common.get(key) for key in fixed}
    stronger = (entry for entry in entries_in(os.environ) if isinstance(entry, Entry))
    for entry in (*stronger, *policies.mandatory().values()):
        values[entry.key.name] = entry.raw
        fixed[entry.key.name] = entry.origin
    return Standing(own, values, fixed)


def _raw(entries: Iterable[Entry | Problem]) -> dict[str, object]:
    return {entry.key.name: entry.raw for entry in entries if isinstance(entry, Entry)}


def _raw_of(document: Document | None) -> dict[str, object]:
    return {} if document is None else _raw(entries_of(document))


def changed(file: Path, values: Mapping[str, object], locked: Sequence[str] | None = None) -> str:
    """Give the file's content with these keys set; None takes one out. A file that is not there begins explained.

    `locked` takes the place of the machine's file's list of locked keys; an empty one takes that out.

    Raises `SettingsError` if it is no TOML, `ValueError` if it is written in a way that cannot be changed by us.
    """
    text = file.read_text("utf-8-sig") if locations.present(file) else presenting.initial_file()
    before = tomllib.loads(text)
    for name, value in values.items():
        if not _has(before, name) and value is not None:
            text = _switched_on(text, name)
    document = tomlkit.parse(text)
    for name, value in values.items():
        _set(document, name, value)
    if locked is not None:
        _set_locked(document, locked)
    written = tomlkit.dumps(document)
    _expect(tomllib.loads(written), before, values, locked)
    return written


def write(file: Path, text: str) -> None:
    """Put the settings into their file, which nobody else may read. Raises `OSError`."""
    replace_with(file, text.encode(), mode=0o600)


def _has(table: Mapping[str, Any], name: str) -> bool:
    section, _, field = name.partition(".")
    found = table.get(section, {})
    if not isinstance(found, dict):
        raise ValueError(f"{section} is no section there")  # noqa: TRY004 - what stands in the file, not our call
    return field in found


def _switched_on(text: str, name: str) -> str:
    """Take the # from the key's own line below its section, where `config init` wrote one."""
    section, _, field = name.partition(".")
    pattern = rf"(^\[{section}\]\n(?:(?!\[).*\n)*?)#({field} = .*)$"
    return re.sub(pattern, r"\1\2", text, count=1, flags=re.MULTILINE)


def _set(document: tomlkit.TOMLDocument, name: str, value: object) -> None:
    section, _, field = name.partition(".")
    if value is None:
        if _has(document, name):
            document[section].pop(field)
        return
    if section not in document:
        document[section] = tomlkit.table()
    document[section][field] = _item(value)


def _set_locked(document: tomlkit.TOMLDocument, names: Sequence[str]) -> None:
    if not names:
        document.pop(LOCKED, None)
    elif list(document.get(LOCKED, [])) != list(names):
        document[LOCKED] = list(names)


def _item(value: object) -> object:
    if isinstance(value, str) and "\\" in value and "'" not in value:
        return tomlkit.string(value, literal=True)
    return value


def _expect(
    written: Mapping[str, Any],
    before: Mapping[str, Any],
    values: Mapping[str, object],
    locked: Sequence[str] | None,
) -> None:
    """See that the file says what it is to say, and nothing else, before it takes the old one's place."""
    wanted = {section: dict(table) if isinstance(table, dict) else table for section, table in before.items()}
    for name, value in values.items():
        section, _, field = name.partition(".")
        table = wanted.setdefault(section, {})
        table.pop(field, None)
        if value is not None:
            table[field] = value
    if locked is not None:
        wanted[LOCKED] = list(locked)
    if _without_empty(wanted) != _without_empty(written):
        raise ValueError("the file's form cannot be kept")


def _without_empty(table: Mapping[str, Any]) -> dict[str, Any]:
    return {section: content for section, content in table.items() if content not in ({}, [])}
