"""Reads the layers of settings, weakest first, into one `Settings`, or says everything that is wrong with them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from branchagent.settings import locations, policies
from branchagent.settings.entries import Entry, entries_in, entries_of, locks_of
from branchagent.settings.files import Document, document_of, read_document
from branchagent.settings.keys import KEYS, SECTIONS, Key
from branchagent.settings.kinds import UnfitError
from branchagent.settings.literals import shown
from branchagent.settings.model import Settings
from branchagent.settings.origins import BY_DEFAULT, Layer, Origin
from branchagent.settings.problems import Problem, SettingsError
from branchagent.settings.rules import breaches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchagent.settings.policies import Registry


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, where each key's value came from, and which keys the machine's file or a policy locks.

    `set_aside` has, by their keys, the places whose values give way to a policy's.
    """

    settings: Settings
    origins: Mapping[str, Origin]
    locked: frozenset[str] = frozenset()
    set_aside: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)


def load(
    config: Path | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    machine_file: Path | None = None,
    user_file: Path | None = None,
    draft: str | None = None,
    registry: Registry | None = None,
) -> Loaded:
    """Read the machine's file, the user's (or `config` in its place) and the environment; a later one wins.

    On Windows recommended policies are weaker than all of them and the other policies stronger; `registry` stands for
    the system's. What a policy sets is set aside elsewhere, unread.

    `environ` is the process's environment unless given; `~` and variables inside paths are always filled in from the
    process's own. `draft` stands for the content of the user's file, or of `config`, before that is written. Variables
    that begin with BRANCHAGENT_TEST_ are no settings and are passed over. Missing files are fine,
    except `config`. Raises SettingsError with every problem of every layer.
    """
    machine = _absolute(machine_file or locations.machine_file())
    own = _absolute(config or user_file or locations.user_file())
    reading = _Reading(machine, own)
    reading.take_policies(registry or policies.systems_registry)
    reading.take_file(Layer.MACHINE, machine)
    reading.take_file(Layer.USER if config is None else Layer.CONFIG, own, draft)
    reading.take_environment(os.environ if environ is None else environ)
    return reading.finish()


def faults(config: Path | None = None, draft: str | None = None) -> tuple[Problem, ...]:
    """Give what `load` would find wrong, but for required keys that are not set yet."""
    own = _absolute(config or locations.user_file())
    reading = _Reading(_absolute(locations.machine_file()), own, is_partial=True)
    reading.take_policies(policies.systems_registry)
    reading.take_file(Layer.MACHINE, locations.machine_file())
    reading.take_file(Layer.USER if config is None else Layer.CONFIG, own, draft)
    reading.take_environment(os.environ)
    return reading.problems()


def faults_of_machine(file: Path, draft: str) -> tuple[Problem, ...]:
    """Give what is wrong with a machine's file to be, whoever reads it: users' files and the environment aside."""
    reading = _Reading(file, file, is_partial=True)
    reading.take_policies(policies.systems_registry)
    reading.take_file(Layer.MACHINE, file, draft)
    return reading.problems()


def _absolute(path: Path) -> Path:
    try:
        return path.absolute()
    except OSError:  # the working directory is gone; reading the file will say what cannot be found
        return path


class _Reading:
    """What the layers have given so far."""

    def __init__(self, machine: Path, own: Path, *, is_partial: bool = False) -> None:
        self._machine = machine
        self._own = own
        self._is_partial = is_partial
        self._values: dict[str, Any] = {}
        self._origins: dict[str, Origin] = {}
        self._locked: set[str] = set()
        self._policies: set[str] = set()
        self._set_aside: dict[str, list[Origin]] = {}
        self._problems: list[Problem] = []
        self._all_read = True

    def take_policies(self, registry: Registry) -> None:
        """Take what policies set, first of all: other layers give way to them."""
        for layer in (Layer.RECOMMENDED, Layer.POLICY):
            for found in policies.policies_in(layer, registry):
                self.take(found)
                if isinstance(found, Entry) and layer is Layer.POLICY:
                    self._policies.add(found.key.name)

    def take_file(self, layer: Layer, path: Path, draft: str | None = None) -> None:
        """Take what a file sets, or is to set, and note what is wrong with it."""
        try:
            document = read_document(layer, path) if draft is None else document_of(layer, path, draft.encode())
        except SettingsError as error:
            self._problems += error.problems
            self._all_read = False
            return
        if document is None:
            return
        for found in entries_of(document):
            self.take(found)
        if layer is Layer.MACHINE:
            self._lock(document)

    def take_environment(self, environ: Mapping[str, str]) -> None:
        """Take what the environment's variables set."""
        for found in entries_in(environ):
            self.take(found)

    def take(self, found: Entry | Problem) -> None:
        """Take one value, unless something is wrong with it."""
        if isinstance(found, Problem):
            self._problems.append(found)
        elif found.key.name in self._policies:
            self._set_aside.setdefault(found.key.name, []).append(found.origin)
        elif found.key.name in self._locked:
            message = f"{found.key.name} is locked by the machine's file {self._machine}"
            self._problems.append(found.problem(message, "take it out here: only that file can set it"))
        else:
            self._read(found)

    def finish(self) -> Loaded:
        """Fill in the defaults, check the whole, and give the settings. Raises SettingsError."""
        if problems := self.problems():
            raise SettingsError(problems, self._values.get("ui.language"))
        aside = MappingProxyType({name: tuple(origins) for name, origins in self._set_aside.items()})
        locked = frozenset(self._locked | self._policies)
        return Loaded(_built(self._values), MappingProxyType(self._origins), locked, aside)

    def problems(self) -> tuple[Problem, ...]:
        """Fill in the defaults, check the whole, and give all that is wrong."""
        for key in KEYS.values():
            if key.name not in self._origins:
                self._fill_in(key)
        self._check_rules()
        return tuple(self._problems)

    def _lock(self, document: Document) -> None:
        for found in locks_of(document):
            if isinstance(found, Problem):
                self._problems.append(found)
            else:
                self._locked.add(found)

    def _read(self, entry: Entry) -> None:
        name = entry.key.name
        # Noted even if the value is unfit: such a key is wrong, and must not be called missing as well.
        self._origins[name] = entry.origin
        try:
            self._values[name] = entry.key.kind.read(entry.raw, entry.base)
        except UnfitError as unfit:
            self._values.pop(name, None)
            message = f"{name} {unfit.fault or f'is {shown(entry.raw)}'}"
            self._problems.append(entry.problem(message, unfit.remedy))

    def _fill_in(self, key: Key) -> None:
        if not key.required:
            self._origins[key.name] = BY_DEFAULT
            self._values[key.name] = key.default
        elif self._all_read and (key.name in self._locked or not self._is_partial):
            # A file that could not be read may well set it. What is locked nobody else can set later.
            self._problems.append(self._missing(key))

    def _missing(self, key: Key) -> Problem:
        file = self._machine if key.name in self._locked else self._own
        remedy = f"write {key.field} = {key.example} under [{key.section}] in that file"
        if key.name not in self._locked:
            remedy += f", or set {key.variable}"
        if not locations.present(file):
            remedy += "; there is no such file yet: 'branchagent config init' writes one to start from"
        return Problem(str(file), None, key.name, f"{key.name} is required and not set", remedy)

    def _check_rules(self) -> None:
        for breach in breaches(self._values):
            chosen = [key for key in breach.keys if self._origins[key].layer is not Layer.DEFAULT]
            blamed = (chosen or list(breach.keys))[0]
            origin = self._origins[blamed]
            place = origin.place or origin.layer
            self._problems.append(Problem(place, origin.line, blamed, breach.message, breach.remedy))


def _built(values: Mapping[str, Any]) -> Settings:
    sections = {
        name: section(**{key.field: values[key.name] for key in KEYS.values() if key.section == name})
        for name, section in SECTIONS.items()
    }
    return Settings(**sections)
