"""Asking the operating system whether a program still has a file open for writing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from branchagent.core.settling import Writer

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "linux":
    import fcntl
    import signal

    def writer_of(path: Path, descriptor: int) -> Writer:  # noqa: ARG001 - Windows asks by path
        """Tell whether anybody has the file open for writing: a read lease is granted only if nobody has.

        UNKNOWN where the file system gives no leases (most network file systems) or the file is another user's.
        """
        try:
            # A lease broken in the instant that we hold it signals us; SIGURG is ignored where SIGIO would kill.
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return Writer.OPEN
        except OSError:
            return Writer.UNKNOWN
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return Writer.CLOSED

elif sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _GENERIC_READ = 0x80000000
    _SHARE_READ_AND_DELETE = 0x1 | 0x4
    _OPEN_EXISTING = 3
    _ERROR_SHARING_VIOLATION = 32
    _INVALID_HANDLE = ctypes.c_void_p(-1).value

    _kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel32.CreateFileW.restype = wintypes.HANDLE
    _kernel32.CloseHandle.argtypes = (wintypes.HANDLE,)

    def writer_of(path: Path, descriptor: int) -> Writer:  # noqa: ARG001 - Linux asks by descriptor
        """Tell whether anybody has the file open for writing: an open that lets no writer in succeeds only if not."""
        handle = _kernel32.CreateFileW(str(path), _GENERIC_READ, _SHARE_READ_AND_DELETE, None, _OPEN_EXISTING, 0, None)
        if handle == _INVALID_HANDLE:
            sharing = ctypes.get_last_error() == _ERROR_SHARING_VIOLATION
            return Writer.OPEN if sharing else Writer.UNKNOWN
        _kernel32.CloseHandle(handle)
        return Writer.CLOSED

else:

    def writer_of(path: Path, descriptor: int) -> Writer:  # noqa: ARG001 - the other systems' signature
        """This system does not tell."""
        return Writer.UNKNOWN
