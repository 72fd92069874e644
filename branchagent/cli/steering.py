"""`branchagent retry`, `pause` and `resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.cli.common import complain, say, with_settings
from branchagent.control import Control
from branchagent.core.names import NumberRule, Receipt, printable
from branchagent.filing import Cabinet

if TYPE_CHECKING:
    import argparse

    from branchagent.settings import Settings


def add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of the command `name`."""
    if name == "retry":
        parser.add_argument(
            "numbers", nargs="*", metavar="NUMBER", help="only these validation numbers (or file names)"
        )
    actions = {"retry": _retry, "pause": _pause, "resume": _resume}
    parser.set_defaults(action=with_settings(actions[name]))


def _retry(options: argparse.Namespace, settings: Settings) -> int:
    cabinet = Cabinet(settings.folder.path)
    try:
        failures = cabinet.failures()
    except OSError as error:
        complain(f"{settings.folder.path} cannot be read: {error.strerror}")
        return 1
    chosen = [name for name in failures if _is_chosen(name, options.numbers)]
    unknown = [number for number in options.numbers if not any(_is_chosen(name, [number]) for name in failures)]
    put_back = sum(_put_back(cabinet, name) for name in chosen)
    for number in unknown:
        complain(f"{printable(number)}: no failed receipt of this number")
    say(f"{put_back} of {len(chosen)} put back into the drop folder")
    _ask_for_a_look(settings)
    return 1 if unknown or put_back < len(chosen) else 0


def _is_chosen(name: str, numbers: list[str]) -> bool:
    if not numbers or name in numbers:
        return True
    verdict = NumberRule().read(name)
    return isinstance(verdict, Receipt) and verdict.number in numbers


def _put_back(cabinet: Cabinet, name: str) -> bool:
    try:
        put_back_as = cabinet.put_back(name)
    except OSError as error:
        complain(f"{printable(name)}: cannot be moved: {error.strerror or error}")
        return False
    say(printable(put_back_as))
    return True


def _ask_for_a_look(settings: Settings) -> None:
    try:
        Control(settings.state.path).ask_for_a_look()
    except OSError:
        complain("the agent could not be told; it will find the files at its next look")


def _pause(_: argparse.Namespace, settings: Settings) -> int:
    return _leave_wish(settings, paused=True)


def _resume(_: argparse.Namespace, settings: Settings) -> int:
    return _leave_wish(settings, paused=False)


def _leave_wish(settings: Settings, *, paused: bool) -> int:
    control = Control(settings.state.path)
    try:
        settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if paused:
            control.pause()
        else:
            control.resume()
    except OSError as error:
        complain(f"{settings.state.path} cannot be written: {error.strerror}")
        return 1
    say("paused; nothing is sent until `branchagent resume`" if paused else "sending goes on")
    return 0
