"""Locks of the system, which a dead process cannot keep: one agent a state folder, one agent a drop folder."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
import time
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from branchagent import __version__

if TYPE_CHECKING:
    from pathlib import Path

FOLDER_LOCK = ".branchagent.lock"
FOLDER_OWNER = ".branchagent.owner.json"
STATE_LOCK = "agent.lock"

_LOOKS = 5
_BETWEEN_LOOKS_S = 0.03


class Lock:
    """An exclusive lock on a file. The file stays behind; the lock goes with the process, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity: tuple[int, int] | None = None
        self._lock = FileLock(
            path, timeout=0, thread_local=False, fallback_to_soft=False, on_acquired=self._take_identity
        )

    def take(self) -> bool:
        """Try to get the lock, without waiting. Raises `OSError` if its file cannot be made or locked."""
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

    def still_held(self) -> bool:
        """Tell whether the file that we locked is still the one that others would try to lock."""
        try:
            status = self._path.stat()
        except OSError:
            return False
        return self._identity == (status.st_dev, status.st_ino)

    def release(self) -> None:
        """Give the lock up."""
        self._identity = None
        with contextlib.suppress(OSError):
            self._lock.release(force=True)


class FolderLock(Lock):
    """The right to serve a drop folder, with a note beside it that tells others who has it."""

    def __init__(self, drop: Path) -> None:
        super().__init__(drop / FOLDER_LOCK)
        self._owner = drop / FOLDER_OWNER

    def take(self) -> bool:
        """Try to get the right, and sign for it."""
        if not super().take():
            return False
        note = {"host": socket.gethostname(), "user": _user(), "pid": os.getpid(), "version": __version__}
        draft = self._owner.with_name(f"{FOLDER_OWNER}.{os.getpid()}.tmp")
        with contextlib.suppress(OSError):  # the note is for people; the lock does not depend on it
            draft.write_text(json.dumps({**note, "since": time.strftime("%Y-%m-%dT%H:%M:%S%z")}), "utf-8")
            draft.replace(self._owner)
        return True

    def owner(self) -> str:
        """Name who serves the folder, as far as the note tells."""
        try:
            note = json.loads(self._owner.read_text("utf-8"))
            return f"{note['user']}@{note['host']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "?"


def is_taken(path: Path) -> bool:
    """Tell whether a process holds the lock on `path` now, without being taken for its holder by others who ask."""
    try:
        with path.open("rb") as file:
            return not _could_share(file.fileno(), path)
    except OSError:
        return False


if sys.platform == "win32":

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

    def _could_share(descriptor: int, _: Path) -> bool:
        """Ask for a shared lock, of which any number can be had while nobody has the exclusive one."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"
