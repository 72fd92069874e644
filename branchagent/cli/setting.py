"""`branchagent config set`: changes settings in the user's file or the machine's."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from branchagent.cli.common import EXIT_CONFIGURATION, complain, language_asked_for, say
from branchagent.cli.words import Voice
from branchagent.settings import SettingsError, policies
from branchagent.settings.assigning import (
    Change,
    apply_to_machine,
    apply_to_own,
    machine_change,
    own_change,
    reserve_machine,
)
from branchagent.settings.publishing import LinkError

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNWRITTEN = 1


class Parser(argparse.ArgumentParser):
    """Takes settings before, between and behind the options; argparse's own takes them in one place only."""

    def parse_known_args(  # type: ignore[override]  # its overloads are for other classes of namespaces
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Give the options, and what is none."""
        found: argparse.Namespace
        found, left = super().parse_known_args(args, namespace)
        more: Any = getattr(found, "settings", None)
        if more is None:
            return found, left
        found.settings = [*more, *(word for word in left if "=" in word and word[0] != "-")]
        return found, [word for word in left if word not in found.settings]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is to be set, and where."""
    parser.add_argument(
        "settings", nargs="*", metavar="KEY=VALUE", help="such as ui.language=id; KEY= takes a setting out of the file"
    )
    parser.add_argument(
        "--machine", action="store_true", help="in this computer's file, for all its users; administrators only"
    )
    parser.add_argument(
        "--lock",
        metavar="KEYS",
        help="with --machine: keys that nobody else can set from now on, with commas between them; "
        "'given': those that are given a value here; 'none': none any more",
    )
    parser.add_argument(
        "--skip-empty",
        action="store_true",
        help="leave what is given as KEY= as it is, for scripts that fill in values",
    )
    parser.epilog = "The whole is checked before anything is written. Exit code 2: something is wrong; 1: no rights."


def run(options: argparse.Namespace) -> int:
    """Change the file, unless something is wrong; the exit code says what became of it."""
    if wrong := _misused(options):
        complain(wrong)
        return EXIT_CONFIGURATION
    try:
        change = _understand(options)
    except SettingsError as error:
        complain(str(error))
        return EXIT_CONFIGURATION
    return _apply(change, options)


def _misused(options: argparse.Namespace) -> str:
    if options.machine and options.config:
        return "config set: --machine and --config name two files; give one of them"
    if options.lock is not None and not options.machine:
        return "config set: only the machine's file can lock settings; give --lock with --machine"
    return ""


def _understand(options: argparse.Namespace) -> Change:
    if options.machine:
        return machine_change(options.settings, options.lock, skips_empty=options.skip_empty)
    return own_change(options.settings, options.config, skips_empty=options.skip_empty)


def _apply(change: Change, options: argparse.Namespace) -> int:
    voice = Voice(language_asked_for(options))
    try:
        if change.is_empty:
            if options.machine:
                reserve_machine()
        elif options.machine:
            apply_to_machine(change)
        else:
            apply_to_own(change, options.config)
    except SettingsError as error:
        complain(str(error))
        return EXIT_CONFIGURATION
    except ValueError as error:
        complain(voice("unchangeable", file=change.file, error=error))
        return EXIT_CONFIGURATION
    except OSError as error:
        complain(_why_unwritten(change, error, voice, is_machine=options.machine))
        return _UNWRITTEN
    say(voice("unchanged" if change.is_empty else "changed", file=change.file))
    if overruled := sorted(change.values.keys() & policies.mandatory().keys()):
        complain(voice("overruled", keys=", ".join(overruled)))
    return 0


def _why_unwritten(change: Change, error: OSError, voice: Voice, *, is_machine: bool) -> str:
    if isinstance(error, LinkError):
        return voice("leads-elsewhere", file=error.filename)
    if is_machine and isinstance(error, PermissionError):
        return voice("administrators-only", file=change.file)
    return voice("unwritable", file=change.file, error=error.strerror or error)
