"""Findings for people: colour and symbols on a terminal, plain text elsewhere."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

from branchagent.checking.findings import Finding, Level
from branchagent.checking.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

_SYMBOLS = {Level.OK: "✓", Level.WARNING: "!", Level.WRONG: "✗", Level.SKIPPED: "–"}
_STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.WRONG: "bold red", Level.SKIPPED: "dim"}
_ARROW = "→"


class Showing:
    """Shows one finding after the other, then the sum of them. `say` takes a line where there is no terminal."""

    def __init__(self, language: str, say: Callable[[str], None]) -> None:
        self._words = Words(language)
        self._say = say
        self._console = _console() if sys.stdout.isatty() else None
        self._counts: Counter[Level] = Counter()

    def show(self, finding: Finding) -> None:
        """Show a finding."""
        self._counts[finding.level] += 1
        if self._console is None:
            self._write(finding)
        else:
            self._draw(finding, self._console)

    def finish(self) -> None:
        """Show the sum."""
        wrongs, warnings = self._counts[Level.WRONG], self._counts[Level.WARNING]
        key = "not-well" if wrongs else "well-but" if warnings else "all-well"
        told = self._words.phrase(key, wrongs=wrongs, warnings=warnings)
        if self._console is None:
            self._say(f"\n{told}")
        else:
            level = Level.WRONG if wrongs else Level.WARNING if warnings else Level.OK
            self._console.print(f"\n{told}", style=_STYLES[level], markup=False, highlight=False)

    def _write(self, finding: Finding) -> None:
        width = max(len(self._words.mark(level)) for level in Level) + 2
        mark = f"[{self._words.mark(finding.level)}]"
        self._say(f"{mark:{width}} {finding.title}: {finding.tried}")
        for line in (finding.found, *(f"  {detail}" for detail in finding.details)):
            self._say(f"{'':{width}} {line}")
        if finding.remedy:
            self._say(f"{'':{width}} {self._words.phrase('remedy')}: {finding.remedy}")

    def _draw(self, finding: Finding, console: Console) -> None:
        from rich.table import Table  # noqa: PLC0415 - only a terminal needs it
        from rich.text import Text  # noqa: PLC0415 - as above

        symbols = _can_show_symbols()
        style = _STYLES[finding.level]
        # A column of its own for the symbol, so that long lines are folded beside it.
        table = Table.grid(padding=(0, 1))
        symbol = _SYMBOLS[finding.level] if symbols else self._words.mark(finding.level)
        table.add_row(Text(symbol, style), Text.assemble((finding.title, "bold"), (f"  {finding.tried}", "dim")))
        table.add_row("", Text(finding.found, style if finding.level in {Level.WRONG, Level.WARNING} else ""))
        for detail in finding.details:
            table.add_row("", Text(f"- {detail}", "dim"))
        if finding.remedy:
            lead = f"{_ARROW} " if symbols else ""
            told = f"{lead}{self._words.phrase('remedy')}: "
            table.add_row("", Text.assemble((told, "bold"), finding.remedy))
        console.print(table)


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

    # NO_COLOR asks rich for no colours only; bold and dim letters are escape codes as well.
    return Console(color_system=None) if os.environ.get("NO_COLOR") else Console()


def _can_show_symbols() -> bool:
    try:
        "".join((*_SYMBOLS.values(), _ARROW)).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
