"""What a person let go out although it prints another number: a note in the drop folder, for whoever serves that.

The note lies where the receipt does, because the agent that will send it may be another PC's. It can be written by
whoever may write into the folder, and so may rename what lies there anyway.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from branchagent.core.names import printable
from branchagent.core.naming import Release
from branchagent.disk import Disk

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ".branchagent.released"
_LONGEST_NOTE = 4096
_DATES_END = 250_000_000_000.0
"""Well before the year 10000: nobody can name what comes after."""
_LONGEST_NAME = 200


class Releases:
    """The notes of one drop folder, each about some bytes and the number under which they go."""

    def __init__(self, drop: Path, disk: Disk | None = None) -> None:
        self._folder = drop / FOLDER
        self._disk = disk or Disk()

    def leave(self, number: str, sha256: str, release: Release) -> None:
        """Note that a document goes under `number`. Raises `OSError`."""
        self._disk.make_folder(self._folder)
        note = {"number": number, "by": release.by, "at": release.at}
        draft = self._folder / f".{sha256}.tmp"
        self._disk.write(draft, json.dumps(note).encode(), durable=True)
        self._disk.remove(self._note(sha256))
        self._disk.move(draft, self._note(sha256))

    def find(self, number: str, sha256: str) -> Release | None:
        """Tell who let a document go under `number`; None if nobody did. Raises `OSError` if that cannot be read."""
        try:
            with self._disk.open(self._note(sha256)) as file:
                told = json.loads(file.read(_LONGEST_NOTE))
            if told["number"] != number:
                return None
            by, at = printable(str(told["by"]))[:_LONGEST_NAME], float(told["at"])
            return Release(by, at) if 0 <= at < _DATES_END else None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None  # somebody else's writing

    def forget(self, sha256: str) -> None:
        """Take the note of a document away: it was sent. Raises `OSError`."""
        self._disk.remove(self._note(sha256))

    def _note(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"
