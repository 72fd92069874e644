"""The program's own command line, and processes of its own beside the one that asks for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_WINDOWED = {
    "branchagent-cli.exe": "branchagent.exe",
    "branchagent.com": "branchagent.exe",
    "python.exe": "pythonw.exe",
}
"""What has a console, and its twin that has none."""

_OPENS_WITHIN_S = 30.0

_CREATION = 0
if sys.platform == "win32":
    _CREATION = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP


def program() -> list[str]:
    """Give the command line that runs this program; commands and options follow it."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "branchagent"]


def windowed_program() -> list[str]:
    """Give the command line that opens no console on Windows; elsewhere the same as `program`."""
    first, *rest = program()
    return [_without_console(first), *rest] if sys.platform == "win32" else [first, *rest]


def with_config(config: Path | None) -> list[str]:
    """Give the option that names a settings file, wherever the process starts; nothing for the user's own file."""
    return [] if config is None else ["--config", str(config.absolute())]


def start(*arguments: str, config: Path | None = None) -> subprocess.Popen[bytes]:
    """Start the program beside this one, without a console window, and without what this one has open.

    It outlives this process, and has no terminal and no session in common with it. Raises `OSError`.
    """
    return subprocess.Popen(  # noqa: S603 - the program itself, with words of ours
        [*windowed_program(), *arguments, *with_config(config)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        env=_environment(),
        creationflags=_CREATION,
        start_new_session=sys.platform != "win32",
    )


def open_path(path: Path) -> bool:
    """Open a folder, a text or a table with what the system has for it; tell whether that could be begun."""
    if sys.platform == "win32":
        try:
            os.startfile(path)  # noqa: S606 - a folder or file of ours
        except OSError:
            return False
        return True
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    quiet = subprocess.DEVNULL
    command = [opener, str(path)]
    try:
        ended = subprocess.run(command, check=False, timeout=_OPENS_WITHIN_S, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603
        return ended.returncode == 0
    except OSError:
        return False
    except subprocess.TimeoutExpired:
        return True  # it shows it still


def _environment() -> dict[str, str]:
    """Let a program that is one packaged file unpack itself anew: what this process unpacked goes with it."""
    return {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}


def _without_console(executable: str) -> str:
    path = Path(executable)
    twin = path.with_name(_WINDOWED.get(path.name.lower(), path.name))
    return str(twin) if twin.is_file() else executable
