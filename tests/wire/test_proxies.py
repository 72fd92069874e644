"""Real proxies on the way: what goes where, whose password is shown to whom, and what is told when one refuses."""

import base64
import hashlib
import re
import select
import socket

import pytest
from rig.authorities import Authority
from rig.proxies import SQUID, squid

from branchagent.core.verdicts import Answered, CredentialsRefused, InDoubt, NotSent, Trouble, judge
from branchagent.redaction import redact
from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.wire import Proxies, Route, reach

CLERK = ("clerk", "marked-password")
TOKEN = "a.token.here"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 2000
NUMBER = "01118053000013564019"


def in_base64(text):
    return base64.b64encode(text.encode()).decode().rstrip("=")


def expect_refused_by_proxy(fact, number="1"):
    """HTTP 407 is told as what it is, whether the proxy answers in the service's place or before it."""
    judgement = judge(fact, number, in_doubt=False)
    assert judgement.verdict == CredentialsRefused(by_proxy=True), fact
    assert not judgement.leaves_doubt


@pytest.fixture(params=["http", "https"])
def server(request, serve, answer, authority):
    """A service, plain and encrypted."""
    return serve(answer(), authority.server() if request.param == "https" else None)


@pytest.fixture
def seen(server):
    """Tell how a proxy notes down that it was asked for the service."""
    encrypted = f"CONNECT 127.0.0.1:{server.port}"
    return encrypted if server.url.startswith("https") else f"POST http://127.0.0.1:{server.port}/x"


def test_a_request_goes_through_the_set_proxy(server, seen, post, bundle, proxy):
    way = proxy()
    assert isinstance(post(server.url, ca_bundle=bundle, proxy=way.address), Answered)
    assert way.requests() == [seen]


def test_the_password_of_the_keyring_opens_the_proxy_and_goes_no_further(
    server, seen, post, bundle, proxy, known, heads
):
    way = proxy(*CLERK)
    known.pairs[way.address] = CLERK
    assert isinstance(post(server.url, ca_bundle=bundle, proxy=way.address, passwords=known), Answered)
    assert way.requests() == [seen]
    assert b"x-access-key" in heads(server)
    assert not heads(server) & {b"proxy-authorization", b"authorization"}
    assert known.refused == []


def test_a_proxy_that_wants_a_password_is_told_and_nothing_is_sent(server, seen, post, bundle, proxy, known):
    way = proxy(*CLERK)
    # Several times: it hangs up while we are sending, each time in another moment.
    for count in range(1, 6):
        expect_refused_by_proxy(post(server.url, PDF, ca_bundle=bundle, proxy=way.address, passwords=known))
        assert way.requests() == [seen] * count
        assert known.refused == [way.address] * count
    assert server.connections == 0


@pytest.mark.parametrize("pair", [("clerk", "wrong-password"), ("nobody", "marked-password"), ("clerk", "ü:✓ ")])
def test_a_proxy_that_refuses_our_password_is_told_and_nothing_is_sent(encrypted, post, bundle, proxy, known, pair):
    """By HTTP 401, as tinyproxy says it to a wrong password (and 407 to none)."""
    way = proxy(*CLERK)
    known.pairs[way.address] = pair
    fact = post(encrypted.url, PDF, ca_bundle=bundle, proxy=way.address, passwords=known)
    assert fact == NotSent(Trouble.PROXY_AUTH, "HTTP 401")
    assert way.requests() == [f"CONNECT 127.0.0.1:{encrypted.port}"]
    assert encrypted.connections == 0
    assert known.refused == [way.address]


def test_reaching_out_tells_of_the_refusal_too(server, bundle, proxy, known):
    way = proxy(*CLERK)
    fact = reach(server.url, Route(timeout_s=10.0, ca_bundle=bundle, proxy=way.address, passwords=known))
    if isinstance(fact, Answered):
        assert fact.status == 407
    else:
        assert fact.trouble is Trouble.PROXY_AUTH
    assert server.connections == 0


def test_a_password_that_appears_is_used_by_the_next_request(server, wire, bundle, proxy, known):
    way = proxy(*CLERK)
    sender = wire(ca_bundle=bundle, proxy=way.address, passwords=known)
    expect_refused_by_proxy(sender.post(f"{server.url}/x", {}, b"body"))
    known.pairs[way.address] = CLERK
    assert isinstance(sender.post(f"{server.url}/x", {}, b"body"), Answered)
    del known.pairs[way.address]
    expect_refused_by_proxy(sender.post(f"{server.url}/x", {}, b"body"))
    assert len(server.requests) == 1


@pytest.mark.parametrize("encoding", ["multipart", "json"])
@pytest.mark.parametrize("https", [False, True], ids=["http", "https"])
def test_a_receipt_arrives_byte_for_byte_through_a_proxy(uploader, proxy, known, rc_of, tmp_path, https, encoding):
    way = proxy(*CLERK)
    known.pairs[way.address] = CLERK
    with Simulator(SimulatorConfig(https=https, ca_file=tmp_path / "ca.pem", token=TOKEN)) as simulator:
        bundle = tmp_path / "ca.pem" if https else None
        sender = uploader(simulator.url, encoding, ca_bundle=bundle, proxy=way.address, passwords=known)
        # tinyproxy ends a plain connection after each answer, and does not say so beforehand.
        for number in (NUMBER, NUMBER[::-1]) if https else (NUMBER,):
            assert rc_of(sender.upload(number, PDF, TOKEN)) == "00"
            assert simulator.accepted[number].sha256 == hashlib.sha256(PDF).hexdigest()
    if https:
        # Both in one tunnel.
        assert len(way.requests()) == 1


def test_the_proxy_of_an_encrypted_way_never_sees_the_token(serve, post, answer, authority, bundle):
    """What a proxy gets: the name of the service and its own password."""
    server = serve(answer(), authority.server())
    told = []

    def refuse(_, line):
        told.append(line.request()[0])
        line.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    address = serve(refuse).url.replace("http://", "http://clerk:marked-password@")
    fact = post(server.url, ca_bundle=bundle, proxy=address)
    assert fact == NotSent(Trouble.PROXY, "HTTP 403")
    (head,) = told
    assert head.startswith(f"CONNECT 127.0.0.1:{server.port} ".encode())
    assert in_base64("clerk:marked-password").encode() in head
    assert b"token" not in head
    assert b"x-access-key" not in head


def test_a_proxy_that_is_down_is_told(post, closed_port):
    for scheme in ("http", "https"):
        fact = post(f"{scheme}://siskohat.invalid", proxy=f"http://127.0.0.1:{closed_port}")
        assert isinstance(fact, NotSent)
        assert fact.trouble is Trouble.PROXY


def test_a_proxy_whose_name_nobody_knows_is_told(post):
    fact = post("https://siskohat.example", proxy="http://proxy.invalid:8080")
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.PROXY


def test_a_proxy_that_cannot_reach_the_service_is_told(post, proxy, closed_port):
    fact = post(f"https://127.0.0.1:{closed_port}", proxy=proxy().address)
    assert fact == NotSent(Trouble.PROXY, "HTTP 500")


@pytest.mark.parametrize("status", ["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"])
def test_what_a_proxy_answers_instead_of_connecting_is_told(serve, post, status):
    way = serve(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
    assert post("https://siskohat.invalid", proxy=way.url) == NotSent(Trouble.PROXY, f"HTTP {status[:3]}")


@pytest.mark.parametrize("said", [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\nno handshake at all\r\n\r\n"])
def test_a_proxy_that_talks_nonsense_gets_no_receipt(serve, post, said):
    def handle(_, line):
        line.request()
        line.send(said)

    fact = post("https://siskohat.invalid", proxy=serve(handle).url)
    assert isinstance(fact, NotSent)
    assert fact.trouble is not Trouble.NO_CONNECTION


def test_a_proxy_that_is_silent_is_given_up_in_time(serve, post):
    way = serve(lambda _, line: line.wait_for_leaving())
    fact = post("https://siskohat.invalid", proxy=way.url, timeout_s=0.3)
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.TIMEOUT


@pytest.fixture(scope="module")
def strict_squid():
    """The proxy that most banks have."""
    if SQUID is None:
        pytest.skip("squid is not installed")
    with squid(CLERK) as running:
        yield running


def test_squid_with_its_password_carries_receipts(strict_squid, uploader, known, rc_of, tmp_path):
    known.pairs[strict_squid.address] = CLERK
    with Simulator(SimulatorConfig(https=True, ca_file=tmp_path / "ca.pem")) as simulator:
        ways = {"ca_bundle": tmp_path / "ca.pem", "proxy": strict_squid.address, "passwords": known}
        assert rc_of(uploader(simulator.url, **ways).upload(NUMBER, PDF, TOKEN)) == "00"
    with Simulator() as simulator:
        sender = uploader(simulator.url, proxy=strict_squid.address, passwords=known)
        assert [rc_of(sender.upload(NUMBER, PDF, TOKEN)) for _ in range(2)] == ["00", "29"]


@pytest.mark.parametrize("pair", [None, ("clerk", "wrong-password")], ids=["none", "wrong"])
@pytest.mark.parametrize("https", [False, True], ids=["http", "https"])
def test_squid_refuses_us_without_its_password(strict_squid, uploader, known, tmp_path, pair, https):
    if pair:
        known.pairs[strict_squid.address] = pair
    with Simulator(SimulatorConfig(https=https, ca_file=tmp_path / "ca.pem")) as simulator:
        bundle = tmp_path / "ca.pem" if https else None
        sender = uploader(simulator.url, ca_bundle=bundle, proxy=strict_squid.address, passwords=known)
        # Several times: it keeps the connection, and the page that comes with the refusal is long.
        for _ in range(3):
            expect_refused_by_proxy(sender.upload(NUMBER, PDF, TOKEN), NUMBER)
        assert simulator.requests == []
    assert known.refused == [strict_squid.address] * 3


def test_squid_that_cannot_reach_the_service_is_told(strict_squid, post, known, closed_port):
    known.pairs[strict_squid.address] = CLERK
    fact = post(f"https://127.0.0.1:{closed_port}", proxy=strict_squid.address, passwords=known)
    assert fact == NotSent(Trouble.PROXY, "HTTP 503")


def test_a_password_shows_nowhere_in_what_stands_for_a_proxy(known):
    route = Route(proxy="http://clerk:marked%2Dand%2Dshown@proxy.example:8080", passwords=known)
    found = Proxies(route).of("https://siskohat.example")
    assert found.authorization == f"Basic {base64.b64encode(b'clerk:marked-and-shown').decode()}"
    assert found.address == "http://proxy.example:8080"
    assert not re.search("marked|Basic|clerk", f"{found!r} {found}")
    # Nor from now on in anything else that leaves the program.
    assert "marked" not in redact(f"somewhere: marked-and-shown, {found.authorization}")


@pytest.fixture
def encrypted_proxy(serve, authority):
    """A proxy that is spoken to by TLS itself, as a script's HTTPS names one."""

    def carry(server, line):
        head, _ = line.request()
        server.requests.append(head)
        host, port = head.split()[1].decode().split(":")
        with socket.create_connection((host, int(port)), timeout=20) as service:
            line.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _carry(line._connection, service)

    return serve(carry, authority.server())


def _carry(client, service):
    """Carry to and fro until one of them leaves; in one thread, for an encrypted connection serves no two."""
    while True:
        ready = [client] if client.pending() else select.select([client, service], [], [], 20)[0]
        for each in ready:
            content = each.recv(65536)
            if not content:
                return
            (service if each is client else client).sendall(content)


def test_a_proxy_may_be_spoken_to_by_tls(serve, post, answer, authority, bundle, encrypted_proxy):
    server = serve(answer(), authority.server())
    assert isinstance(post(server.url, PDF, ca_bundle=bundle, proxy=encrypted_proxy.url), Answered)
    assert server.requests[0][1] == PDF


def test_the_certificate_of_such_a_proxy_has_to_be_trusted(post, bundle, encrypted_proxy):
    encrypted_proxy.context = Authority("Otoritas Lain").server()
    named = encrypted_proxy.url.replace("https://", "https://clerk:marked-password@")
    fact = post("https://siskohat.invalid", ca_bundle=bundle, proxy=named)
    assert fact == NotSent(Trouble.PROXY, "SSLCertVerificationError")
    assert encrypted_proxy.requests == []


def test_a_head_that_drips_through_such_a_proxy_does_not_get_more_than_the_time_limit(
    serve, post, authority, bundle, encrypted_proxy
):
    finished = []

    def handle(_, line):
        line.request()
        finished.append(line.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100))

    server = serve(handle, authority.server())
    fact = post(server.url, ca_bundle=bundle, proxy=encrypted_proxy.url, timeout_s=1.0)
    assert isinstance(fact, InDoubt)
    assert fact.trouble is Trouble.TIMEOUT
    assert finished == []


def test_what_is_wrong_with_a_certificate_behind_such_a_proxy_is_told(
    serve, post, answer, authority, bundle, encrypted_proxy
):
    server = serve(answer(), authority.expired_server())
    fact = post(server.url, ca_bundle=bundle, proxy=encrypted_proxy.url)
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.TLS_EXPIRED
    assert server.requests == []
    assert "Otoritas Uji" in fact.detail
