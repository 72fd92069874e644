"""The processes of a Linux machine."""

import contextlib
from pathlib import Path


def children(pid):
    """Name the processes that a process has started, with those that have ended and that it has not heard of yet."""
    return {each for each, parent in _parents().items() if parent == pid}


def family(pid):
    """Name a process and all below it."""
    return {pid}.union(*map(family, children(pid)))


def _parents():
    """Give the parent of each process."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found[int(file.parent.name)] = int(file.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    return found
