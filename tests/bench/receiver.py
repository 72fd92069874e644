"""A receiver of uploads that costs less than any client, and knows whether what came is what was sent.

It is a process of its own: one thread, one loop, no parsing beyond what finds a body's two parts. Each upload's time is
the monotonic clock's when its last byte was read, which is the same clock for all processes of a machine.
"""

import contextlib
import heapq
import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .receipts import MARK

_LONGEST = 1 << 20
_MOST_AT_ONCE = 48 * 1024
_SPARE: list[bytearray] = []
_ANSWER = b'{"RC":"00","message":"OK","no_validasi":"%s"}'
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
_FIELD = b'name="no_validasi"\r\n\r\n'
_DOCUMENT = b"Content-Type: application/pdf\r\n\r\n"
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Received:
    """What came since the last look: each upload's number and time, and how many were torn; CPU seconds it took."""

    uploads: list[tuple[str, float]]
    torn: int
    cpu: float

    @property
    def times(self):
        """When each number came first."""
        return dict(reversed(self.uploads))

    @property
    def doubled(self):
        """How many uploads were of a number that had come before."""
        return len(self.uploads) - len(self.times)


class Receiver:
    """The receiver's process. `form` is the file with the form of all receipts (see `forms`)."""

    def __init__(self, form, delay=0.0):
        self._command = [sys.executable, "-m", "tests.bench.receiver", str(form), str(delay)]

    def __enter__(self):
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT
        )
        self.url = f"http://127.0.0.1:{self._ask('port')}"
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, word):
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def take(self):
        """Give what came, and forget it."""
        told = self._ask("take")
        return Received([(number, at) for number, at in told["uploads"]], told["torn"], told["cpu"])

    def count(self):
        """Give how many uploads came since the last `take`."""
        return self._ask("count")

    def wait_for(self, count, within=600.0):
        """Wait until so many uploads came since the last `take`; tell whether they did."""
        until = time.monotonic() + within
        while self.count() < count:
            if time.monotonic() > until:
                return False
            time.sleep(0.005)
        return True


class _Connection:
    def __init__(self, taken):
        self.socket = taken
        self.buffer = _SPARE.pop() if _SPARE else bytearray(_LONGEST)
        self.filled = 0
        self.body_at = 0
        self.ends_at = 0

    def read(self):
        """Take what came; None while a request is not whole, and b"" at the connection's end."""
        with memoryview(self.buffer) as view:
            count = self.socket.recv_into(view[self.filled :])
        if not count:
            return b""
        self.filled += count
        if not self.ends_at:
            self._find_body()
        if self.ends_at and self.filled >= self.ends_at:
            return self.buffer
        if self.ends_at:
            # Woken once for the rest, not for each packet.
            self._wake_for(min(self.ends_at - self.filled, _MOST_AT_ONCE))
        return None

    def _find_body(self):
        found = self.buffer.find(b"\r\n\r\n", 0, self.filled)
        if found < 0:
            return
        head = bytes(self.buffer[: found + 2]).lower()
        length = head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
        self.body_at, self.ends_at = found + 4, found + 4 + int(length or 0)
        if b"\r\nexpect: 100-continue" in head:
            self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _wake_for(self, count):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, count)

    def next(self):
        self.filled = self.body_at = self.ends_at = 0
        self._wake_for(1)

    def close(self):
        self.socket.close()
        _SPARE.append(self.buffer)


class _Loop:
    def __init__(self, form, delay):
        self._before, self._after = form
        self._delay = delay
        self._uploads = []
        self._torn = 0
        self._due = []
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(sys.stdin, selectors.EVENT_READ)
        self._began = 0.0

    def run(self):
        while True:
            pause = max(self._due[0][0] - time.monotonic(), 0) if self._due else None
            for key, _ in self._selector.select(pause):
                if key.fileobj is sys.stdin:
                    if not self._obey(sys.stdin.readline()):
                        return
                elif key.fileobj is self._listener:
                    self._accept()
                else:
                    self._read(key.data)
            while self._due and self._due[0][0] <= time.monotonic():
                self._answer(*heapq.heappop(self._due)[2:])

    def _obey(self, line):
        match line.strip():
            case "port":
                told = self._listener.getsockname()[1]
            case "count":
                told = len(self._uploads)
            case "take":
                now = time.process_time()
                told = {"uploads": self._uploads, "torn": self._torn, "cpu": now - self._began}
                self._uploads, self._torn, self._began = [], 0, now
            case _:
                return False
        print(json.dumps(told), flush=True)
        return True

    def _accept(self):
        taken, _ = self._listener.accept()
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(taken, selectors.EVENT_READ, _Connection(taken))

    def _read(self, connection):
        try:
            request = connection.read()
        except ConnectionError:
            request = b""
        if request == b"":
            self._selector.unregister(connection.socket)
            connection.close()
        elif request is not None:
            at = time.monotonic()
            number, whole = self._look(connection)
            self._torn += not whole
            if number:
                self._uploads.append((number.decode(), at))
            if self._delay:
                heapq.heappush(self._due, (at + self._delay, id(connection), connection, number))
            else:
                self._answer(connection, number)

    def _look(self, connection):
        """Give the upload's number, and whether its document is the one of that number, byte for byte."""
        buffer, end = connection.buffer, connection.ends_at
        field = buffer.find(_FIELD, connection.body_at, end)
        document = buffer.find(_DOCUMENT, connection.body_at, end)
        if field < 0 and document < 0:
            return b"", True  # somebody only shows a token
        if field < 0 or document < 0:
            return b"", False
        field, document = field + len(_FIELD), document + len(_DOCUMENT)
        number = bytes(buffer[field : buffer.find(b"\r\n", field, end)])
        # By its beginning, which is compared as memory is: a view would be compared byte after byte.
        whole = all(
            buffer.startswith(part, at)
            for part, at in (
                (self._before, document),
                (number, document + len(self._before)),
                (self._after, document + len(self._before) + len(number)),
                (b"\r\n--", document + len(self._before) + len(number) + len(self._after)),
            )
        )
        return number, whole

    def _answer(self, connection, number):
        connection.next()
        body = _ANSWER % number
        with contextlib.suppress(OSError):
            connection.socket.sendall(_HEAD % (len(body), body))


def _main(form, delay):
    before, _, after = Path(form).read_bytes().partition(MARK)
    _Loop((before, after), float(delay)).run()


if __name__ == "__main__":
    _main(*sys.argv[1:])
