"""A service made of a socket: what it says of an upload is bytes, whether they are an answer or not."""

import contextlib
import re
import socket
import threading
from collections import Counter

_QUIET_S = 5.0
_NUMBER = re.compile(rb"\b999261123000\d{8}\b")


class RawService:
    """Serves between entering and leaving. `say(number, attempt)` gives the pieces of an answer to one upload.

    `number` is None where a request names none. A piece None is a quarter of a second, a last piece False leaves the
    connection open for the next request; else it is closed.
    """

    def __init__(self, say):
        self.say = say
        self.attempts = Counter()
        self._ending = threading.Event()
        self._threads = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self):
        self._threads.append(threading.Thread(target=self._accept))
        self._threads[0].start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def _accept(self):
        with contextlib.suppress(OSError):
            while not self._ending.is_set():
                connection, _ = self._listening.accept()
                self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
                self._threads[-1].start()

    def _serve(self, connection):
        connection.settimeout(_QUIET_S)
        with contextlib.suppress(OSError), connection:
            while (request := self._request(connection)) and self._answer(connection, request):
                pass

    def _request(self, connection):
        received = bytearray()
        while b"\r\n\r\n" not in received:
            if not self._receive(connection, received):
                return b""
        head, _, _ = received.partition(b"\r\n\r\n")
        told = re.search(rb"(?i)content-length: *(\d+)", head)
        while told and len(received) < len(head) + 4 + int(told[1]):
            if not self._receive(connection, received):
                return b""
        return bytes(received)

    def _receive(self, connection, received):
        """Take what comes; nothing comes any more if the client has left or the service ends."""
        connection.settimeout(0.1)
        while not self._ending.is_set():
            with contextlib.suppress(TimeoutError):
                more = connection.recv(65536)
                received += more
                connection.settimeout(_QUIET_S)
                return bool(more)
        return False

    def _answer(self, connection, request):
        """Say the pieces; tell whether the connection stays open."""
        found = _NUMBER.search(request)
        number = found[0].decode() if found else None
        self.attempts[number] += 1
        for piece in self.say(number, self.attempts[number]):
            if piece is False:
                return True
            if self._ending.is_set():
                return False
            if piece is None:
                self._ending.wait(0.25)
            else:
                connection.sendall(piece)
        return False
