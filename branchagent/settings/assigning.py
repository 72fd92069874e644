"""Settings given as KEY=VALUE: understood and checked as a whole before any file is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from branchagent.settings import locations
from branchagent.settings.changing import changed, standing, write
from branchagent.settings.entries import locks_of, unknown
from branchagent.settings.files import read_document
from branchagent.settings.keys import KEYS, Key
from branchagent.settings.kinds import UnfitError
from branchagent.settings.literals import shown
from branchagent.settings.loading import faults, faults_of_machine
from branchagent.settings.origins import Layer, Origin
from branchagent.settings.problems import Problem, SettingsError
from branchagent.settings.publishing import reserve, write_for_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SOURCE = "config set"
GIVEN, NONE = "given", "none"


@dataclass(frozen=True, slots=True)
class Change:
    """What a file is to say: `values` by their keys, of which None takes one out; `locked` of None keeps the list."""

    file: Path
    values: Mapping[str, object]
    locked: Sequence[str] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the file stays as it is."""
        return not self.values and self.locked is None


def own_change(words: Iterable[str], config: Path | None, *, skips_empty: bool = False) -> Change:
    """Understand a change of the user's file, or of `config` in its place. Raises `SettingsError`."""
    now = standing(config)
    values = _understood(words, now.file.parent, skips_empty=skips_empty)
    _raise_if([_fixed(name, now.fixed[name]) for name in values if name in now.fixed])
    return Change(now.file, values)


def machine_change(words: Iterable[str], lock: str | None = None, *, skips_empty: bool = False) -> Change:
    """Understand a change of the machine's file; `lock` lists the keys to lock there too. Raises `SettingsError`."""
    file = locations.machine_file()
    values = _understood(words, file.parent, skips_empty=skips_empty)
    if lock is None or (not lock.strip() and skips_empty):
        return Change(file, values)
    return Change(file, values, _locked(file, lock, values))


def apply_to_own(change: Change, config: Path | None) -> None:
    """Check the user's file with the change in it, and write it. Raises `SettingsError`, `OSError`, `ValueError`."""
    draft = changed(change.file, change.values)
    before = faults(config)
    _raise_if([each for each in faults(config, draft) if each not in before or each.source == str(change.file)])
    write(change.file, draft)


def apply_to_machine(change: Change) -> None:
    """Check the machine's file with the change in it, and write it. Raises `SettingsError`, `OSError`, `ValueError`."""
    read_document(Layer.MACHINE, change.file)
    draft = changed(change.file, change.values, change.locked)
    _raise_if(faults_of_machine(change.file, draft))
    write_for_all(change.file, draft)


def reserve_machine() -> None:
    """Make the machine's folder one that only administrators can put settings into. Raises `OSError`."""
    reserve(locations.machine_file().parent)


def _understood(words: Iterable[str], base: Path, *, skips_empty: bool) -> dict[str, object]:
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for word in words:
        name, equals, text = word.partition("=")
        found = _key(name.strip(), is_whole=bool(equals))
        if isinstance(found, Problem):
            problems.append(found)
        elif text.strip() or not skips_empty:
            value = _value(found, text, base)
            problems += [value] if isinstance(value, Problem) else []
            values[found.name] = value
    _raise_if(problems)
    return values


def _key(name: str, *, is_whole: bool) -> Key | Problem:
    if name not in KEYS:
        return unknown(name, Origin(Layer.DEFAULT, SOURCE))
    if not is_whole:
        return _problem(name, f"{name} has no value", f"write {name}=VALUE, or {name}= to take it out")
    return KEYS[name]


def _value(key: Key, text: str, base: Path) -> object:
    """Give what the file is to hold, None for nothing, or what is wrong with it."""
    if not text.strip():
        return None
    # An installer puts a blank before the closing quotation mark: a folder's last backslash would escape that.
    raw = key.kind.parse(text.strip())
    try:
        here = key.kind.read(raw, Path.cwd())
        # In the file, a relative path would begin at the file's folder; who gives it here means this one.
        if isinstance(here, Path) and here != key.kind.read(raw, base):
            return str(here)
    except UnfitError as unfit:
        return _problem(key.name, f"{key.name} {unfit.fault or f'is {shown(raw)}'}", unfit.remedy)
    return int(raw) if isinstance(raw, float) and raw.is_integer() else raw


def _locked(file: Path, lock: str, values: Mapping[str, object]) -> list[str]:
    if lock.strip() in {"", NONE}:
        return []
    document = read_document(Layer.MACHINE, file)
    before = [] if document is None else [each for each in locks_of(document) if isinstance(each, str)]
    named = [name for name, value in values.items() if value is not None] if lock.strip() == GIVEN else _listed(lock)
    unknown_ones = [name for name in named if name not in KEYS]
    _raise_if([unknown(name, Origin(Layer.DEFAULT, f"{SOURCE} --lock")) for name in unknown_ones])
    return list(dict.fromkeys([*before, *named]))


def _listed(lock: str) -> list[str]:
    return [name.strip() for name in lock.replace(";", ",").split(",") if name.strip()]


def _fixed(name: str, origin: Origin) -> Problem:
    return _problem(name, f"{name} cannot be changed in this file", f"it is fixed by the {origin}")


def _problem(name: str, message: str, remedy: str) -> Problem:
    return Problem(SOURCE, None, name, message, remedy)


def _raise_if(problems: Sequence[Problem]) -> None:
    if problems:
        raise SettingsError(tuple(problems))
