"""The listening socket and the threads of its connections, all of which end with `stop`."""

import os
import socket
import ssl
import struct
import sys
from contextlib import suppress
from http.server import ThreadingHTTPServer
from socketserver import TCPServer
from threading import Event, Lock, Thread, current_thread

from branchagent.simulator.service import Service
from branchagent.simulator.wire import Connection, HangUpError, ResetError

_POLL_S = 0.05
_RESET_ON_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _kernel32 = ctypes.WinDLL("kernel32")
    _kernel32.CancelIoEx.argtypes = (wintypes.HANDLE, ctypes.c_void_p)

    def _wake(connection: socket.socket) -> None:
        """Windows lets a thread wait on for what cannot come any more."""
        _kernel32.CancelIoEx(connection.fileno(), None)

else:

    def _wake(connection: socket.socket) -> None:
        """What is shut down wakes its thread by itself."""


class Server(ThreadingHTTPServer):
    """Listens from its creation on; `start` begins to serve. OSError if the address is taken."""

    daemon_threads = True
    request_queue_size = 1024
    # On Windows the option means something else: a second simulator could steal the port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, host: str, port: int, service: Service, context: ssl.SSLContext | None) -> None:
        self.service = service
        self.closing = Event()
        self._context = context
        self._lock = Lock()
        self._connections: set[socket.socket] = set()
        self._serving: set[Thread] = set()
        self._accepting = Thread(target=self.serve_forever, args=(_POLL_S,), name="simulator", daemon=True)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Connection)

    def server_bind(self) -> None:
        """Bind without asking the DNS for this machine's name, as the base class would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def start(self) -> None:
        """Begin to serve, in threads of its own."""
        self._accepting.start()

    def stop(self) -> None:
        """Close every socket and wait for every thread."""
        self.closing.set()
        self.shutdown()
        self._accepting.join()
        self.server_close()
        with self._lock:
            connections, threads = list(self._connections), list(self._serving)
            for connection in connections:
                # The plain method: SSLSocket's own tears down state that its thread may be reading.
                with suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
                _wake(connection)
        for thread in threads:
            thread.join()

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client: object) -> None:
        """Serve a new connection in a thread of its own."""
        assert isinstance(request, socket.socket)  # noqa: S101 - a TCP server's requests are sockets
        thread = Thread(target=self._serve_and_forget, args=(request, client), daemon=True)
        with self._lock:
            self._serving.add(thread)
        thread.start()

    def _serve_and_forget(self, request: socket.socket, client: object) -> None:
        try:
            self._serve(request, client)
        finally:
            with self._lock:
                self._serving.discard(current_thread())

    def _serve(self, request: socket.socket, client: object) -> None:
        connection = self._wrapped(request)
        if not self._enrol(connection):
            connection.close()
            return
        try:
            if isinstance(connection, ssl.SSLSocket):
                connection.do_handshake()
            Connection(connection, client, self)
            self._farewell(connection)
        except ResetError:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        except (HangUpError, OSError):
            self._farewell(connection)
        finally:
            with self._lock:
                self._connections.discard(connection)
                connection.close()

    def _wrapped(self, request: socket.socket) -> socket.socket:
        if self._context is None:
            return request
        return self._context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)

    def _enrol(self, connection: socket.socket) -> bool:
        with self._lock:
            if self.closing.is_set():
                return False
            self._connections.add(connection)
            return True

    @staticmethod
    def _farewell(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
