"""An act that threads share: who asks while it is done for others waits for the next one, and shares that."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


class Shared:
    """Sees to it that an act is begun after each call, once for all that wait for it: a disk syncs for many at once."""

    def __init__(self, lock: AbstractContextManager[object]) -> None:
        self._lock = lock
        self._tickets = itertools.count()
        self._served_before = 0

    def __call__(self, act: Callable[[], object]) -> None:
        """Do the act, unless another thread has begun and ended it meanwhile. Raises what it raises."""
        ticket = next(self._tickets)
        with self._lock:
            if ticket >= self._served_before:
                before = next(self._tickets)
                act()
                self._served_before = before
