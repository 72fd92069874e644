"""Locks of the system, which a dead process cannot keep: one agent a state folder, one agent a drop folder."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER_LOCK = ".branchagent.lock"
STATE_LOCK = "agent.lock"
PROCESS_LOCK = "process.lock"
"""Held to the very end of the agent's process, when its files can be replaced; only the system lets go of it."""

_LOOKS = 5
_BETWEEN_LOOKS_S = 0.03


class Lock:
    """An exclusive lock on a file. The file stays behind; the lock goes with the process, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity: tuple[int, int] | None = None
        self._descriptor = -1
        from filelock import FileLock  # noqa: PLC0415 - who only looks whether a lock is taken needs none

        self._lock = FileLock(
            path, timeout=0, thread_local=False, fallback_to_soft=False, on_acquired=self._take_identity
        )

    def take(self) -> bool:
        """Try to get the lock, without waiting. Raises `OSError` if its file cannot be made or locked."""
        from filelock import Timeout  # noqa: PLC0415 - as above

        self.release()
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        if self.still_held():
            return True
        # The file was replaced in that instant: what we locked is not what others will try to lock.
        self.release()
        return False

    def _take_identity(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        self._identity = (status.st_dev, status.st_ino)
        self._descriptor = descriptor

    def still_held(self) -> bool:
        """Tell whether the lock is ours, on the file that others would try to lock.

        A machine that slept, or whose network was away, may have lost it to another one without being told.
        """
        if self._identity is None:
            return False
        try:
            status = self._path.stat()
            return self._identity == (status.st_dev, status.st_ino) and _is_ours(self._descriptor)
        except OSError:
            return False

    def release(self) -> None:
        """Give the lock up."""
        self._identity, self._descriptor = None, -1
        with contextlib.suppress(OSError):
            self._lock.release(force=True)


def is_taken(path: Path) -> bool:
    """Tell whether a process holds the lock on `path` now, without being taken for its holder by others who ask."""
    try:
        with path.open("rb") as file:
            return not _could_share(file.fileno(), path)
    except OSError:
        return False


if sys.platform == "win32":

    def _is_ours(descriptor: int) -> bool:
        """Ask by the handle that has the lock: a server that forgot the one forgot the other. Raises `OSError` then."""
        return os.fstat(descriptor).st_nlink >= 0

    def _could_share(_: int, path: Path) -> bool:
        """Take the lock for an instant: the system offers no shared kind here, so others who ask may be in the way."""
        lock = Lock(path)
        for _ in range(_LOOKS):
            if lock.take():
                lock.release()
                return True
            time.sleep(_BETWEEN_LOOKS_S)
        return False

else:
    import fcntl

    def _is_ours(descriptor: int) -> bool:
        """Lock once more what we have, which changes nothing, unless a server gave it away meanwhile."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _could_share(descriptor: int, _: Path) -> bool:
        """Ask for a shared lock, of which any number can be had while nobody has the exclusive one."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
