"""`branchagent status`, once or as a live view."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from branchagent import __version__
from branchagent.cli import terminal
from branchagent.cli.common import show, with_settings
from branchagent.cli.recalling import as_json
from branchagent.cli.standing import Onlooker
from branchagent.cli.words import texts_of
from branchagent.core.names import printable
from branchagent.core.receipts import Outcome
from branchagent.reasons import explain_entry
from branchagent.roster import SERVING
from branchagent.settings.addresses import is_unencrypted

if TYPE_CHECKING:
    import argparse

    from branchagent.cli.standing import Standing
    from branchagent.roster import Signed
    from branchagent.settings import Settings
    from branchagent.texts import Texts


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `status`."""
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    parser.add_argument("--watch", action="store_true", help="go on showing it as it changes, until Ctrl-C")
    parser.set_defaults(action=with_settings(_status))


def _status(options: argparse.Namespace, settings: Settings) -> int:
    texts = texts_of(settings)
    onlooker = Onlooker(settings, texts)
    if options.watch:
        return _watch(onlooker, settings, texts, as_object=options.json)
    standing = onlooker.look()
    if options.json:
        show(json.dumps(_as_object(standing, settings)))
    elif terminal.draws():
        from branchagent.cli.board import board  # noqa: PLC0415 - only a terminal needs it

        console = terminal.console()
        console.print(board(standing, settings, texts, console.width))
    else:
        _write(standing, settings, texts)
    return standing.exit_code


def _watch(onlooker: Onlooker, settings: Settings, texts: Texts, *, as_object: bool) -> int:
    """Show how the agent stands whenever that changes. Ctrl-C is how this is meant to end."""
    try:
        if not as_object and terminal.draws():
            from branchagent.cli.board import live  # noqa: PLC0415 - only a terminal needs it

            live(onlooker, settings, texts)
        told = None
        for standing in onlooker.changes():
            line = json.dumps(_as_object(standing, settings)) if as_object else _line(standing, texts)
            if line != told:
                moment = "" if as_object else f"{texts.moment(time.time())}  "
                show(f"{moment}{line}")
            told = line
    except KeyboardInterrupt:
        pass
    return 0


def _line(standing: Standing, texts: Texts) -> str:
    report = standing.report
    facts = [texts.phrase(report.state), _counts(standing, texts), report.reason or ""]
    return "  ".join(fact for fact in facts if fact)


def _counts(standing: Standing, texts: Texts) -> str:
    named = {str(outcome): texts.number(standing.counts[outcome]) for outcome in Outcome}
    return texts.phrase("counts", waiting=texts.number(standing.report.waiting), **named)


def _as_object(standing: Standing, settings: Settings) -> dict[str, object]:
    report, last = standing.report, standing.last
    return {
        "state": report.state,
        "reason": report.reason,
        "waiting": report.waiting,
        "waits": [{"name": name, "why": why or None} for name, why in report.waits],
        "today": {str(outcome): standing.counts[outcome] for outcome in Outcome},
        "last": None if last is None else as_json(last),
        "folder": str(settings.folder.path),
        "watch": report.watch or None,
        "server": settings.server.url,
        "encrypted": not is_unencrypted(settings.server.url),
        "roster": [asdict(signed) for signed in standing.roster],
        "token_expires_at": None if report.token_ends_at is None else _moment(report.token_ends_at),
        "version": __version__,
    }


def _write(standing: Standing, settings: Settings, texts: Texts) -> None:
    report, last = standing.report, standing.last
    show(texts.phrase(report.state))
    if report.reason:
        show(f"  {report.reason}")
    show(_counts(standing, texts))
    for name, why in report.waits:
        show(f"  {name}  {texts.wait(why, name)}".rstrip())
    if last is not None:
        when = texts.moment(last.finished_at.timestamp())
        show(f"{when}  {printable(last.name)}  {explain_entry(last, texts).what}")
    unencrypted = f"  ({texts.phrase('unencrypted')})" if is_unencrypted(settings.server.url) else ""
    show(f"{settings.folder.path}  ->  {settings.server.url}{unencrypted}")
    for signed in standing.roster:
        show(served_by(signed, texts))


def served_by(signed: Signed, texts: Texts) -> str:
    """Say who serves the folder, or stands by."""
    word = "roster-serving" if signed.role == SERVING else "roster-standby"
    when = signed.since
    with contextlib.suppress(ValueError, OverflowError):
        when = texts.moment(datetime.fromisoformat(signed.since).timestamp())
    return texts.phrase(word, who=signed.who, when=when, version=signed.version)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")
