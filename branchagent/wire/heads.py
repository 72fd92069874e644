"""The head of an answer: Python takes what came before the connection ended for the whole, and the body for empty."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import io


class WholeHead(http.client.HTTPResponse):
    """An answer that is none before the empty line which ends its head."""

    def begin(self) -> None:
        """Read the head. Raises `ConnectionResetError` if the connection ended within it."""
        file = self.fp
        lines = self.fp = _Lines(file)  # type: ignore[assignment]
        try:
            super().begin()
        finally:
            if self.fp is not None:  # it lets go of the file of an answer that has no body
                self.fp = file
        if not lines.latest:
            raise ConnectionResetError("the answer ended within its head")


class _Lines:
    """Reads lines of a file, and remembers the latest; it is empty where the file ended."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self.latest = b""

    def readline(self, limit: int = -1) -> bytes:
        self.latest = self._file.readline(limit)
        return self.latest

    def close(self) -> None:
        self._file.close()
