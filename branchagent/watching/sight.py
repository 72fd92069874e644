"""The drop folder as it is: listings, and the watch that makes them quick."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.core.names import is_left_alone
from branchagent.core.receipts import Outcome
from branchagent.watching.native import Watcher, WatchingError, may_watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

_OUR_FOLDERS = frozenset(Outcome)
_POLL_S = 2.0
_NATIVE_AGAIN_S = 300.0


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the drop folder. `size` and `mtime_ns` are None for what is no regular file.

    `arrived_at`: since when, in seconds since the epoch, it certainly has been there; None where the system cannot say.
    """

    name: str
    size: int | None
    mtime_ns: int | None
    arrived_at: float | None = None


def list_folder(drop: Path) -> list[Listed]:
    """List what lies in the drop folder and may concern us. Raises `OSError` if the folder cannot be listed."""
    found = []
    with os.scandir(drop) as entries:
        for entry in entries:
            if is_left_alone(entry.name):
                continue
            if entry.is_file(follow_symlinks=False):
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                found.append(Listed(entry.name, status.st_size, status.st_mtime_ns, _arrived_at(status)))
            elif not (entry.name in _OUR_FOLDERS and entry.is_dir(follow_symlinks=False)):
                found.append(Listed(entry.name, None, None))
    return found


def _arrived_at(status: os.stat_result) -> float | None:
    """A rename into the folder renews a file's change time on POSIX; Windows has no such time."""
    return status.st_ctime if os.name == "posix" else None


class Sight:
    """Keeps the folder in sight: native events where they can be trusted, frequent listings elsewhere.

    All times are monotonic seconds.
    """

    def __init__(
        self, drop: Path, mode: str, rescan_s: float, on_hint: Callable[[str], None], on_lost: Callable[[], None]
    ) -> None:
        self._drop = drop
        self._mode = mode
        self._rescan_s = rescan_s
        self._on_hint = on_hint
        self._on_lost = on_lost
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
        status = self._drop.stat()
        identity = (status.st_dev, status.st_ino)
        replaced = self._identity is not None and identity != self._identity
        if self._watcher is not None and (replaced or not self._watcher.alive):
            log.warning("watch lost: %s", "the folder was replaced" if replaced else "its threads ended")
            self.close()
            self._try_native_at = now
        self._identity = identity
        if self._watcher is None and now >= self._try_native_at and may_watch(self._drop, self._mode):
            self._begin(now)
            return replaced or self._watcher is not None
        return replaced

    def distrust(self, now: float) -> None:
        """Begin the watch anew: a listing showed a file whose event never came."""
        log.warning("watch distrusted: a file was there without its event")
        self.close()
        self._try_native_at = now

    def close(self) -> None:
        """End the watch."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()

    def _begin(self, now: float) -> None:
        watcher = Watcher(self._drop, self._on_hint, self._on_lost)
        try:
            watcher.start()
        except WatchingError as error:
            log.warning("watching natively is not possible, listing often instead: %s", error)
            self._try_native_at = now + _NATIVE_AGAIN_S
            return
        self._watcher = watcher
