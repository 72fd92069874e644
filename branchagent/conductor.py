"""Who leads the receipts of a folder from being seen to being filed: one thread's turns, none of which waits.

All that may take long (reading, sending, moving) is a worker's; its result comes back through the inbox.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.backlog import OWN_FAULT, Backlog
from branchagent.core.health import Condition
from branchagent.core.names import LeftAlone, Receipt, printable
from branchagent.core.receipts import Outcome
from branchagent.core.schedule import Errand, Waiting
from branchagent.core.status import Fault, Faults
from branchagent.journal import JournalUnavailableError
from branchagent.messages import Finished, Hint, Inbox, Relist
from branchagent.results import (
    Again,
    Changed,
    Examined,
    Filed,
    FilingPostponed,
    JournalFault,
    Mishap,
    Result,
    Unreadable,
)
from branchagent.watching import Listed, Sight, list_folder

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.clock import Clock
    from branchagent.core.names import NumberRule
    from branchagent.core.schedule import Schedule
    from branchagent.filing import Cabinet
    from branchagent.journal import Decided, Journal, Postponed
    from branchagent.pipeline import Pipeline
    from branchagent.service_watch import ServiceWatch
    from branchagent.settling import Arrived, Gate

log = logging.getLogger(__name__)

_LOOKS_A_TURN = 64
_EVENT_OVERDUE_S = 5.0
_PROBES_BEFORE_GIVING_UP = 3


@dataclass(frozen=True, slots=True)
class Station:
    """The collaborators that one served folder has, in the order of a receipt's way."""

    drop: Path
    rule: NumberRule
    sight: Sight
    gate: Gate
    schedule: Schedule
    pipeline: Pipeline
    service: ServiceWatch
    journal: Journal
    cabinet: Cabinet
    clock: Clock
    inbox: Inbox
    submit: Callable[[Callable[[], None]], object]
    """Hands a step to a worker thread."""
    on_filed: Callable[[Filed], None]


class Conductor:
    """Leads the receipts of one folder, whose lock is held. Only the inbox may be touched from other threads."""

    def __init__(self, station: Station) -> None:
        self._at = station
        self._backlog = Backlog()
        self._postponed: dict[str, Postponed] = {}
        self._list_at = 0.0
        self._listed_once = False
        self._missing_failures = 0
        self._journal_failures = 0
        self._hold_until = 0.0
        self._held: set[str] = set()
        self.faults = Faults()
        self.paused = False
        self.stopping = False

    @property
    def waiting(self) -> int:
        """How many files of the drop folder are not filed yet."""
        return len(self._at.schedule) + len(self._at.gate) + len(self._backlog)

    @property
    def in_hand(self) -> int:
        """How many files workers have now."""
        return self._at.schedule.in_hand + self._backlog.in_hand

    @property
    def is_settled(self) -> bool:
        """Whether the folder was listed and nothing in it can be carried any further for now."""
        if not self._listed_once or self.in_hand or self._backlog or self._at.gate.next_at() is not None:
            return False
        health = self._at.service.health
        away = health.condition is Condition.DOWN and health.failures >= _PROBES_BEFORE_GIVING_UP
        return (
            self.paused
            or away
            or health.condition is Condition.REFUSED
            or all(waiting.name in self._held for waiting in self._at.schedule)
        )

    def recover(self) -> None:
        """Take up what an earlier run left: decided receipts to be filed, and the schedule of those in doubt.

        Raises `JournalUnavailableError` or `JournalDamagedError`.
        """
        self._postponed = {entry.name: entry for entry in self._at.journal.postponed()}
        self._backlog.add(self._at.journal.decided())

    def turn(self) -> float:
        """Do what is due now; give the monotonic time of the next turn if no message comes before."""
        while message := self._at.inbox.take():
            self.read(message)
        now = self._at.clock.monotonic()
        if now >= self._list_at:
            self._list(now)
        for arrived in self._at.gate.arrivals(_LOOKS_A_TURN):
            self._take_up(arrived, now)
        if not self.stopping and now >= self._hold_until:
            self._file_backlog(now)
            self._dispatch(now)
        return self._next_at()

    def read(self, message: object) -> None:
        """Take a message in; what follows from it is done at the next turn."""
        match message:
            case Hint(name):
                self._hint(name)
            case Relist():
                self.list_soon()
            case Finished(name, result):
                self._finish(name, result)

    def list_soon(self) -> None:
        """List the folder at the next turn."""
        self._list_at = 0.0

    def go_on(self) -> None:
        """Let everything that waits try again now."""
        self._at.schedule.release()
        self._at.service.probe_now()
        self.list_soon()

    def _hint(self, name: str) -> None:
        """A file that is busy elsewhere is looked at when it is back."""
        if name in self._backlog or self._at.schedule.is_in_hand(name):
            return
        if not isinstance(self._at.rule.read(name), LeftAlone):
            self._at.gate.hint(name)

    def _list(self, now: float) -> None:
        """Compare the folder with what is known of it: what is new goes to the gate, what is gone is forgotten."""
        try:
            renewed = self._at.sight.keep(now)
            self._at.cabinet.make_folders()
            entries = list_folder(self._at.drop)
            self._at.cabinet.remove_orphaned_reasons()
            failures = self._at.cabinet.failures()
        except OSError as error:
            self._miss_folder(error, now)
            return
        self._missing_failures = 0
        self.faults.clear(Fault.FOLDER_MISSING, Fault.FOLDER_UNUSABLE)
        self.faults.hold(Fault.NOT_WATCHING, self._at.sight.blind)
        self.faults.hold(Fault.FAILED_RECEIPTS, bool(failures), str(len(failures)))
        self._compare(entries, trusting=not renewed and self._listed_once)
        self._listed_once = True
        self._list_at = now + self._at.sight.interval

    def _miss_folder(self, error: OSError, now: float) -> None:
        """Wait for a folder that is gone, ever more seldom; nothing is made in its place."""
        self._missing_failures += 1
        gone = not self._at.drop.is_dir()
        self.faults.note(Fault.FOLDER_MISSING if gone else Fault.FOLDER_UNUSABLE, error.strerror or str(error))
        if gone:
            self._at.sight.close()
        self._list_at = now + OWN_FAULT.wait(self._missing_failures, 0.5 + self._at.clock.jitter() / 2)
        log.warning("folder cannot be used: %s", error)

    def _compare(self, entries: list[Listed], *, trusting: bool) -> None:
        strangers = [entry for entry in entries if self._is_stranger(entry)]
        for entry in strangers:
            self._at.gate.hint(entry.name)
        names = {entry.name for entry in entries}
        self._at.gate.keep_only(names)
        for name in self._at.schedule.waiting_names() - names:
            self._at.schedule.drop(name)
            self._withdraw(name)
        if trusting and self._at.sight.kind == "native" and any(map(self._is_overdue, strangers)):
            self._at.sight.distrust(self._at.clock.monotonic())
            self.list_soon()

    def _is_stranger(self, entry: Listed) -> bool:
        """Tell whether an entry is one that nobody looks after yet."""
        schedule = self._at.schedule
        if entry.name in self._backlog or entry.name in self._at.gate or schedule.is_in_hand(entry.name):
            return False
        if entry.size is None or entry.mtime_ns is None:
            return isinstance(self._at.rule.read(entry.name), Receipt)
        return not schedule.holds(entry.name, entry.size, entry.mtime_ns)

    def _is_overdue(self, entry: Listed) -> bool:
        """Tell whether a file lay there for so long that its event should have come before the listing."""
        return entry.arrived_at is not None and self._at.clock.now() - entry.arrived_at > _EVENT_OVERDUE_S

    def _take_up(self, arrived: Arrived, now: float) -> None:
        waiting = Waiting(arrived.name, arrived.number, arrived.fingerprint, arrived.first_seen)
        before = self._postponed.pop(arrived.name, None)
        if before is not None and before.size == arrived.fingerprint.size:
            waiting.dropped_at = before.dropped_at
            # The wall clock may have jumped meanwhile; no wait grows by that.
            left = min((before.retry_at or 0.0) - self._at.clock.now(), self._at.pipeline.longest_wait)
            waiting.not_before = now + left if left > 0 else 0.0
        if not self._at.schedule.knows(arrived.name, arrived.fingerprint):
            self._at.schedule.add(waiting)

    def _file_backlog(self, now: float) -> None:
        for decided in self._backlog.take_due(now):
            self._send_off(decided.name, lambda decided=decided: self._at.pipeline.file(decided))  # type: ignore[misc]

    def _dispatch(self, now: float) -> None:
        while not self.paused and (taken := self._at.schedule.take(now, self._at.service.health)):
            waiting, errand = taken
            step = self._at.pipeline.carry if errand is Errand.CARRY else self._at.pipeline.examine
            self._send_off(waiting.name, lambda step=step, waiting=waiting: step(waiting))  # type: ignore[misc]

    def _send_off(self, name: str, step: Callable[[], Result]) -> None:
        self._at.submit(lambda: self._at.inbox.put(Finished(name, step())))

    def _finish(self, name: str, result: Result) -> None:
        if not isinstance(result, JournalFault):
            self.faults.clear(Fault.JOURNAL)
            self._journal_failures = 0
        match result:
            case Filed():
                self._filed(name, result)
            case FilingPostponed(decided, detail):
                self._postpone_filing(decided, detail)
            case Again():
                self._wait(name, result)
            case Examined():
                self._at.schedule.put_back_examined(name)
            case Changed():
                self._at.schedule.finish(name)
                self._at.gate.hint(name)
                self._withdraw(name)
            case Unreadable(detail):
                self._hold(name, Fault.UNREADABLE, name, detail)
            case Mishap(detail):
                self._hold(name, Fault.INTERNAL, detail, detail)
            case JournalFault():
                self._journal_failed(name, result)

    def _filed(self, name: str, filed: Filed) -> None:
        self._backlog.finish(name)
        self._at.schedule.finish(name)
        self._let_go(name)
        # Another file may have come under the name meanwhile; if so, its event fell on deaf ears.
        self._at.gate.hint(name)
        if filed.decided.outcome is Outcome.FAILED:
            self.list_soon()
        self._at.on_filed(filed)

    def _postpone_filing(self, decided: Decided, detail: str) -> None:
        clock = self._at.clock
        self._at.schedule.finish(decided.name)
        log.warning("filing postponed name=%s: %s", printable(decided.name), detail)
        if self._backlog.postpone(decided, clock.monotonic(), clock.jitter()):
            self.faults.note(Fault.CANNOT_FILE, decided.name)

    def _wait(self, name: str, again: Again) -> None:
        self.faults.clear_if(Fault.UNREADABLE, name)
        if again.held:
            self._held.add(name)
            self.faults.note(Fault.STUCK, name)
        self._at.schedule.put_back(name, again.not_before, again.why)

    def _hold(self, name: str, fault: Fault, told: str, detail: str) -> None:
        """Try a file again later that the machine itself stands in the way of."""
        log.warning("held name=%s: %s", printable(name), detail)
        self.faults.note(fault, told)
        self._held.add(name)
        clock = self._at.clock
        self._at.schedule.put_back(name, clock.monotonic() + OWN_FAULT.wait(4, clock.jitter()), fault)

    def _journal_failed(self, name: str, fault: JournalFault) -> None:
        """Stop sending for a while: what cannot be recorded must not be sent."""
        clock = self._at.clock
        self._journal_failures += 1
        self.faults.note(Fault.JOURNAL, fault.detail)
        log.error("journal: %s", fault.detail)
        if fault.damaged:
            self._begin_journal_anew()
        self._hold_until = clock.monotonic() + OWN_FAULT.wait(self._journal_failures, 0.5 + clock.jitter() / 2)
        self._held.add(name)
        self._at.schedule.put_back(name, 0.0, Fault.JOURNAL)

    def _begin_journal_anew(self) -> None:
        try:
            aside = self._at.journal.begin_anew(str(int(self._at.clock.now())))
        except JournalUnavailableError as error:
            log.error("journal cannot be replaced: %s", error)  # noqa: TRY400 - the trace says no more
            return
        log.error("journal was damaged; set aside as %s", aside.name)

    def _withdraw(self, name: str) -> None:
        """Note that a file left before it had a verdict; if even its folder is gone, nobody took it out."""
        self._let_go(name)
        if (self._at.drop / name).exists() or not self._at.drop.is_dir():
            return
        try:
            self._at.journal.withdrawn(name)
        except JournalUnavailableError as error:
            log.warning("journal: %s", error)

    def _let_go(self, name: str) -> None:
        self._held.discard(name)
        for fault in (Fault.STUCK, Fault.UNREADABLE, Fault.CANNOT_FILE):
            self.faults.clear_if(fault, name)

    def _next_at(self) -> float:
        times = [self._list_at]
        if (at := self._at.gate.next_at()) is not None:
            times.append(at)
        if not self.stopping:
            going = None if self.paused else self._at.schedule.next_at(self._at.service.health)
            times += [max(at, self._hold_until) for at in (going, self._backlog.next_at()) if at is not None]
        return min(times)
