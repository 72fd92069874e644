"""What everything else talks about: outcomes, reasons, and what identifies a file's content."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Where a receipt ends; the value is also the name of its folder."""

    DONE = "done"
    DUPLICATE = "duplicate"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a receipt ended where it did: stable words that scripts rely on. A word is never removed or renamed."""

    ACCEPTED = "accepted"
    RECOVERED = "recovered"
    DUPLICATE = "duplicate"
    NOT_FOUND = "not-found"
    UPLOAD_ERROR = "upload-error"
    SERVICE_ERROR = "service-error"
    NOT_UNDERSTOOD = "not-understood"
    REFUSED = "refused"
    BAD_NAME = "bad-name"
    NOT_PDF = "not-pdf"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NUMBER_MISMATCH = "number-mismatch"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells, without reading it, whether a file is still the one that was looked at.

    `size` is in bytes and `mtime_ns` in nanoseconds; `inode` is the file's number on its volume, 0 where there is none.
    """

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Document:
    """A receipt's content as it was read: the bytes that are examined, uploaded and filed are these."""

    content: bytes
    sha256: str

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.content)
