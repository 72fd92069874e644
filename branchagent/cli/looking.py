"""Noticing that an agent wrote something, from outside and for nearly nothing: by its files' times and sizes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Mark = tuple[tuple[int, int] | None, ...]
"""What changes when a set of files does."""

_LOOK_EVERY_S = 1.0
_GLANCE_EVERY_S = 0.2


def wait_for_change(look: Callable[[], object]) -> None:
    """Wait until what `look` gives is another than now, but for a second at most."""
    before, until = look(), time.monotonic() + _LOOK_EVERY_S
    while time.monotonic() < until:
        time.sleep(_GLANCE_EVERY_S)
        if look() != before:
            return


def journal_mark(state: Path) -> Mark:
    """Give what changes when the journal does."""
    return mark_of(state / "journal.db"), mark_of(state / "journal.db-wal")


def mark_of(file: Path) -> tuple[int, int] | None:
    """Give what changes when a file does; None while it is not there."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
