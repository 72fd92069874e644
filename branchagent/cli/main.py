"""The commands, their options and their exit codes."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from branchagent import __version__, dumps, logs
from branchagent.cli.common import OutputGoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

_INTERRUPTED = 130

_COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("running", "the agent, with its tray icon unless --headless or --once is given"),
    "demo": ("demonstrating", "the whole thing on this machine: a simulator, sample receipts, the agent"),
    "simulator": ("simulating", "a SISKOHAT to rehearse against"),
    "login": ("signing", "store the credentials in the system's keyring"),
    "logout": ("signing", "remove the credentials from the keyring"),
    "check": ("checking", "examine all that a first day can trip over; sends no receipt"),
    "status": ("telling", "the agent's state, today's counts, what waits and why"),
    "history": ("recalling", "what became of each receipt"),
    "report": ("reports", "the activity page, or the day's receipts as a table"),
    "retry": ("retrying", "put failed receipts back into the drop folder"),
    "pause": ("steering", "stop sending; survives a restart"),
    "resume": ("steering", "go on with sending"),
    "stop": ("steering", "end the agent once the uploads in hand are through"),
    "config": ("configuring", "show the settings and where they come from, change them, or begin a file"),
    "setup": ("windows", "set up the program in a window, step by step"),
    "window": ("windows", "show one of the program's windows; its icon in the tray does so"),
    "autostart": ("starting", "start the agent when its user signs in to the desktop, or start it no more"),
    "completion": ("completing", "print a script that completes commands in a shell"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    _serve_as_child()
    _prepare_output()
    dumps.forbid()
    logs.guard_traces()
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stderr is None:
        # Nobody sees what is written: it was started by a shortcut, at sign-in, or by a double click.
        from branchagent.cli.unseen import run_unseen  # noqa: PLC0415 - not where there is a console

        return run_unseen(arguments, _run)
    return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    options = _parser(arguments).parse_args(arguments)
    action: Callable[[argparse.Namespace], int] = options.action
    try:
        return action(options)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except OutputGoneError:
        return 0
    except BrokenPipeError:
        # The same, of what others write for us: bars and tables on a terminal, the simulator's lines.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _serve_as_child() -> None:
    """Where the program is one packaged file, a process of its own (a proxy script's) begins with it, too."""
    if getattr(sys, "frozen", False):
        import multiprocessing  # noqa: PLC0415 - it takes its time, and is wanted nowhere else

        multiprocessing.freeze_support()


def whole_parser() -> argparse.ArgumentParser:
    """Give the parser with the options of every command."""
    return _parser_for(set(_COMMANDS))


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    wanted = next((argument for argument in arguments if argument in _COMMANDS), None)
    return _parser_for({wanted})


def _parser_for(wanted: Collection[str | None]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="branchagent", description="Sends hajj deposit receipts to SISKOHAT.")
    parser.add_argument("--version", action="version", version=f"branchagent {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for name, (module, explanation) in _COMMANDS.items():
        command = commands.add_parser(
            name, help=explanation, description=explanation[0].upper() + explanation[1:] + "."
        )
        command.add_argument("--config", type=Path, metavar="FILE", help="the settings file (replaces the user's own)")
        if name in wanted:
            _fill(command, name, module)
    return parser


def _fill(command: argparse.ArgumentParser, name: str, module: str) -> None:
    """Load only the module of the command that was asked for: the others' imports would cost every start."""
    loaded = importlib.import_module(f"branchagent.cli.{module}")
    loaded.add_arguments(name, command)


def _prepare_output() -> None:
    """File names may hold what the terminal's encoding cannot show; that must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
