"""The program where it was started without a console: what it has to tell a person is shown in a window."""

from __future__ import annotations

import ctypes
import io
import sys
from typing import TYPE_CHECKING

from branchagent import launching
from branchagent.cli.common import EXIT_CONFIGURATION
from branchagent.settings import SettingsError, load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST_SHOWN = 2000
_RUNS_ALREADY = 3
_MB_ICONWARNING, _MB_SETFOREGROUND = 0x30, 0x10000


def run_unseen(arguments: Sequence[str], run: Callable[[Sequence[str]], int]) -> int:
    """Run a command, `run` if none is named, and give its exit code; what it complains of is shown at its end.

    Where the agent has no settings that it could run with, the set-up is shown, whose first page says what is missing.
    A scheduled task (`--headless`) has nobody to show anything to: it has its log and its exit code.
    """
    arguments = list(arguments) or ["run"]
    if "--headless" in arguments:
        return run(arguments)
    if arguments == ["run"] and not _has_settings():
        launching.start("setup")
        return EXIT_CONFIGURATION
    sys.stdout = sys.stdout or _Kept()
    sys.stderr = complaints = _Kept()
    code = 1
    try:
        code = run(arguments)
    finally:
        # The one that runs already shows itself.
        if code != _RUNS_ALREADY and complaints.text.strip():
            _show(complaints.text.strip())
    return code


class _Kept(io.TextIOBase):
    """The end of what was written: the agent may write for months."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = (self.text + text)[-_MOST_SHOWN:]
        return len(text)


def _has_settings() -> bool:
    try:
        load()
    except SettingsError:
        return False
    return True


def _show(text: str) -> None:
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, text, "branchagent", _MB_ICONWARNING | _MB_SETFOREGROUND)
