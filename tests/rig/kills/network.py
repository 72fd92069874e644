"""The way between agent and service, which breaks at every point at which a connection can."""

import contextlib
import select
import socket
import struct
import threading
from collections import Counter
from enum import StrEnum

_AT_ONCE_S = 10.0
_LOOKS_EVERY_S = 0.1
_CHUNK = 4096
_RESET = struct.pack("ii", 1, 0)
_LONGEST_REQUESTS = (3_000, 20_000)
_LONGEST_ANSWERS = (300, 3_000)
"""In bytes, of one exchange and of several: an agent keeps a connection for as long as it lasts."""


class Cut(StrEnum):
    """Where a connection breaks."""

    NOWHERE = "nowhere"
    BEFORE = "before the request"
    IN_REQUEST = "in the request"
    BEFORE_ANSWER = "after the request, before the answer"
    IN_ANSWER = "in the answer"


_CUTS = (Cut.BEFORE, *(Cut.IN_REQUEST,) * 3, Cut.BEFORE_ANSWER, *(Cut.IN_ANSWER,) * 3)


class Network:
    """A forwarder to a port of this machine. `cuts` counts the connections that it broke, by the place."""

    def __init__(self, target, random):
        self.cuts = Counter()
        self._target = target
        self._random = random
        self._calm = threading.Event()
        self._calm.set()
        self._over = threading.Event()
        self._listener = None
        self._lock = threading.Lock()
        self._port = 0
        self._carriers = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self._port}"

    def listen(self):
        """Begin to take connections, on the same port as ever."""
        self._listener = socket.create_server(("127.0.0.1", self._port), backlog=64)
        self._port = self._listener.getsockname()[1]
        self._start(self._accept, self._listener)

    def refuse(self):
        """Refuse new connections until `listen`; those that are there go on."""
        listener, self._listener = self._listener, None
        # Linux keeps a socket listening for as long as another thread waits in it.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()

    def begin_to_break(self):
        self._calm.clear()

    def calm_down(self):
        """Break nothing any more."""
        self._calm.set()

    def close(self):
        self._over.set()
        if self._listener is not None:
            self.refuse()
        for carrier in self._carriers:
            carrier.join()

    def _start(self, work, *arguments):
        carrier = threading.Thread(target=work, args=arguments, daemon=True)
        self._carriers = [each for each in self._carriers if each.is_alive()] + [carrier]
        carrier.start()

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                self._start(self._carry, listener.accept()[0], *self._plan())

    def _plan(self):
        """Draw where the next connection breaks, and after how many bytes of that direction."""
        with self._lock:
            cut = Cut.NOWHERE if self._calm.is_set() else self._random.choice(_CUTS)
            longest = self._random.choice(_LONGEST_REQUESTS if cut is Cut.IN_REQUEST else _LONGEST_ANSWERS)
            return cut, self._random.randrange(1, longest), self._random.random() < 0.5

    def _carry(self, here, cut, most, by_reset):
        """Carry bytes both ways until one side ends or the connection is to break."""
        with here, contextlib.suppress(OSError):
            if cut is not Cut.BEFORE:
                with socket.create_connection(("127.0.0.1", self._target), _AT_ONCE_S) as there:
                    if not self._join(here, there, cut, most):
                        return
            self.cuts[cut] += 1
            if by_reset:
                here.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

    def _join(self, here, there, cut, most):
        """Tell whether it broke as planned; what is left of the plan's bytes is still carried."""
        left = {here: most if cut is Cut.IN_REQUEST else None, there: most if cut is Cut.IN_ANSWER else None}
        if cut is Cut.BEFORE_ANSWER:
            left[there] = 0
        while not self._over.is_set():
            for each in select.select([here, there], [], [], _LOOKS_EVERY_S)[0]:
                content = each.recv(_CHUNK)
                if not content:
                    return False
                other = there if each is here else here
                other.sendall(content[: left[each]])
                if left[each] is not None:
                    left[each] -= len(content)
                    if left[each] <= 0:
                        return True
        return False
