"""What `run --once` shows while it works: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from branchagent.cli.common import say
from branchagent.core.names import printable
from branchagent.core.receipts import Outcome
from branchagent.faces import Face

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from rich.progress import Progress as Bar

    from branchagent.reporting import Report
    from branchagent.results import Filed


class Progress(Face):
    """Counts what is filed and shows it. Its methods may be called from the agent's thread."""

    def __init__(self, folder: Path) -> None:
        self._counts: Counter[Outcome] = Counter()
        self._folder = folder
        self._bar: Bar | None = None
        self.reason: str | None = None

    def __enter__(self) -> Progress:
        if sys.stdout.isatty():
            from rich.progress import MofNCompleteColumn  # noqa: PLC0415 - only a terminal needs it
            from rich.progress import Progress as Bar  # noqa: PLC0415

            self._bar = Bar(*Bar.get_default_columns(), MofNCompleteColumn())
            self._bar.start()
            self._bar.add_task(str(self._folder), total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        counts = ", ".join(f"{self._counts[outcome]} {outcome}" for outcome in Outcome)
        say(f"{self._folder}: {counts}")

    def count(self, outcome: Outcome) -> int:
        """Give how many were filed so."""
        return self._counts[outcome]

    def filed(self, filed: Filed) -> None:
        """Show one that was filed."""
        decided = filed.decided
        self._counts[decided.outcome] += 1
        line = f"{printable(decided.name)}  {decided.outcome}  {decided.reason}"
        if self._bar is None:
            say(line)
        else:
            self._bar.print(line)
            self._bar.update(self._bar.task_ids[0], completed=self._counts.total())

    def report(self, report: Report) -> None:
        """Show how many there are in all."""
        self.reason = report.reason
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], total=self._counts.total() + report.waiting)
