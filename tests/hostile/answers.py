"""What a service, or whoever stands in its place, may say instead of an answer; and what each of it must come to."""

import gzip
import itertools
import json
import zlib

_KIB = b"x" * 1024
_MIB = 2**20
GOOD = b'{"RC":"00","message":"OK"}'
_JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def whole(body, *headers, status="200 OK", length=None):
    """Give one answer after which the connection is closed."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {size}", *headers]
    return ["\r\n".join(lines).encode() + b"\r\n\r\n" + body]


def _said(*pieces):
    return lambda: list(pieces)


def _body(body, *headers, **how):
    return lambda: whole(body, *headers, **how)


def _long(before, size, after=b"", unit=_KIB):
    return lambda: itertools.chain([before], itertools.repeat(unit * 64, size // (64 * len(unit))), [after])


def _endless(before, unit):
    return lambda: itertools.chain([before], itertools.repeat(unit))


def _slowly(before, content, filling=b"x"):
    """Byte by byte, sooner each than any wait for a single byte ends, and for longer than anybody should wait."""
    return lambda: itertools.chain([before], *([bytes([byte]), None] for byte in content + filling * 300))


def _chunked(garbage, *more):
    return _said(_JSON + b"Transfer-Encoding: chunked\r\n\r\n" + garbage, *more)


def _packed(content, times, encoding="gzip", pack=gzip.compress):
    def make():
        body = content()
        for _ in range(times):
            body = pack(body)
        return whole(body, "Content-Encoding: " + ", ".join([encoding] * times))

    return make


def _redirect(status, location):
    return _body(b"", f"Location: {location}", status=f"{status} Elsewhere")


def _nested(opening, closing, depth, before=b"", after=b""):
    return _body(before + opening * depth + closing * depth + after)


WAITS = {
    "nothing": _said(),
    "endless headers": _endless(b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n" * 100),
    "a header of 10 MB": _long(b"HTTP/1.1 200 OK\r\nX-Long: ", 10 * _MIB, b"\r\n\r\n"),
    "a status line of 10 MB": _long(b"HTTP/1.1 200 ", 10 * _MIB, b"\r\n\r\n"),
    "a header's name of 10 MB": _long(b"HTTP/1.1 200 OK\r\n", 10 * _MIB, b": x\r\n\r\n"),
    "a line without an end": _endless(b"", _KIB),
    "a head byte by byte": _slowly(b"", b"HTTP/1.1 200 "),
    "headers byte by byte": _slowly(_JSON, b"X-Slow: "),
    "a body byte by byte": _slowly(_JSON + b"Content-Length: 300\r\n\r\n", GOOD, b" "),
    "chunks byte by byte": _slowly(_JSON + b"Transfer-Encoding: chunked\r\n\r\n", b"100\r\n" + GOOD, b" "),
    "headers and then silence": _said(_JSON, *[None] * 30),
    "a body that is longer than it is, and silence": _said(*whole(GOOD, length=99), *[None] * 30),
    "a body that is longer than it is, and the end": _body(GOOD, length=99),
    "a body that is longer than anything": _body(GOOD, length=2**63),
    "two lengths": _body(GOOD, "Content-Length: 5"),
    "a chunk of no size": _chunked(b"zz\r\n" + GOOD),
    "a chunk of less than nothing": _chunked(b"-5\r\n" + GOOD),
    "a chunk of 2**68 bytes": _chunked(b"F" * 17 + b"\r\n" + GOOD),
    "a chunk's size of 10 MB": _long(_JSON + b"Transfer-Encoding: chunked\r\n\r\n", 10 * _MIB, b"\r\n", b"0" * 1024),
    "a chunk's endless remark": _endless(_JSON + b"Transfer-Encoding: chunked\r\n\r\n1a;", b"x" * 1024),
    "chunks without an end": _chunked(b"1a\r\n" + GOOD + b"\r\n"),
    "half a chunk": _chunked(b"1a\r\n" + GOOD[:9]),
    "endless words behind the chunks": _endless(
        _JSON + b"Transfer-Encoding: chunked\r\n\r\n1a\r\n" + GOOD + b"\r\n0\r\n", b"X: y\r\n" * 100
    ),
    "HTTP/0.9": _said(GOOD),
    "HTTP/0.9 in HTML": _said(b"<html>RC 00</html>"),
    "HTTP/9.9": _said(b"HTTP/9.9 200 OK\r\n\r\n" + GOOD),
    "HTTP/2": _said(b"\0\0\x12\4\0\0\0\0\0"),
    "a status that is no number": _said(b"HTTP/1.1 OK OK\r\n\r\n" + GOOD),
    "a status of five digits": _said(b"HTTP/1.1 20000 OK\r\n\r\n" + GOOD),
    "a status below nothing": _said(b"HTTP/1.1 -1 OK\r\n\r\n" + GOOD),
    "an alert of TLS": _said(b"\x15\x03\x01\x00\x02\x02\x28"),
    "a mail server": _said(b"220 mail ESMTP\r\n"),
    "a terminal": _said(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "zeros": _said(bytes(5000)),
    "only line ends": _said(b"\r\n" * 1000),
    "a storm of 100": _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
    "a storm of 102": _endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 50),
    "a storm of 103": _endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 50),
    "100 and then the end": _said(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "103 and then the end": _said(b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "a redirect to itself": _redirect(307, "/siskohat/bank/setoranawal"),
    "a redirect to no place": _redirect(302, "http://["),
    "a redirect of 10 MB": _long(b"HTTP/1.1 302 Found\r\nLocation: /", 10 * _MIB, b"\r\n\r\n"),
    "a redirect with an endless body": _endless(b"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n", _KIB),
    "a choice": _redirect(300, "/"),
    "a page": _body(b"<!DOCTYPE html><title>Login</title>"),
    "an endless page": _endless(b"HTTP/1.1 200 OK\r\n\r\n<html>", _KIB),
    "an error of 200 MB": _long(b"HTTP/1.1 500 Oops\r\n\r\n", 200 * _MIB),
    "a gateway's error in a bomb": lambda: [
        b"HTTP/1.1 502 Bad\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(50 * _MIB))
    ],
}
"""Not the file's fault, and no answer: it waits."""

_SURROGATES = '{"RC":"00","no_validasi":"\ud800"}'.encode("utf-16-le", "surrogatepass")
SUSPECT = {
    "200 MB of nothing": _long(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (200 * _MIB), 200 * _MIB),
    "200 MB of message": _long(_JSON + b'\r\n{"RC":"00","message":"', 200 * _MIB, b'"}'),
    "200 MB of blanks before a good answer": _long(_JSON + b"\r\n", 200 * _MIB, GOOD, b" " * 1024),
    "an endless body": _endless(_JSON + b"\r\n", _KIB),
    "endless chunks": _endless(_JSON + b"Transfer-Encoding: chunked\r\n\r\n", b"40\r\n" + b"x" * 64 + b"\r\n"),
    "two RCs": _body(b'{"RC":"00","RC":"05"}'),
    "two RCs, the good one last": _body(b'{"RC":"05","RC":"00"}'),
    "two RCs in two cases": _body(b'{"rc":"00","RC":"29"}'),
    "one RC as text and as a number": _body(b'{"RC":"00","RC":0}'),
    "two numbers": _body(b'{"RC":"00","no_validasi":"1","no_validasi":"2"}'),
    "100,000 brackets": _nested(b"[", b"]", 100_000),
    "30,000 brackets within the limit": _nested(b"[", b"]", 30_000),
    "30,000 brackets in a good answer": _nested(b"[", b"]", 30_000, b'{"RC":"00","x":', b"}"),
    "10,000 objects in a good answer": _nested(b'{"":', b"}", 10_000, b'{"RC":"00","x":', b""),
    "NaN": _body(b'{"RC":"00","x":NaN}'),
    "Infinity": _body(b'{"RC":Infinity}'),
    "less than nothing": _body(b'{"RC":"00","x":-Infinity}'),
    "a lone surrogate for an RC": _body(b'{"RC":"\\ud800"}'),
    "a lone surrogate for a number": _body(b'{"RC":"00","no_validasi":"\\udfff"}'),
    "surrogates in UTF-16": _body(_SURROGATES),
    "surrogates in UTF-8": _body(b'{"RC":"00","message":"\xed\xa0\x80"}'),
    "an RC of 5,000 digits": _body(b'{"RC":' + b"1" * 5000 + b"}"),
    "an RC of 1e400": _body(b'{"RC":1e400}'),
    "a number of 60,000 digits": _body(b'{"RC":"00","no_validasi":' + b"9" * 60_000 + b"}"),
    "a number of 4,000 digits": _body(b'{"RC":"00","no_validasi":' + b"9" * 4000 + b"}"),
    "a number to the millionth power": _body(b'{"RC":"00","no_validasi":1e1000000}'),
    "a gzip bomb": _packed(lambda: bytes(200 * _MIB), 1),
    "a gzip bomb in a gzip": _packed(lambda: bytes(200 * _MIB), 2),
    "a gzip bomb in five": _packed(lambda: bytes(50 * _MIB), 5),
    "more packings than anybody undoes": _packed(lambda: GOOD, 9),
    "a deflate bomb": _packed(lambda: bytes(200 * _MIB), 1, "deflate", zlib.compress),
    "a good answer that is said to be packed": _body(GOOD, "Content-Encoding: gzip"),
    "a packing that breaks off": lambda: whole(gzip.compress(GOOD)[:-12], "Content-Encoding: gzip"),
    "a body that is shorter than it is": _body(GOOD, length=5),
    "a body of no length that has one": _body(GOOD, length=0),
    "chunks that are shorter than they are": _chunked(b"5\r\n" + GOOD[:5] + b"\r\n0\r\n\r\n" + GOOD),
    "two answers in one body": _body(GOOD + GOOD),
    "an answer in lines": _body(GOOD + b"\n" + b'{"RC":"29"}'),
    "an answer behind two marks": _body(b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD),
    "an answer in UTF-7": _body(b"+AHs-+ACI-RC+ACI-:+ACI-00+ACI-+AH0-"),
    "an answer in EBCDIC": _body(GOOD.decode().encode("cp500")),
    "half an answer in UTF-16": _body(GOOD.decode().encode("utf-16")[:-3]),
    "UTF-32 beyond all characters": _body(b"\xff\xfe\0\0" + b"\xff" * 64),
    "an answer with remarks": _body(b'/* ok */ {"RC":"00"}'),
    "an answer in quotes": _body(json.dumps(GOOD.decode()).encode()),
    "an answer with a comma too many": _body(b'{"RC":"00",}'),
    "an answer in other quotes": _body(b"{'RC':'00'}"),
    "an answer behind a guard": _body(b")]}',\n" + GOOD),
    "an answer for a script": _body(b"callback(" + GOOD + b")"),
    "an answer with zeros": _body(GOOD.replace(b"00", b"0\x000")),
    "an answer in a form": _body(b"RC=00&message=OK"),
    "an answer in XML": _body(b"<answer><RC>00</RC></answer>"),
    "other digits for an RC": _body('{"RC":"\uff10\uff10"}'.encode()),
    "an RC that nobody lists": _body(b'{"RC":"ZZ","message":"\\ud83d\\u202e\\u0000"}'),
    "00 on 400": _body(GOOD, status="400 Bad"),
    "00 for somebody else": _body(b'{"RC":"00","no_validasi":"99900000000000000000"}'),
    "another protocol": _said(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
    "no content": _said(b"HTTP/1.1 204 No Content\r\n\r\n" + GOOD),
    "a teapot": _body(b"{}", status="418 Teapot"),
    "a status that nobody lists": _body(b"", status="299 Odd"),
}
"""An answer that is not understood: tried again a few times, then the file's fault."""

PLAIN = {
    "packed": lambda: whole(gzip.compress(GOOD), "Content-Encoding: gzip"),
    "in UTF-16": _body(GOOD.decode().encode("utf-16")),
    "in UTF-32": _body(GOOD.decode().encode("utf-32")),
    "behind fifty 100": lambda: [b"HTTP/1.1 100 Continue\r\n\r\n" * 50, *whole(GOOD)],
    "behind 102": lambda: [b"HTTP/1.1 102 Processing\r\n\r\n", None, *whole(GOOD)][::2],
    "behind hints": lambda: [b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3, *whole(GOOD)],
    "with a number larger than any": _body(b'{"RC":"00","x":1e999}'),
    "with two of the same": _body(b'{"RC":"00","rc":"00"}'),
    "in chunks of one byte": _chunked(b"".join(b"1\r\n%c\r\n" % byte for byte in GOOD) + b"0\r\n\r\n"),
    "without a length": _said(_JSON + b"\r\n" + GOOD),
    "in lines without returns": _said(b"HTTP/1.1 200 OK\nContent-Length: 26\n\n" + GOOD),
}
"""Odd, and yet a good answer."""
