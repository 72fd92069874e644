"""The time, as a thing that can be handed in: a test or a simulation gives another one."""

from __future__ import annotations

import random
import time
from typing import Protocol


class Clock(Protocol):
    """Where the shell takes times and jitter from."""

    def now(self) -> float:
        """Give the wall-clock time in seconds since the epoch; it may jump."""
        ...

    def monotonic(self) -> float:
        """Give seconds that only ever grow; for waits."""
        ...

    def jitter(self) -> float:
        """Give a number from [0, 1) that no other agent shares."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Give the machine's time."""
        return time.time()

    def monotonic(self) -> float:
        """Give the machine's monotonic time."""
        return time.monotonic()

    def jitter(self) -> float:
        """Draw from the process's own generator, which the system seeds."""
        return random.random()  # noqa: S311 - spreads load, guards nothing
