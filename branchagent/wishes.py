"""What a running agent is asked for from outside: by commands, and by credentials that appear in the keyring."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from branchagent.core.health import Condition
from branchagent.messages import Wake
from branchagent.watching import Watcher, WatchingError

if TYPE_CHECKING:
    from branchagent.clock import Clock
    from branchagent.conductor import Conductor
    from branchagent.control import Control
    from branchagent.messages import Inbox
    from branchagent.station import Lasting

log = logging.getLogger(__name__)

_POLL_S = 2.0
_CREDENTIALS_POLL_S = 5.0


class Wishes:
    """Heeds the wishes of a state folder's control files. All but the search for credentials is the agent's thread."""

    def __init__(self, control: Control, lasting: Lasting, clock: Clock, inbox: Inbox) -> None:
        self._control = control
        self._lasting = lasting
        self._clock = clock
        self._inbox = inbox
        self._watcher: Watcher | None = None
        self._seen = (0, 0)
        self._seek_at = 0.0
        self._found_credentials = threading.Event()
        self._seeker: threading.Thread | None = None

    def begin(self) -> None:
        """Make the control folder and watch it; where it cannot be watched, it is looked at often."""
        self._control.make()
        watcher = Watcher(self._control.folder, lambda _: self._inbox.put(Wake()), lambda: self._inbox.put(Wake()))
        try:
            watcher.start()
        except WatchingError as error:
            log.warning("commands are looked for every %s s: %s", _POLL_S, error)
            return
        self._watcher = watcher

    def end(self) -> None:
        """End the watch."""
        if self._watcher is not None:
            self._watcher.stop()

    def heed(self, conductor: Conductor) -> None:
        """Do what commands have asked for, and look whether missing credentials have come."""
        conductor.paused = self._control.paused
        stamps = self._control.credentials_stamp(), self._control.look_stamp()
        before, self._seen = self._seen, stamps
        if stamps[0] != before[0] or self._has_new_credentials():
            self._lasting.session.forget()
            self._lasting.service.mended()
            conductor.go_on()
        elif stamps[1] != before[1]:
            conductor.go_on()

    def next_at(self, now: float) -> float | None:
        """Give the monotonic time of the next look, None if an event will tell."""
        refused = self._lasting.service.health.condition is Condition.REFUSED
        return now + _POLL_S if refused or self._watcher is None else None

    def _has_new_credentials(self) -> bool:
        """Tell whether another thread has found new credentials: a locked keyring may hold up whoever asks it."""
        if self._lasting.service.health.condition is not Condition.REFUSED:
            return False
        if self._found_credentials.is_set():
            self._found_credentials.clear()
            return True
        now = self._clock.monotonic()
        if now >= self._seek_at and (self._seeker is None or not self._seeker.is_alive()):
            self._seek_at = now + _CREDENTIALS_POLL_S
            self._seeker = threading.Thread(target=self._seek_credentials, name="credentials", daemon=True)
            self._seeker.start()
        return False

    def _seek_credentials(self) -> None:
        if self._lasting.session.has_other_credentials():
            self._found_credentials.set()
            self._inbox.put(Wake())
