"""Packs the program into one folder, the same bytes for the same commit.

    python -m installer.freezing.freeze FOLDER

makes FOLDER/branchagent. Times come from the commit (SOURCE_DATE_EPOCH, if it is set), and Python's sets, which the
packed modules hold, get an order.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from installer.version import ROOT, source_date

_SPEC = Path(__file__).with_name("branchagent.spec")


def freeze(folder: Path) -> Path:
    """Pack the program and give its folder; ends the program if PyInstaller fails."""
    places = ("--distpath", str(folder), "--workpath", str(ROOT / "build" / "freezing" / folder.name))
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN", *places, str(_SPEC)]
    settings = {"SOURCE_DATE_EPOCH": str(source_date()), "PYTHONHASHSEED": "1"}
    if subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=False).returncode:
        raise SystemExit("PyInstaller failed")
    packed = folder / "branchagent"
    if sys.platform == "linux":
        _strip(packed / "_internal")
    return packed


def _strip(folder: Path) -> None:
    """Take away what only a debugger reads, of Python's own files: wheels ask that theirs stay as they are."""
    tool = shutil.which("strip")
    if tool is None:
        raise SystemExit("strip (binutils) is not installed")
    files = [*folder.glob("libpython*"), *folder.glob("**/lib-dynload/*.so")]
    subprocess.run([tool, "--strip-unneeded", "--remove-section=.comment", *map(str, files)], check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    print(freeze(parser.parse_args().folder.resolve()))
