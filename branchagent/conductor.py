"""Who leads the receipts of a folder from being seen to being filed: one thread's turns, none of which waits.

All that may take long (reading, sending, moving) is a worker's; its result comes back through the inbox.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from branchagent.backlog import OWN_FAULT, Backlog
from branchagent.core.health import Condition
from branchagent.core.names import LeftAlone
from branchagent.core.receipts import Outcome
from branchagent.core.schedule import Errand, Waiting
from branchagent.core.status import Fault, Faults
from branchagent.events import Event, record
from branchagent.journal import JournalDamagedError, JournalUnavailableError
from branchagent.messages import Finished, Hint, Relist
from branchagent.results import (
    Again,
    Changed,
    Examined,
    Filed,
    FilingPostponed,
    JournalFault,
    Mishap,
    Renumbered,
    Result,
    Unreadable,
)
from branchagent.rollcall import RollCall

if TYPE_CHECKING:
    from branchagent.journal import Postponed
    from branchagent.settling import Arrived
    from branchagent.station import Station

_LOOKS_A_TURN = 64
_TRIES_BEFORE_GIVING_UP = 3
_TOO_LONG_S = 30.0
"""Whoever runs us once comes again; no service that asks for a long wait is waited for."""
_COUNT_FAILURES_S = 0.5
"""A burst of failures must not mean a listing for each."""


def _nothing() -> None:
    """Nobody asks for anything."""


class Conductor:
    """Leads the receipts of one folder, whose lock is held. Only the inbox may be touched from other threads."""

    def __init__(self, station: Station) -> None:
        self._at = station
        self._backlog = Backlog()
        self._postponed: dict[str, Postponed] = {}
        self._journal_failures = 0
        self._hold_until = 0.0
        self._held: set[str] = set()
        self.faults = Faults()
        self._roll = RollCall(station, self._backlog, self.faults, self._withdraw)
        self.paused = False
        self.stopping = False

    @property
    def waiting(self) -> int:
        """How many files of the drop folder are not filed yet."""
        return len(self._at.schedule) + len(self._at.gate) + len(self._backlog) + self._roll.ahead

    @property
    def in_hand(self) -> int:
        """How many files workers have now."""
        return self._at.schedule.in_hand + self._backlog.in_hand

    @property
    def is_settled(self) -> bool:
        """Whether the folder was listed and nothing in it can be carried any further for now."""
        if self._roll.failures >= _TRIES_BEFORE_GIVING_UP:
            return True
        if (
            not self._roll.was_called
            or self._roll.has_work
            or self.in_hand
            or not self._backlog.is_stuck
            or not self._at.gate.is_stuck
        ):
            return False
        health = self._at.service.health
        wait = health.probe_at - self._at.clock.monotonic()
        away = health.condition is Condition.DOWN and (health.failures >= _TRIES_BEFORE_GIVING_UP or wait > _TOO_LONG_S)
        return (
            self.paused
            or away
            or health.condition is Condition.REFUSED
            or all(waiting.name in self._held for waiting in self._at.schedule)
        )

    @property
    def folder_was_away(self) -> bool:
        """Whether the folder is back after having been away, so that its lock has to be taken anew."""
        return self._roll.was_away

    @property
    def was_listed(self) -> bool:
        """Whether the folder was listed at all."""
        return self._roll.was_called

    def recover(self) -> None:
        """Take up what an earlier run left: decided receipts to be filed, and the schedule of those in doubt.

        Raises `JournalUnavailableError` or `JournalDamagedError`.
        """
        self._postponed = {entry.name: entry for entry in self._at.journal.postponed()}
        self._backlog.add(self._at.journal.decided())

    def turn(self, heed: Callable[[], None] = _nothing) -> float:
        """Do what is due now; give the monotonic time of the next turn if no message comes before.

        `heed` is called after what has arrived was seen and before anything is sent: a file that was dropped after a
        command (pause, logout) had ended must not slip out before that command is heeded.
        """
        while message := self._at.inbox.take():
            self.read(message)
        now = self._at.clock.monotonic()
        if now >= self._roll.next_at:
            self._roll.call(now)
        if self._roll.was_away:
            return now
        self._roll.hand_over()
        for arrived in self._at.gate.arrivals(_LOOKS_A_TURN):
            self._take_up(arrived, now)
        heed()
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
        self._roll.soon()

    def go_on(self) -> None:
        """Let everything that waits try again now."""
        self._at.schedule.release()
        self._at.service.probe_now()
        self.list_soon()

    def waits(self, most: int) -> tuple[tuple[str, str], ...]:
        """Name up to `most` of the files that wait, each with a stable word for why (empty: it is its turn soon)."""
        settled = ((waiting.name, waiting.why) for waiting in self._at.schedule)
        unsettled = ((name, "not-complete") for name in self._at.gate)
        decided = ((name, Fault.CANNOT_FILE.value) for name in self._backlog)
        return tuple(islice(chain(decided, settled, unsettled), most))

    def _hint(self, name: str) -> None:
        """A file that is busy elsewhere is looked at when it is back."""
        if name in self._backlog or self._at.schedule.is_in_hand(name):
            return
        if not isinstance(self._at.rule.read(name), LeftAlone):
            self._at.gate.hint(name)

    def _take_up(self, arrived: Arrived, now: float) -> None:
        if arrived.name in self._backlog:
            return  # it is looked at again once the one before it is filed
        if arrived.number is None and self._at.cabinet.discard_returned_reason(arrived.name):
            return
        record(Event.FILE_COMPLETE, number=arrived.number, name=arrived.name, bytes=arrived.fingerprint.size)
        waiting = Waiting(arrived.name, arrived.number, arrived.fingerprint, arrived.first_seen)
        before = self._postponed.pop(arrived.name, None)
        if before is not None and before.size == arrived.fingerprint.size:
            waiting.dropped_at = before.dropped_at
            # The wall clock may have jumped meanwhile; no wait grows by that.
            left = min((before.retry_at or 0.0) - self._at.clock.now(), self._at.pipeline.longest_wait)
            waiting.not_before = now + left if left > 0 else 0.0
        if not self._at.schedule.knows(arrived.name, arrived.fingerprint):
            self._at.schedule.add(waiting)
        if self._at.cabinet.remove_reason_of(arrived.name):
            self._roll.within(_COUNT_FAILURES_S)

    def _file_backlog(self, now: float) -> None:
        for decided, content in self._backlog.take_due(now):
            self._send_off(decided.name, partial(self._at.pipeline.file, decided, content))

    def _dispatch(self, now: float) -> None:
        while not self.paused and (taken := self._at.schedule.take(now, self._at.service.health)):
            waiting, errand = taken
            step = self._at.pipeline.carry if errand is Errand.CARRY else self._at.pipeline.examine
            self._send_off(waiting.name, partial(step, waiting))

    def _send_off(self, name: str, step: Callable[[], Result]) -> None:
        self._at.gate.forget(name)
        self._at.submit(lambda: self._at.inbox.put(Finished(name, step())))

    def _finish(self, name: str, result: Result) -> None:
        if isinstance(result, Filed | Again):
            self.faults.clear(Fault.JOURNAL)
            self._journal_failures = 0
        match result:
            case Filed():
                self._filed(name, result)
            case FilingPostponed():
                self._postpone_filing(result)
            case Again():
                self._wait(name, result)
            case Examined():
                self._at.schedule.put_back_examined(name)
            case Renumbered(number):
                self._at.schedule.renumber(name, number)
            case Changed():
                self._at.schedule.finish(name)
                self._at.gate.hint(name)
                self._withdraw(name)
            case Unreadable(detail):
                self._hold(name, Fault.UNREADABLE, detail)
            case Mishap(detail):
                self._hold(name, Fault.INTERNAL, detail)
            case JournalFault():
                self._journal_failed(name, result)

    def _filed(self, name: str, filed: Filed) -> None:
        self._backlog.finish(name)
        self._at.schedule.finish(name)
        self._let_go(name)
        # Another file may have come under the name meanwhile; if so, its event fell on deaf ears.
        self._at.gate.hint(name)
        if filed.decided.outcome is Outcome.FAILED:
            self.faults.note(Fault.FAILED_RECEIPTS, "1")
            self._roll.within(_COUNT_FAILURES_S)
        self._at.on_filed(filed)

    def _postpone_filing(self, postponed: FilingPostponed) -> None:
        clock, name = self._at.clock, postponed.decided.name
        self._at.schedule.finish(name)
        record(Event.FILING_POSTPONED, name=name, error=postponed.detail)
        if self._backlog.postpone(postponed.decided, postponed.content, clock.monotonic(), clock.jitter()):
            self.faults.note(Fault.CANNOT_FILE, name)

    def _wait(self, name: str, again: Again) -> None:
        self._let_go(name)
        if again.held:
            self._held.add(name)
            self.faults.note(Fault.STUCK, name)
        self._at.schedule.put_back(name, again.not_before, again.why)

    def _hold(self, name: str, fault: Fault, detail: str) -> None:
        """Try a file again later that the machine itself stands in the way of."""
        record(Event.RECEIPT_HELD, name=name, why=fault, error=detail)
        self.faults.note(fault, name)
        self._held.add(name)
        clock = self._at.clock
        self._put_back(name, clock.monotonic() + OWN_FAULT.wait(4, clock.jitter()), fault)

    def _journal_failed(self, name: str, fault: JournalFault) -> None:
        """Stop sending for a while: what cannot be recorded must not be sent."""
        if fault.damaged:
            raise JournalDamagedError(fault.detail)
        clock = self._at.clock
        if clock.monotonic() >= self._hold_until:
            # What was in hand when the journal failed says no more than the first of it.
            self._journal_failures += 1
        self.faults.note(Fault.JOURNAL, fault.detail)
        record(Event.JOURNAL_UNAVAILABLE, error=fault.detail)
        self._hold_until = clock.monotonic() + OWN_FAULT.wait(self._journal_failures, 0.5 + clock.jitter() / 2)
        self._held.add(name)
        self._put_back(name, self._hold_until, Fault.JOURNAL)

    def _put_back(self, name: str, not_before: float, fault: Fault) -> None:
        if name in self._backlog:
            self._backlog.try_again(name, not_before)
        else:
            self._at.schedule.put_back(name, not_before, fault)

    def _withdraw(self, name: str) -> None:
        """Note that a file left before it had a verdict; if even its folder is gone, nobody took it out."""
        self._let_go(name)
        try:
            if self._at.disk.is_there(self._at.drop / name) or not self._at.disk.can_be_entered(self._at.drop):
                return
            self._at.journal.withdrawn(name)
        except OSError as error:
            record(Event.WHEREABOUTS_UNKNOWN, name=name, error=error)
        except JournalUnavailableError as error:
            self.faults.note(Fault.JOURNAL, str(error))

    def _let_go(self, name: str) -> None:
        self._held.discard(name)
        for fault in (Fault.STUCK, Fault.UNREADABLE, Fault.CANNOT_FILE, Fault.INTERNAL):
            self.faults.clear_of(fault, name)

    def _next_at(self) -> float:
        times = [self._roll.next_at]
        if (at := self._at.gate.next_at()) is not None:
            times.append(at)
        if not self.stopping:
            going = None if self.paused else self._at.schedule.next_at(self._at.service.health)
            times += [max(at, self._hold_until) for at in (going, self._backlog.next_at()) if at is not None]
        return min(times)
