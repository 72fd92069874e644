"""The service's health as all threads see it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from branchagent.core.health import Condition, Health

if TYPE_CHECKING:
    from branchagent.clock import Clock
    from branchagent.core.retry import Backoff
    from branchagent.core.verdicts import Judgement


class ServiceWatch:
    """Holds the one `Health` value; each judged upload turns it into the next."""

    def __init__(self, clock: Clock, backoff: Backoff) -> None:
        self._clock = clock
        self._backoff = backoff
        self._lock = threading.Lock()
        self.health = Health(since=clock.monotonic())
        self.skew: float | None = None
        """By how many seconds our clock is ahead of the service's; None until that has answered."""

    def heard(self, date: float | None) -> None:
        """Take note of the time that an answer tells, in seconds since the epoch."""
        if date is not None:
            self.skew = self._clock.now() - date

    def learn(self, number: str, judgement: Judgement, took: float = 0.0) -> None:
        """Take a judged upload into account, which `took` so many seconds."""
        with self._lock:
            now, jitter = self._clock.monotonic(), self._clock.jitter()
            self.health = self.health.learn(number, judgement, now, self._backoff, jitter, took)

    def refused(self, message: str, epoch: int, *, by_proxy: bool = False) -> bool:
        """Stop for want of credentials, unless they were mended since `epoch`; tell whether this stopped."""
        with self._lock:
            if self.health.epoch != epoch:
                return False
            now, jitter = self._clock.monotonic(), self._clock.jitter()
            self.health = self.health.refused(message, now, jitter, by_proxy=by_proxy)
            return True

    @property
    def is_stopped(self) -> bool:
        """Whether nothing may be sent for want of credentials, not even to try them again."""
        health = self.health
        return health.condition is Condition.REFUSED and self._clock.monotonic() < health.probe_at

    def mended(self) -> None:
        """Go on with new credentials."""
        with self._lock:
            self.health = self.health.mended(self._clock.monotonic())

    def probe_now(self) -> None:
        """Find out at once whether the service is back."""
        with self._lock:
            self.health = self.health.probing_now()
