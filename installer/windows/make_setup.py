"""Makes the set-up for a single PC from the folder that PyInstaller made, with NSIS (makensis).

python -m installer.windows.make_setup FROZEN_FOLDER DIST_FOLDER [--version VERSION]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from installer.version import version

_SCRIPT = Path(__file__).with_name("setup.nsi")
_EPOCH = "1767225600"
"""The age of everything in it, unless the environment says otherwise: the same content gives the same bytes."""


def make(frozen: Path, dist: Path, number: str, *, compress: bool = True) -> Path:
    """Make the set-up and give its path; ends the program if NSIS refuses."""
    dist.mkdir(parents=True, exist_ok=True)
    setup = dist / f"branchagent-{number}-setup.exe"
    tool = shutil.which("makensis")
    if tool is None:
        raise SystemExit("makensis is not installed")
    how = ["-XSetCompressor /SOLID lzma"] if compress else ["-XSetCompress off"]
    defined = {"VERSION": number, "FROZEN": str(frozen), "OUTPUT": str(setup)}
    command = [tool, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *how]
    command += [f"-D{name}={value}" for name, value in defined.items()]
    environment = {"SOURCE_DATE_EPOCH": _EPOCH, **os.environ}
    if subprocess.run([*command, str(_SCRIPT)], env=environment, check=False).returncode:
        raise SystemExit("makensis failed")
    return setup


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frozen", type=Path)
    parser.add_argument("dist", type=Path)
    parser.add_argument("--version", default=version())
    options = parser.parse_args()
    print(make(options.frozen.resolve(), options.dist.resolve(), options.version))
