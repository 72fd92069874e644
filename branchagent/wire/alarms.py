"""Limits of time for all threads, kept by one: a thread for each limit would cost more than what it limits."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_NEVER = float("inf")


class Alarms:
    """Calls what was set once its time is over. Its thread begins with the first alarm and sleeps while there is none.

    What is called holds up all other alarms, so it must not wait for anything.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._set: dict[Callable[[], None], float] = {}
        self._wakes_at = _NEVER
        self._thread: threading.Thread | None = None

    def set(self, call: Callable[[], None], seconds: float) -> None:
        """Let `call` be called in so many seconds, instead of when it was to be called before.

        Raises `RuntimeError` where no thread can be begun; nothing is set then.
        """
        at = time.monotonic() + seconds
        with self._changed:
            if self._thread is None or not self._thread.is_alive():
                # Also the one that could not be started the last time: without it nothing had a limit any more.
                self._thread = threading.Thread(target=self._keep, name="alarms", daemon=True)
                self._thread.start()
            self._set[call] = at
            if at < self._wakes_at:
                # Most alarms are cancelled long before, and each is later than the last: it wakes for few of them.
                self._changed.notify()

    def cancel(self, call: Callable[[], None]) -> None:
        """Forget an alarm: once this is over, it is not called any more."""
        with self._changed:
            self._set.pop(call, None)

    def _keep(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for call in [call for call, at in self._set.items() if at <= now]:
                    del self._set[call]
                    call()
                self._wakes_at = min(self._set.values(), default=_NEVER)
                self._changed.wait(None if self._wakes_at == _NEVER else self._wakes_at - now)


ALARMS = Alarms()
"""Those of this process."""
