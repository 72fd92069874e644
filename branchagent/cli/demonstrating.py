"""`branchagent demo`."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

from branchagent import logs
from branchagent.agent import Agent
from branchagent.cli.common import complain, say
from branchagent.cli.running import run_with_face
from branchagent.cli.words import texts_of
from branchagent.clock import SystemClock
from branchagent.demo import show
from branchagent.faces import Face
from branchagent.reasons import explain_entry
from branchagent.signing_in import GivenToken
from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.station import make_lasting
from branchagent.texts import Texts, system_language

if TYPE_CHECKING:
    import argparse

    from branchagent.reporting import Report
    from branchagent.results import Filed
    from branchagent.settings import Settings

_PATIENCE_S = 90.0


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `demo`."""
    parser.add_argument("--keep", action="store_true", help="leave the folder and go on running until Ctrl-C")
    parser.add_argument("--headless", action="store_true", help="needs no screen")
    parser.set_defaults(action=_demo)


def _demo(options: argparse.Namespace) -> int:
    root = show.make_room(keep=options.keep)
    try:
        with Simulator(SimulatorConfig(token=show.TOKEN)) as simulator:
            for name, expected in show.EXPECTED.items():
                if expected.answers:
                    simulator.rule(name.removesuffix(".pdf"), *expected.answers)
            return _run(options, show.demo_settings(root, simulator.url))
    except FileNotFoundError:
        complain(Texts(system_language()).gettext("the sample receipts are not in this installation"))
        return 1
    finally:
        if not options.keep:
            shutil.rmtree(root, ignore_errors=True)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    drop = settings.folder.path
    show.samples()
    texts = texts_of(settings)
    say(texts.gettext("Drop folder: {folder}", folder=drop))
    say(texts.gettext("SISKOHAT: {url} (a simulator)", url=settings.server.url) + "\n")
    logs.begin(settings.state.path, verbose=False, to_screen=False)
    promise = show.Promise()

    def make_agent(face: Face) -> Agent:
        lasting = make_lasting(settings, SystemClock(), GivenToken(show.TOKEN))
        agent = Agent(settings, lasting=lasting, face=_Telling(face, promise))
        threading.Thread(target=_end, args=(options, settings, promise, agent), name="demo-end", daemon=True).start()
        return agent

    with show.Clerk(drop):
        code = run_with_face(settings, make_agent, tray=not options.headless)
    if not options.keep:
        _table(settings)
    return code or (0 if show.is_as_expected(show.outcomes(settings.state.path), drop) else 1)


class _Telling(Face):
    """Tells of each sample that is filed, and another face of everything."""

    def __init__(self, other: Face, promise: show.Promise) -> None:
        self._other = other
        self._promise = promise

    def report(self, report: Report) -> None:
        """Pass it on."""
        self._other.report(report)

    def notice(self, text: str) -> None:
        """Pass it on."""
        self._other.notice(text)

    def called(self) -> None:
        """Pass it on."""
        self._other.called()

    def filed(self, filed: Filed) -> None:
        """Tell of a sample."""
        say(f"  {filed.decided.name:<26} -> {filed.filed_as}")
        self._promise.filed(filed.decided.name)
        self._other.filed(filed)


def _end(options: argparse.Namespace, settings: Settings, promise: show.Promise, agent: Agent) -> None:
    """End the agent once all samples are filed, or leave it to whoever asked for that."""
    texts = texts_of(settings)
    kept = promise.kept.wait(_PATIENCE_S)
    if not kept:
        seconds = f"{_PATIENCE_S:.0f}"
        complain(texts.gettext("not all samples were filed within {seconds} seconds", seconds=seconds))
    if not options.keep:
        agent.stop("demo-over")
        return
    _table(settings)
    told = texts.gettext(
        "The agent goes on. Save a PDF as <number>.pdf into {folder}; Ctrl-C ends it.", folder=settings.folder.path
    )
    say(f"\n{told}")


def _table(settings: Settings) -> None:
    texts = texts_of(settings)
    entries = show.outcomes(settings.state.path)
    sample, tries, filed = texts.gettext("Sample"), texts.gettext("Tries"), texts.gettext("Filed as")
    say(f"\n{sample:<26} {'RC':<3} {tries:<9} {filed:<38} " + texts.gettext("What happened"))
    for name in show.EXPECTED:
        entry = entries.get(name)
        if entry is None:
            say(f"{name:<26} " + texts.gettext("not filed"))
            continue
        why = explain_entry(entry, texts).what
        say(f"{name:<26} {entry.rc or '--':<3} {entry.attempts:<9} {entry.filed_as or '-':<38} {why}")
