r"""What policies set: values below `HKLM\Software\Policies\branchagent`, where group policy and Intune write.

A value's name is a setting's. Values in the key itself hold against everybody; those in its subkey `Recommended` are
defaults. There are none on other systems than Windows.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from branchagent.settings.entries import Entry, unknown
from branchagent.settings.keys import KEYS
from branchagent.settings.origins import Layer, Origin
from branchagent.settings.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = "HKLM"
MANDATORY = r"Software\Policies\branchagent"
RECOMMENDED = MANDATORY + r"\Recommended"
KEYS_OF_LAYERS = {Layer.RECOMMENDED: RECOMMENDED, Layer.POLICY: MANDATORY}

_SZ, _EXPAND_SZ, _DWORD, _QWORD = 1, 2, 4, 11
_BY_NAME = {name.lower(): key for name, key in KEYS.items()}
"""The registry does not tell upper from lower case."""


class Value(NamedTuple):
    """A value of the registry: its name, its data and the number of its type."""

    name: str
    data: object
    type: int


Registry: TypeAlias = "Callable[[str], Sequence[Value] | None]"
"""Gives the values of a key below HKEY_LOCAL_MACHINE; None if there is no such key. May raise `OSError`."""


def systems_registry(path: str) -> Sequence[Value] | None:
    """Read a key as 64-bit programs see it. Raises `OSError`."""
    if sys.platform != "win32":
        return None
    registry: Any = importlib.import_module("winreg")
    access = registry.KEY_READ | registry.KEY_WOW64_64KEY
    try:
        with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, path, 0, access) as key:
            count = registry.QueryInfoKey(key)[1]
            return [Value(*registry.EnumValue(key, index)) for index in range(count)]
    except FileNotFoundError:
        return None


def place(layer: Layer) -> str:
    """Name the key that holds a layer's policies."""
    return rf"{ROOT}\{KEYS_OF_LAYERS[layer]}"


def policies_in(layer: Layer, registry: Registry) -> Iterator[Entry | Problem]:
    """Go through the values of a layer's key."""
    try:
        values = registry(KEYS_OF_LAYERS[layer]) or ()
    except OSError as error:
        message = f"the registry key cannot be read ({error.strerror or error})"
        yield Problem(place(layer), None, None, message, "let users read it, as Windows does by itself")
        return
    for value in values:
        yield _understood(value, Origin(layer, rf"{place(layer)}\{value.name}"))


def mandatory() -> dict[str, Entry]:
    """Give what the system's policies set for good, by the settings' names; what is wrong there is left out."""
    found = policies_in(Layer.POLICY, systems_registry)
    return {entry.key.name: entry for entry in found if isinstance(entry, Entry)}


def _understood(value: Value, origin: Origin) -> Entry | Problem:
    key = _BY_NAME.get(value.name.lower())
    if key is None:
        return unknown(value.name, origin)
    if isinstance(value.data, str) and value.type in {_SZ, _EXPAND_SZ}:
        text = os.path.expandvars(value.data) if value.type == _EXPAND_SZ else value.data
        return Entry(key, key.kind.parse(text), origin, Path())
    if isinstance(value.data, int) and value.type in {_DWORD, _QWORD}:
        return Entry(key, key.kind.of_number(value.data), origin, Path())
    message = f"{key.name} has a type that settings have not in the registry ({value.type})"
    return Problem(
        origin.place, None, key.name, message, f"write it as REG_SZ or REG_DWORD; it must be {key.kind.requirement}"
    )
