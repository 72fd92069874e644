"""The proxy on the way: what the settings say, else what the system says (environment, registry, PAC script)."""

from __future__ import annotations

import base64
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

import requests.utils

from branchagent.events import Event, record
from branchagent.patience import OutOfPatienceError, within
from branchagent.redaction import conceal
from branchagent.wire.bypassing import is_passed_by
from branchagent.wire.route import DIRECT, Pair
from branchagent.wire.scripts import ScriptError, choose, read_script
from branchagent.wire.system import System

if TYPE_CHECKING:
    from branchagent.wire.route import Route

_ASK_AGAIN_S = 300.0
"""A script's choice may depend on the network that the machine is in, and the script itself may change."""
_SCRIPT_WITHIN_S = 15.0
_FAILED_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy; `address` holds no password. `origin` says in a word who named it."""

    address: str
    origin: str
    user: Pair | None = field(default=None, repr=False)

    @property
    def authorization(self) -> str | None:
        """The value of the Proxy-Authorization header, None without a password."""
        return None if self.user is None else basic(*self.user)


class ProxyUnknownError(Exception):
    """Which proxy to take cannot be found out; the text says why."""


class Proxies:
    """Finds the proxy for an address; shared by all that go the same way, from any thread."""

    def __init__(self, route: Route, system: System | None = None) -> None:
        self._route = route
        self._system = system or System()
        self.script_trouble = ""
        """Why the script that the system names counted for nothing when it was asked last; empty if it did not."""
        self._lock = threading.Lock()
        self._choices: dict[str, tuple[float, list[str]]] = {}

    def of(self, url: str) -> Proxy | None:
        """Give the proxy for `url`, None for the direct way. Raises `ProxyUnknownError`."""
        route = self._route
        if route.proxy == DIRECT:
            return None
        if route.proxy is not None:
            return self._with_password(route.proxy, "server.proxy")
        if route.proxy_script is not None:
            return self._by_script(route.proxy_script, url, "server.proxy_script")
        return self._of_system(url)

    def failed(self, proxy: Proxy) -> None:
        """Take note that a proxy could not be reached: the next one of the script's list is tried, once round."""
        with self._lock:
            for url, (until, choices) in list(self._choices.items()):
                if choices and choices[0] == proxy.address:
                    del choices[0]
                    if not choices:
                        del self._choices[url]
                    else:
                        self._choices[url] = (until, choices)

    def refused(self, proxy: Proxy) -> None:
        """Take note that a proxy wants another password than it was given, or one at all."""
        self._route.passwords.refused_by_proxy(proxy.address, proxy.user)

    def accepted(self, proxy: Proxy) -> None:
        """Take note that a proxy let us through."""
        self._route.passwords.accepted_by_proxy(proxy.address)

    def _of_system(self, url: str) -> Proxy | None:
        """Ask as the system's own programs do: the environment, then its script, then its list."""
        if is_passed_by(url):
            return None
        named = urllib.request.getproxies_environment()
        if (address := requests.utils.select_proxy(url, named)) is not None:
            return self._with_password(address, "environment")
        self.script_trouble = ""
        if (script := self._system.script()) is not None:
            try:
                return self._by_script(script, url, "system's script")
            except ProxyUnknownError as error:
                # As browsers do: a script that cannot be had counts for nothing.
                record(Event.PROXY_SCRIPT_IGNORED, error=error)
                self.script_trouble = str(error)
        address = requests.utils.select_proxy(url, self._system.listed(urlsplit(url).hostname or ""))
        return None if address is None else self._with_password(address, "system")

    def _by_script(self, script: str, url: str, origin: str) -> Proxy | None:
        with self._lock:
            until, choices = self._choices.get(url, (0.0, []))
            if time.monotonic() >= until:
                choices = self._ask_script(script, url, choices)
        if not choices or choices[0] == DIRECT:
            return None
        return self._with_password(choices[0], origin)

    def _ask_script(self, script: str, url: str, before: list[str]) -> list[str]:
        """Ask a script; one that fails is left alone for a minute, in which its last choice holds."""
        try:
            choices = within(_SCRIPT_WITHIN_S, lambda: choose(read_script(script, self._route), url))
        except (ScriptError, OutOfPatienceError) as error:
            if not before:
                raise ProxyUnknownError(f"{script}: {error}") from None
            record(Event.PROXY_SCRIPT_FAILED, script=script, error=error)
            self._choices[url] = (time.monotonic() + _FAILED_AGAIN_S, before)
            return before
        self._choices[url] = (time.monotonic() + _ASK_AGAIN_S, choices)
        return choices

    def _with_password(self, address: str, origin: str) -> Proxy:
        """Join a proxy with its password, the keyring's before one that somebody wrote into the address."""
        try:
            address, written = _without_password(address)
        except ValueError:
            # It is not quoted: somebody may have written a password into it.
            hint = "in a password, # ? / are written %23 %3F %2F"
            raise ProxyUnknownError(f"{origin}: the proxy's address makes no sense ({hint})") from None
        return Proxy(address, origin, self._route.passwords.of_proxy(address, written))


def basic(username: str, password: str) -> str:
    """Give the header's value for a user name and password (RFC 7617)."""
    pair = base64.b64encode(f"{username}:{password}".encode("utf-8", "surrogatepass")).decode("ascii")
    conceal(pair)
    return f"Basic {pair}"


def _without_password(address: str) -> tuple[str, Pair | None]:
    """Take a user name and password out of a proxy's address. Raises ValueError for what is no address."""
    parts = urlsplit(address if "://" in address else f"http://{address}")
    # An @ behind the host comes of a # or / within a password: its beginning would pass for the port, and be shown.
    is_torn = "@" in f"{parts.path}{parts.query}{parts.fragment}"
    if is_torn or not parts.hostname or parts.port == 0 or any(map(str.isspace, address)):
        raise ValueError
    user, at, host = parts.netloc.rpartition("@")
    bare = urlunsplit((parts.scheme, host, "", "", ""))
    if not at:
        return bare, None
    name, _, password = user.partition(":")
    conceal(unquote(password))
    return bare, (unquote(name), unquote(password))
