import contextlib
import json
import socket
import threading
import time

import pytest

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
        self._received = b""
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
        return head, body

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
        self._context = context
        self._ending = threading.Event()
        self._threads = []
        self.requests = []
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        # A small window: what the server has not read, the client has for the most part not sent.
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.port = self._listening.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
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
            if self._context is not None:
                connection = stack.enter_context(self._context.wrap_socket(connection, server_side=True))
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


@pytest.fixture(autouse=True)
def _no_foreign_settings(monkeypatch, tmp_path):
    """What the machine that runs the tests has set must not decide them."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle", "netrc"):
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
