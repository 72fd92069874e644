"""`branchagent report`."""

from __future__ import annotations

import sys
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from branchagent import launching
from branchagent.activity import page, sheets
from branchagent.activity.rows import row_of
from branchagent.catalogues import N_
from branchagent.cli.common import complain, say, show, with_settings
from branchagent.cli.recalling import since_time, until_time
from branchagent.drafting import replace_with
from branchagent.formats import local, midnight
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError
from branchagent.reporting import read_report
from branchagent.texts import Texts, system_language

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from branchagent.activity.rows import Row
    from branchagent.settings import Settings

PAGE = "activity.html"
PHRASES = {
    "unreadable": N_("the journal cannot be read: {error}"),
    "unwritable": N_("{file} cannot be written: {error}"),
    "unshown": N_("{file} cannot be opened; open it yourself"),
}


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `report`."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="a table, its columns parted by semicolons")
    form.add_argument(
        "--xlsx", action="store_true", help="an Excel workbook, with the counts a day on its second sheet"
    )
    parser.add_argument("--since", type=since_time, metavar="TIME", help="for tables: from when on (else: today)")
    parser.add_argument("--until", type=until_time, metavar="TIME", help="for tables: until when")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="the file to write, if not the usual one")
    parser.add_argument("--open", action="store_true", help="open it when it is written")
    parser.set_defaults(action=with_settings(_report))


def _report(options: argparse.Namespace, settings: Settings) -> int:
    texts = Texts(settings.ui.language or system_language())
    try:
        with History(settings.state.path) as history:
            if options.csv and options.output is None and not options.open:
                _show_csv(history, options, texts)
                return 0
            file, content = _content(history, options, settings, texts)
    except (JournalUnavailableError, JournalDamagedError) as error:
        complain(texts.gettext(PHRASES["unreadable"], error=error))
        return 1
    try:
        replace_with(file, content)
    except OSError as error:
        complain(texts.gettext(PHRASES["unwritable"], file=file, error=error.strerror or error))
        return 1
    say(str(file))
    if options.open and not _open(file):
        complain(texts.gettext(PHRASES["unshown"], file=file))
        return 1
    return 0


def _show_csv(history: History, options: argparse.Namespace, texts: Texts) -> None:
    for line in sheets.as_csv(_rows(history, options, texts), texts):
        show(line.removesuffix("\r\n"))


def _content(history: History, options: argparse.Namespace, settings: Settings, texts: Texts) -> tuple[Path, bytes]:
    """Give the file to write, and what is to be in it."""
    day = f"{local(options.since or time.time()):%Y-%m-%d}"
    if options.csv:
        # Excel takes a file without this mark for the system's old encoding.
        lines = "".join(sheets.as_csv(_rows(history, options, texts), texts))
        return options.output or settings.state.path / f"report-{day}.csv", lines.encode("utf-8-sig")
    if options.xlsx:
        content = sheets.as_xlsx(_rows(history, options, texts), texts)
        return options.output or settings.state.path / f"report-{day}.xlsx", content
    report = read_report(settings.state.path, texts)
    html = page.render(history, report, settings, texts)
    return options.output or settings.state.path / PAGE, html.encode("utf-8", "backslashreplace")


def _rows(history: History, options: argparse.Namespace, texts: Texts) -> Iterator[Row]:
    since = midnight(time.time()) if options.since is None and options.until is None else options.since
    for entry in history.entries(since, options.until):
        yield row_of(entry, texts)


def _open(file: Path) -> bool:
    """Open a file with what the system has for it; tell whether that could be begun."""
    if file.suffix == ".html" and sys.platform != "win32":
        return webbrowser.open(file.absolute().as_uri())
    return launching.open_path(file.absolute())
