"""The memory of this process: a limit for one that works on what others made, one heap for one that runs for months."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_M_ARENA_MAX = -8


def keep_one_heap() -> None:
    """Let all threads that begin from now on share one heap, where the system would give each its own.

    What a burst took there would stay there: glibc gives back the ends of its heaps alone.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # not every C library has such heaps
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


if sys.platform == "win32":
    from ctypes import wintypes

    _EXTENDED_LIMITS = 9
    _LIMIT_PROCESS_MEMORY = 0x100

    class _BasicLimits(ctypes.Structure):
        _fields_ = [
            ("process_time", wintypes.LARGE_INTEGER),
            ("job_time", wintypes.LARGE_INTEGER),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        ]

    class _Limits(ctypes.Structure):
        _fields_ = [
            ("basic", _BasicLimits),
            ("io_counters", ctypes.c_ulonglong * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        ]

    def limit_memory(most: int) -> None:
        """Give this process `most` bytes to commit at most; where the system has no such limit, it has none.

        By a job of its own, whose handle the process keeps to its end; it may be within another one.
        """
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
        kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
        job = kernel.CreateJobObjectW(None, None)
        limits = _Limits()
        limits.basic.flags = _LIMIT_PROCESS_MEMORY
        limits.process_memory = most
        size = ctypes.sizeof(limits)
        if job and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size):
            kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

else:
    import resource

    def limit_memory(most: int) -> None:
        """Give this process `most` bytes of address space at most; where the system has no such limit, it has none."""
        with contextlib.suppress(OSError, ValueError):  # macOS knows no such limit
            _, allowed = resource.getrlimit(resource.RLIMIT_AS)
            limit = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
            resource.setrlimit(resource.RLIMIT_AS, (limit, allowed))
