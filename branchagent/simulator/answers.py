"""Answers: the response codes with their status and message, and how they are written on the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType


class ResponseCode(StrEnum):
    """The response codes that SISKOHAT lists."""

    UPLOADED = "00"
    NOT_FOUND = "05"
    FILE_ERROR = "28"
    ALREADY_UPLOADED = "29"
    KEY_MISMATCH = "96"
    KEY_MISSING = "97"
    KEY_INVALID = "98"
    DATA_ERROR = "99"


MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        ResponseCode.UPLOADED: "Bukti setoran berhasil diunggah",
        ResponseCode.NOT_FOUND: "Data tidak ditemukan",
        ResponseCode.FILE_ERROR: "Gagal mengunggah berkas",
        ResponseCode.ALREADY_UPLOADED: "Bukti setoran sudah pernah diunggah",
        ResponseCode.KEY_MISMATCH: "API key tidak sesuai",
        ResponseCode.KEY_MISSING: "API key tidak ada",
        ResponseCode.KEY_INVALID: "API key tidak berlaku",
        ResponseCode.DATA_ERROR: "Kesalahan koneksi atau data",
    }
)
"""What the service says with each response code, at most 50 characters."""

_FINE = frozenset({ResponseCode.UPLOADED, ResponseCode.ALREADY_UPLOADED})


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict of the service before it is written: an HTTP status and the fields of the JSON object."""

    status: int
    fields: Mapping[str, object]

    @property
    def rc(self) -> str:
        """The response code."""
        return str(self.fields["RC"])


def answer_for(rc: str, number: str | None = None) -> Answer:
    """The answer with a response code, listed or not; the number is told on success only."""
    fields: dict[str, object] = {"RC": str(rc), "message": MESSAGES.get(rc, f"Kode jawaban {rc}")}
    if rc == ResponseCode.UPLOADED and number is not None:
        fields["no_validasi"] = number
    return Answer(200 if rc in _FINE else 400, fields)


def token_answer(token: str) -> Answer:
    """The answer to a login that succeeded."""
    return Answer(200, {"RC": str(ResponseCode.UPLOADED), "message": "Berhasil masuk", "token": token})


@dataclass(frozen=True, slots=True)
class Response:
    """A response as it goes out. `missing` bytes are promised in Content-Length and never sent."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())
    missing: int = 0
    close: bool = False

    def encode(self, *, with_body: bool = True) -> bytes:
        """The bytes on the wire; a HEAD request gets them without the body."""
        lines = [
            f"HTTP/1.1 {self.status} {_phrase(self.status)}",
            f"Date: {formatdate(usegmt=True)}",
            f"Content-Type: {self.content_type}",
            f"Content-Length: {len(self.body) + self.missing}",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        if self.close:
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("ascii")
        return head + self.body if with_body else head


def json_response(status: int, content: object) -> Response:
    """A JSON response."""
    return Response(status, json.dumps(content, ensure_ascii=False).encode("utf-8"))


def text_response(status: int, text: str) -> Response:
    """A plain text response; empty where the status allows no body."""
    body = b"" if status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED} else text.encode("utf-8")
    return Response(status, body, content_type="text/plain; charset=utf-8")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"
