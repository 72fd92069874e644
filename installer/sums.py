"""Writes SHA256SUMS over a folder's files, as `sha256sum --check` reads it.

python -m installer.sums DIST_FOLDER
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

_NAME = "SHA256SUMS"


def write(dist: Path) -> Path:
    """Write the sums of all files of a folder, and give the list's path. Folders below it are not looked into."""
    files = sorted(path for path in dist.iterdir() if path.is_file() and path.name != _NAME)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    place = dist / _NAME
    place.write_text("".join(lines), encoding="utf-8", newline="\n")
    return place


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dist", type=Path)
    print(write(parser.parse_args().dist.resolve()))
