"""A time limit for a whole HTTP answer: when it is over, the connection is cut.

The time limits of sockets begin anew with every byte, so a server that sends one a second would hold us for ever.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests.adapters
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from branchagent.wire.alarms import ALARMS
from branchagent.wire.heads import WholeAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from requests import PreparedRequest
    from urllib3 import PoolManager, ProxyManager

    from branchagent.wire.proxies import Proxy


class CutError(TimeoutError):
    """An exchange took too long, and its connection was cut."""


class Cutter:
    """Knows the socket of one thread's latest connection, and cuts it when an exchange takes too long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._has_cut = False

    @contextlib.contextmanager
    def preparing(self) -> Iterator[None]:
        """Let go, when the block is over, of the second handle that `begun` took."""
        try:
            yield
        finally:
            before = self._set(None)
            if before is not None:
                before.close()

    def begun(self, plain: socket.socket) -> socket.socket:
        """Take note of a connection before a proxy and TLS have answered, which may take them for ever.

        By a second handle: TLS takes the first away.
        """
        self._set(plain.dup())
        return plain

    def watch(self, connected: socket.socket) -> None:
        """Take note of a connection on which requests can go out."""
        # TLS within a proxy's TLS is no socket itself, but has one.
        self._set(getattr(connected, "socket", connected))

    @contextlib.contextmanager
    def exchange(self, seconds: float) -> Iterator[None]:
        """Cut the connection if the block takes longer than `seconds`, unless `begin` sets another limit.

        Raises `CutError` then, whatever came of the block: what a cut left of an answer may look like a whole one.
        """
        self._has_cut = False
        self.begin(seconds)
        try:
            yield
        finally:
            ALARMS.cancel(self._cut)
            if self._has_cut:
                raise CutError

    def begin(self, seconds: float) -> None:
        """Begin a new limit in place of the one that runs."""
        ALARMS.set(self._cut, seconds)

    def _set(self, connection: socket.socket | None) -> socket.socket | None:
        """Watch another connection, and give the one before. What comes when the time is over is cut at once."""
        with self._lock:
            before, self._socket = self._socket, connection
            if self._has_cut:
                self._shut_down()
        return before

    def _cut(self) -> None:
        with self._lock:
            self._has_cut = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError, ValueError):
                # Not an SSL socket's own way, which takes its state away under the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class Line:
    """How a body goes out: in blocks of so many bytes, each of which has to be taken within `limit_s`."""

    block: int = 16 * 1024
    limit_s: float | None = None


class CuttableAdapter(requests.adapters.HTTPAdapter):
    """An adapter of one connection, with our own rules of TLS and of the proxy.

    `cutter` knows its socket from the first; `on_connect` is told of it when requests can go out.
    """

    def __init__(
        self,
        cutter: Cutter,
        context: ssl.SSLContext | None = None,
        proxy: Proxy | None = None,
        on_connect: Callable[[socket.socket], None] = lambda _: None,
        line: Line = Line(),
    ) -> None:
        self._pools = _pools(cutter, on_connect, line)
        self._context = context
        self._proxy = proxy
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Make the pools of our connections."""
        super().init_poolmanager(*args, **options, ssl_context=self._context)
        self._equip(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> ProxyManager:  # noqa: ANN401 - as above
        """Make the pools through a proxy of our connections too."""
        contexts = {"ssl_context": self._context, "proxy_ssl_context": self._context} if self._context else {}
        manager: ProxyManager = super().proxy_manager_for(proxy, **options, **contexts)
        self._equip(manager)
        return manager

    def proxy_headers(self, proxy: str) -> dict[str, str]:  # noqa: ARG002 - an adapter has one proxy at most
        """Give the proxy its password in a header: inside an address it would show in errors."""
        authorization = self._proxy.authorization if self._proxy else None
        return {"Proxy-Authorization": authorization} if authorization else {}

    def build_connection_pool_key_attributes(
        self,
        request: PreparedRequest,
        verify: Any,  # noqa: ANN401 - as above
        cert: Any = None,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Leave trust to the context alone: requests would add the authorities that it brings along."""
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"cert_reqs": "CERT_NONE" if verify is False else "CERT_REQUIRED"}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ANN401
        """Leave trust to the context alone."""

    def close(self) -> None:
        """Close the connections now: the base class leaves that to the garbage collector, which a failure holds up."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 - it cannot be gone through otherwise
                pool = manager.pools.get(key)
                if pool is not None:
                    pool.close()
        super().close()

    def _equip(self, manager: PoolManager) -> None:
        manager.pool_classes_by_scheme = self._pools


def _pools(
    cutter: Cutter, on_connect: Callable[[socket.socket], None], line: Line
) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        response_class = WholeAnswer

        def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's signature
            super().__init__(*args, **{**options, "blocksize": line.block})

        def request(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's signature
            self._begin_sending()
            super().request(*args, **options)

        def _new_conn(self) -> socket.socket:
            return cutter.begun(super()._new_conn())

        def connect(self) -> None:
            with cutter.preparing():
                super().connect()
            cutter.watch(self.sock)
            on_connect(self.sock)
            self._begin_sending()

        def _begin_sending(self) -> None:
            # Else it would be the limit for connecting, or the one for the answer before.
            if line.limit_s is not None and self.sock is not None:
                self.sock.settimeout(line.limit_s)

    class Encrypted(Plain, HTTPSConnection):
        def send(self, data: Any) -> None:  # noqa: ANN401 - the base class's signature
            try:
                super().send(data)
            except ssl.SSLEOFError:
                # As without TLS: whoever hung up while we sent (in TLS 1.3, over our certificate) has told us why.
                raise BrokenPipeError from None

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
