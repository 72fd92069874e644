"""The agent: its threads, its locks and its life, from start to the last upload in hand."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from branchagent.backlog import OWN_FAULT
from branchagent.conductor import Conductor
from branchagent.control import Control
from branchagent.core.status import Fault
from branchagent.describing import Facts, Moment, describe, token_warning
from branchagent.events import Event, record
from branchagent.faces import Face, safely
from branchagent.journal import (
    JournalDamagedError,
    JournalTooNewError,
    JournalUnavailableError,
    set_aside,
)
from branchagent.locking import STATE_LOCK
from branchagent.machine import Machine
from branchagent.messages import Wake
from branchagent.notices import Notices
from branchagent.reasons import notice
from branchagent.reporting import Report, Reporter, record_change, recorded_life
from branchagent.station import Lasting, Station, Ties, make_lasting, make_station, workers_for
from branchagent.wishes import Wishes

if TYPE_CHECKING:
    from branchagent.journal import Journal
    from branchagent.results import Filed
    from branchagent.settings import Settings

_STANDBY_S = 3.0
_HEEDED_EVERY_S = 2.0
_REPORT_EVERY_S = 0.25
_BEAT_S = 30.0
_START_LOCK_TRIES = 10
_NOT_LISTED = "not-listed"
_TOLD_WAITS = 20

_NO_FOLDER = frozenset({Fault.FOLDER_MISSING, Fault.FOLDER_UNUSABLE})


class AlreadyRunningError(Exception):
    """Another agent of this user runs with the same state folder."""


class Agent:
    """One agent for one drop folder. `run` blocks until `stop`, which any thread or signal handler may call.

    `lasting` is its way to the service, that of the settings unless given.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        once: bool = False,
        lasting: Lasting | None = None,
        machine: Machine | None = None,
        face: Face | None = None,
    ) -> None:
        self._settings = settings
        self._once = once
        self._machine = machine or Machine()
        self._clock = self._machine.clock
        self._face = face or Face()
        self._notices = Notices(settings.state.path)
        self._inbox = self._machine.inbox()
        self._stopping = self._machine.event()
        self._drop = settings.folder.literal
        self._reporter = Reporter(settings.state.path)
        self._state_lock = self._machine.lock(settings.state.path / STATE_LOCK)
        self._folder_lock = self._machine.folder_lock(self._drop, settings.state.path)
        self._lasting = lasting or make_lasting(settings, self._clock)
        self._wishes = Wishes(
            Control(settings.state.path),
            self._lasting,
            self._machine,
            self._inbox,
            called=self._called,
            told_to_stop=lambda: self.stop("command"),
        )
        self.texts = self._lasting.texts
        self._reported_at = float("-inf")
        self._unreported = False
        self._report: Report | None = None
        self._folder_made = False
        self._stopped_by: str | None = None
        self.waiting = 0
        """How many files of the drop folder were not filed when the agent ended."""
        self.hindrance: str | None = _NOT_LISTED
        """What kept an agent that runs once from its work."""

    def stop(self, why: str = "asked") -> None:
        """Ask the agent to end once the uploads in hand are through; `why` is a stable word for the log."""
        self._stopped_by = self._stopped_by or why
        self._stopping.set()
        self._inbox.put(Wake())

    def run(self) -> None:
        """Serve the folder until stopped, or until it is done with if the agent runs once.

        Raises `AlreadyRunningError`, and `JournalTooNewError` if a newer program has written the journal.
        """
        self._settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_state_lock()
        # What an earlier run left there says nothing of this one.
        self._reporter.clear()
        try:
            with recorded_life(self._settings, lambda: self._stopped_by):
                self._wishes.begin()
                self._serve_until_stopped()
        finally:
            self._wishes.end()
            self._lasting.close()
            self._folder_lock.leave()
            self._reporter.clear()
            self._state_lock.release()

    def _take_state_lock(self) -> None:
        for _ in range(_START_LOCK_TRIES):
            if self._state_lock.take():
                return
            # `status` holds the lock for an instant to see whether an agent runs.
            self._stopping.wait(0.05)
        raise AlreadyRunningError(str(self._settings.state.path))

    def _serve_until_stopped(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            fault = self._try_to_serve()
            if fault is not None:
                failures += 1
                self._tell_fault(fault)
            if self._once:
                return
            # A lock that is lost again and again (a file system that renames its files' numbers) must not mean a spin.
            self._rest(OWN_FAULT.wait(max(failures, 1), 0.5 + self._clock.jitter() / 2))

    def _try_to_serve(self) -> tuple[Fault, str] | None:
        """Serve the folder, as its holder or in standby, as long as its lock is ours; give what kept us from it."""
        try:
            if not self._folder_made:
                # Only once: a folder that vanishes later is a share that is gone, and must not be made in its place.
                self._machine.disk.make_folder(self._drop, parents=True)
                self._folder_made = True
            if not self._wait_for_folder():
                return None
        except OSError as error:
            return Fault.FOLDER_MISSING, error.strerror or str(error)
        try:
            self._serve(self._open_journal())
        except JournalUnavailableError as error:
            return Fault.JOURNAL, str(error)
        except JournalDamagedError as error:
            self._set_journal_aside(error)
            return Fault.JOURNAL, str(error)
        except JournalTooNewError:
            raise
        except Exception as error:  # noqa: BLE001 - it must not end the agent: that begins anew, from what is on disk
            record(Event.MISHAP, where="agent", trace=error)
            return Fault.INTERNAL, type(error).__name__
        finally:
            self._folder_lock.release()
        return None

    def _wait_for_folder(self) -> bool:
        """Stand by while another agent serves the folder; False if we were stopped meanwhile."""
        while not self._stopping.is_set():
            if self._folder_lock.take():
                return True
            if self._once:
                raise AlreadyRunningError(self._folder_lock.owner())
            self._tell(Facts(standby=True, owner=self._folder_lock.owner()))
            self._rest(_STANDBY_S * (0.75 + self._clock.jitter() / 2))
        return False

    def _open_journal(self) -> Journal:
        state = self._settings.state.path
        try:
            return self._machine.journal(state)
        except JournalDamagedError as error:
            self._set_journal_aside(error)
            return self._machine.journal(state)

    def _set_journal_aside(self, damage: JournalDamagedError) -> None:
        try:
            aside = set_aside(self._settings.state.path, str(int(self._clock.now())))
        except JournalUnavailableError as error:
            record(Event.JOURNAL_NOT_SET_ASIDE, error=error)
        else:
            record(Event.JOURNAL_DAMAGED, error=damage, aside=aside.name)

    def _serve(self, journal: Journal) -> None:
        with self._machine.workers(workers_for(self._settings)) as workers:
            held, stopping = self._folder_lock.still_held, self._stopping.is_set
            ties = Ties(self._inbox, workers.submit, self._tell_filed, held, stopping)
            station = make_station(self._settings, self._lasting, journal, self._machine, ties)
            conductor = Conductor(station)
            try:
                conductor.recover()
                self._conduct(conductor, station)
            finally:
                with contextlib.ExitStack() as ending:
                    ending.callback(journal.close)
                    ending.callback(self._take_stock, conductor)
                    ending.callback(workers.shutdown)
                    ending.callback(station.sight.close)

    def _take_stock(self, conductor: Conductor) -> None:
        """Read what the workers told at the end, lest it meet another conductor, and count what is left."""
        while message := self._inbox.take():
            with contextlib.suppress(JournalDamagedError):
                conductor.read(message)
        self.waiting = conductor.waiting
        faults = (fault for fault, _ in conductor.faults.items() if fault in _NO_FOLDER)
        self.hindrance = next(faults, None if conductor.was_listed else _NOT_LISTED)

    def _conduct(self, conductor: Conductor, station: Station) -> None:
        record(Event.SERVING, folder=self._settings.folder.path, server=self._settings.server.url)
        while not self._has_lost_folder(was_away=conductor.folder_was_away):
            conductor.stopping = conductor.stopping or self._stopping.is_set()
            next_at = conductor.turn(lambda: self._wishes.heed(conductor))
            ending = (conductor.stopping and not conductor.in_hand) or (self._once and conductor.is_settled)
            self._report_on(conductor, station, at_once=ending)
            if ending:
                return
            message = self._inbox.take(self._pause_until(next_at))
            if message is not None:
                conductor.read(message)

    def _has_lost_folder(self, *, was_away: bool) -> bool:
        """Tell whether others could serve the folder by now: it was replaced, or its lock's file was removed."""
        if (self._folder_lock.still_held() and not was_away) or not self._machine.disk.can_be_entered(self._drop):
            return False
        record(Event.LOCK_LOST, folder=self._settings.folder.path)
        return True

    def _pause_until(self, next_at: float) -> float:
        now = self._clock.monotonic()
        times = [next_at, self._reported_at + (_REPORT_EVERY_S if self._unreported else _BEAT_S)]
        if (at := self._wishes.next_at(now)) is not None:
            times.append(at)
        return max(min(times) - now, 0.001)

    def _report_on(self, conductor: Conductor, station: Station, *, at_once: bool) -> None:
        now = self._clock.monotonic()
        self._unreported = now - self._reported_at < _REPORT_EVERY_S and not at_once
        if self._unreported:
            return
        facts = Facts(
            paused=conductor.paused,
            faults=(*conductor.faults.items(), *station.gate.fault_items()),
            health=self._lasting.service.health,
            waiting=conductor.waiting,
            in_hand=conductor.in_hand,
            waits=conductor.waits(_TOLD_WAITS),
            watch=station.sight.kind,
            token_ends_at=self._lasting.session.expires_at,
            now=Moment(self._clock.now(), now, self._lasting.service.skew),
        )
        self._tell(facts)
        self._warn_of_token(facts)

    def _tell_fault(self, fault: tuple[Fault, str]) -> None:
        record(Event.SERVING_FAILED, why=fault[0], error=fault[1])
        self.hindrance = ": ".join(fault)
        self._tell(Facts(faults=(fault,)))

    def _tell(self, facts: Facts) -> None:
        report = describe(facts, self._lasting.texts)
        self._reported_at = self._clock.monotonic()
        self._reporter.tell(report)
        if report != self._report:
            record_change(self._report, report)
            self._report = report
            safely(self._face.report, report)

    def _warn_of_token(self, facts: Facts) -> None:
        """Tell once, over restarts too, that the token ends in so many days."""
        due = token_warning(facts, self._lasting.texts)
        if due is None or not self._notices.is_new("token", f"{facts.token_ends_at}:{due[0]}"):
            return
        record(Event.TOKEN_ENDING, days=due[0], text=due[1])
        safely(self._face.notice, due[1])

    def _tell_filed(self, filed: Filed) -> None:
        safely(self._face.filed, filed)
        if (told := notice(filed, self._lasting.texts)) is not None:
            record(Event.NOTICE, name=filed.decided.name, text=told)

    def _called(self) -> None:
        safely(lambda _: self._face.called(), None)

    def _rest(self, seconds: float) -> None:
        """Wait outside of the conductor's turns; ended at once by `stop`, and soon by who asks for it from outside."""
        until = self._clock.monotonic() + seconds
        while (left := until - self._clock.monotonic()) > 0 and not self._stopping.wait(min(left, _HEEDED_EVERY_S)):
            self._wishes.heed_people()
