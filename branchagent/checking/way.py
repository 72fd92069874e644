"""The way to the service, each thing about it looked at once; later steps stand on what earlier ones saw."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from branchagent.core.verdicts import Answered, Fact, NotSent, Trouble
from branchagent.patience import OutOfPatienceError, within
from branchagent.routing import make_route
from branchagent.uploading import make_endpoint
from branchagent.wire import NoPasswords, Proxies, ProxyUnknownError, look, reach

if TYPE_CHECKING:
    from branchagent.checking.keys import Keys
    from branchagent.core.certificates import Shown
    from branchagent.settings import Settings
    from branchagent.wire import Proxy, Route, System

_NAME_WITHIN_S = 10.0
_CONNECT_WITHIN_S = 10.0
_PROXY_WITHIN_S = 60.0
_MORE_THAN_TIMEOUT_S = 30.0
_PORTS = {"http": 80, "https": 443}
_TLS = frozenset(trouble for trouble in Trouble if trouble.startswith("tls"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The proxy that is taken, None for the direct way; `error` says why it cannot be found out.

    `script_trouble` says why a script that the system names counts for nothing.
    """

    proxy: Proxy | None = None
    error: str = ""
    script_trouble: str = ""


@dataclass(frozen=True, slots=True)
class Hop:
    """The first machine on the way, and what came of connecting to it; `case` is a word of ours for that."""

    host: str
    port: int
    case: str
    detail: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it took the connection."""
        return self.case == "open"


class Way:
    """The way that the settings and the system describe. What takes long is given only so long."""

    def __init__(self, settings: Settings, keys: Keys, system: System | None = None) -> None:
        self._settings = settings
        self._keys = keys
        self._system = system
        self.url = make_endpoint(settings).url
        self.host, self.port = host_and_port(self.url)

    @cached_property
    def route(self) -> Route:
        """The route that all requests of the examination share: a proxy is not given a refused password again."""
        route = make_route(self._settings)
        # A locked keyring would ask somebody for its password on the screen.
        return replace(route, passwords=NoPasswords()) if self._keys.kept.word else route

    @cached_property
    def _proxies(self) -> Proxies:
        return Proxies(self.route, self._system)

    @cached_property
    def chosen(self) -> Chosen:
        """The proxy, by whoever names one."""
        try:
            proxy = within(_PROXY_WITHIN_S, lambda: self._proxies.of(self.url))
            return Chosen(proxy, script_trouble=self._proxies.script_trouble)
        except (ProxyUnknownError, OutOfPatienceError) as error:
            return Chosen(error=str(error))

    @property
    def proxy(self) -> Proxy | None:
        """The proxy, None for the direct way, or where it cannot be found out."""
        return self.chosen.proxy

    @cached_property
    def addresses(self) -> tuple[str, ...] | str:
        """The service's addresses by this machine's DNS, or why there are none."""
        try:
            found = within(_NAME_WITHIN_S, lambda: socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM))
        except OutOfPatienceError:
            return f"> {_NAME_WITHIN_S:.0f} s"
        except (OSError, UnicodeError) as error:
            return getattr(error, "strerror", None) or type(error).__name__
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))

    @cached_property
    def hop(self) -> Hop:
        """The first machine on the way: the proxy where there is one, else the service."""
        host, port = host_and_port(self.proxy.address) if self.proxy else (self.host, self.port)
        began = time.monotonic()
        try:
            within(2 * _CONNECT_WITHIN_S, lambda: _connect(host, port))
        except (OutOfPatienceError, TimeoutError):
            return Hop(host, port, "silent", f"{time.monotonic() - began:.0f}")
        except ConnectionRefusedError:
            return Hop(host, port, "refused")
        except (OSError, UnicodeError) as error:
            return Hop(host, port, "failed", getattr(error, "strerror", None) or type(error).__name__)
        return Hop(host, port, "open", f"{(time.monotonic() - began) * 1000:.0f}")

    @cached_property
    def _reached(self) -> tuple[Fact, float]:
        try:
            limit = self.route.timeout_s + _MORE_THAN_TIMEOUT_S
            return within(limit, lambda: reach(self.url, self.route, self._proxies)), time.time()
        except OutOfPatienceError:
            return NotSent(Trouble.TIMEOUT, f"> {limit:.0f} s"), time.time()

    @property
    def fact(self) -> Fact:
        """What the service answered to a request that can change nothing."""
        return self._reached[0]

    @property
    def answered(self) -> Answered | None:
        """The service's answer, or its proxy's."""
        return self.fact if isinstance(self.fact, Answered) else None

    @property
    def trouble(self) -> Trouble | None:
        """What was in the way of an answer."""
        return None if isinstance(self.fact, Answered) else self.fact.trouble

    @property
    def tls_trouble(self) -> Trouble | None:
        """What is wrong with TLS."""
        return self.trouble if self.trouble in _TLS else None

    @property
    def wants_proxy_password(self) -> bool:
        """Whether the proxy let nobody through without another password."""
        return self.trouble is Trouble.PROXY_AUTH or (self.answered is not None and self.answered.status == 407)

    @cached_property
    def skew(self) -> float | None:
        """By how many seconds this machine's clock is ahead of the service's; None if nobody knows."""
        fact, at = self._reached
        return at - fact.date if isinstance(fact, Answered) and fact.date is not None else None

    @cached_property
    def wants_https(self) -> bool:
        """Whether the port that was asked by http speaks TLS."""
        return self.url.startswith("http:") and look(f"https:{self.url.removeprefix('http:')}", self.proxy) is not None

    @cached_property
    def shown(self) -> Shown | None:
        """The certificate as the service shows it, trusted or not."""
        return look(self.url, self.proxy)


def host_and_port(address: str) -> tuple[str, int]:
    """Give the host of an address and its port, the scheme's where it names none."""
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 80)


def _connect(host: str, port: int) -> None:
    socket.create_connection((host, port), _CONNECT_WITHIN_S).close()
