"""`branchagent pause`, `resume` and `stop`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from branchagent.cli.common import complain, say, with_settings
from branchagent.cli.words import texts_of
from branchagent.control import Control
from branchagent.locking import PROCESS_LOCK, STATE_LOCK, is_taken

if TYPE_CHECKING:
    import argparse

    from branchagent.settings import Settings


_LOOKS_EVERY_S = 0.1


def add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    """Make `parser` that of the command `name`."""
    if name == "stop":
        parser.add_argument(
            "--wait", type=float, default=150.0, metavar="SECONDS", help="how long to wait for its end (150)"
        )
    parser.set_defaults(action=with_settings({"pause": _pause, "resume": _resume, "stop": _stop}[name]))


def _pause(_: argparse.Namespace, settings: Settings) -> int:
    return _leave_wish(settings, paused=True)


def _resume(_: argparse.Namespace, settings: Settings) -> int:
    return _leave_wish(settings, paused=False)


def _stop(options: argparse.Namespace, settings: Settings) -> int:
    texts, state = texts_of(settings), settings.state.path
    if not is_taken(state / STATE_LOCK):
        say(texts.gettext("No agent runs."))
        return 0
    try:
        Control(state).stop()
    except OSError as error:
        return _complain_unwritable(settings, error)
    until = time.monotonic() + options.wait
    while is_taken(state / STATE_LOCK) or is_taken(state / PROCESS_LOCK):
        if time.monotonic() > until:
            complain(texts.gettext("The agent has not ended yet; it ends once the uploads in hand are through."))
            return 1
        time.sleep(_LOOKS_EVERY_S)
    say(texts.gettext("The agent has ended."))
    return 0


def _leave_wish(settings: Settings, *, paused: bool) -> int:
    control, texts = Control(settings.state.path), texts_of(settings)
    try:
        settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if paused:
            control.pause()
        else:
            control.resume()
    except OSError as error:
        return _complain_unwritable(settings, error)
    paused_now = texts.gettext("Sending is paused. To go on with it, run: branchagent resume")
    say(paused_now if paused else texts.gettext("Sending goes on."))
    return 0


def _complain_unwritable(settings: Settings, error: OSError) -> int:
    texts = texts_of(settings)
    complain(texts.gettext("{file} cannot be written: {error}", file=settings.state.path, error=error.strerror))
    return 1
