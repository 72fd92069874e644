"""Whoever answers byte by byte does not get more than the time limit, in whatever step of the way he does it."""

import socket

import pytest

from branchagent.core.verdicts import NotSent, Trouble
from branchagent.wire import Proxy, Route, look, reach
from branchagent.wire.cutting import CutError, Cutter

DEADLINE_S = 10.0
HEAD = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 60
HANDSHAKE = b"\x16\x03\x03\x3f\xff" + b"\x02" * 60


@pytest.fixture
def dripping(serve):
    """Give a proxy that answers by dripping, and a list that shows whether it came to the end."""

    def make(content, context=None, first=b""):
        finished = []

        def handle(_, line):
            line.request()
            if first:
                line.send(first)
                line._receive()
            finished.append(line.drip(content))

        return serve(handle, context), finished

    return make


def expect_cut(fact, finished):
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.TIMEOUT
    assert finished == []


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["http", "https"])
def test_a_proxy_that_drips_its_answer(dripping, post, authority, bundle, is_encrypted):
    way, finished = dripping(HEAD, authority.server() if is_encrypted else None)
    # However large what is to be sent, and to be given time for, later.
    content = b"x" * 1024 * 1024
    expect_cut(post("https://siskohat.invalid", content, ca_bundle=bundle, proxy=way.url, timeout_s=0.3), finished)


def test_a_handshake_that_drips_behind_a_proxy_that_is_spoken_to_by_tls(dripping, post, authority, bundle):
    """Without such a proxy, Python counts the whole handshake; within its TLS, each byte begins the time anew."""
    way, finished = dripping(HANDSHAKE, authority.server(), b"HTTP/1.1 200 OK\r\n\r\n")
    expect_cut(post("https://siskohat.invalid", ca_bundle=bundle, proxy=way.url, timeout_s=0.3), finished)


def test_a_look_at_a_certificate_through_a_proxy_that_drips(dripping):
    way, finished = dripping(HEAD)
    assert look("https://siskohat.invalid", Proxy(way.url, "test"), seconds=0.3) is None
    assert finished == []


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["http", "https"])
def test_an_answer_that_drips_when_it_is_only_asked_whether_anybody_is_there(dripping, authority, bundle, is_encrypted):
    server, finished = dripping(HEAD, authority.server() if is_encrypted else None)
    expect_cut(reach(server.url, Route(timeout_s=0.3, ca_bundle=bundle)), finished)


def test_a_connection_that_comes_when_the_time_is_over_is_cut_at_once():
    """A slow answer of the DNS may use the whole time up."""
    cutter = Cutter()
    early, at_its_end, late, at_the_other_end = (*socket.socketpair(), *socket.socketpair())

    def connect_late():
        with cutter.exchange(0.01), cutter.preparing():
            cutter.watch(early)
            assert at_its_end.recv(1) == b""
            cutter.begun(late)

    with early, at_its_end, late, at_the_other_end:
        for each in (at_its_end, at_the_other_end):
            each.settimeout(DEADLINE_S)
        with pytest.raises(CutError):
            connect_late()
        assert at_the_other_end.recv(1) == b""
