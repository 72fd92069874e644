"""The connection, the proxy, the trust: what the settings say holds, and nothing of the machine leaks in."""

import ssl

import pytest
import trustme

from branchagent.core.verdicts import Answered, InDoubt, NotSent, Trouble
from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.wire import Route, reach


def context_for(authority, *names):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def bundle(authority, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path / "ca.pem"


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


def test_the_systems_proxy_is_used_where_none_is_set(serve, post, answer, monkeypatch):
    proxy = serve(answer(b"by proxy"))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    assert post("http://siskohat.invalid").body == b"by proxy"
    assert proxy.requests[0][0].startswith(b"POST http://siskohat.invalid/x ")


def test_the_set_proxy_is_used(serve, post, answer):
    proxy = serve(answer(b"by proxy"))
    assert post("http://siskohat.invalid", proxy=proxy.url).body == b"by proxy"


def test_the_set_proxy_comes_before_the_systems(serve, post, answer, monkeypatch):
    systems, ours = serve(answer(b"the system's")), serve(answer(b"ours"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, systems.url)
    assert post("http://siskohat.invalid", proxy=ours.url).body == b"ours"
    assert systems.connections == 0


def test_a_proxy_that_is_not_there_sent_nothing(post, closed_port):
    for scheme in ("http", "https"):
        fact = post(f"{scheme}://siskohat.invalid", proxy=f"http://127.0.0.1:{closed_port}")
        assert isinstance(fact, NotSent)
        assert fact.trouble is Trouble.PROXY


def test_a_proxy_that_refuses_to_connect_sent_nothing(serve, post):
    proxy = serve(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    fact = post("https://siskohat.invalid", proxy=proxy.url)
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.PROXY


def test_a_certificate_of_the_set_authority_is_trusted(serve, post, answer, authority, bundle):
    server = serve(answer(), context_for(authority, "127.0.0.1"))
    assert isinstance(post(server.url, ca_bundle=bundle), Answered)


def test_the_set_authority_comes_before_the_systems(serve, post, answer, authority, bundle, tmp_path, monkeypatch):
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tmp_path / "other.pem"))
    server = serve(answer(), context_for(authority, "127.0.0.1"))
    assert isinstance(post(server.url, ca_bundle=bundle), Answered)


def expect_tls_trouble(fact, server):
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.TLS
    assert server.requests == []


def test_an_unknown_authority_is_not_trusted(serve, post, answer, authority):
    server = serve(answer(), context_for(authority, "127.0.0.1"))
    fact = post(server.url)
    expect_tls_trouble(fact, server)
    assert "certificate" in fact.detail


def test_another_authority_is_not_trusted(serve, post, answer, bundle):
    server = serve(answer(), context_for(trustme.CA(), "127.0.0.1"))
    expect_tls_trouble(post(server.url, ca_bundle=bundle), server)


def test_a_certificate_for_another_name_is_not_trusted(serve, post, answer, authority, bundle):
    server = serve(answer(), context_for(authority, "siskohat.example"))
    expect_tls_trouble(post(server.url, ca_bundle=bundle), server)


def test_a_server_that_speaks_no_tls_is_no_answer(serve, post, answer):
    server = serve(answer())
    fact = post(server.url.replace("http:", "https:"))
    assert isinstance(fact, NotSent)
    assert server.requests == []


def test_a_head_that_drips_over_tls_does_not_get_more_than_the_time_limit(serve, post, authority, bundle):
    finished = []

    def handle(_, line):
        line.request()
        finished.append(line.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 60 + b"\r\nContent-Length: 2\r\n\r\n{}"))

    server = serve(handle, context_for(authority, "127.0.0.1"))
    fact = post(server.url, ca_bundle=bundle, timeout_s=0.5)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.TIMEOUT
    assert finished == []


def test_a_client_certificate_is_shown(serve, post, answer, authority, bundle, tmp_path):
    mine = authority.issue_cert("branch.example")
    mine.private_key_pem.write_to_path(tmp_path / "key.pem")
    mine.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    context = context_for(authority, "127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    server = serve(answer(), context)
    given = {"client_certificate": tmp_path / "certificate.pem", "client_key": tmp_path / "key.pem"}
    assert isinstance(post(server.url, ca_bundle=bundle, **given), Answered)
    assert not isinstance(post(server.url, ca_bundle=bundle), Answered)


@pytest.mark.parametrize("setting", ["ca_bundle", "client_certificate"])
def test_a_file_of_the_settings_that_is_missing_sent_nothing(serve, post, answer, authority, tmp_path, setting):
    server = serve(answer(), context_for(authority, "127.0.0.1"))
    assert isinstance(post(server.url, **{setting: tmp_path / "missing.pem"}), NotSent)
    assert server.requests == []


def test_reaching_out_sends_nothing(closed_port):
    with Simulator(SimulatorConfig()) as simulator:
        assert isinstance(reach(simulator.url, Route(timeout_s=10)), Answered)
        assert simulator.requests == []
    assert isinstance(reach(f"http://127.0.0.1:{closed_port}", Route(timeout_s=10)), NotSent)
