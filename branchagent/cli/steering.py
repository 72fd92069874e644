"""`branchagent pause` and `resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.cli.common import complain, say, with_settings
from branchagent.cli.words import texts_of
from branchagent.control import Control

if TYPE_CHECKING:
    import argparse

    from branchagent.settings import Settings


def add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of the command `name`; they have no options."""
    parser.set_defaults(action=with_settings({"pause": _pause, "resume": _resume}[name]))


def _pause(_: argparse.Namespace, settings: Settings) -> int:
    return _leave_wish(settings, paused=True)


def _resume(_: argparse.Namespace, settings: Settings) -> int:
    return _leave_wish(settings, paused=False)


def _leave_wish(settings: Settings, *, paused: bool) -> int:
    control, texts = Control(settings.state.path), texts_of(settings)
    try:
        settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if paused:
            control.pause()
        else:
            control.resume()
    except OSError as error:
        complain(texts.gettext("{file} cannot be written: {error}", file=settings.state.path, error=error.strerror))
        return 1
    paused_now = texts.gettext("Sending is paused. To go on with it, run: branchagent resume")
    say(paused_now if paused else texts.gettext("Sending goes on."))
    return 0
