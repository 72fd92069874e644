"""`check` on the way to the service: it names the step that does not work, and who can mend it."""

import base64
import contextlib
import datetime as dt
import json
import socket
import socketserver
import ssl
import threading
from email.utils import format_datetime

import pytest
from rig.authorities import Authority
from rig.branches import TOKEN
from rig.proxies import TINYPROXY, tinyproxy

from branchagent.simulator import Simulator, SimulatorConfig

TLS_HELLO = b"\x16"
NOWHERE = "https://siskohat.invalid"


def findings(branch, code):
    lines = branch.command("check", "--json", code=code).stdout.splitlines()
    return {line["what"]: line for line in map(json.loads, lines)}


def wrong(found):
    return {what for what, finding in found.items() if not finding["ok"]}


class Stub(socketserver.ThreadingTCPServer):
    """Answers every request alike and closes; without an answer it keeps silent until the client has left.

    `plain_too`: though it speaks TLS, it answers whoever comes without, as nginx does.
    """

    daemon_threads = True
    request_queue_size = 50

    def __init__(self, answer, context=None, plain_too=False):
        self.answer = answer
        self.context = context
        self.plain_too = plain_too
        self.heads = []
        super().__init__(("127.0.0.1", 0), _Client)

    @property
    def port(self):
        return self.server_address[1]


class _Client(socketserver.BaseRequestHandler):
    def handle(self):
        with contextlib.suppress(OSError), contextlib.closing(self._wrapped()) as line:
            received = b""
            while not self.server.answer or not _is_whole(received):
                part = line.recv(65536)
                if not part:
                    return
                received += part
            self.server.heads.append(received.partition(b"\r\n\r\n")[0])
            line.sendall(self.server.answer)

    def _wrapped(self):
        self.request.settimeout(20)
        context = self.server.context
        if context is None or (self.server.plain_too and self.request.recv(1, socket.MSG_PEEK) != TLS_HELLO):
            return self.request
        line = context.wrap_socket(self.request, server_side=True, do_handshake_on_connect=False)
        try:
            line.do_handshake()
        except OSError:
            line.close()
            raise
        return line


def _is_whole(request):
    head, separator, body = request.lower().partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
    return separator and len(body) >= length


def answering(status="200 OK", *headers):
    """Give an answer that finds no receipt, whatever is asked."""
    body = b'{"RC":"05","message":"data tidak ditemukan"}'
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def serve():
    with contextlib.ExitStack() as stack:

        def start(answer=None, context=None, plain_too=False):
            stub = stack.enter_context(Stub(answering() if answer is None else answer, context, plain_too))
            thread = threading.Thread(target=stub.serve_forever, args=(0.05,))
            thread.start()
            stack.callback(thread.join)
            stack.callback(stub.shutdown)
            return stub

        yield start


@pytest.fixture
def closed_port():
    """A port on which nothing listens: it is held, without listening, while the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def branch_at(make_branch):
    """Make a branch of an address, with a token stored for it though nobody could be asked."""

    def make(url, **settings):
        branch = make_branch(url=url, **{"server__timeout_s": 5, **settings})
        branch.command("login", "--token-stdin", "--force", stdin=TOKEN + "\n")
        return branch

    return make


def test_a_name_that_nobody_knows(branch_at):
    found = findings(branch_at(NOWHERE), 1)
    assert wrong(found) == {"name"}
    assert "siskohat.invalid" in found["name"]["found"]
    assert "DNS" in found["name"]["remedy"]
    assert found["connection"]["level"] == found["certificate"]["level"] == "skipped"


@pytest.mark.parametrize("host", ["siskohat..example", f"{'s' * 70}.example"])
def test_a_name_that_can_be_none(branch_at, host):
    assert wrong(findings(branch_at(f"https://{host}"), 1)) == {"name"}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nobody_listens(branch_at, closed_port, scheme):
    found = findings(branch_at(f"{scheme}://127.0.0.1:{closed_port}"), 1)
    assert wrong(found) == {"connection"}
    assert str(closed_port) in found["connection"]["found"]
    assert "firewall" in found["connection"]["remedy"]
    after = ("certificate", "endpoint", "clock", "sign-in") if scheme == "https" else ("endpoint", "clock", "sign-in")
    assert all(found[what]["level"] == "skipped" and "TCP" in found[what]["found"] for what in after)


def test_the_service_is_down(branch, service):
    service.down()
    found = findings(branch, 1)
    assert wrong(found) == {"endpoint"}
    assert found["endpoint"]["remedy"]


def test_a_service_that_keeps_silent(branch_at, serve):
    found = findings(branch_at(f"http://127.0.0.1:{serve(b'').port}", server__timeout_s=0.5), 1)
    assert wrong(found) == {"endpoint"}
    assert "server.timeout_s" in found["endpoint"]["remedy"]


@pytest.mark.parametrize("status", ["302 Found", "503 Service Unavailable"])
def test_an_answer_that_is_no_good(branch_at, serve, status):
    stub = serve(answering(status, "Location: /"))
    found = findings(branch_at(f"http://127.0.0.1:{stub.port}"), 1)
    assert wrong(found) == {"endpoint"}
    assert status[:3] in found["endpoint"]["found"]
    assert found["sign-in"]["level"] == "skipped"


def test_an_address_with_nothing_behind_it_is_told(branch_at, service):
    found = findings(branch_at(f"{service.url}/elsewhere"), 1)
    # Whether a server that takes only POST says 404 to anything else is its own affair; the upload's own request tells.
    assert wrong(found) == {"sign-in"}
    assert "404" in found["endpoint"]["found"]
    assert "server.url" in found["sign-in"]["remedy"]


def test_a_trusted_certificate(make_branch):
    with Simulator(SimulatorConfig(https=True)) as bank:
        branch = make_branch(url=bank.url)
        authority = branch.home / "ca.pem"
        authority.write_bytes(bank.authority_pem)
        branch.set(server__ca_bundle=authority)
        branch.login()
        certificate = findings(branch, 0)["certificate"]
        assert "server.ca_bundle" in certificate["found"]
        details = "\n".join(certificate["details"])
        for part in ("branchagent simulator", "127.0.0.1", "WIB", "SHA-256"):
            assert part in details
        assert bank.requests == []


def test_a_certificate_that_ends_soon(branch_at, serve, tmp_path):
    authority = Authority()
    now = dt.datetime.now(dt.UTC)
    context = authority.server(not_before=now, not_after=now + dt.timedelta(days=5))
    bundle = authority.write(tmp_path / "ca.pem")
    stub = serve(context=context)
    certificate = findings(branch_at(f"https://127.0.0.1:{stub.port}", server__ca_bundle=bundle), 0)["certificate"]
    assert certificate["level"] == "warning"
    assert "4 hari" in certificate["found"]


BAD_CERTIFICATES = {
    "expired": (lambda authority: authority.expired_server(), True, "kedaluwarsa", "jam"),
    "not-yet": (lambda authority: authority.server_not_yet_valid(), True, "belum berlaku", "jam"),
    "name": (lambda authority: authority.server("siskohat.example"), True, "bukan untuk", "server.url"),
    "unknown": (lambda authority: authority.server(), False, "penerbit", "server.ca_bundle"),
    "inspected": (
        lambda _: Authority("Bank Contoh TLS Inspection").server(),
        False,
        "memeriksa",
        "mengecualikan",
    ),
}


@pytest.mark.parametrize("kind", BAD_CERTIFICATES)
def test_a_certificate_that_is_not_trusted(branch_at, serve, tmp_path, kind):
    make, is_known, problem, remedy = BAD_CERTIFICATES[kind]
    authority = Authority()
    stub = serve(context=make(authority))
    branch = branch_at(f"https://127.0.0.1:{stub.port}")
    if is_known:
        branch.set(server__ca_bundle=authority.write(tmp_path / "ca.pem"))
    found = findings(branch, 1)
    assert wrong(found) == {"certificate"}
    assert problem in found["certificate"]["found"]
    assert remedy in found["certificate"]["remedy"]
    assert any("Bank Contoh" in line for line in found["certificate"]["details"])
    assert found["endpoint"]["level"] == found["sign-in"]["level"] == "skipped"
    assert "Sertifikat" in found["endpoint"]["found"]
    assert found["clock"]["level"] == ("warning" if kind in {"expired", "not-yet"} else "skipped")
    assert stub.heads == []


def test_a_certificate_of_very_many_names_is_not_listed_whole(branch_at, serve):
    stub = serve(context=Authority().server(*(f"host-{number}.example" for number in range(50))))
    details = "\n".join(findings(branch_at(f"https://127.0.0.1:{stub.port}"), 1)["certificate"]["details"])
    assert "host-19.example, ..." in details
    assert "host-20.example" not in details


def test_a_server_that_speaks_no_tls(branch_at, service):
    found = findings(branch_at(f"https://127.0.0.1:{service.port}"), 1)
    assert wrong(found) == {"certificate"}
    assert "https" in found["certificate"]["remedy"]


@pytest.mark.parametrize("plain_too", [False, True])
def test_a_server_that_wants_tls_where_http_is_written(branch_at, serve, plain_too):
    stub = serve(answering("400 Bad Request"), Authority().server(), plain_too)
    found = findings(branch_at(f"http://127.0.0.1:{stub.port}"), 1)
    assert wrong(found) == {"endpoint"}
    assert str(stub.port) in found["endpoint"]["found"]
    assert "https://" in found["endpoint"]["remedy"]
    assert found["sign-in"]["level"] == "skipped"


def test_a_bad_request_of_a_server_without_tls_is_no_reason_to_write_https(branch_at, serve):
    found = findings(branch_at(f"http://127.0.0.1:{serve(answering('400 Bad Request')).port}"), 0)
    assert "https" not in found["endpoint"]["found"]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_wants_a_certificate_of_ours(branch_at, serve, tmp_path, version):
    authority = Authority()
    context = authority.server(wants_client=True)
    context.maximum_version = version
    bundle = authority.write(tmp_path / "ca.pem")
    found = findings(branch_at(f"https://127.0.0.1:{serve(context=context).port}", server__ca_bundle=bundle), 1)
    assert wrong(found) == {"certificate"}
    assert "server.client_certificate" in found["certificate"]["remedy"]


def test_plain_http_beyond_this_machine(branch_at, service):
    # The simulator stands in for a proxy that forwards to itself.
    branch = branch_at("http://siskohat.invalid", server__allow_plain_http=True, server__proxy=service.url)
    found = findings(branch, 0)
    assert found["certificate"]["level"] == "warning"
    assert "TIDAK TERENKRIPSI" in found["certificate"]["found"]
    assert "TIDAK TERENKRIPSI" in found["endpoint"]["found"]
    assert "proxy" in found["name"]["found"]
    assert str(service.port) in found["connection"]["found"]
    assert "server.proxy" in found["proxy"]["found"]
    assert service.requests == []


def test_a_proxy_that_the_environment_names(branch_at, closed_port):
    branch = branch_at(NOWHERE)
    branch.environment["HTTPS_PROXY"] = f"http://clerk:hunter-two@127.0.0.1:{closed_port}"
    found = findings(branch, 1)
    assert wrong(found) == {"proxy"}
    assert {found[what]["level"] for what in ("connection", "certificate", "endpoint", "sign-in")} == {"skipped"}
    assert "1 masalah ditemukan" in branch.command("check", code=1).stdout
    assert "variabel lingkungan" in found["proxy"]["found"]
    assert "hunter-two" not in json.dumps(found)


def test_a_proxys_address_that_makes_no_sense(branch_at):
    branch = branch_at(NOWHERE)
    branch.environment["HTTPS_PROXY"] = "http://[127.0.0.1:3128"
    found = findings(branch, 1)
    assert "proxy" in wrong(found)
    assert found["connection"]["level"] == "skipped"


def test_a_proxy_of_a_kind_that_is_not_supported(branch_at, closed_port):
    branch = branch_at(NOWHERE)
    branch.environment["HTTPS_PROXY"] = f"socks5://127.0.0.1:{closed_port}"
    proxy = findings(branch, 1)["proxy"]
    assert "SOCKS" in proxy["found"]
    assert "server.proxy" in proxy["remedy"]


def refusing(*schemes):
    offers = "".join(f"Proxy-Authenticate: {scheme}\r\n" for scheme in schemes)
    return f"HTTP/1.1 407 Proxy Authentication Required\r\n{offers}Content-Length: 0\r\n\r\n".encode()


def test_a_proxy_that_wants_a_password(branch_at, serve):
    stub = serve(refusing('Basic realm="NTLM, too"', "Digest realm=x, nonce=y"))
    branch = branch_at(NOWHERE, server__proxy=f"http://127.0.0.1:{stub.port}")
    found = findings(branch, 1)
    assert wrong(found) == {"proxy"}
    assert "Basic, Digest" in found["proxy"]["found"]
    assert "branchagent login --proxy" in found["proxy"]["remedy"]
    assert all(b"authorization" not in head.lower() for head in stub.heads)


def test_a_proxy_that_refuses_the_stored_password_is_given_it_once(branch_at, serve):
    stub = serve(refusing("Basic realm=x"))
    branch = branch_at(NOWHERE, server__proxy=f"http://127.0.0.1:{stub.port}")
    branch.command("login", "--proxy", "--username", "clerk", "--password-stdin", "--force", stdin="hunter-two\n")
    stub.heads.clear()
    found = findings(branch, 1)
    assert "menolak" in found["proxy"]["found"]
    assert sum(b"authorization" in head.lower() for head in stub.heads) == 1


def test_a_proxy_that_takes_only_what_we_cannot_give(branch_at, serve):
    stub = serve(refusing("Negotiate", "NTLM"))
    found = findings(branch_at(NOWHERE, server__proxy=f"http://127.0.0.1:{stub.port}"), 1)
    assert wrong(found) == {"proxy"}
    assert "Negotiate, NTLM" in found["proxy"]["found"]
    assert "Basic" in found["proxy"]["remedy"]


@pytest.mark.skipif(TINYPROXY is None, reason="tinyproxy is not installed")
def test_a_proxy_that_takes_the_stored_password(branch_at, service):
    branch = branch_at(service.url)
    with tinyproxy(("clerk", "hunter-two")) as proxy:
        branch.set(server__proxy=proxy.address)
        branch.command("login", "--proxy", "--username", "clerk", "--password-stdin", stdin="hunter-two\n")
        found = findings(branch, 0)
        assert "kata sandi" in found["proxy"]["found"]
        assert str(proxy.port) in found["connection"]["found"]
        assert "hunter-two" not in json.dumps(found)


def test_a_proxy_that_refuses_the_host(branch_at, serve):
    stub = serve(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    found = findings(branch_at(NOWHERE, server__proxy=f"http://127.0.0.1:{stub.port}"), 1)
    assert wrong(found) == {"proxy"}
    assert "403" in found["proxy"]["found"]
    assert "siskohat.invalid" in found["proxy"]["remedy"]


def test_a_script_that_cannot_be_had(branch_at, tmp_path):
    found = findings(branch_at(NOWHERE, server__proxy_script=tmp_path / "missing.pac"), 1)
    assert "proxy" in wrong(found)
    assert "server.proxy_script" in found["proxy"]["remedy"]


@pytest.mark.parametrize(("seconds", "word"), [(-1785, "30 menit lebih cepat"), (1785, "30 menit lebih lambat")])
def test_a_clock_that_is_off(branch_at, serve, seconds, word):
    date = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    stub = serve(answering("200 OK", f"Date: {format_datetime(date, usegmt=True)}"))
    found = findings(branch_at(f"http://127.0.0.1:{stub.port}"), 1)
    assert wrong(found) == {"clock"}
    assert word in found["clock"]["found"]


def test_a_tokens_end_is_told_by_the_services_clock(make_branch, serve):
    date = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    stub = serve(answering("200 OK", f"Date: {format_datetime(date, usegmt=True)}"))
    branch = make_branch(url=f"http://127.0.0.1:{stub.port}")
    claims = json.dumps({"exp": int(date.timestamp()) - 3600}).encode()
    token = ".".join(
        base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b'{"alg":"HS256"}', claims, b"x")
    )
    branch.command("login", "--token-stdin", "--force", stdin=f"{token}\n")
    assert wrong(findings(branch, 1)) == {"clock", "token"}


def test_a_service_without_a_clock(branch_at, serve):
    clock = findings(branch_at(f"http://127.0.0.1:{serve().port}"), 0)["clock"]
    assert clock["ok"]
    assert "WIB" in clock["found"]
