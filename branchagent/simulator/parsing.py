"""Reading an upload out of a request's body: multipart or JSON."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

NUMBER_FIELD = "no_validasi"
FILE_FIELD = "upload"
_PARTS = 16
_EARLY_NUMBER = re.compile(
    rb'name="?no_validasi"?\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]{1,64})\r\n' rb'|"no_validasi"\s*:\s*"([^"\\]{1,64})"'
)


class Encoding(StrEnum):
    """How an upload was put into its body."""

    MULTIPART = "multipart"
    JSON = "json"


class UploadError(ValueError):
    """A body that is no upload: unparseable, or a part is missing, doubled or of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A receipt as it arrived. `file_name` and `part_type` are those of the multipart part, if any."""

    number: str
    content: bytes
    sha256: str
    encoding: Encoding
    file_name: str | None = None
    part_type: str | None = None


def encoding_of(content_type: str) -> Encoding | None:
    """Which encoding a Content-Type header announces; None for another."""
    media_type = content_type.partition(";")[0].strip().lower()
    return {"multipart/form-data": Encoding.MULTIPART, "application/json": Encoding.JSON}.get(media_type)


def parse_upload(content_type: str, body: bytes) -> Upload:
    """Read the upload; UploadError if the body holds none."""
    match encoding_of(content_type):
        case Encoding.MULTIPART:
            return _parse_multipart(content_type, body)
        case Encoding.JSON:
            return _parse_json(body)
        case _:
            raise UploadError(f"Content-Type {content_type!r} is neither multipart/form-data nor application/json")


def early_number(head: bytes) -> str | None:
    """The validation number, if the beginning of a body already tells it."""
    found = _EARLY_NUMBER.search(head)
    return (found[1] or found[2]).decode("utf-8", "replace") if found else None


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    file_name: str | None
    content_type: str | None
    content: bytes


def _parse_multipart(content_type: str, body: bytes) -> Upload:
    parts: dict[str, _Part] = {}
    for part in _parts(content_type, body):
        if part.name in parts:
            raise UploadError(f"part {part.name!r} comes twice")
        parts[part.name] = part
    number, file = parts.get(NUMBER_FIELD), parts.get(FILE_FIELD)
    if number is None or number.file_name is not None:
        raise UploadError(f"no text part {NUMBER_FIELD!r}")
    if file is None or file.file_name is None:
        raise UploadError(f"no file part {FILE_FIELD!r}")
    content = file.content
    return Upload(
        _number(number.content), content, _sha256(content), Encoding.MULTIPART, file.file_name, file.content_type
    )


def _parts(content_type: str, body: bytes) -> Iterator[_Part]:
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    try:
        parser = PushMultipartParser(boundary, max_segment_count=_PARTS, strict=True)
        with parser:
            segment: MultipartSegment | None = None
            pieces: list[bytes] = []
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    segment, pieces = event, []
                elif event is not None:
                    pieces.append(event)
                elif segment is not None:
                    content = pieces[0] if len(pieces) == 1 else b"".join(pieces)
                    yield _Part(segment.name or "", segment.filename, segment.content_type, content)
    except MultipartError as error:
        raise UploadError(f"not multipart: {error}") from error


def _parse_json(body: bytes) -> Upload:
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise UploadError(f"not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise UploadError("not a JSON object")
    number, file = fields.get(NUMBER_FIELD), fields.get(FILE_FIELD)
    if not isinstance(number, str) or not isinstance(file, str):
        raise UploadError(f"{NUMBER_FIELD!r} and {FILE_FIELD!r} must be strings")
    try:
        content = base64.b64decode(file, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UploadError(f"{FILE_FIELD!r} is not base64: {error}") from error
    return Upload(_number(number.encode("utf-8", "replace")), content, _sha256(content), Encoding.JSON)


def _number(raw: bytes) -> str:
    try:
        number = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UploadError(f"{NUMBER_FIELD!r} is not UTF-8") from error
    if not number:
        raise UploadError(f"{NUMBER_FIELD!r} is empty")
    return number


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
