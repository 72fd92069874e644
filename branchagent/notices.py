"""What people were told already: a notice is given once, also over restarts."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "notices.json"


class Notices:
    """The latest notice of each subject, kept in the state folder. A file that cannot be kept means telling again."""

    def __init__(self, state: Path, name: str = FILE_NAME) -> None:
        self._file = state / name
        self._told: dict[str, str] | None = None

    def is_new(self, subject: str, notice: str) -> bool:
        """Tell whether the latest notice of a subject was another one, and remember this one."""
        if self._told is None:
            self._told = self._read()
        if self._told.get(subject) == notice:
            return False
        self._told[subject] = notice
        draft = self._file.with_name(f"{self._file.name}.tmp")
        with contextlib.suppress(OSError):
            draft.write_text(json.dumps(self._told), "utf-8")
            draft.replace(self._file)
        return True

    def latest(self, subject: str) -> str:
        """Give the latest notice of a subject; empty if there was none."""
        if self._told is None:
            self._told = self._read()
        return self._told.get(subject, "")

    def _read(self) -> dict[str, str]:
        try:
            told = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return {str(subject): str(notice) for subject, notice in told.items()} if isinstance(told, dict) else {}
