"""Compares two builds byte for byte, and names the files that differ.

    python -m installer.compare FOLDER FOLDER

An MSI is left out: each one has a package code of its own, as Windows Installer asks for. What it holds is the packed
folder, which is compared.
"""

from __future__ import annotations

import argparse
import filecmp
from pathlib import Path

_OF_ITS_OWN = {".msi"}


def differences(one: Path, other: Path) -> list[str]:
    """Name what is not the same in both, or in one alone."""
    names = sorted({path.relative_to(folder).as_posix() for folder in (one, other) for path in _files(folder)})
    return [name for name in names if not _is_same(one / name, other / name)]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix not in _OF_ITS_OWN]


def _is_same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    options = parser.parse_args()
    if not _files(options.one):
        raise SystemExit(f"{options.one} is empty")
    found = differences(options.one, options.other)
    if found:
        raise SystemExit("not the same when built again:\n" + "\n".join(found))
    print(f"the same when built again: {len(_files(options.one))} files")
