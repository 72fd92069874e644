"""`branchagent history`."""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from branchagent.cli import terminal
from branchagent.cli.common import complain, show, with_settings
from branchagent.cli.looking import journal_mark, wait_for_change
from branchagent.cli.words import texts_of
from branchagent.core.names import printable
from branchagent.core.printed import Print
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from pathlib import Path

    from branchagent.journal import Entry
    from branchagent.settings import Settings
    from branchagent.texts import Texts

FIELDS = (
    "no_validasi",
    "name",
    "filed_as",
    "outcome",
    "rc",
    "message",
    "http_status",
    "attempts",
    "sha256",
    "size",
    "dropped_at",
    "finished_at",
    "reason",
    "print",
    "printed",
    "released_by",
    "released_at",
    "other_sent_at",
)
_TIMES = ("dropped_at", "finished_at", "released_at", "other_sent_at")
_MOST_ON_TERMINAL = 50
_OVERLAP = timedelta(minutes=1)


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `history`."""
    parser.add_argument(
        "--since", type=since_time, metavar="TIME", help="a date or time (ISO 8601; local unless it says)"
    )
    parser.add_argument("--until", type=until_time, metavar="TIME", help="the same; a bare date includes that day")
    parser.add_argument("--number", metavar="NUMBER", help="only this validation number")
    parser.add_argument("--last", type=_many, metavar="N", help="only the latest N; a terminal shows 50 by itself")
    parser.add_argument("--follow", action="store_true", help="go on showing new outcomes as they come, until Ctrl-C")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--csv", action="store_true", help="comma-separated, with a header")
    parser.set_defaults(action=with_settings(_history))


def as_json(entry: Entry) -> dict[str, object]:
    """Give an entry as scripts get it: times in the machine's zone, with its offset."""
    values: dict[str, object] = {field: getattr(entry, field) for field in FIELDS}
    values["name"] = printable(entry.name)
    values["filed_as"] = None if entry.filed_as is None else printable(entry.filed_as)
    for field in _TIMES:
        time = getattr(entry, field)
        values[field] = None if time is None else _local(time)
    return values


def _history(options: argparse.Namespace, settings: Settings) -> int:
    texts = texts_of(settings)
    try:
        if options.follow:
            return _follow(options, settings.state.path, texts)
        with History(settings.state.path) as history, contextlib.closing(_asked(history, options, texts)) as entries:
            _writer(options, texts)(entries)
    except (JournalUnavailableError, JournalDamagedError) as error:
        complain(texts.gettext("the journal cannot be read: {error}", error=error))
        return 1
    return 0


def _asked(history: History, options: argparse.Namespace, texts: Texts) -> Generator[Entry, None, None]:
    """Give what is asked for; a terminal gets no more than can be read there, with a word of the rest."""
    asked = (options.since, options.until, options.number)
    draws = terminal.draws() and not (options.json or options.csv)
    most = options.last if options.last is not None else _MOST_ON_TERMINAL if draws else None
    if most is None:
        yield from history.entries(*asked)
        return
    latest = history.latest(most, *asked)
    earlier = history.count(*asked) - len(latest) if draws else 0
    if earlier > 0:
        show(
            texts.ngettext(
                "{count} earlier receipt is not shown; --last N shows more.",
                "{count} earlier receipts are not shown; --last N shows more.",
                earlier,
            )
        )
    yield from latest


def _writer(options: argparse.Namespace, texts: Texts) -> Callable[[Iterable[Entry]], None]:
    """Give what shows entries in the form that is asked for; it may be called again for more."""
    if options.csv:
        return _Csv().write
    if options.json:
        return lambda entries: _write(entries, lambda entry: json.dumps(as_json(entry)))
    if terminal.draws():
        from branchagent.cli.chronicle import Chronicle  # noqa: PLC0415 - only a terminal needs it

        return Chronicle(texts, terminal.console()).show
    return lambda entries: _write(entries, lambda entry: _line(entry, texts))


def _follow(options: argparse.Namespace, state: Path, texts: Texts) -> int:
    """Show what is asked for, then each new outcome, until Ctrl-C: that is how this is meant to end."""
    write = _writer(options, texts)
    try:
        with History(state) as history:
            shown = list(_asked(history, options, texts))
        write(shown)
        seen = Seen(shown)
        while True:
            wait_for_change(lambda: journal_mark(state))
            with History(state) as history:
                write(seen.new(history.entries(seen.since(options.since), options.until, options.number)))
    except KeyboardInterrupt:
        return 0


def _write(entries: Iterable[Entry], line: Callable[[Entry], str]) -> None:
    for entry in entries:
        show(line(entry))


class _Csv:
    def __init__(self) -> None:
        self._begun = False
        self._writer = csv.DictWriter(_Lines(), FIELDS, lineterminator="\n")

    def write(self, entries: Iterable[Entry]) -> None:
        if not self._begun:
            self._writer.writeheader()
            self._begun = True
        for entry in entries:
            self._writer.writerow({field: _harmless(value) for field, value in as_json(entry).items()})


class _Lines:
    """What a CSV writer writes to; it hands over a whole row at a time."""

    def write(self, row: str) -> None:
        """Show a row."""
        show(row.removesuffix("\n"))


def _harmless(value: object) -> object:
    """A name or message that a spreadsheet would take for a formula is shown as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value


def _line(entry: Entry, texts: Texts) -> str:
    place = printable(entry.filed_as) if entry.filed_as else "-"
    when = entry.finished_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    line = f"{when}  {printable(entry.name):<28}  {entry.rc or '--'}  {entry.reason:<14}  {place}"
    return "  ".join([line, *remarks(entry, texts)])


def remarks(entry: Entry, texts: Texts) -> list[str]:
    """Give what a person should know of a receipt's number."""
    told = []
    if entry.print is Print.MISMATCH:
        told.append(texts.gettext("prints {printed}", printed=entry.printed))
    if entry.released_by is not None:
        told.append(texts.gettext("sent as named by {who}", who=entry.released_by))
    if entry.other_sent_at is not None:
        when = texts.moment(entry.other_sent_at.timestamp())
        told.append(texts.gettext("another document was sent on {when}", when=when))
    return told


class Seen:
    """What was shown already. Workers' outcomes may come a little out of order, so the last minute is asked anew."""

    def __init__(self, entries: list[Entry]) -> None:
        self._newest = max((entry.finished_at for entry in entries), default=None)
        self._keys: dict[tuple[object, ...], datetime] = {}
        self._note(entries)

    def since(self, asked: float | None) -> float | None:
        """Give from when on there may be new ones; `asked` is the earliest that is wanted at all."""
        if self._newest is None:
            return asked
        return max((self._newest - _OVERLAP).timestamp(), asked or 0.0)

    def new(self, entries: Iterable[Entry]) -> list[Entry]:
        """Give those that were not there before, and remember them."""
        new = [entry for entry in entries if _key(entry) not in self._keys]
        self._note(new)
        return new

    def _note(self, entries: list[Entry]) -> None:
        self._newest = max((entry.finished_at for entry in entries), default=self._newest)
        self._keys |= {_key(entry): entry.finished_at for entry in entries}
        if self._newest is not None:
            oldest = self._newest - 2 * _OVERLAP
            self._keys = {key: at for key, at in self._keys.items() if at >= oldest}


def _key(entry: Entry) -> tuple[object, ...]:
    return entry.finished_at, entry.name, entry.sha256, entry.outcome


def _local(time: datetime) -> str:
    return time.astimezone().isoformat(timespec="milliseconds")


def _many(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of receipts; write 100")
    return min(int(text), sys.maxsize)


def since_time(text: str) -> float:
    """Read a beginning, in seconds since the epoch."""
    return _time(text).timestamp()


def until_time(text: str) -> float:
    """Read an end; a bare date includes that day."""
    time = _time(text)
    return (time + timedelta(days=1) if len(text) == 10 else time).timestamp()


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write 2026-11-24 or 2026-11-24T08:00") from None
