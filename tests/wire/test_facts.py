"""What happened on the wire, as a fact: only what is proven not to have been sent is not in doubt."""

import gzip

import pytest

from branchagent.core.verdicts import Answered, InDoubt, NotSent, Trouble
from branchagent.wire import LONGEST_ANSWER

BIG = b"x" * (8 * 1024 * 1024)


def test_a_plain_answer_is_an_answer(serve, post, answer):
    server = serve(answer(b'{"RC":"00"}', "200 OK", "Content-Type: application/json"))
    assert post(server.url) == Answered(200, b'{"RC":"00"}', "application/json")


@pytest.mark.parametrize("status", [204, 400, 404, 413, 429, 500, 503])
def test_every_status_is_an_answer(serve, post, answer, status):
    body = b"" if status == 204 else b"{}"
    assert post(serve(answer(body, f"{status} So")).url).status == status


def test_a_refused_connection_sent_nothing(post, closed_port):
    fact = post(f"http://127.0.0.1:{closed_port}")
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.NO_CONNECTION


def test_a_name_that_nobody_knows_sent_nothing(post):
    fact = post("http://siskohat.invalid")
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.NO_CONNECTION


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://[::1", "ftp://127.0.0.1", "http://a..b"])
def test_an_address_that_is_none_sent_nothing(post, url):
    assert isinstance(post(url), NotSent)


@pytest.mark.parametrize("token", ["a\nb", "a\r\nx: y", "ü✓", " a"])
def test_a_token_that_fits_no_header_sent_nothing(serve, post, answer, token):
    server = serve(answer())
    assert isinstance(post(server.url, headers={"x-access-key": token}), NotSent)
    assert server.requests == []


def test_a_connection_that_is_closed_before_it_is_read_is_never_an_answer(serve, post):
    fact = post(serve(lambda _, __: None).url, BIG)
    assert isinstance(fact, NotSent | InDoubt)
    assert fact.trouble is Trouble.BROKEN_OFF


def test_a_connection_that_is_closed_within_the_body_is_in_doubt(serve, post):
    fact = post(serve(lambda _, line: line._receive()).url, BIG)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.BROKEN_OFF


def too_large(_, line):
    line._receive()
    line.send(b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large")


def test_an_answer_that_comes_before_the_whole_body_was_taken_is_an_answer(serve, post):
    assert post(serve(too_large).url, BIG) == Answered(413, b"too large")


def test_over_tls_such_an_answer_may_be_lost_with_the_connection_and_is_no_trouble_of_tls(
    serve, post, authority, bundle
):
    server = serve(too_large, authority.server())
    for _ in range(5):
        fact = post(server.url, BIG, ca_bundle=bundle)
        assert fact == Answered(413, b"too large") or (isinstance(fact, InDoubt) and fact.trouble is Trouble.BROKEN_OFF)


def test_a_connection_that_is_closed_within_the_body_is_in_doubt_over_tls_too(serve, post, authority, bundle):
    fact = post(serve(lambda _, line: line._receive(), authority.server()).url, BIG, ca_bundle=bundle)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.BROKEN_OFF


def test_a_connection_that_is_closed_after_the_body_is_in_doubt(serve, post):
    server = serve(lambda server, line: server.requests.append(line.request()))
    fact = post(server.url)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.BROKEN_OFF
    assert server.requests[0][1] == b"body"


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "beginning",
    [
        b"HTTP/1.1 2",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1",
        b"HTTP/1.1 204 No Content\r\nServer: x\r\n",
        b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"RC":"00"}',
        CHUNKED + b'b\r\n{"RC":"0',
        CHUNKED + b'b\r\n{"RC":"00"}\r\n',
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
    ids=["status", "head", "header", "length", "no body", "body", "chunk", "between chunks", "continue"],
)
def test_an_answer_that_is_cut_is_in_doubt(serve, post, beginning):
    def handle(_, line):
        line.request()
        line.send(beginning)

    fact = post(serve(handle).url)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.BROKEN_OFF


def test_a_chunked_answer_is_an_answer(serve, post):
    assert post(serve(CHUNKED + b'b\r\n{"RC":"00"}\r\n0\r\n\r\n').url).body == b'{"RC":"00"}'


@pytest.mark.parametrize("status", ["100 Continue", "102 Processing", "103 Early Hints"])
def test_what_comes_before_an_answer_is_passed_over(serve, post, answer, status):
    """A gateway may send any of them to any client, and the service's own answer stands behind them."""
    before = f"HTTP/1.1 {status}\r\nLink: </x>\r\n\r\n".encode()
    assert post(serve(before * 3 + answer(b'{"RC":"00"}')).url) == Answered(200, b'{"RC":"00"}')


def test_no_answer_within_the_time_limit_is_in_doubt(serve, post):
    fact = post(serve(lambda _, line: line.wait_for_leaving()).url, timeout_s=0.3)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.TIMEOUT


def test_a_body_that_drips_does_not_get_more_than_the_time_limit(serve, post):
    finished = []

    def handle(_, line):
        line.request()
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        finished.append(line.drip(b"x" * 100))

    fact = post(serve(handle).url, timeout_s=0.3)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.TIMEOUT
    assert finished == []


def test_a_head_that_drips_does_not_get_more_than_the_time_limit(serve, post):
    finished = []

    def handle(_, line):
        line.request()
        finished.append(line.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 60 + b"\r\nContent-Length: 2\r\n\r\n"))
        line.send(b"{}")

    fact = post(serve(handle).url, timeout_s=0.3)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.TIMEOUT
    assert finished == []


def test_a_line_that_is_slow_for_longer_than_the_time_limit_carries_a_receipt_all_the_same(serve, post, answer):
    """The limit is for the wait; while the body goes out, however slowly, nobody waits."""

    def handle(server, line):
        line.take_slowly(len(BIG), pauses=80, each=0.05)
        server.requests.append(line.request())
        line.send(answer())

    server = serve(handle)
    fact = post(server.url, BIG + BIG, timeout_s=1.5)
    assert isinstance(fact, Answered)
    assert fact.status == 200
    assert len(server.requests[0][1]) == 2 * len(BIG)


def endless(head, sent, most=64 * 1024 * 1024):
    def handle(_, line):
        line.request()
        line.send(head)
        while sent[0] < most:
            line.send(b"x" * 65536)
            sent[0] += 65536

    return handle


def test_an_endless_answer_is_cut(serve, post):
    sent = [0]
    fact = post(serve(endless(b"HTTP/1.1 200 OK\r\n\r\n", sent)).url)
    assert fact == Answered(200, b"x" * LONGEST_ANSWER)
    assert sent[0] < 64 * 1024 * 1024


def test_an_endless_redirect_is_cut_too(serve, post):
    sent = [0]
    fact = post(serve(endless(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", sent)).url)
    assert isinstance(fact, Answered)
    assert fact.status == 302
    assert sent[0] < 64 * 1024 * 1024


def test_a_packed_answer_is_unpacked_and_never_longer_than_the_limit(serve, post, answer):
    packed = answer(gzip.compress(b'{"RC":"00"}'), "200 OK", "Content-Encoding: gzip")
    assert post(serve(packed).url).body == b'{"RC":"00"}'
    bomb = answer(gzip.compress(bytes(20 * 1024 * 1024)), "200 OK", "Content-Encoding: gzip")
    assert post(serve(bomb).url).body == bytes(LONGEST_ANSWER)


def test_an_answer_that_cannot_be_unpacked_is_an_answer_without_words(serve, post, answer):
    fact = post(serve(answer(b"no gzip", "200 OK", "Content-Encoding: gzip")).url)
    assert fact == Answered(200, b"")


@pytest.mark.parametrize("location", ["http://127.0.0.1:{port}/other", "/other", "http://[", "/\xff", ""])
def test_a_redirect_is_an_answer_and_is_not_followed(serve, post, answer, location):
    other = serve(answer())
    redirect = answer(b"moved", "307 Temporary Redirect").replace(
        b"\r\n\r\n", f"\r\nLocation: {location.format(port=other.port)}\r\n\r\n".encode("latin-1"), 1
    )
    server = serve(redirect)
    fact = post(server.url)
    assert fact == Answered(307, b"moved")
    assert len(server.requests) == 1
    assert other.connections == 0
