import contextlib
import json
import socket
import threading
import time

import pytest
from rig.authorities import ALSO_HERE, HERE, Authority
from rig.proxies import TINYPROXY, tinyproxy

from branchagent.uploading import Endpoint, Uploader
from branchagent.wire import Route, Wire

DEADLINE_S = 20.0
ANSWER = b'{"RC":"00","message":"OK"}'


def answer(body=ANSWER, status="200 OK", *headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Line:
    """One connection at the server's end."""

    def __init__(self, connection, ending):
        self._connection = connection
        # Not bytes, which are copied whole for each piece that is added.
        self._received = bytearray()
        self.ending = ending

    def request(self):
        """Read one request; give its head and its body, or None if the client has left."""
        while b"\r\n\r\n" not in self._received:
            if not self._receive():
                return None
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0)
        while len(self._received) < length:
            if not self._receive():
                return None
        body, self._received = self._received[:length], self._received[length:]
        return bytes(head), bytes(body)

    def take_slowly(self, size, pauses, each):
        """Receive `size` bytes of what comes, with pauses in between."""
        for part in range(pauses):
            self.ending.wait(each)
            while len(self._received) < size * (part + 1) // pauses and self._receive():
                pass

    def _receive(self):
        received = self._connection.recv(65536)
        self._received += received
        return received

    def send(self, content):
        self._connection.sendall(content)

    def drip(self, content, every=0.05):
        """Byte by byte; False if the client left meanwhile."""
        for byte in content:
            if self.ending.wait(every):
                return False
            self._connection.sendall(bytes([byte]))
        return True

    def wait_for_leaving(self):
        with contextlib.suppress(OSError):
            while self._connection.recv(65536):
                pass


class RawServer:
    """A server on loopback that does on each connection whatever a test says; no HTTP library in it."""

    def __init__(self, handle, context=None):
        self._handle = handle
        self.context = context
        self._ending = threading.Event()
        self._threads = []
        self.requests = []
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        # A small window: what the server has not read, the client has for the most part not sent.
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.port = self._listening.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://{HERE}:{self.port}"
        self.url_from_afar = self.url.replace(HERE, ALSO_HERE)
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self):
        while True:
            connection, _ = self._listening.accept()
            if self._ending.is_set():
                connection.close()
                return
            self.connections += 1
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection):
        connection.settimeout(DEADLINE_S)
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(connection.close)
            if self.context is not None:
                connection = stack.enter_context(self.context.wrap_socket(connection, server_side=True))
            self._handle(self, Line(connection, self._ending))

    def close(self):
        self._ending.set()
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._accepting.join()
        self._listening.close()
        for thread in self._threads:
            thread.join()


def answering(content):
    """A handler that answers every request of a connection alike."""

    def handle(server, line):
        while (request := line.request()) is not None:
            server.requests.append(request)
            line.send(content)

    return handle


def until(condition):
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.01)


class Known:
    """The secrets of the way, as a test gives and changes them."""

    def __init__(self, client_key=None, **pairs):
        self.pairs = pairs
        self.client_key = client_key
        self.refused, self.accepted = [], []

    def of_proxy(self, address, written):
        return self.pairs.get(address) or written

    def refused_by_proxy(self, address, sent):  # noqa: ARG002 - the protocol's signature
        self.refused.append(address)

    def accepted_by_proxy(self, address):
        self.accepted.append(address)

    def read_anew(self):
        pass

    def has_other_for_proxy(self):
        return False

    def of_client_key(self):
        return self.client_key


_FOREIGN = (
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "requests_ca_bundle",
    "curl_ca_bundle",
    "ssl_cert_file",
    "ssl_cert_dir",
    "sslkeylogfile",
    "netrc",
)


@pytest.fixture(autouse=True)
def _no_foreign_settings(monkeypatch, tmp_path):
    """What the machine that runs the tests has set must not decide them."""
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))


@pytest.fixture
def serve():
    made = []

    def serve(handle, context=None):
        made.append(RawServer(answering(handle) if isinstance(handle, bytes) else handle, context))
        return made[-1]

    yield serve
    for server in made:
        server.close()


@pytest.fixture
def wire():
    made = []

    def make(**route):
        made.append(Wire(Route(**{"timeout_s": 10.0, **route})))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def post(wire):
    """Send one small request and give the fact."""

    def post(url, content=b"body", headers=None, **route):
        return wire(**route).post(f"{url}/x", headers or {"x-access-key": "token"}, content)

    return post


@pytest.fixture
def uploader():
    made = []

    def make(url, encoding="multipart", token_header="x-access-key", **route):  # noqa: S107 - a header's name
        made.append(Uploader(Endpoint(url, encoding, token_header), Route(**{"timeout_s": 10.0, **route})))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(name="answer")
def _answer():
    return answer


@pytest.fixture(name="until")
def _until():
    return until


@pytest.fixture
def closed_port():
    """A port on which nothing listens: it is held, without listening, while the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def rc_of():
    return lambda fact: json.loads(fact.body)["RC"]


@pytest.fixture
def known():
    """Secrets of the way, none at first."""
    return Known()


@pytest.fixture(scope="session")
def authority():
    """The authority of the bank."""
    return Authority()


@pytest.fixture
def bundle(authority, tmp_path):
    """The bank's authority in a file, as `server.ca_bundle` names it."""
    return authority.write(tmp_path / "ca.pem")


@pytest.fixture
def encrypted(serve, answer, authority):
    """A service by https."""
    return serve(answer(), authority.server())


@pytest.fixture(scope="session")
def _running_proxies():
    with contextlib.ExitStack() as stack:
        yield {}, stack


@pytest.fixture
def proxy(_running_proxies):
    """Give a real proxy, which wants `pair` (user name and password) if there is one; each kind is started once."""
    if TINYPROXY is None:
        pytest.skip("tinyproxy is not installed")
    running, stack = _running_proxies

    def give(*pair):
        if pair not in running:
            running[pair] = stack.enter_context(tinyproxy(pair or None))
        return Seen(running[pair])

    return give


class Seen:
    """A proxy that many tests use, and what this test has asked it for."""

    def __init__(self, running):
        self._running = running
        self._before = len(running.requests())

    def __getattr__(self, name):
        return getattr(self._running, name)

    def requests(self):
        return self._running.requests()[self._before :]


@pytest.fixture
def heads():
    """Give the names of the headers that a server has received, of all its requests."""

    def names(server):
        return {line.partition(b":")[0].lower() for head, _ in server.requests for line in head.split(b"\r\n")[1:]}

    return names
