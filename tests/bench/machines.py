"""The machine that it is measured on."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

_GIB = 1024**3


def describe(place):
    """Give what a reader has to know to compare figures; `place` is where the folders lie."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "file_system": _file_system(place),
        "curl": _first_line("curl", "--version"),
        "inotifywait": _first_line("inotifywait", "--help"),
    }


def _processor():
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")


def _file_system(place):
    told = subprocess.run(["df", "--output=fstype", str(place)], capture_output=True, text=True, check=True)
    return told.stdout.split()[-1]


def _first_line(*command):
    if not shutil.which(command[0]):
        return "not installed"
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.partition("\n")[0]
