"""How an agent stands: its own report, and what its journal and its folder tell beside it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent import formats
from branchagent.cli.looking import journal_mark, mark_of, wait_for_change
from branchagent.core.names import NumberRule, Receipt, printable
from branchagent.core.receipts import Outcome
from branchagent.core.status import NEEDS_A_PERSON, State
from branchagent.disk import Disk
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError
from branchagent.listing import list_folder
from branchagent.patience import OutOfPatienceError, within
from branchagent.reporting import FILE_NAME, Report, read_report
from branchagent.roster import Signed, read_roster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchagent.journal import Entry
    from branchagent.settings import Settings
    from branchagent.texts import Texts

_STOPPED = 4
_ROSTER_WITHIN_S = 5.0
_ROSTER_EVERY_S = 30.0


@dataclass(frozen=True, slots=True)
class Standing:
    """All that `status` tells. `counts` are today's outcomes, `last` is the latest one."""

    report: Report
    counts: dict[Outcome, int]
    last: Entry | None
    roster: list[Signed]

    @property
    def exit_code(self) -> int:
        """What `status` ends with."""
        if self.report.state is State.STOPPED:
            return _STOPPED
        return 1 if self.report.state in NEEDS_A_PERSON else 0


class Onlooker:
    """Looks at an agent once, or again and again; then the journal and the roster only when there may be news."""

    def __init__(self, settings: Settings, texts: Texts) -> None:
        self._settings = settings
        self._texts = texts
        self._journal_mark: object = None
        self._journal: tuple[dict[Outcome, int], Entry | None, str | None] = ({}, None, None)
        self._roster: list[Signed] = []
        self._roster_of: object = None
        self._roster_until = 0.0

    def look(self) -> Standing:
        """Give how the agent stands now."""
        state = self._settings.state.path
        mark = (journal_mark(state), formats.midnight(time.time()))
        if mark != self._journal_mark:
            self._journal, self._journal_mark = self._read_journal(mark[1]), mark
        report = read_report(state, self._texts) or _stopped(self._settings)
        counts, last, trouble = self._journal
        if trouble is not None:
            self._journal_mark = None
            report = Report(State.ATTENTION, trouble, report.waiting, report.waits)
        return Standing(report, counts, last, self._read_roster(report))

    def changes(self) -> Iterator[Standing]:
        """Give how the agent stands, now and whenever that has changed."""
        told = None
        while True:
            standing = self.look()
            if standing != told:
                told = standing
                yield standing
            self._wait_for_news()

    def _wait_for_news(self) -> None:
        state = self._settings.state.path
        wait_for_change(lambda: (mark_of(state / FILE_NAME), *journal_mark(state)))

    def _read_journal(self, midnight: float) -> tuple[dict[Outcome, int], Entry | None, str | None]:
        try:
            with History(self._settings.state.path) as history:
                return history.counts(midnight), history.last(), None
        except (JournalUnavailableError, JournalDamagedError) as error:
            return dict.fromkeys(Outcome, 0), None, f"{self._texts.phrase('journal')} ({error})"

    def _read_roster(self, report: Report) -> list[Signed]:
        """Give the agents of the folder; a share that does not answer holds nobody up."""
        of, now = (report.state is State.STOPPED, report.state is State.STANDBY, report.owner), time.monotonic()
        if of != self._roster_of or now >= self._roster_until:
            self._roster_of, self._roster_until = of, now + _ROSTER_EVERY_S
            try:
                self._roster = within(_ROSTER_WITHIN_S, lambda: read_roster(self._settings.folder.literal))
            except (OSError, OutOfPatienceError):
                self._roster = []
        return self._roster


def _stopped(settings: Settings) -> Report:
    """Without an agent, the folder itself tells what waits."""
    rule = NumberRule(settings.receipt.number_pattern)
    try:
        listed = list_folder(settings.folder.literal, Disk())
    except OSError:
        return Report(State.STOPPED, None, 0)
    waits = [entry.name for entry in listed if entry.size is not None or isinstance(rule.read(entry.name), Receipt)]
    return Report(State.STOPPED, None, len(waits), tuple((printable(name), "") for name in waits[:20]))
