"""The head of an answer: Python takes what came before the connection ended for the whole, and the body for empty."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import io


class WholeAnswer(http.client.HTTPResponse):
    """An answer that is none before the empty line which ends its head, nor as long as only others announce it."""

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

    def _read_status(self) -> tuple[str, int, str]:
        """Pass over all that comes before an answer, not the 100 alone (RFC 9110, 15.2)."""
        version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, 100 if 101 < status < 200 else status, reason


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
