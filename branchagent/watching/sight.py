"""The drop folder in sight: the watch that makes listings quick, and how often they are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.events import Event, record
from branchagent.watching.native import WatchingError, may_watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from branchagent.disk import Disk
    from branchagent.watching.native import Watcher

_POLL_S = 2.0
_NATIVE_AGAIN_S = 300.0


class Sight:
    """Keeps the folder in sight: native events where they can be trusted, frequent listings elsewhere.

    All times are monotonic seconds.
    """

    def __init__(self, drop: Path, mode: str, rescan_s: float, disk: Disk, make_watcher: Callable[[], Watcher]) -> None:
        self._drop = drop
        self._mode = mode
        self._rescan_s = rescan_s
        self._disk = disk
        self._make_watcher = make_watcher
        self._watcher: Watcher | None = None
        self._identity: tuple[int, int] | None = None
        self._try_native_at = 0.0

    @property
    def kind(self) -> str:
        """How the folder is watched now: `native` or `polling`."""
        return "polling" if self._watcher is None else "native"

    @property
    def blind(self) -> bool:
        """Whether native events were demanded by the settings and cannot be had."""
        return self._mode == "native" and self._watcher is None

    @property
    def interval(self) -> float:
        """How long, in seconds, until the folder has to be listed again."""
        return self._rescan_s if self._watcher is not None else min(_POLL_S, self._rescan_s)

    def keep(self, now: float) -> bool:
        """See to it that the watch is alive and on the folder that is there now; tell whether it was begun anew.

        Raises `OSError` if the folder is not there.
        """
        identity = self._disk.identity(self._drop)
        replaced = self._identity is not None and identity != self._identity
        if self._watcher is not None and (replaced or not self._watcher.alive):
            record(Event.WATCH_LOST, why="folder-replaced" if replaced else "threads-ended")
            self.close()
            self._try_native_at = now
        self._identity = identity
        if self._watcher is None and now >= self._try_native_at and may_watch(self._drop, self._mode):
            self._begin(now)
            return replaced or self._watcher is not None
        return replaced

    def distrust(self, now: float) -> None:
        """Begin the watch anew: a listing showed a file whose event never came."""
        record(Event.WATCH_DOUBTED)
        self.close()
        self._try_native_at = now

    def close(self) -> None:
        """End the watch."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()

    def _begin(self, now: float) -> None:
        watcher = self._make_watcher()
        try:
            watcher.start()
        except WatchingError as error:
            record(Event.WATCH_UNAVAILABLE, error=error)
            self._try_native_at = now + _NATIVE_AGAIN_S
            return
        self._watcher = watcher
        record(Event.WATCH_BEGAN, folder=self._drop)
