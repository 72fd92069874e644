"""The history, drawn on a terminal: a line for each day, below it a row for each receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from branchagent import formats
from branchagent.cli.recalling import remarks
from branchagent.cli.words import OUTCOME_STYLES, OUTCOMES, symbol_of
from branchagent.core.names import printable
from branchagent.reasons import explain_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from branchagent.journal import Entry
    from branchagent.texts import Texts

_WIDE = 100
_NAME_WIDTH = 24
_PLACE_WIDTH = 12


class Chronicle:
    """Shows entries one after the other; each is its own table, so that any number of them begins at once."""

    def __init__(self, texts: Texts, console: Console) -> None:
        self._texts = texts
        self._console = console
        self._day: str | None = None
        self._words = {outcome: texts.gettext(word) for outcome, word in OUTCOMES.items()}
        self._begun = False

    def show(self, entries: Iterable[Entry]) -> None:
        """Show these, below those that were shown before."""
        for entry in entries:
            wide = self._console.width >= _WIDE
            if wide and not self._begun:
                self._console.print(self._header())
            self._begun = True
            self._show_day(entry)
            self._console.print(self._wide(entry) if wide else self._narrow(entry))

    def _show_day(self, entry: Entry) -> None:
        day = formats.long_date(formats.local(entry.finished_at.timestamp()), self._texts.language)
        if day != self._day:
            if self._day is not None:
                self._console.print()
            self._console.print(Text(day, "bold"))
            self._day = day

    def _header(self) -> Table:
        gettext = self._texts.gettext
        grid = self._grid()
        words = (gettext("Time"), gettext("Outcome"), gettext("File"), "RC", gettext("What happened"), gettext("Place"))
        grid.add_row(*(Text(word, "dim") for word in words))
        return grid

    def _grid(self) -> Table:
        grid = Table.grid(padding=(0, 2), expand=True)
        outcome_width = max(map(len, self._words.values())) + 2
        for width in (10, outcome_width, _NAME_WIDTH, 2):
            grid.add_column(width=width, overflow="fold")
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(width=_PLACE_WIDTH, overflow="fold")
        return grid

    def _wide(self, entry: Entry) -> Table:
        style = OUTCOME_STYLES[entry.outcome]
        grid = self._grid()
        grid.add_row(
            Text(self._time(entry), "dim"),
            Text(f"{symbol_of(entry.outcome)} {self._words[entry.outcome]}", style),
            Text(printable(entry.name)),
            Text(entry.rc or "--", "" if entry.rc else "dim"),
            self._what(entry),
            Text(_place(entry)[0], "dim"),
        )
        return grid

    def _narrow(self, entry: Entry) -> Table:
        style = OUTCOME_STYLES[entry.outcome]
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        word = Text(self._words[entry.outcome], style)
        where = Text(f"RC {entry.rc or '--'}  {self._time(entry)}  {_place(entry)[0]}", "dim")
        grid.add_row(Text(symbol_of(entry.outcome), style), Text.assemble(printable(entry.name), "  ", word))
        grid.add_row("", self._what(entry))
        grid.add_row("", where)
        return grid

    def _what(self, entry: Entry) -> Text:
        told = Text(explain_entry(entry, self._texts).what)
        for remark in remarks(entry, self._texts):
            told.append(f"\n{remark}", "yellow")
        if (name := _place(entry)[1]) != "":
            told.append("\n" + self._texts.gettext("filed as {name}", name=name), "dim")
        return told

    def _time(self, entry: Entry) -> str:
        return self._texts.time(entry.finished_at.timestamp())


def _place(entry: Entry) -> tuple[str, str]:
    """Give the folder where a receipt was filed, and its name there if that is not the one that it was dropped as."""
    if entry.filed_as is None:
        return "-", ""
    folder, _, name = entry.filed_as.rpartition("/")
    return f"{folder}/", "" if name == entry.name else printable(name)
