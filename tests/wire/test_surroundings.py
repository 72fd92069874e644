"""The connection, the proxy, the trust: what the settings say holds, and nothing of the machine leaks in."""

import gc

from branchagent.core.verdicts import Answered, InDoubt, NotSent, Trouble
from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.wire import Route, reach


def header_names(request):
    return [line.partition(b":")[0].lower() for line in request[0].split(b"\r\n")[1:]]


def test_two_requests_use_one_connection(serve, wire, answer):
    server = serve(answer())
    sender = wire()
    assert [sender.post(server.url, {}, b"body").status for _ in range(2)] == [200, 200]
    assert (server.connections, len(server.requests)) == (1, 2)


def test_a_connection_that_was_closed_while_idle_is_not_used_again(serve, wire, answer, until):
    closed = []

    def once(server, line):
        server.requests.append(line.request())
        line.send(answer())
        line._connection.close()
        closed.append(True)

    server = serve(once)
    sender = wire()
    for number in range(1, 6):
        assert isinstance(sender.post(server.url, {}, b"body"), Answered)
        until(lambda expected=number: len(closed) == expected)
    assert server.connections == 5


def test_a_failed_request_does_not_spoil_the_next_one(serve, wire, answer):
    def first_cut(server, line):
        while (request := line.request()) is not None:
            server.requests.append(request)
            if len(server.requests) == 1:
                return
            line.send(answer())

    server = serve(first_cut)
    sender = wire()
    assert not isinstance(sender.post(server.url, {}, b"first"), Answered)
    assert isinstance(sender.post(server.url, {}, b"second"), Answered)
    assert [body for _, body in server.requests] == [b"first", b"second"]


def test_closing_ends_the_connection_at_once_even_after_a_failure(serve, wire, answer, until):
    left = []

    def first_cut(server, line):
        while (request := line.request()) is not None:
            server.requests.append(request)
            if len(server.requests) == 1:
                return
            line.send(answer())
        left.append(True)

    server = serve(first_cut)
    sender = wire()
    gc.disable()
    try:
        for _ in range(2):
            sender.post(server.url, {}, b"body")
        sender.close()
        until(lambda: left)
    finally:
        gc.enable()


def test_the_request_is_what_it_should_be_and_no_more(serve, post, answer):
    server = serve(answer())
    post(server.url, b"body", {"x-access-key": "token", "Content-Type": "application/json"})
    ((head, body),) = server.requests
    assert head.startswith(b"POST /x HTTP/1.1\r\n")
    assert body == b"body"
    expected = "host user-agent accept-encoding accept content-length content-type x-access-key"
    assert sorted(header_names((head, body))) == sorted(expected.encode().split())


def test_no_password_is_taken_from_a_netrc(serve, post, answer, tmp_path, monkeypatch):
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login clerk password secret\ndefault login clerk password secret\n")
    netrc.chmod(0o600)
    server = serve(answer())
    post(server.url)
    monkeypatch.setenv("NETRC", str(netrc))
    post(server.url)
    assert len(server.requests) == 2
    assert all(b"authorization" not in header_names(request) for request in server.requests)


def test_cookies_or_not_the_token_is_sent_to_nobody_else(serve, wire, answer):
    server = serve(answer(b"{}", "200 OK", "Set-Cookie: a=b; Domain=127.0.0.1"))
    other = serve(answer())
    sender = wire()
    sender.post(server.url, {"x-access-key": "token"}, b"body")
    sender.post(other.url, {}, b"body")
    assert b"x-access-key" not in header_names(other.requests[0])


def test_a_head_that_drips_over_tls_does_not_get_more_than_the_time_limit(serve, post, authority, bundle):
    finished = []

    def handle(_, line):
        line.request()
        finished.append(line.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 60 + b"\r\nContent-Length: 2\r\n\r\n{}"))

    server = serve(handle, authority.server())
    fact = post(server.url, ca_bundle=bundle, timeout_s=0.5)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.TIMEOUT
    assert finished == []


def test_reaching_out_sends_nothing(closed_port):
    with Simulator(SimulatorConfig()) as simulator:
        assert isinstance(reach(simulator.url, Route(timeout_s=10)), Answered)
        assert simulator.requests == []
    assert isinstance(reach(f"http://127.0.0.1:{closed_port}", Route(timeout_s=10)), NotSent)
