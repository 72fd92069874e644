"""A bar on a terminal: how many receipts are filed, how fast that goes, and how long the rest will take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from branchagent.cli import terminal

if TYPE_CHECKING:
    from branchagent.texts import Texts

_RATE_OVER_S = 60.0
_NARROW = 70


class Bar:
    """The bar, and the receipts' lines above it."""

    def __init__(self, texts: Texts) -> None:
        self._console = terminal.console()
        columns: list[ProgressColumn] = [BarColumn(bar_width=None), MofNCompleteColumn()]
        if self._console.width >= _NARROW:
            columns.insert(0, TextColumn(texts.phrase("sending"), markup=False))
        columns += [_Rate(texts), _Remaining(texts)]
        self._progress = Progress(*columns, console=self._console, expand=True, speed_estimate_period=_RATE_OVER_S)
        self._task = self._progress.add_task("", total=None)

    def start(self) -> None:
        """Show it."""
        self._progress.start()

    def stop(self) -> None:
        """Leave it as it is."""
        self._progress.stop()

    def tell(self, filed: int, name: str, mark: str, style: str, what: str) -> None:
        """Show a receipt that was filed; `filed` is how many have been by now."""
        self._console.print(Text.assemble((mark, style), f"  {name}  ", (what, "dim")))
        self._progress.update(self._task, completed=filed)

    def expect(self, total: int) -> None:
        """Show how many there are in all."""
        self._progress.update(self._task, total=total)


class _Rate(ProgressColumn):
    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        rate = "-" if speed is None else self._texts.number(round(speed * 60))
        return Text(self._texts.gettext("{rate}/min", rate=rate), "cyan", no_wrap=True)


class _Remaining(ProgressColumn):
    max_refresh = 0.5

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts

    def render(self, task: Task) -> Text:
        if task.finished or task.time_remaining is None:
            return Text("")
        minutes, seconds = divmod(int(task.time_remaining), 60)
        left = f"{minutes}:{seconds:02}"
        return Text(self._texts.gettext("{time} left", time=left), "dim", no_wrap=True)
