"""What `run --once` shows while it works: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from branchagent.cli import terminal
from branchagent.cli.common import say
from branchagent.cli.words import OUTCOME_STYLES, OUTCOMES, symbol_of
from branchagent.core.names import printable
from branchagent.core.receipts import Outcome
from branchagent.faces import Face
from branchagent.reasons import explain_decided

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from branchagent.cli.bar import Bar
    from branchagent.reporting import Report
    from branchagent.results import Filed
    from branchagent.texts import Texts


class Progress(Face):
    """Counts what is filed and shows it. Its methods may be called from the agent's thread."""

    def __init__(self, folder: Path, texts: Texts) -> None:
        self._counts: Counter[Outcome] = Counter()
        self._folder = folder
        self._texts = texts
        self._bar: Bar | None = None
        self.reason: str | None = None

    def __enter__(self) -> Progress:
        if terminal.draws():
            from branchagent.cli.bar import Bar  # noqa: PLC0415 - only a terminal needs it

            self._bar = Bar(self._texts)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        numbers = {str(outcome): self._texts.number(self._counts[outcome]) for outcome in Outcome}
        told = self._texts.gettext("{done} sent, {duplicate} sent before, {failed} failed", **numbers)
        say(f"{self._folder}: {told}")

    def count(self, outcome: Outcome) -> int:
        """Give how many were filed so."""
        return self._counts[outcome]

    def filed(self, filed: Filed) -> None:
        """Show one that was filed."""
        decided = filed.decided
        self._counts[decided.outcome] += 1
        name, word = printable(decided.name), self._texts.gettext(OUTCOMES[decided.outcome])
        what = explain_decided(decided, self._texts).what
        if self._bar is None:
            say(f"{name}  {word}  {what}")
        else:
            mark = f"{symbol_of(decided.outcome)} {word}"
            self._bar.tell(self._counts.total(), name, mark, OUTCOME_STYLES[decided.outcome], what)

    def report(self, report: Report) -> None:
        """Show how many there are in all."""
        self.reason = report.reason
        if self._bar is not None:
            self._bar.expect(self._counts.total() + report.waiting)
