"""What a program and all its children use, as the kernel tells it."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_KIB_A_MIB = 1024


def tree(pid):
    """Give a process and what descends from it."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += map(int, task.read_text("ascii").split())
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def cpu(pid):
    """Give the seconds that a tree has computed, with those of its ended children that were waited for."""
    return sum(map(_cpu_of, tree(pid)))


def _cpu_of(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def memory(pid, kind="VmRSS"):
    """Give a tree's resident memory in MiB: `VmRSS` now, `VmHWM` at its highest, `RssAnon` what is its own."""
    return sum(_memory_of(each, kind) for each in tree(pid))


def _memory_of(pid, kind):
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")), 0) / _KIB_A_MIB
