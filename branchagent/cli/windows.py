"""`branchagent window WHICH` and `branchagent setup`: a window in a process of its own."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from branchagent.catalogues import N_
from branchagent.cli.common import EXIT_CONFIGURATION, complain
from branchagent.settings import SettingsError, load
from branchagent.texts import Texts, system_language

if TYPE_CHECKING:
    import argparse

    from branchagent.settings import Settings

_NOT_SHOWN = 5
PHRASES = {
    "no-screen": N_("the window cannot be shown: there is no screen for it, or no Tk ({error})"),
    "no-tk": N_("the window cannot be shown: Python's tkinter is not installed"),
}


def add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    """Add which window it is to be."""
    if name == "window":
        parser.add_argument("which", choices=("sign-in", "setup", "about", "quit"), help="the window to show")
        parser.add_argument("--in-hand", type=int, default=0, metavar="N", help="quit: how many uploads are in hand")
    else:
        parser.set_defaults(which="setup")
    parser.set_defaults(action=_window)


def _window(options: argparse.Namespace) -> int:
    settings, error = _settings(options)
    language = settings.ui.language if settings else error.language if error else None
    texts = Texts(language or system_language())
    if importlib.util.find_spec("tkinter") is None or importlib.util.find_spec("_tkinter") is None:
        complain(texts.gettext(PHRASES["no-tk"]))
        return _NOT_SHOWN
    from branchagent.windows.window import WindowUnavailableError  # noqa: PLC0415 - tkinter may be missing

    try:
        return _show(options, settings, error, texts)
    except WindowUnavailableError as unavailable:
        complain(texts.gettext(PHRASES["no-screen"], error=unavailable))
        return _NOT_SHOWN


def _settings(options: argparse.Namespace) -> tuple[Settings | None, SettingsError | None]:
    try:
        return load(options.config).settings, None
    except SettingsError as error:
        return None, error


def _show(options: argparse.Namespace, settings: Settings | None, error: SettingsError | None, texts: Texts) -> int:
    # Each window's modules only when it is that one.
    if options.which == "quit":
        from branchagent.windows.quitting import show_quit  # noqa: PLC0415

        return show_quit(options.in_hand, texts)
    if options.which == "setup":
        from branchagent.windows.setup import show_setup  # noqa: PLC0415

        return show_setup(options.config, texts)
    if settings is None:
        complain(str(error))
        return EXIT_CONFIGURATION
    if options.which == "about":
        from branchagent.windows.about import show_about  # noqa: PLC0415

        return show_about(settings, options.config, texts)
    from branchagent.windows.signing import show_sign_in  # noqa: PLC0415

    return show_sign_in(settings, texts)
