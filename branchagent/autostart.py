"""Starting the agent when its user signs in to the desktop: each system has a place of its own for that."""

from __future__ import annotations

import contextlib
import importlib
import os
import plistlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

from branchagent.drafting import replace_with
from branchagent.launching import windowed_program, with_config

_NAME = "branchagent"
_LABEL = "id.branchagent.agent"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where the task manager notes what its user has switched off; an odd first byte means off."""
_PLAIN = re.compile(r"[A-Za-z0-9@+=:,./_-]+")


def is_on() -> bool:
    """Tell whether the agent starts at sign-in. Raises `OSError`."""
    return _place().is_on()


def is_fixed() -> bool:
    """Tell whether an administrator has it start for all users of this computer. Raises `OSError`."""
    return _place().is_fixed()


def turn_on(config: Path | None = None) -> None:
    """Start the agent at each sign-in from the next one on, with the settings file `config`. Raises `OSError`."""
    place = _place()
    if not place.is_fixed():
        place.turn_on([*windowed_program(), "run", *with_config(config)])


def turn_off() -> None:
    """Start it no more; what is off already stays off, and what is fixed stays on. Raises `OSError`."""
    _place().turn_off()


class _Place(Protocol):
    def is_on(self) -> bool: ...

    def is_fixed(self) -> bool: ...

    def turn_on(self, command: list[str]) -> None: ...

    def turn_off(self) -> None: ...


def _place() -> _Place:
    if sys.platform == "win32":
        return _RunKey()
    return _LaunchAgent() if sys.platform == "darwin" else _DesktopFile()


class _RunKey:
    """A value below the user's Run key, or the machine's, where an installer puts it for all users."""

    def __init__(self) -> None:
        self._registry: Any = importlib.import_module("winreg")

    def is_on(self) -> bool:
        if self.is_fixed():
            return True
        if self._value(_RUN) is None:
            return False
        approved = self._value(_APPROVED)
        return not (isinstance(approved, bytes) and approved and approved[0] % 2)

    def is_fixed(self) -> bool:
        return self._value(_RUN, for_all=True) is not None

    def turn_on(self, command: list[str]) -> None:
        registry = self._registry
        with registry.CreateKey(registry.HKEY_CURRENT_USER, _RUN) as key:
            registry.SetValueEx(key, _NAME, 0, registry.REG_SZ, subprocess.list2cmdline(command))
        self._remove(_APPROVED)

    def turn_off(self) -> None:
        self._remove(_RUN)
        self._remove(_APPROVED)

    def _value(self, path: str, *, for_all: bool = False) -> object:
        registry = self._registry
        root = registry.HKEY_LOCAL_MACHINE if for_all else registry.HKEY_CURRENT_USER
        try:
            with registry.OpenKey(root, path) as key:
                return registry.QueryValueEx(key, _NAME)[0]
        except FileNotFoundError:
            return None

    def _remove(self, path: str) -> None:
        registry = self._registry
        with (
            contextlib.suppress(FileNotFoundError),
            registry.OpenKey(registry.HKEY_CURRENT_USER, path, 0, registry.KEY_SET_VALUE) as key,
        ):
            registry.DeleteValue(key, _NAME)


class _DesktopFile:
    """A desktop entry in the user's autostart folder, as the XDG specifications have it."""

    def __init__(self) -> None:
        folder = os.environ.get("XDG_CONFIG_HOME") or ""
        # A relative path there is to be ignored, says the specification.
        base = Path(folder) if Path(folder).is_absolute() else Path.home() / ".config"
        self._file = base / "autostart" / f"{_NAME}.desktop"

    def is_on(self) -> bool:
        try:
            lines = self._file.read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return False
        said = {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in lines)}
        return said.get("Hidden") != "true" and said.get("X-GNOME-Autostart-enabled") != "false"

    def is_fixed(self) -> bool:
        return False

    def turn_on(self, command: list[str]) -> None:
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Version=1.0",
            f"Name={_NAME}",
            "Comment=Sends hajj deposit receipts to SISKOHAT",
            "Comment[id]=Mengirim bukti setoran haji ke SISKOHAT",
            f"Exec={_exec_line(command)}",
            f"Icon={_NAME}",
            "Terminal=false",
        )
        replace_with(self._file, "".join(f"{line}\n" for line in lines).encode(), mode=0o644)

    def turn_off(self) -> None:
        self._file.unlink(missing_ok=True)


def _exec_line(command: list[str]) -> str:
    """Quote as `Exec` asks for: each argument, then the whole as a string of a desktop entry."""
    line = " ".join(_exec_argument(argument) for argument in command)
    return line.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _exec_argument(argument: str) -> str:
    argument = argument.replace("%", "%%")
    if _PLAIN.fullmatch(argument):
        return argument
    escaped = re.sub(r'(["`$\\])', r"\\\1", argument)
    return f'"{escaped}"'


class _LaunchAgent:
    """A property list in the user's LaunchAgents; launchd reads it at the next sign-in."""

    def __init__(self) -> None:
        self._file = Path.home() / "Library" / "LaunchAgents" / f"{_LABEL}.plist"

    def is_on(self) -> bool:
        try:
            found = plistlib.loads(self._file.read_bytes())
        except FileNotFoundError:
            return False
        except (plistlib.InvalidFileException, ValueError):
            return False
        return isinstance(found, dict) and bool(found.get("RunAtLoad")) and not found.get("Disabled")

    def is_fixed(self) -> bool:
        return False

    def turn_on(self, command: list[str]) -> None:
        entry = {"Label": _LABEL, "ProgramArguments": command, "RunAtLoad": True, "ProcessType": "Interactive"}
        replace_with(self._file, plistlib.dumps(entry), mode=0o644)

    def turn_off(self) -> None:
        self._file.unlink(missing_ok=True)
