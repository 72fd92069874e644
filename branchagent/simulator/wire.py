"""One connection: reads requests, asks the service, and delivers its rulings, faults included."""

import selectors
import ssl
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socket import MSG_PEEK, socket
from threading import Event
from typing import Protocol, cast
from urllib.parse import urlsplit

from branchagent.simulator.answers import Response, text_response
from branchagent.simulator.body import BodyLostError, BodyTooLargeError, read_body
from branchagent.simulator.control import PREFIX, control
from branchagent.simulator.fault_kinds import FaultKind
from branchagent.simulator.faults import ELSEWHERE
from branchagent.simulator.parsing import early_number
from branchagent.simulator.service import Ruling, Service

UPLOAD = "/siskohat/bank/setoranawal"
LOGIN = "/umrah/bank/login"
TOKEN_HEADER = "x-access-key"  # noqa: S105 - a header's name
API_KEY_HEADER = "x-key"
_POLL_S = 0.05


class HangUpError(Exception):
    """The connection is to be closed now, without another word."""


class ResetError(HangUpError):
    """The connection is to be reset now."""


class Host(Protocol):
    """The server as its connections see it."""

    service: Service
    closing: Event


class Connection(BaseHTTPRequestHandler):
    """Serves one client until it leaves. HangUpError and OSError end it; its server expects them."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Serve a GET request."""
        self._serve()

    def do_HEAD(self) -> None:
        """Serve a HEAD request."""
        self._serve()

    def do_POST(self) -> None:
        """Serve a POST request."""
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: the service announces what matters."""

    @property
    def _host(self) -> Host:
        return cast("Host", self.server)

    @property
    def _service(self) -> Service:
        return self._host.service

    def _serve(self) -> None:
        path = urlsplit(self.path).path
        try:
            self._route(path)
        except BodyTooLargeError:
            self._send(text_response(413, "over 64 MB\n"))
        except BodyLostError as error:
            raise HangUpError from error

    def _route(self, path: str) -> None:
        if path.startswith(PREFIX):
            body = read_body(self.headers, self.rfile)
            self._send(control(self._service, self.command, path.removeprefix(PREFIX), body))
        elif path == ELSEWHERE:
            self._elsewhere()
        elif path not in {UPLOAD, LOGIN}:
            read_body(self.headers, self.rfile)
            self._send(text_response(404, "not found\n"))
        elif self._service.is_down.is_set():
            raise HangUpError
        elif self.command != "POST":
            read_body(self.headers, self.rfile)
            self._send(text_response(405, "POST only\n"))
        else:
            self._judge(path)

    def _judge(self, path: str) -> None:
        if path == LOGIN:
            body = read_body(self.headers, self.rfile)
            ruling = self._service.judge_login(self.headers.get(API_KEY_HEADER), body)
            self._hold(ruling)
        else:
            # In hand until just before the answer: a client may send its next the moment it has it.
            with self._service.ledger.in_hand():
                ruling = self._receive()
                self._hold(ruling)
        self._deliver(ruling)

    def _receive(self) -> Ruling:
        halfway = self._halfway if self._service.rulebook.may_reset else None
        body = read_body(self.headers, self.rfile, halfway=halfway)
        return self._service.judge_upload(self.headers.get("Content-Type", ""), self._token, body)

    def _halfway(self, head: bytes) -> None:
        if self._service.judge_halfway(head, early_number(head), self._token):
            raise ResetError

    def _elsewhere(self) -> None:
        read_body(self.headers, self.rfile)
        self._service.note_redirected(self.command, self._token)
        self._send(text_response(200, "elsewhere\n"))

    @property
    def _token(self) -> str | None:
        return self.headers.get(TOKEN_HEADER)

    def _hold(self, ruling: Ruling) -> None:
        self._pause(self._service.latency_s)
        if ruling.step.fault in {FaultKind.HANG, FaultKind.SLOW}:
            self._pause(ruling.step.argument or 0.0)

    def _deliver(self, ruling: Ruling) -> None:
        fault = ruling.step.fault
        if fault is FaultKind.RESET:
            raise ResetError
        if ruling.response is None:
            raise HangUpError
        if fault is FaultKind.DRIP:
            self._drip(ruling.response, ruling.step.argument or 0.0)
        else:
            self._send(ruling.response)

    def _send(self, response: Response) -> None:
        self.wfile.write(response.encode(with_body=self.command != "HEAD"))
        if response.close:
            raise HangUpError

    def _drip(self, response: Response, interval_s: float) -> None:
        for byte in response.encode():
            self.wfile.write(bytes((byte,)))
            self._pause(interval_s)

    def _pause(self, seconds: float) -> None:
        """Let time pass; HangUpError as soon as the client has left or the simulator closes."""
        if seconds <= 0:
            return
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ)
            while (left := deadline - time.monotonic()) > 0:
                readable = selector.select(min(left, _POLL_S))
                if self._host.closing.is_set() or (readable and _has_left(self.connection)):
                    raise HangUpError
                if readable:
                    # The next request is already waiting; it would wake the selector for ever.
                    self._host.closing.wait(min(left, _POLL_S))


def _has_left(connection: socket) -> bool:
    if isinstance(connection, ssl.SSLSocket):
        # TLS forbids peeking; before it has its answer, a client only ever writes its farewell.
        return True
    with suppress(BlockingIOError):
        return not connection.recv(1, MSG_PEEK)
    return False
