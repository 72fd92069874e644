"""`branchagent status`."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from branchagent import __version__
from branchagent.cli.common import show, with_settings
from branchagent.cli.recalling import as_json
from branchagent.core.names import NumberRule, Receipt, printable
from branchagent.core.receipts import Outcome
from branchagent.core.status import NEEDS_A_PERSON, State
from branchagent.disk import Disk
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError
from branchagent.patience import OutOfPatienceError, within
from branchagent.reasons import explain_entry
from branchagent.reporting import Report, read_report
from branchagent.roster import SERVING, Signed, read_roster
from branchagent.settings.addresses import is_unencrypted
from branchagent.texts import Texts, system_language
from branchagent.watching.sight import list_folder

if TYPE_CHECKING:
    import argparse

    from branchagent.journal import Entry
    from branchagent.settings import Settings

_STOPPED = 4
_ROSTER_WITHIN_S = 5.0


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `status`."""
    parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")
    parser.set_defaults(action=with_settings(_status))


def _status(options: argparse.Namespace, settings: Settings) -> int:
    texts = Texts(settings.ui.language or system_language())
    report = read_report(settings.state.path, texts) or _stopped(settings)
    try:
        counts, last = _from_journal(settings)
    except (JournalUnavailableError, JournalDamagedError) as error:
        counts, last = dict.fromkeys(Outcome, 0), None
        report = Report(State.ATTENTION, f"{texts.phrase('journal')} ({error})", report.waiting, report.waits)
    if options.json:
        show(json.dumps(_as_object(report, counts, last, settings)))
    else:
        _show(report, counts, last, settings, texts)
        _show_roster(_roster(settings), texts)
    if report.state is State.STOPPED:
        return _STOPPED
    return 1 if report.state in NEEDS_A_PERSON else 0


def _stopped(settings: Settings) -> Report:
    """Without an agent, the folder itself tells what waits."""
    rule = NumberRule(settings.receipt.number_pattern)
    try:
        listed = list_folder(settings.folder.path, Disk())
    except OSError:
        return Report(State.STOPPED, None, 0)
    waits = [entry.name for entry in listed if entry.size is not None or isinstance(rule.read(entry.name), Receipt)]
    return Report(State.STOPPED, None, len(waits), tuple((printable(name), "") for name in waits[:20]))


def _from_journal(settings: Settings) -> tuple[dict[Outcome, int], Entry | None]:
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    with History(settings.state.path) as history:
        return history.counts(midnight.timestamp()), history.last()


def _as_object(report: Report, counts: dict[Outcome, int], last: Entry | None, settings: Settings) -> dict[str, object]:
    return {
        "state": report.state,
        "reason": report.reason,
        "waiting": report.waiting,
        "waits": [{"name": name, "why": why or None} for name, why in report.waits],
        "today": {str(outcome): counts[outcome] for outcome in Outcome},
        "last": None if last is None else as_json(last),
        "folder": str(settings.folder.path),
        "watch": report.watch or None,
        "server": settings.server.url,
        "encrypted": not is_unencrypted(settings.server.url),
        "roster": [asdict(signed) for signed in _roster(settings)],
        "token_expires_at": None if report.token_ends_at is None else _moment(report.token_ends_at),
        "version": __version__,
    }


def _show(report: Report, counts: dict[Outcome, int], last: Entry | None, settings: Settings, texts: Texts) -> None:
    show(texts.phrase(report.state))
    if report.reason:
        show(f"  {report.reason}")
    named = {str(outcome): counts[outcome] for outcome in Outcome}
    show(texts.phrase("counts", waiting=report.waiting, **named))
    for name, why in report.waits:
        show(f"  {name}  {texts.wait(why, name)}".rstrip())
    if last is not None:
        when = texts.moment(last.finished_at.timestamp())
        show(f"{when}  {printable(last.name)}  {explain_entry(last, texts).what}")
    unencrypted = f"  ({texts.phrase('unencrypted')})" if is_unencrypted(settings.server.url) else ""
    show(f"{settings.folder.path}  ->  {settings.server.url}{unencrypted}")


def _roster(settings: Settings) -> list[Signed]:
    """Give the agents of the folder; a share that does not answer holds nobody up."""
    try:
        return within(_ROSTER_WITHIN_S, lambda: read_roster(settings.folder.path))
    except (OSError, OutOfPatienceError):
        return []


def _show_roster(roster: list[Signed], texts: Texts) -> None:
    for signed in roster:
        word = "roster-serving" if signed.role == SERVING else "roster-standby"
        when = signed.since
        with contextlib.suppress(ValueError, OverflowError):
            when = texts.moment(datetime.fromisoformat(signed.since).timestamp())
        show(texts.phrase(word, who=signed.who, when=when, version=signed.version))


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")
