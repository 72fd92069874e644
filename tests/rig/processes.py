"""The processes of a Linux machine."""

import contextlib
from pathlib import Path


def children(pid):
    """Name the processes that a process has started, those aside that have ended."""
    return {each for each, (state, parent) in _all().items() if parent == pid and state != "Z"}


def family(pid):
    """Name a process and all below it."""
    return {pid}.union(*map(family, children(pid)))


def _all():
    """Give the state and the parent of each process."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            state, parent = file.read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
            found[int(file.parent.name)] = state, int(parent)
    return found
