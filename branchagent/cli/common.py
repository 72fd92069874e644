"""What several commands need."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

from branchagent.redaction import redact
from branchagent.settings import Loaded, SettingsError, load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import TextIO

    from branchagent.settings import Settings

EXIT_CONFIGURATION = 2
"""The settings, or the folder that they name for the state, are wrong."""

_GONE = frozenset({errno.EPIPE, errno.EINVAL})
"""How a system tells that nobody reads a pipe any more; Windows calls it an invalid argument."""


class OutputGoneError(Exception):
    """Whoever read our output has gone (`history | head`): there is nobody left to tell anything."""


def with_settings(action: Callable[[argparse.Namespace, Settings], int]) -> Callable[[argparse.Namespace], int]:
    """Give a command its settings; wrong ones are told, all at once, with the exit code for that."""

    def run(options: argparse.Namespace) -> int:
        loaded = load_or_tell(options)
        return EXIT_CONFIGURATION if loaded is None else action(options, loaded.settings)

    return run


def load_or_tell(options: argparse.Namespace) -> Loaded | None:
    """Load the settings; None if they are wrong, which is then told."""
    try:
        return load(options.config)
    except SettingsError as error:
        complain(str(error))
        return None


def language_asked_for(options: argparse.Namespace) -> str | None:
    """Give the language that the settings ask for, as far as they can be read."""
    try:
        return load(options.config).settings.ui.language
    except SettingsError as error:
        return error.language


def complain(message: str) -> None:
    """Tell of an error."""
    _write(message, sys.stderr)


def say(message: str = "") -> None:
    """Tell of what a command does; it goes on with that though nobody listens any more."""
    _write(message, sys.stdout)


def show(message: str) -> None:
    """Tell what a command is there to tell. Raises `OutputGoneError` if nobody listens any more."""
    if not _write(message, sys.stdout):
        raise OutputGoneError


def _write(message: str, stream: TextIO) -> bool:
    """Write a line; give whether its reader is still there."""
    try:
        print(redact(message), file=stream, flush=True)
    except OSError as error:
        if error.errno not in _GONE:
            raise
        # What is still in the stream's buffer, and all that follows, has to go somewhere, at the latest at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True
