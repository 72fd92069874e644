"""Reading a request's body off the connection, whole, whether its length is told or it comes in chunks."""

from collections.abc import Callable
from email.message import Message
from io import BufferedIOBase

LIMIT_BYTES = 64 * 1024 * 1024
_BLOCK_BYTES = 1024 * 1024
_LINE_BYTES = 1024


class BodyTooLargeError(Exception):
    """The body is over the limit; it has been read and thrown away, so that the client hears the answer."""


class BodyLostError(Exception):
    """The body ended early or was malformed: nothing sensible can follow on this connection."""


def read_body(headers: Message, stream: BufferedIOBase, *, halfway: Callable[[bytes], None] | None = None) -> bytes:
    """Read the body that the headers announce.

    `halfway`, if given, is called with the first half once it has arrived (not for chunked bodies) and may
    raise to leave the rest unread. Raises BodyTooLargeError and BodyLostError.
    """
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        return _read_chunks(stream)
    length = _number(headers.get("Content-Length", "0"), 10)
    if length > LIMIT_BYTES:
        _discard(stream, length)
        raise BodyTooLargeError
    if halfway is None:
        return _exactly(stream, length)
    head = _exactly(stream, length // 2)
    halfway(head)
    return head + _exactly(stream, length - len(head))


def _read_chunks(stream: BufferedIOBase) -> bytes:
    chunks: list[bytes] = []
    total = 0
    while size := _number(_line(stream).partition(b";")[0].decode("latin-1"), 16):
        total += size
        if total > LIMIT_BYTES:
            raise BodyLostError("too many chunks")
        chunks.append(_exactly(stream, size))
        if _line(stream):
            raise BodyLostError("a chunk is longer than it says")
    while _line(stream):
        pass
    return b"".join(chunks)


def _line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(_LINE_BYTES)
    if not line.endswith(b"\n"):
        raise BodyLostError("the body ended within a line")
    return line.rstrip(b"\r\n")


def _number(text: str, base: int) -> int:
    try:
        number = int(text.strip(), base)
    except ValueError:
        raise BodyLostError(f"{text!r} is no length") from None
    if number < 0:
        raise BodyLostError(f"{text!r} is no length")
    return number


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    content = stream.read(size) if size else b""
    if len(content) < size:
        raise BodyLostError(f"{len(content)} of {size} bytes arrived")
    return content


def _discard(stream: BufferedIOBase, size: int) -> None:
    while size > 0:
        block = stream.read(min(size, _BLOCK_BYTES))
        if not block:
            raise BodyLostError("the body ended early")
        size -= len(block)
