"""`branchagent autostart on|off|status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent import autostart
from branchagent.catalogues import N_
from branchagent.cli.common import complain, say, show
from branchagent.settings import SettingsError, load
from branchagent.texts import Texts, system_language

if TYPE_CHECKING:
    import argparse

PHRASES = {
    "on": N_("the agent starts when you sign in to this computer"),
    "off": N_("the agent does not start by itself"),
    "fixed": N_("an administrator has set for all users of this computer that the agent starts at sign-in"),
    "failed": N_("this could not be changed: {error}"),
    "unknown": N_("this could not be found out: {error}"),
}


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add what can be done with it."""
    parser.add_argument(
        "what",
        choices=("on", "off", "status"),
        help="on, off: from the next sign-in to the desktop on; status: which of the two, exit code 0 or 1",
    )
    parser.set_defaults(action=_run)


def _run(options: argparse.Namespace) -> int:
    texts = _texts(options)
    try:
        if options.what == "on":
            autostart.turn_on(options.config)
        elif options.what == "off":
            autostart.turn_off()
            if autostart.is_fixed():
                complain(texts.gettext(PHRASES["fixed"]))
                return 1
    except OSError as error:
        complain(texts.gettext(PHRASES["failed"], error=error))
        return 1
    return _tell(options.what, texts)


def _tell(what: str, texts: Texts) -> int:
    try:
        is_on = autostart.is_on()
    except OSError as error:
        complain(texts.gettext(PHRASES["unknown"], error=error))
        return 1
    (show if what == "status" else say)(texts.gettext(PHRASES["on" if is_on else "off"]))
    return 1 if what == "status" and not is_on else 0


def _texts(options: argparse.Namespace) -> Texts:
    """Speak the language that the settings ask for, as far as they can be read."""
    try:
        return Texts(load(options.config).settings.ui.language or system_language())
    except SettingsError as error:
        return Texts(error.language or system_language())
