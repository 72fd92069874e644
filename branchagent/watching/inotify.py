"""watchdog's inotify observer, asked only for arrivals.

watchdog pairs moves by holding every moved-away event, and all events behind it, for half a second. Our own filing
moves files away all the time, so here such events are never asked for. An overflowing queue is told at once.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyEmitter, InotifyObserver, InotifyWatchGroup
from watchdog.observers.inotify_c import InotifyConstants, Mask

if TYPE_CHECKING:
    from collections.abc import Callable

_ARRIVALS = Mask(
    InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_CREATE
    | InotifyConstants.IN_MOVED_TO
    | InotifyConstants.IN_DELETE_SELF
    | InotifyConstants.IN_MOVE_SELF
)


def _nobody() -> None:
    """Nobody is told yet: an overflow in the instant before the first listing is covered by that."""


class _Group(InotifyWatchGroup):
    lost: Callable[[], None] = staticmethod(_nobody)

    def on_queue_overflow(self) -> None:
        super().on_queue_overflow()
        self.lost()


class _Emitter(InotifyEmitter):
    lost: Callable[[], None]

    def on_thread_start(self) -> None:
        group = _Group(self._inotify_fd, os.fsencode(self.watch.path), event_mask=self.get_event_mask_from_filter())
        group.lost = self.lost
        self._inotify = group

    def get_event_mask_from_filter(self) -> Mask:
        return _ARRIVALS


def arrivals_observer(on_lost: Callable[[], None]) -> BaseObserver:
    """Make an observer that tells of arrivals only, and calls `on_lost` when the kernel dropped events."""
    emitter = type("_TellingEmitter", (_Emitter,), {"lost": staticmethod(on_lost)})
    observer = InotifyObserver()
    observer._emitter_class = cast("type[_Emitter]", emitter)  # noqa: SLF001 - watchdog offers no other way in
    return observer
