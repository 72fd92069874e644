"""`branchagent config path|show|init`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.checking.words import Words
from branchagent.cli.common import EXIT_CONFIGURATION, complain, load_or_tell, say, show
from branchagent.cli.words import Voice
from branchagent.settings import SettingsError, load, presenting
from branchagent.settings.locations import user_file

if TYPE_CHECKING:
    import argparse

    from branchagent.settings import Origin


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the three things that can be done with settings."""
    parser.add_argument(
        "what",
        choices=("path", "show", "init"),
        help="path: where the files are; show: every setting, "
        "its value and where it came from; init: write a commented file",
    )
    parser.set_defaults(action=_run)


def _run(options: argparse.Namespace) -> int:
    return {"path": _path, "show": _show, "init": _init}[options.what](options)


def _path(options: argparse.Namespace) -> int:
    voice = Voice(_language(options))
    words = Words(voice.texts.language)
    for file in presenting.paths(options.config):
        show(f"{file.path}  ({words.layer(file.layer)}, {voice('found' if file.exists else 'not-there')})")
    return 0


def _language(options: argparse.Namespace) -> str | None:
    """Give the language that the settings ask for, as far as they can be read."""
    try:
        return load(options.config).settings.ui.language
    except SettingsError as error:
        return error.language


def _show(options: argparse.Namespace) -> int:
    loaded = load_or_tell(options)
    if loaded is None:
        return EXIT_CONFIGURATION
    voice = Voice(loaded.settings.ui.language)
    words = Words(voice.texts.language)
    for key, value, _ in presenting.show(loaded):
        locked = f", {voice('locked')}" if key in loaded.locked else ""
        show(f"{key} = {words.value(value)}    # {_place(loaded.origins[key], words)}{locked}")
    return 0


def _place(origin: Origin, words: Words) -> str:
    layer = words.layer(origin.layer)
    place = f"{layer} {origin.source}".rstrip()
    return place if origin.line is None else words.phrase("line", file=place, line=origin.line)


def _init(options: argparse.Namespace) -> int:
    file = options.config or user_file()
    voice = Voice()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as target:
            target.write(presenting.initial_file())
    except FileExistsError:
        complain(voice("exists", file=file))
        return EXIT_CONFIGURATION
    except OSError as error:
        complain(voice("unwritable", file=file, error=error.strerror))
        return EXIT_CONFIGURATION
    say(voice("written", file=file))
    return 0
