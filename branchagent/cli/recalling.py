"""`branchagent history`."""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from branchagent.cli.common import complain, show, with_settings
from branchagent.core.names import printable
from branchagent.core.printed import Print
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchagent.journal import Entry
    from branchagent.settings import Settings

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


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `history`."""
    parser.add_argument(
        "--since", type=since_time, metavar="TIME", help="a date or time (ISO 8601; local unless it says)"
    )
    parser.add_argument("--until", type=until_time, metavar="TIME", help="the same; a bare date includes that day")
    parser.add_argument("--number", metavar="NUMBER", help="only this validation number")
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
    try:
        with (
            History(settings.state.path) as history,
            contextlib.closing(history.entries(options.since, options.until, options.number)) as entries,
        ):
            _write_csv(entries) if options.csv else _write_lines(entries, as_objects=options.json)
    except (JournalUnavailableError, JournalDamagedError) as error:
        complain(f"the journal cannot be read: {error}")
        return 1
    return 0


def _write_csv(entries: Iterator[Entry]) -> None:
    writer = csv.DictWriter(_Lines(), FIELDS, lineterminator="\n")
    writer.writeheader()
    for entry in entries:
        writer.writerow({field: _harmless(value) for field, value in as_json(entry).items()})


class _Lines:
    """What a CSV writer writes to; it hands over a whole row at a time."""

    def write(self, row: str) -> None:
        """Show a row."""
        show(row.removesuffix("\n"))


def _harmless(value: object) -> object:
    """A name or message that a spreadsheet would take for a formula is shown as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value


def _write_lines(entries: Iterator[Entry], *, as_objects: bool) -> None:
    for entry in entries:
        if as_objects:
            show(json.dumps(as_json(entry)))
        else:
            place = printable(entry.filed_as) if entry.filed_as else "-"
            when = entry.finished_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            line = f"{when}  {printable(entry.name):<28}  {entry.rc or '--'}  {entry.reason:<14}  {place}"
            show("  ".join([line, *_remarks(entry)]))


def _remarks(entry: Entry) -> list[str]:
    """Give what a person should know of a receipt's number."""
    remarks = []
    if entry.print is Print.MISMATCH:
        remarks.append(f"prints {entry.printed}")
    if entry.released_by is not None:
        remarks.append(f"sent as named by {entry.released_by}")
    if entry.other_sent_at is not None:
        remarks.append(f"another document was sent on {entry.other_sent_at.astimezone():%Y-%m-%d %H:%M:%S}")
    return remarks


def _local(time: datetime) -> str:
    return time.astimezone().isoformat(timespec="milliseconds")


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
