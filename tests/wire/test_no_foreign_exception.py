"""Whatever a server says, what leaves the wire is a fact, and the core can judge it."""

import random

import pytest

from branchagent.core.verdicts import Answered, InDoubt, Judgement, NotSent, judge

HEADERS = (
    "Content-Length",
    "Transfer-Encoding",
    "Content-Encoding",
    "Content-Type",
    "Retry-After",
    "Location",
    "Set-Cookie",
    "Connection",
    "X-Other",
)
VALUES = (
    "",
    "0",
    "-1",
    "5",
    "99999999999999999999999",
    "5, 6",
    "chunked",
    "gzip",
    "deflate, gzip",
    "br",
    "identity",
    "text/html; charset=\xff",
    "Wed, 21 Oct 2099 07:28:00 GMT",
    "a=b; expires=never; max-age=x; path=\x01",
    "http://[",
    "//",
    "close",
    "\xff\xfe",
)
BODIES = (b"", b'{"RC":"00"}', b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"\x1f\x8b\x08\x00broken", b"\xff" * 300)


def random_bytes(chance):
    return chance.randbytes(chance.randint(0, 400))


def random_answer(chance):
    status = chance.choice(
        ["200 OK", "200", "302 Found", "400 Bad", "503 Busy", "204 None", "101 Switch", "999 X", "-1 X"]
    )
    lines = [f"{chance.choice(HEADERS)}: {chance.choice(VALUES)}" for _ in range(chance.randint(0, 5))]
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines])
    return head.encode("latin-1") + b"\r\n\r\n" + chance.choice(BODIES)


def damaged_answer(chance):
    content = bytearray(random_answer(chance))
    for _ in range(chance.randint(1, 5)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


@pytest.mark.parametrize("make", [random_bytes, random_answer, damaged_answer])
def test_what_leaves_is_always_a_fact(serve, wire, make):
    chance = random.Random(7)  # noqa: S311 - the same answers each time
    said = []

    def handle(_, line):
        line.request()
        line.send(said[-1])

    server = serve(handle)
    sender = wire(timeout_s=5.0)
    for _ in range(50 if make is random_bytes else 300):
        said.append(make(chance))
        fact = sender.post(server.url, {"x-access-key": "token"}, b"body")
        assert isinstance(fact, Answered | InDoubt | NotSent), said[-1]
        for in_doubt in (False, True):
            assert isinstance(judge(fact, "1", in_doubt=in_doubt), Judgement)
