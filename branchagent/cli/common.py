"""What several commands need."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from branchagent.redaction import redact
from branchagent.settings import Loaded, SettingsError, load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from branchagent.settings import Settings

EXIT_CONFIGURATION = 2
"""The settings, or the folder that they name for the state, are wrong."""


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


def complain(message: str) -> None:
    """Tell of an error."""
    print(redact(message), file=sys.stderr)


def say(message: str = "") -> None:
    """Tell something."""
    print(redact(message), flush=True)
