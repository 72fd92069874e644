"""`branchagent run`, with or without a screen, or once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from branchagent import logs
from branchagent.agent import Agent, AlreadyRunningError
from branchagent.cli.common import EXIT_CONFIGURATION, complain, say, with_settings
from branchagent.cli.progress import Progress
from branchagent.cli.words import texts_of
from branchagent.control import Control
from branchagent.core.receipts import Outcome
from branchagent.events import Event, record
from branchagent.faces import Face
from branchagent.journal import JournalTooNewError
from branchagent.locking import PROCESS_LOCK, STATE_LOCK, Lock, is_taken
from branchagent.memory import keep_one_heap

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from branchagent.settings import Settings
    from branchagent.texts import Texts

EXIT_ALREADY_RUNNING = 3
_HELD: list[Lock] = []


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `run`."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--headless", action="store_true", help="without a screen; SIGTERM or Ctrl-C end it")
    how.add_argument("--once", action="store_true", help="send what is in the folder now, then end")
    parser.add_argument("--verbose", action="store_true", help="log more")
    parser.set_defaults(action=with_settings(_run))


def _run(options: argparse.Namespace, settings: Settings) -> int:
    keep_one_heap()
    logs.begin(settings.state.path, verbose=options.verbose, to_screen=options.headless, to_system=True)
    try:
        _hold(Lock(settings.state.path / PROCESS_LOCK))
        if options.once:
            return _run_once(settings)
        return _run_on(settings, options.config, tray=not options.headless)
    except OSError as error:
        texts, why = texts_of(settings), error.strerror or error
        complain(
            texts.gettext("{folder} cannot be used: {error}; set state.path", folder=settings.state.path, error=why)
        )
        return EXIT_CONFIGURATION


def _hold(lock: Lock) -> None:
    """Take a lock for as long as the process lives, if no other one holds it."""
    if lock.take():
        _HELD.append(lock)


def _run_once(settings: Settings) -> int:
    failed = 0
    texts = texts_of(settings)
    with Progress(settings.folder.path, texts) as progress:
        agent = Agent(settings, once=True, face=progress)
        stop_on_signals(agent)
        code = run_to_end(agent)
        failed = progress.count(Outcome.FAILED)
    if code:
        return code
    if agent.waiting or agent.hindrance:
        waiting = texts.ngettext("{count} receipt still waits", "{count} receipts still wait", agent.waiting)
        say(f"{waiting}: {progress.reason}" if progress.reason else waiting)
    return 1 if failed or agent.waiting or agent.hindrance else 0


def _run_on(settings: Settings, config: Path | None, *, tray: bool) -> int:
    if tray and is_taken(settings.state.path / STATE_LOCK):
        # Whoever starts it once more wants to see it: the one that runs shows itself, and no second icon appears.
        Control(settings.state.path).call()
        return _tell_already_running(texts_of(settings), settings.state.path)
    return run_with_face(settings, lambda face: Agent(settings, face=face), config=config, tray=tray)


def run_with_face(
    settings: Settings, make_agent: Callable[[Face], Agent], *, config: Path | None = None, tray: bool
) -> int:
    """Run an agent with its tray icon where there is a screen for one, else without; give the exit code.

    `config`: the settings file that was named for it.
    """
    if not tray:
        agent = make_agent(Face())
        stop_on_signals(agent)
        return run_to_end(agent)
    from branchagent.tray import Tray, TrayUnavailableError  # noqa: PLC0415 - nothing of it is wanted headless

    face = Tray(settings, config)
    agent = make_agent(face)
    stop_on_signals(agent)
    try:
        return face.run(agent, run_guarded)
    except TrayUnavailableError as error:
        told = texts_of(settings).gettext("There is no tray icon ({why}); running without one.", why=error)
        complain(told)
    return run_to_end(agent)


def run_to_end(agent: Agent) -> int:
    """Run an agent until it is stopped, or its own work ends it; give the exit code."""
    code: list[int] = []
    worker = threading.Thread(target=lambda: code.append(run_guarded(agent)), name="agent")
    worker.start()
    worker.join()
    return code[0] if code else 1


def stop_on_signals(agent: Agent) -> None:
    """Let Ctrl-C and the system's wish to end the process end the agent in good order.

    Python runs a signal's handler between two steps of the main thread, which may never come while that waits on
    Windows. So the signal goes through a pipe to a thread of its own as well; GLib's loop takes the pipe away from us
    and runs the handlers instead.
    """
    reader, writer = os.pipe()
    if sys.platform != "win32":
        os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: agent.stop(signal.Signals(number).name))

    def wait() -> None:
        while number := os.read(reader, 1):
            agent.stop(signal.Signals(number[0]).name)

    threading.Thread(target=wait, name="signals", daemon=True).start()


def run_guarded(agent: Agent) -> int:
    """Run an agent in this thread; what keeps it from running is told, and becomes the exit code."""
    texts = agent.texts
    try:
        agent.run()
    except AlreadyRunningError as error:
        return _tell_already_running(texts, error)
    except JournalTooNewError as error:
        record(Event.NOT_STARTED, why="journal-too-new", error=error)
        complain(texts.gettext("{error}; install the newer branchagent again", error=error))
        return EXIT_CONFIGURATION
    except OSError as error:
        why = error.strerror or error
        record(Event.NOT_STARTED, why="state-folder", error=error)
        complain(texts.gettext("the state folder cannot be used: {error}; set state.path", error=why))
        return EXIT_CONFIGURATION
    return 0


def _tell_already_running(texts: Texts, which: object) -> int:
    complain(texts.gettext("another agent already serves this folder ({folder})", folder=which))
    return EXIT_ALREADY_RUNNING
