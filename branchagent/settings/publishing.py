"""Writing the machine's file, which every user may read and only administrators may change."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from branchagent.drafting import replace_with

if TYPE_CHECKING:
    from pathlib import Path

_REPARSE_POINT = 0x400


class LinkError(OSError):
    """What is to be the machine's file or its folder leads elsewhere: whoever put it there would choose where."""


def write_for_all(file: Path, text: str) -> None:
    """Put the settings into the machine's file. Raises `OSError`: `LinkError`, or without an administrator's rights."""
    reserve(file.parent)
    # Looked at in a folder that only administrators can change any more.
    _expect_no_link(file)
    replace_with(file, text.encode(), mode=0o644)


def reserve(folder: Path) -> None:
    """Make the folder, and have it changed by administrators only, whoever made it. Raises `OSError`."""
    if sys.platform == "win32":
        from branchagent.settings import rights  # noqa: PLC0415 - Windows' own calls

        rights.expect_administrator()
        _expect_no_link(folder)
        folder.mkdir(parents=True, exist_ok=True)
        rights.reserve(folder)
        _expect_no_link(folder)
        return
    _make_readable(folder)


def _make_readable(folder: Path) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        # What an umask took away, users need.
        each.chmod(0o755)
    found = stat.S_IMODE(folder.stat().st_mode)
    if found != (wanted := (found | 0o555) & ~0o022):
        folder.chmod(wanted)


def _expect_no_link(path: Path) -> None:
    """On Windows alone: everybody may put something into ProgramData, but nobody else into /etc."""
    if sys.platform != "win32":
        return
    with suppress(FileNotFoundError):
        if os.lstat(path).st_file_attributes & _REPARSE_POINT:
            raise LinkError(None, "it is a link", str(path))
