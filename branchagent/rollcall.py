"""Comparing the drop folder with what is known of it: the listing is the truth, whatever the events said."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from branchagent.backlog import OWN_FAULT, Backlog
from branchagent.core.names import Receipt
from branchagent.core.status import Fault, Faults
from branchagent.events import Event, record
from branchagent.listing import may_concern_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchagent.disk import Listed
    from branchagent.station import Station

_EVENT_OVERDUE_S = 5.0
_ENOUGH = 2000
"""Files that are looked at, or wait unexamined: enough to keep every upload busy until more are taken up."""


class RollCall:
    """Calls the roll of the folder: what is new goes to the gate, what is gone is forgotten.

    `withdraw` is called with the name of each waiting file that is gone. Times are monotonic seconds.
    """

    def __init__(self, station: Station, backlog: Backlog, faults: Faults, withdraw: Callable[[str], None]) -> None:
        self._at = station
        self._backlog = backlog
        self._faults = faults
        self._withdraw = withdraw
        self.next_at = 0.0
        """When the folder is to be listed next."""
        self.was_called = False
        self.was_away = False
        """Whether the folder could not be listed at some time: a share that was away may have dropped our lock."""
        self._ahead: deque[str] = deque()
        self.failures = 0
        """How often in a row the folder could not be listed."""

    @property
    def ahead(self) -> int:
        """How many files of the last listing nobody looks after yet: there are enough others to go on with."""
        return len(self._ahead)

    @property
    def has_work(self) -> bool:
        """Whether some of those may be handed to the gate now."""
        return bool(self._ahead) and self._room > 0

    @property
    def _room(self) -> int:
        return _ENOUGH - len(self._at.gate) - self._at.schedule.unexamined

    def hand_over(self) -> None:
        """Hand the gate as many files as are gone through before long; what is in hand takes far more memory."""
        for _ in range(min(self._room, len(self._ahead))):
            name = self._ahead.popleft()
            if not self._is_looked_after(name):
                self._at.gate.hint(name)

    def soon(self) -> None:
        """List the folder at the next chance."""
        self.next_at = 0.0

    def within(self, seconds: float) -> None:
        """List the folder in `seconds` at the latest."""
        self.next_at = min(self.next_at, self._at.clock.monotonic() + seconds)

    def call(self, now: float) -> None:
        """List the folder and see to it that it is watched."""
        try:
            renewed = self._at.sight.keep(now)
            self._at.cabinet.make_folders()
            entries = self._at.disk.list(self._at.drop)
            failures = self._at.cabinet.tidy_failures()
        except OSError as error:
            self._miss_folder(error, now)
            return
        self.was_away = self.was_away or self.failures > 0
        self.failures = 0
        self._faults.clear(Fault.FOLDER_MISSING, Fault.FOLDER_UNUSABLE)
        self._faults.hold(Fault.NOT_WATCHING, self._at.sight.blind)
        self._faults.hold(Fault.FAILED_RECEIPTS, failures > 0, str(failures))
        self.next_at = now + self._at.sight.interval
        self._compare(entries, trusting=not renewed and self.was_called)
        self.was_called = True

    def _miss_folder(self, error: OSError, now: float) -> None:
        """Wait for a folder that is gone, ever more seldom; nothing is made in its place."""
        self.failures += 1
        gone = not self._at.disk.can_be_entered(self._at.drop)
        self._faults.hold(Fault.FOLDER_MISSING, gone, error.strerror or str(error))
        self._faults.hold(Fault.FOLDER_UNUSABLE, not gone, error.strerror or str(error))
        if gone:
            self._at.sight.close()
        self.next_at = now + OWN_FAULT.wait(self.failures, 0.5 + self._at.clock.jitter() / 2)
        record(Event.FOLDER_UNUSABLE, folder=self._at.drop, error=error)

    def _compare(self, entries: list[Listed], *, trusting: bool) -> None:
        strangers = [entry for entry in entries if self._is_stranger(entry)]
        if strangers:
            record(Event.FOLDER_LISTED, entries=len(entries), new=len(strangers))
        before = set(self._ahead)
        self._ahead = deque(entry.name for entry in strangers)
        self.hand_over()
        names = {entry.name for entry in entries}
        self._at.gate.keep_only(names)
        for name in self._at.schedule.waiting_names() - names:
            self._at.schedule.drop(name)
            self._withdraw(name)
        missed = (entry for entry in strangers if entry.name not in before)
        if trusting and self._at.sight.kind == "native" and any(map(self._is_overdue, missed)):
            self._at.sight.distrust(self._at.clock.monotonic())
            self.soon()

    def _is_stranger(self, entry: Listed) -> bool:
        """Tell whether an entry is one that nobody looks after yet."""
        schedule, name = self._at.schedule, entry.name
        if entry.size is not None and entry.mtime_ns is not None and schedule.holds(name, entry.size, entry.mtime_ns):
            return False  # as nearly all are while much waits
        if self._is_looked_after(name) or not may_concern_us(entry):
            return False
        return entry.size is not None or isinstance(self._at.rule.read(name), Receipt)

    def _is_looked_after(self, name: str) -> bool:
        return name in self._backlog or name in self._at.gate or self._at.schedule.is_in_hand(name)

    def _is_overdue(self, entry: Listed) -> bool:
        """Tell whether a file lay there for so long that its event should have come before the listing."""
        return entry.arrived_at is not None and self._at.clock.now() - entry.arrived_at > _EVENT_OVERDUE_S
