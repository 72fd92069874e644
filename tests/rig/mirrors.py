"""Servers of the worst kind: they write down all that they get, and answer what a test says, a client's secrets too."""

import base64
import contextlib
import json
import select
import socket
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_QUIET_S = 20.0


@dataclass(frozen=True)
class Request:
    """One request as it came; `raw` is all of it, as bytes."""

    method: str
    path: str
    headers: dict
    body: bytes
    raw: bytes


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _QUIET_S

    def handle_one_request(self):
        with contextlib.suppress(OSError):
            super().handle_one_request()
            return
        self.close_connection = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        raw = b"\r\n".join([self.requestline.encode("latin-1"), self.headers.as_bytes(), body])
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body, raw)
        self.server.mirror.received.append(request)
        answer = self.server.mirror.answer(request)
        if answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, headers, content = answer
        headers = dict(headers)
        self.send_response_only(status, headers.pop(":reason", None))
        for name, value in {"Content-Length": len(content), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.close_connection = "Connection" in headers

    def do_HEAD(self):
        self.do_POST()

    def do_GET(self):
        self.do_POST()

    def do_CONNECT(self):
        if self.headers.get("Proxy-Authorization") != self.server.mirror.wanted:
            self.do_POST()
            return
        raw = b"\r\n".join([self.requestline.encode("latin-1"), self.headers.as_bytes()])
        self.server.mirror.received.append(Request(self.command, self.path, dict(self.headers), b"", raw))
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port)), _QUIET_S) as there:
            self.send_response_only(200)
            self.end_headers()
            _join(self.connection, there, self.server.mirror)
        self.close_connection = True

    def log_message(self, *_):
        pass


def _join(here, there, mirror):
    """Carry bytes both ways until one side ends."""
    while not mirror.closing.is_set():
        for each in select.select([here, there], [], [], 0.1)[0]:
            content = each.recv(65536)
            if not content:
                return
            mirror.passed += content
            (there if each is here else here).sendall(content)


class Mirror:
    """A server on loopback. `answer` gives status, headers and body for a request, or None to cut the connection.

    As a proxy it lets through whoever brings the header `wanted`; what it carried is in `passed`.
    """

    def __init__(self, answer=None, wanted=None):
        self.answer = answer or (lambda _: (404, {}, b""))
        self.wanted = wanted
        self.received = []
        self.passed = bytearray()
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Connection)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.mirror = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def of(self, path):
        return [request for request in self.received if urlsplit(request.path).path == path]

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def basic(username, password):
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def in_json(status, **fields):
    """Give an answer in JSON, written as a server of another make would."""
    return status, {"Content-Type": "application/json"}, json.dumps(fields).encode()


def echo_authorization(request):
    """Answer as a proxy that refuses, and says what it was given."""
    told = request.headers.get("proxy-authorization", "nothing")
    said = f"407: {told}, that is {told.removeprefix('Basic ')}"
    return 407, {":reason": f"No {told}", "Proxy-Authenticate": f'Basic realm="{told}"'}, said.encode("utf-8")
