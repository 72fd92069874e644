"""One HTTP request to the service and what came of it, as a fact of the core; no foreign exception leaves here."""

from __future__ import annotations

import email.utils
import io
import time
from typing import TYPE_CHECKING, TypeVar

import requests
import requests.auth
import urllib3.exceptions

from branchagent import __version__
from branchagent.core.verdicts import Answered, Fact, InDoubt, NotSent, Trouble
from branchagent.events import Event, record
from branchagent.redaction import redact
from branchagent.wire.cutting import CuttableAdapter, Cutter, Line
from branchagent.wire.proxies import Proxies, Proxy, ProxyUnknownError
from branchagent.wire.route import DIRECT
from branchagent.wire.troubles import Failure, explain, translate
from branchagent.wire.trust import TrustError, make_context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from branchagent.wire.route import Route

LONGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are read; the DIS's answers have some hundred."""

_CONNECT_TIMEOUT_S = 15.0
_CHUNK = 8 * 1024
_SLOWEST_LINE = 2 * 1024
"""Bytes a second that a line must carry at least; a receiver that takes fewer holds us up on purpose."""

_LEAST_BLOCK, _MOST_BLOCK = 16 * 1024, 128 * 1024
"""Bytes of a body that are handed to the system at once: as many as the slowest line carries within the limit."""

_WAY_TO_MEND = frozenset(
    {Trouble.TLS_FILES, Trouble.TLS, Trouble.TLS_CLIENT, Trouble.PROXY, Trouble.PROXY_AUTH, Trouble.NO_CONNECTION}
)
"""Troubles that somebody may mend while we run, by other files, passwords or proxies: the way is made anew."""

_FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)

Sent = TypeVar("Sent", bound=Fact)


class _NoNetrc(requests.auth.AuthBase):
    """Keeps requests from taking a password out of a .netrc file: our credentials come from the keyring alone."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _Body(io.BytesIO):
    """A request's body that knows whether the wire has begun to take it, and tells of that and of its end.

    The headers go out before it is read for the first time, so as long as it is untouched the service has no receipt.
    """

    def __init__(self, content: bytes, on_begun: Callable[[], None], on_taken: Callable[[], None]) -> None:
        super().__init__(content)
        self._on_begun = on_begun
        self._on_taken = on_taken
        self.length = len(content)
        self.touched = False

    def __len__(self) -> int:
        return self.length

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.touched:
            self._on_begun()
        self.touched = True
        chunk = super().read(size)
        if not chunk:
            # Only now the last block was taken.
            self._on_taken()
        return chunk


class _Session(requests.Session):
    """A session that prepares what all its requests share only once, and to which a redirect is an answer like any.

    Even when told not to follow one, requests reads its whole body and fails on an address that makes no sense.
    """

    def __init__(self) -> None:
        super().__init__()
        self._models: dict[tuple[str, str], requests.PreparedRequest] = {}

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 - the base class's signature
        return None

    def prepared(
        self, method: str, url: str, headers: Mapping[str, str], body: _Body | None
    ) -> requests.PreparedRequest:
        """Give a request that can be sent. To make one anew costs as much as to send it."""
        model = self._models.get((method, url))
        if model is None:
            model = self._models[method, url] = self.prepare_request(requests.Request(method, url))
        request = model.copy()
        for header in headers.items():
            requests.utils.check_header_validity(header)
        request.headers.update(headers)
        if body is not None:
            request.body = body  # type: ignore[assignment] # requests takes whatever can be read
            request.headers["Content-Length"] = str(len(body))
        if len(self.cookies):
            request.prepare_cookies(self.cookies)
        return request


class Wire:
    """A kept-alive connection to the service; one for each thread that sends. `proxies` is shared by those threads."""

    def __init__(self, route: Route, proxies: Proxies | None = None) -> None:
        self._route = route
        self._proxies = proxies or Proxies(route)
        # A little less: that nobody takes the connection has to come out before the whole exchange is cut.
        self._limits = (min(_CONNECT_TIMEOUT_S, route.timeout_s * 0.9), route.timeout_s)
        self._cutter = Cutter()
        block = int(min(max(_SLOWEST_LINE * route.timeout_s, _LEAST_BLOCK), _MOST_BLOCK))
        self._line = Line(block, route.timeout_s)
        self._session: _Session | None = None
        self._proxy: Proxy | None = None
        self._has_answered = False

    def close(self) -> None:
        """Let the connection go."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def post(self, url: str, headers: Mapping[str, str], content: bytes) -> Fact:
        """Send one request and read its answer, at most `LONGEST_ANSWER` bytes of it. Redirects are not followed.

        The answer is as the server gave it: it may hold our own secrets, which a page for debugging sends back.
        """
        limit, sending = self._route.timeout_s, len(content) / _SLOWEST_LINE
        body = _Body(content, lambda: self._cutter.begin(limit + sending), lambda: self._cutter.begin(limit))
        try:
            return self._exchange("POST", url, headers, body)
        except (*_FOREIGN, TrustError, ProxyUnknownError) as error:
            failure = self._failure(error, url)
            # On a connection that has served before, the server refuses our certificate when it likes.
            in_doubt = body.touched and (self._has_answered or not failure.proves_nothing_sent)
            return (InDoubt if in_doubt else NotSent)(failure.trouble, redact(failure.detail))

    def head(self, url: str) -> Fact:
        """Ask for the head of `url`."""
        try:
            return self._exchange("HEAD", url, {}, None)
        except (*_FOREIGN, TrustError, ProxyUnknownError) as error:
            failure = self._failure(error, url)
            return NotSent(failure.trouble, redact(failure.detail))

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: _Body | None) -> Answered:
        # Beforehand, because a proxy's script and a keyring take their time too, and have limits of their own.
        session = self._session_for(url)
        with (
            self._cutter.exchange(self._route.timeout_s),
            session.send(
                session.prepared(method, url, headers, body),
                timeout=self._limits,
                allow_redirects=False,
                stream=True,
                verify=True,
                cert=None,
                proxies={"http": self._proxy.address, "https": self._proxy.address} if self._proxy else {},
            ) as response,
        ):
            refused = response.status_code == 407
            if self._proxy is not None:
                (self._proxies.refused if refused else self._proxies.accepted)(self._proxy)
            self._has_answered = True
            # A proxy that refuses a body half-way breaks its own page off, or keeps the connection in a useless state.
            return Answered(
                response.status_code,
                b"" if refused or body is None else _read(response),
                response.headers.get("Content-Type", ""),
                _retry_after(response.headers.get("Retry-After")),
                _date(response.headers.get("Date")),
            )

    def _session_for(self, url: str) -> _Session:
        """Give the session that goes the way of now; a proxy that has changed, or its password, begins a new one."""
        proxy = self._proxies.of(url)
        if self._session is None or proxy != self._proxy:
            self.close()
            self._proxy = proxy
            self._session = self._open(url, proxy)
            self._has_answered = False
            _tell(url, proxy)
        return self._session

    def _open(self, url: str, proxy: Proxy | None) -> _Session:
        encrypted = any(each.lower().startswith("https:") for each in (url, proxy.address if proxy else ""))
        context = make_context(self._route) if encrypted else None
        session = _Session()
        # What the surroundings say (proxies, authorities, a .netrc) was asked for by us, or is not wanted.
        session.trust_env = False
        session.auth = _NoNetrc()
        session.headers = requests.structures.CaseInsensitiveDict(
            {"User-Agent": f"branchagent/{__version__}", "Accept": "application/json", "Accept-Encoding": "gzip"}
        )
        for scheme in ("http://", "https://"):
            session.mount(scheme, CuttableAdapter(self._cutter, context, proxy, line=self._line))
        return session

    def _failure(self, error: Exception, url: str) -> Failure:
        failure = explain(translate(error), url, self._proxy)
        if self._proxy is not None:
            if failure.trouble is Trouble.PROXY_AUTH:
                self._proxies.refused(self._proxy)
            if failure.trouble is Trouble.PROXY:
                self._proxies.failed(self._proxy)
        if failure.trouble in _WAY_TO_MEND or failure.code is not None:
            self.close()
        return failure


def reach(url: str, route: Route, proxies: Proxies | None = None) -> Fact:
    """Ask whether anything answers at `url`, by a HEAD request: nothing is sent, nothing can change there."""
    wire = Wire(route, proxies)
    try:
        return wire.head(url)
    finally:
        wire.close()


def _tell(url: str, proxy: Proxy | None) -> None:
    """Log the way; what a proxy's address may hold of a password has been taken out of it."""
    address, origin, has_password = DIRECT, None, False
    if proxy is not None:
        address, origin, has_password = proxy.address, proxy.origin, proxy.user is not None
    record(Event.ROUTE_TAKEN, url=url, proxy=address, by=origin, has_password=has_password)


def _read(response: requests.Response) -> bytes:
    """Read the answer's beginning.

    An answer in an encoding that cannot be undone is an answer all the same: it is judged as not understood.
    """
    content = b""
    try:
        while len(content) < LONGEST_ANSWER:
            chunk = response.raw.read1(min(_CHUNK, LONGEST_ANSWER - len(content)), decode_content=True)
            if not chunk:
                return content
            content += chunk
    except urllib3.exceptions.DecodeError:
        return b""
    return content


def _retry_after(value: str | None) -> float | None:
    """Read a Retry-After of either form (RFC 9110, 10.2.3); seconds from now, None where it makes no sense."""
    if value is None:
        return None
    if value.strip().isdecimal() and len(value.strip()) < 10:
        return float(value)
    when = _date(value)
    return None if when is None else max(0.0, when - time.time())


def _date(value: str | None) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(value or "").timestamp()
    except (ValueError, OverflowError, OSError):
        return None
