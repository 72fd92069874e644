"""What a running agent is asked for from outside: by commands, and by credentials that appear in the keyring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.core.health import Condition
from branchagent.core.verdicts import Trouble
from branchagent.events import Event, record
from branchagent.messages import Wake
from branchagent.signing_in import NoTokenError
from branchagent.watching import WatchingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchagent.conductor import Conductor
    from branchagent.control import Control
    from branchagent.machine import Machine, Task
    from branchagent.messages import Inbox
    from branchagent.station import Lasting
    from branchagent.watching import Watcher

_POLL_S = 2.0
_REFUSED_POLL_S = (5.0, 30.0)
"""At first and later on: there are keyrings that do not bear thousands of clients an hour."""
_POLL_CREDENTIALS_S = 600.0


class Wishes:
    """Heeds the wishes of a state folder's control files. All but the search for credentials is the agent's thread."""

    def __init__(
        self,
        control: Control,
        lasting: Lasting,
        machine: Machine,
        inbox: Inbox,
        *,
        called: Callable[[], None],
        told_to_stop: Callable[[], None],
    ) -> None:
        self._control = control
        self._lasting = lasting
        self._machine = machine
        self._clock = machine.clock
        self._inbox = inbox
        self._called = called
        self._told_to_stop = told_to_stop
        self._calls, self._stops = control.call_stamp(), control.stop_stamp()
        self._watcher: Watcher | None = None
        self._seen = (0, 0)
        self._looked_at = float("-inf")
        self._found_credentials = machine.event()
        self._seeker: Task | None = None

    def begin(self) -> None:
        """Make the control folder and watch it; where it cannot be watched, it is looked at often."""
        self._control.make()
        watcher = self._machine.watcher(
            self._control.folder, lambda _: self._inbox.put(Wake()), lambda: self._inbox.put(Wake())
        )
        try:
            watcher.start()
        except WatchingError as error:
            record(Event.COMMANDS_UNWATCHED, every_s=_POLL_S, error=error)
            return
        self._watcher = watcher

    def end(self) -> None:
        """End the watch."""
        if self._watcher is not None:
            self._watcher.stop()

    def heed(self, conductor: Conductor) -> None:
        """Do what commands have asked for, and look whether missing credentials have come."""
        self.heed_people()
        paused = self._control.paused
        if paused != conductor.paused:
            record(Event.PAUSED if paused else Event.RESUMED)
        conductor.paused = paused
        stamps = self._control.credentials_stamp(), self._control.look_stamp()
        before, self._seen = self._seen, stamps
        told = stamps[0] != before[0]
        if told or self._has_new_credentials():
            self._lasting.session.forget()
            self._lasting.passwords.read_anew()
            self._lasting.service.mended()
            conductor.go_on()
        elif stamps[1] != before[1]:
            conductor.go_on()
        if told:
            self._looked_at = float("-inf")
        self._look_for_credentials()

    def heed_people(self) -> None:
        """See whether somebody started the program once more, or wants it to end."""
        before, self._calls = self._calls, self._control.call_stamp()
        if self._calls != before:
            record(Event.SHOWN_AGAIN)
            self._called()
        before, self._stops = self._stops, self._control.stop_stamp()
        if self._stops != before:
            self._told_to_stop()

    def next_at(self, now: float) -> float | None:
        """Give the monotonic time of the next look."""
        return now + _POLL_S if self._is_refused or self._watcher is None else max(self._next_look, now + _POLL_S)

    @property
    def _is_refused(self) -> bool:
        return self._lasting.service.health.condition is Condition.REFUSED

    @property
    def _next_look(self) -> float:
        if not self._is_refused:
            return self._looked_at + _POLL_CREDENTIALS_S
        often, seldom = _REFUSED_POLL_S
        refused_for = self._looked_at - self._lasting.service.health.since
        return self._looked_at + min(max(often, refused_for / 10), seldom)

    def _has_new_credentials(self) -> bool:
        found = self._is_refused and self._found_credentials.is_set()
        self._found_credentials.clear()
        return found

    def _look_for_credentials(self) -> None:
        """Look from another thread, now and then: a locked keyring may hold up whoever asks it."""
        now = self._clock.monotonic()
        if now < self._next_look or (self._seeker is not None and self._seeker.is_alive()):
            return
        self._looked_at = now
        seek = self._seek_others if self._is_refused else self._seek_any
        self._seeker = self._machine.begin(seek, "credentials")

    def _seek_others(self) -> None:
        """Look whether there is something else now than what was refused."""
        of_proxy = self._lasting.service.health.trouble is Trouble.PROXY_AUTH
        lasting = self._lasting
        if lasting.passwords.has_other_for_proxy() if of_proxy else lasting.session.has_other_credentials():
            self._found_credentials.set()
        self._inbox.put(Wake())

    def _seek_any(self) -> None:
        """Look whether there is anything to sign in with, though nothing waits: no light is green without."""
        epoch = self._lasting.service.health.epoch
        try:
            self._lasting.session.look()
        except NoTokenError as error:
            self._lasting.service.refused(error.told, epoch)
        self._inbox.put(Wake())
