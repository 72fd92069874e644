"""The log's file: rotated by size and number, written by several processes at a time if need be, and in nobody's way.

Not the standard library's rotating handler. That one shifts the older files before it knows whether the newest can be
renamed, which on Windows it cannot be while anybody else has it open, so that it loses a file with each try; and two
processes that rotate the same files throw away what the other one has just kept.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HOW = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
_PATIENCE_S = 0.5
"""A process that was halted in the middle of a line must not hold up the others for ever."""
_LOCK_AGAIN_S = 0.005
_ROTATE_AGAIN_S = 60.0
_TRIES = 5


class LogFile(logging.Handler):
    """Appends to `path`; when that would grow beyond `most_bytes` it becomes `path.1`, and so on up to `path.<files>`.

    Where it cannot be rotated (another program has it open), it grows on and is rotated later: no line is lost by that.
    A line that cannot be written, on a full disk say, is lost, and no error leaves here. `path.0` is a file on its way
    to be `path.1`. Raises `OSError` if the file cannot be opened at first.
    """

    def __init__(self, path: Path, most_bytes: int, files: int) -> None:
        super().__init__()
        self._path = path
        self._most_bytes = most_bytes
        self._files = files
        self._rotate_at = float("-inf")
        self._descriptor = -1
        self._open()

    def emit(self, record: logging.LogRecord) -> None:
        """Write the event's line."""
        try:
            line = self.format(record).encode("utf-8", "backslashreplace") + b"\n"
            is_locked = self._take()
            try:
                if is_locked and self._is_full(len(line)):
                    self._rotate()
                self._write(line)
            finally:
                self._release()
        except Exception:  # noqa: BLE001 - whatever it was, a log stops nothing
            self.handleError(record)

    def close(self) -> None:
        """Let the file go."""
        self.acquire()
        try:
            self._let_go()
        finally:
            self.release()
        super().close()

    def _take(self) -> bool:
        """Get hold of the file that bears the name by now, and lock it; False if another one would not let go."""
        for _ in range(_TRIES):
            if self._descriptor < 0:
                self._open()
            is_locked = _lock(self._descriptor)
            if self._has_its_name():
                return is_locked
            self._let_go()
        self._open()
        return False

    def _has_its_name(self) -> bool:
        """Tell whether what we write to still is the file of that name: others may have rotated it or taken it away."""
        if sys.platform == "win32":
            return True  # there nobody can while we have it open
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def _is_full(self, more: int) -> bool:
        size = os.fstat(self._descriptor).st_size
        return size > 0 and size + more > self._most_bytes and time.monotonic() >= self._rotate_at

    def _rotate(self) -> None:
        """Make room, if it can be done now. Raises `OSError` if nothing can be written after that."""
        if sys.platform == "win32":
            # No file that is open can be renamed there, ours included. As long as others have it open it stays.
            self._let_go()
        try:
            self._shift()
        except OSError:
            self._rotate_at = time.monotonic() + _ROTATE_AGAIN_S
        self._release()
        self._take()

    def _shift(self) -> None:
        """Move the newest out of the way first: if that fails, all is as it was. What an earlier try left goes on."""
        if not self._numbered(0).exists():
            self._path.rename(self._numbered(0))
        gap = next((n for n in range(1, self._files) if not self._numbered(n).exists()), self._files)
        for number in range(gap, 0, -1):
            self._numbered(number - 1).replace(self._numbered(number))

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")

    def _write(self, line: bytes) -> None:
        rest = line if self._is_at_line_start() else b"\n" + line
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def _is_at_line_start(self) -> bool:
        """Tell whether the last line is whole: a disk may have been full in its middle, or a process ended there."""
        if not os.lseek(self._descriptor, 0, os.SEEK_END):
            return True
        os.lseek(self._descriptor, -1, os.SEEK_END)
        return os.read(self._descriptor, 1) == b"\n"

    def _open(self) -> None:
        until = time.monotonic() + _PATIENCE_S
        while self._descriptor < 0:
            try:
                self._descriptor = os.open(self._path, _HOW, 0o600)
            except PermissionError:
                # On Windows that is also what is said while another process renames it.
                if sys.platform != "win32" or time.monotonic() >= until:
                    raise
                time.sleep(_LOCK_AGAIN_S)

    def _release(self) -> None:
        if self._descriptor >= 0:
            _unlock(self._descriptor)

    def _let_go(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            _unlock(descriptor)
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Lock a file against other processes; False if another one would not let go. Where there are no locks: True."""
    until = time.monotonic() + _PATIENCE_S
    while not _try_to_lock(descriptor):
        if time.monotonic() >= until:
            return False
        time.sleep(_LOCK_AGAIN_S)
    return True


if sys.platform == "win32":
    import ctypes
    import msvcrt

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _LOCK_VIOLATION = 33

    def _try_to_lock(descriptor: int) -> bool:
        return bool(_kernel.LockFile(*_region(descriptor))) or ctypes.get_last_error() != _LOCK_VIOLATION

    def _unlock(descriptor: int) -> None:
        _kernel.UnlockFile(*_region(descriptor))

    def _region(descriptor: int) -> tuple[ctypes.c_void_p, int, int, int, int]:
        """Give a byte far behind the file's end: locks are mandatory there, and nobody reads or writes that one."""
        return ctypes.c_void_p(msvcrt.get_osfhandle(descriptor)), 0, 0x4000_0000, 1, 0

else:
    import fcntl

    def _try_to_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def _unlock(descriptor: int) -> None:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
