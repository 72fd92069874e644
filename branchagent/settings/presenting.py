"""Settings as `config show`, `config init` and `config path` present them; there is never a secret among them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from branchagent.settings import locations, policies
from branchagent.settings.keys import KEYS, SECTIONS, Key
from branchagent.settings.literals import literal
from branchagent.settings.origins import Layer

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.settings.loading import Loaded

_POLICIES = policies.KEYS_OF_LAYERS.items()
_HEADER = r"""# Settings of branchagent.
# Each line that sets something is switched off by the # before it and shows the default, or an example where there is
# none. To change a setting, take the # away and write the value. Required are folder.path and server.url.
# Windows paths stand in single quotes: 'C:\Setoran', '\\server\share\Setoran'.
# Passwords and tokens do not belong here: 'branchagent login' stores them in the system's keyring.
# An administrator may add a list above the first section of the machine's file, of keys that nobody else can set:
#     locked = ["server.url", "server.ca_bundle"]
"""


class FileState(NamedTuple):
    """A settings file: which one it is, where it belongs, whether it is there."""

    layer: Layer
    path: Path
    exists: bool


class RegistryState(NamedTuple):
    """A key of the registry: which layer it holds, what it is called, whether it is there."""

    layer: Layer
    key: str
    exists: bool


def show(loaded: Loaded) -> list[tuple[str, str, str]]:
    """List each key, its value in TOML (or in words, where the system decides) and where the value came from."""
    return [(key.name, _value(key, loaded), _origin(key, loaded)) for key in KEYS.values()]


def initial_file() -> str:
    """Give a settings file to start from: every key explained, and switched off by a # before it."""
    return "\n".join([_HEADER, *(_section(name) for name in SECTIONS)])


def paths(config: Path | None = None) -> tuple[FileState, ...]:
    """Give the files that are read, in their order; `config` takes the place of the user's."""
    own = (Layer.USER, locations.user_file()) if config is None else (Layer.CONFIG, config.absolute())
    files = ((Layer.MACHINE, locations.machine_file()), own)
    return tuple(FileState(layer, path, locations.present(path)) for layer, path in files)


def registry_keys() -> tuple[RegistryState, ...]:
    """Give the registry's keys that policies are read from, in their order; none where there is no registry."""
    if sys.platform != "win32":
        return ()
    return tuple(RegistryState(layer, policies.place(layer), _is_there(key)) for layer, key in _POLICIES)


def _is_there(key: str) -> bool:
    try:
        return policies.systems_registry(key) is not None
    except OSError:  # one that may not be read counts: loading says why
        return True


def _value(key: Key, loaded: Loaded) -> str:
    value = key.value_in(loaded.settings)
    return key.unset if value is None else literal(value)


def _origin(key: Key, loaded: Loaded) -> str:
    origin = str(loaded.origins[key.name])
    locked = f"{origin} (locked)" if key.name in loaded.locked else origin
    return "; set aside: ".join([locked, *map(str, loaded.set_aside.get(key.name, ()))])


def _section(name: str) -> str:
    keys = [key for key in KEYS.values() if key.section == name]
    return "\n".join([f"[{name}]", *(_switched_off(key) for key in keys)])


def _switched_off(key: Key) -> str:
    must = f"{'Required. ' if key.required else ''}It must be {key.kind.requirement}."
    default = f" Default: {key.unset}." if key.unset else ""
    return f"# {key.explanation}\n# {must}{default}\n#{key.field} = {key.example or literal(key.default)}\n"
