"""The drop folder's files as the system gives them, in one place, so that a simulation can give others."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import time
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from branchagent.core.receipts import Fingerprint
from branchagent.moving import make_durable, move
from branchagent.writers import writer_of

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.core.settling import Writer

_NO_FILE = frozenset({errno.ELOOP, errno.EISDIR, errno.ENXIO})
_NO_NAME = frozenset({errno.ENAMETOOLONG, errno.EINVAL})
"""What the system says of a name that no file can have there."""
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags for opening what lies in the drop folder: never through a link, and never waiting for a FIFO's writer."""
_BUFFER = 8192
_TELLS_ARRIVAL = os.name == "posix"
"""A rename into the folder renews a file's change time on POSIX; Windows has no such time."""
_COARSE_NS = 3_000_000_000


class NotAFileError(OSError):
    """What lies under the name is a folder, a link, a FIFO or a device: never a receipt."""


class Listed(NamedTuple):
    """One entry of a folder. `size` and `mtime_ns` are None for what is no regular file.

    `arrived_at`: since when, in seconds since the epoch, it certainly has been there; None where the system cannot say.
    """

    name: str
    size: int | None
    mtime_ns: int | None
    arrived_at: float | None = None
    is_folder: bool = False


class Disk:
    """The system's own files. Every method raises `OSError` where the system does."""

    def open(self, path: Path) -> BinaryIO:
        """Open a regular file for reading, without following a link or waiting for a FIFO's writer.

        Raises `NotAFileError` for what is no regular file, or another `OSError`.
        """
        if sys.platform == "win32" and stat.S_ISLNK(path.lstat().st_mode):
            raise NotAFileError(errno.ELOOP, "a link", str(path))
        try:
            descriptor = os.open(path, os.O_RDONLY | _NO_FOLLOW)
        except OSError as error:
            if error.errno in _NO_FILE or self.is_folder(path):
                raise NotAFileError(error.errno, "not a regular file", str(path)) from error
            raise
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise NotAFileError(errno.EINVAL, "not a regular file", str(path))
        return open(descriptor, "rb", _BUFFER)  # noqa: PTH123 - a descriptor

    def fingerprint(self, file: BinaryIO) -> Fingerprint:
        """Take the fingerprint of an open file."""
        return _fingerprint(os.fstat(file.fileno()))

    def digest(self, file: BinaryIO) -> str:
        """Give the SHA-256 of an open file, in hex."""
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]

    def holds(self, file: BinaryIO, content: bytes) -> bool:
        """Tell whether an open file holds these bytes and no others."""
        return file.read(len(content) + 1) == content

    def writer_of(self, path: Path, file: BinaryIO) -> Writer:
        """Tell whether anybody has an open file open for writing."""
        return writer_of(path, file.fileno())

    def is_there(self, path: Path) -> bool:
        """Tell whether something lies at a path, be it a link that leads nowhere.

        Raises `OSError` if that cannot be found out: a disk in trouble is not taken for an empty one.
        """
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            if error.errno in _NO_NAME:
                return False
            raise
        return True

    def is_folder(self, path: Path) -> bool:
        """Tell whether a folder is there."""
        try:
            return stat.S_ISDIR(path.lstat().st_mode)
        except OSError:
            return False

    def can_be_entered(self, path: Path) -> bool:
        """Tell whether a folder is there, be it through a link."""
        return path.is_dir()

    def list(self, folder: Path) -> list[Listed]:
        """List a folder."""
        found = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_file(follow_symlinks=False):
                    is_folder = entry.is_dir(follow_symlinks=False)
                    found.append(Listed(entry.name, None, None, None, is_folder))
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                arrived_at = status.st_ctime if _TELLS_ARRIVAL else None
                found.append(Listed(entry.name, status.st_size, status.st_mtime_ns, arrived_at, False))  # noqa: FBT003
        return found

    def names(self, folder: Path) -> set[str]:
        """Name what lies in a folder, its folders aside; quicker than `list`."""
        with os.scandir(folder) as entries:
            return {entry.name for entry in entries if not entry.is_dir()}

    def identity(self, folder: Path) -> tuple[int, int]:
        """Give what tells a folder from another one of its name."""
        status = folder.stat()
        return status.st_dev, status.st_ino

    def stamp(self, folder: Path) -> int:
        """Give a value that changes when a name comes into a folder or leaves it; 0 while it may change unseen.

        A folder's time may be as coarse as two seconds: what changed just now may change again under the same time.
        """
        changed = folder.stat().st_mtime_ns
        return changed if time.time_ns() - changed >= _COARSE_NS else 0

    def make_folder(self, path: Path, *, parents: bool = False) -> None:
        """Make a folder; one that is there is left as it is."""
        try:
            path.mkdir(parents=parents)
        except FileExistsError:
            if not path.is_dir():
                raise

    def move(self, source: Path, target: Path) -> None:
        """Rename a file in one step, never over another one: see `moving.move`."""
        move(source, target)

    def make_durable(self, folder: Path) -> None:
        """See to it that the names in a folder outlive a power cut."""
        make_durable(folder)

    def write(self, path: Path, content: bytes, *, durable: bool = False) -> None:
        """Write a file of ours, whole; `durable`: such that it outlives a power cut."""
        with path.open("wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())

    def remove(self, path: Path) -> None:
        """Remove a file of ours; one that is gone is no error."""
        path.unlink(missing_ok=True)


def _fingerprint(status: os.stat_result) -> Fingerprint:
    return Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino)
