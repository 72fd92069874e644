"""The drop folder as it is: what lies in it and may concern us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.core.names import is_left_alone
from branchagent.core.receipts import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.disk import Disk, Listed

_OUR_FOLDERS = frozenset(Outcome)


def list_folder(drop: Path, disk: Disk) -> list[Listed]:
    """List what lies in the drop folder and may concern us. Raises `OSError` if the folder cannot be listed."""
    return [entry for entry in disk.list(drop) if may_concern_us(entry)]


def may_concern_us(entry: Listed) -> bool:
    """Tell whether what lies in the drop folder is neither a leftover nor one of our own folders."""
    return not is_left_alone(entry.name) and not (entry.is_folder and entry.name in _OUR_FOLDERS)
