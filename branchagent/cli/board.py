"""How an agent stands, drawn on a terminal: the state first, then numbers, then what waits, then where and who."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Group
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from branchagent import __version__
from branchagent.cli import terminal
from branchagent.cli.telling import served_by
from branchagent.cli.words import OUTCOME_STYLES, OUTCOMES, symbol_of
from branchagent.core.names import printable
from branchagent.core.receipts import Outcome
from branchagent.core.status import State
from branchagent.reasons import explain_entry
from branchagent.settings.addresses import is_unencrypted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from branchagent.cli.standing import Onlooker, Standing
    from branchagent.settings import Settings
    from branchagent.texts import Texts

_STATES = {
    State.IDLE: ("●", "green"),
    State.SENDING: ("▲", "cyan"),
    State.OFFLINE: ("○", "red"),
    State.SIGN_IN: ("◆", "red"),
    State.ATTENTION: ("!", "yellow"),
    State.PAUSED: ("‖", "blue"),
    State.STANDBY: ("◌", "blue"),
    State.STOPPED: ("■", "red"),
}
_NARROW = 60


def live(onlooker: Onlooker, settings: Settings, texts: Texts) -> None:
    """Draw it anew whenever it changes, until Ctrl-C; what was drawn last stays on the terminal."""
    console = terminal.console()
    hint = Padding(Text(texts.gettext("Ctrl-C ends this view."), "dim"), (1, 0, 0, 2), expand=False)
    drawn: RenderableType = ""
    try:
        with Live(console=console, screen=True, auto_refresh=False) as view:
            for standing in onlooker.changes():
                drawn = board(standing, settings, texts, console.width)
                when = Padding(Text(texts.moment(time.time()), "dim"), (0, 0, 0, 2), expand=False)
                view.update(Group(drawn, hint, when), refresh=True)
    finally:
        console.print(drawn)


def board(standing: Standing, settings: Settings, texts: Texts, width: int) -> RenderableType:
    """Give the whole picture."""
    parts = [_head(standing, texts), _numbers(standing, texts, width)]
    if standing.report.waits:
        parts.append(_waits(standing, texts))
    parts.append(_facts(standing, settings, texts, width))
    return Group(*(Padding(part, (0, 0, 1, 0), expand=False) for part in parts[:-1]), parts[-1])


def _head(standing: Standing, texts: Texts) -> RenderableType:
    report = standing.report
    symbol, style = _STATES[report.state]
    grid = Table.grid(padding=(0, 1))
    mark = symbol if terminal.can_show(symbol) else "*"
    grid.add_row(Text(mark, f"bold {style}"), Text(texts.phrase(report.state), f"bold {style}"))
    if report.reason:
        grid.add_row("", Text(report.reason))
    return grid


def _numbers(standing: Standing, texts: Texts, width: int) -> RenderableType:
    """Give today's numbers: beside one another where there is room, else below."""
    told = [
        (texts.number(standing.counts[outcome]), texts.gettext(OUTCOMES[outcome]), OUTCOME_STYLES[outcome], outcome)
        for outcome in Outcome
    ]
    cells = [
        Text.assemble((number, f"bold {style}" if standing.counts[outcome] else "dim"), f" {word}")
        for number, word, style, outcome in told
    ]
    waiting = standing.report.waiting
    number = texts.number(waiting)
    cells.append(Text.assemble((number, "bold cyan" if waiting else "dim"), f" {texts.gettext('Waiting')}"))
    grid = Table.grid(padding=(0, 3 if width >= _NARROW else 1))
    today = Text(texts.gettext("Today"), "bold")
    if width >= _NARROW:
        grid.add_row(today, *cells)
    else:
        for line, cell in enumerate(cells):
            grid.add_row(Text("") if line else today, cell)
    return Padding(grid, (0, 0, 0, 2), expand=False)


def _waits(standing: Standing, texts: Texts) -> RenderableType:
    report = standing.report
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    grid.add_column(style="dim", overflow="fold")
    grid.add_row(Text(texts.gettext("Waiting"), "bold"), "")
    for name, why in report.waits:
        grid.add_row(Text(name), Text(texts.wait(why, name)))
    if (more := report.waiting - len(report.waits)) > 0:
        grid.add_row(Text(texts.ngettext("and {count} more", "and {count} more", more), "dim"), "")
    return Padding(grid, (0, 0, 0, 2), expand=False)


def _facts(standing: Standing, settings: Settings, texts: Texts, width: int) -> RenderableType:
    facts: list[tuple[str, Text]] = []
    if standing.last is not None:
        last = standing.last
        style = OUTCOME_STYLES[last.outcome]
        when = Text(texts.moment(last.finished_at.timestamp()), "dim")
        lines = [Text.assemble((f"{symbol_of(last.outcome)} ", style), printable(last.name)), when]
        facts.append((texts.gettext("Latest"), Text("\n").join([*lines, Text(explain_entry(last, texts).what)])))
    server = Text(settings.server.url)
    if is_unencrypted(settings.server.url):
        server.append(f"  {texts.phrase('unencrypted')}", "bold red")
    facts += [(texts.gettext("Drop folder"), Text(str(settings.folder.path))), ("SISKOHAT", server)]
    facts += [("", Text(served_by(signed, texts), "dim")) for signed in standing.roster]
    facts.append(("branchagent", Text(__version__, "dim")))
    return Padding(_pairs(facts, narrow=width < _NARROW), (0, 0, 0, 2), expand=False)


def _pairs(facts: list[tuple[str, Text]], *, narrow: bool) -> Table:
    """Give words with what each stands for: beside it, or below it where there is no room."""
    grid = Table.grid(padding=(0, 2))
    if narrow:
        grid.add_column(overflow="fold")
        for word, fact in facts:
            if word:
                grid.add_row(Text(word, "bold"))
            grid.add_row(fact)
        return grid
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    for word, fact in facts:
        grid.add_row(Text(word), fact)
    return grid
