"""No memory dump of this process: it would hold the credentials."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_PR_SET_DUMPABLE = 4
_NO_ERROR_REPORTS = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS and SEM_NOGPFAULTERRORBOX: a crash ends the process without Windows Error Reporting."""


def forbid() -> None:
    """Tell the system to write no dump should this process crash. Where it cannot be told, all goes on."""
    with contextlib.suppress(Exception):
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetErrorMode(_NO_ERROR_REPORTS)
            return
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            # A collector of dumps that the kernel pipes into does not ask for the limit.
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
