"""`branchagent config path|show|init`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.cli.common import EXIT_CONFIGURATION, complain, load_or_tell, say, show
from branchagent.settings import presenting
from branchagent.settings.locations import user_file

if TYPE_CHECKING:
    import argparse


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
    for file in presenting.paths(options.config):
        show(f"{file.path}  ({file.layer}, {'found' if file.exists else 'not there'})")
    return 0


def _show(options: argparse.Namespace) -> int:
    loaded = load_or_tell(options)
    if loaded is None:
        return EXIT_CONFIGURATION
    for key, value, origin in presenting.show(loaded):
        show(f"{key} = {value}    # {origin}")
    return 0


def _init(options: argparse.Namespace) -> int:
    file = options.config or user_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as target:
            target.write(presenting.initial_file())
    except FileExistsError:
        complain(f"{file} exists already; it was left as it is")
        return EXIT_CONFIGURATION
    except OSError as error:
        complain(f"{file} cannot be written: {error.strerror}")
        return EXIT_CONFIGURATION
    say(f"{file} was written; set folder.path and server.url in it")
    return 0
