"""What Windows has and neither Wine 8 nor the vetted files: made here, for tests only."""

import shutil
import subprocess
import tempfile
from pathlib import Path

_RANDOMNESS = """LIBRARY bcryptprimitives.dll
EXPORTS
  ProcessPrng = advapi32.SystemFunction036
"""
"""Rust's libraries (cryptography) ask this DLL for random bytes; Wine knows the same function by its old name."""

_TCL_SCRIPTS = Path("/usr/share/tcltk")
_THEIRS, _OURS = "8.6.12", "8.6.13"


def add_randomness(prefix):
    """Put the missing DLL into the prefix: it holds no code, only another function's name."""
    with tempfile.TemporaryDirectory() as work:
        definition = Path(work, "bcryptprimitives.def")
        definition.write_text(_RANDOMNESS)
        target = prefix / "drive_c" / "windows" / "system32" / "bcryptprimitives.dll"
        subprocess.run(["x86_64-w64-mingw32-ld", "-shared", "-o", target, definition], check=True)


def add_tcl_scripts(python):
    """Give the Windows Tcl and Tk the scripts of Debian's, which differ from theirs by a patch release."""
    for name, first in (("tcl8.6", "init.tcl"), ("tk8.6", "tk.tcl")):
        target = python / "tcl" / name
        shutil.copytree(_TCL_SCRIPTS / name, target, dirs_exist_ok=True)
        script = target / first
        script.write_text(script.read_text().replace(_OURS, _THEIRS))
