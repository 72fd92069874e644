"""`branchagent config path|show|init|set`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from branchagent.checking.words import Words
from branchagent.cli import setting
from branchagent.cli.common import EXIT_CONFIGURATION, complain, language_asked_for, load_or_tell, say, show
from branchagent.cli.words import Voice
from branchagent.settings import Layer, presenting
from branchagent.settings.locations import user_file

if TYPE_CHECKING:
    from branchagent.settings import Origin


_WHATS = {
    "path": "where the files are",
    "show": "every setting, its value and where it came from",
    "init": "write a commented file",
    "set": "change settings in a file; its comments and all else in it are kept",
}


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the four things that can be done with settings."""
    whats = parser.add_subparsers(
        title="what to do", dest="what", required=True, metavar="WHAT", parser_class=setting.Parser
    )
    for what, explanation in _WHATS.items():
        each = whats.add_parser(what, help=explanation, description=f"{explanation[0].upper()}{explanation[1:]}.")
        each.add_argument(
            "--config", type=Path, metavar="FILE", default=argparse.SUPPRESS, help="the settings file (as above)"
        )
        each.set_defaults(action=_ACTIONS[what])
        if what == "set":
            setting.add_arguments(each)


def _path(options: argparse.Namespace) -> int:
    voice = Voice(language_asked_for(options))
    words = Words(voice.texts.language)
    files = [(file.layer, file.path, file.exists) for file in presenting.paths(options.config)]
    for layer, place, exists in sorted([*files, *presenting.registry_keys()], key=_strength):
        show(f"{place}  ({words.layer(layer)}, {voice('found' if exists else 'not-there')})")
    return 0


def _strength(place: tuple[Layer, object, bool]) -> int:
    return list(Layer).index(place[0])


def _show(options: argparse.Namespace) -> int:
    loaded = load_or_tell(options)
    if loaded is None:
        return EXIT_CONFIGURATION
    voice = Voice(loaded.settings.ui.language)
    words = Words(voice.texts.language)
    for key, value, _ in presenting.show(loaded):
        locked = f", {voice('locked')}" if key in loaded.locked else ""
        aside = "".join(
            f"; {voice('set-aside', place=_place(origin, words))}" for origin in loaded.set_aside.get(key, ())
        )
        show(f"{key} = {words.value(value)}    # {_place(loaded.origins[key], words)}{locked}{aside}")
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


_ACTIONS = {"path": _path, "show": _show, "init": _init, "set": setting.run}
