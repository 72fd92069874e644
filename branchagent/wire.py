"""One HTTP request to the service and what came of it, as a fact of the core; no foreign exception leaves here.

Only the uploader and sign-in use this.
"""

from __future__ import annotations

import email.utils
import io
import json
import time
import urllib.parse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import requests
import requests.auth
import urllib3.exceptions

from branchagent import __version__
from branchagent.core.verdicts import Answered, Fact, InDoubt, NotSent, Trouble
from branchagent.cutting import CuttableAdapter, Cutter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from branchagent.settings import Settings

LONGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are read; the DIS's answers have some hundred."""

_CONNECT_TIMEOUT_S = 15.0
_CHUNK = 8 * 1024
_SLOWEST_LINE = 2 * 1024
"""Bytes a second that a line must carry at least; a receiver that takes fewer holds us up on purpose."""


@dataclass(frozen=True, slots=True)
class Route:
    """How the service is reached. `timeout_s` bounds the wait for an answer; None paths mean the system's own."""

    timeout_s: float = 60.0
    ca_bundle: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    proxy: str | None = None


def make_route(settings: Settings) -> Route:
    """Give the way to the service that the settings describe."""
    server = settings.server
    return Route(server.timeout_s, server.ca_bundle, server.client_certificate, server.client_key, server.proxy)


class _NoNetrc(requests.auth.AuthBase):
    """Keeps requests from taking a password out of a .netrc file: our credentials come from the keyring alone."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _Body(io.BytesIO):
    """A request's body that knows whether the wire has begun to take it, and tells when it has taken all of it.

    The headers go out before it is read for the first time, so as long as it is untouched the service has no receipt.
    """

    def __init__(self, content: bytes, on_taken: Callable[[], None]) -> None:
        super().__init__(content)
        self._on_taken = on_taken
        self.length = len(content)
        self.touched = False

    def __len__(self) -> int:
        return self.length

    def read(self, size: int | None = -1, /) -> bytes:
        self.touched = True
        chunk = super().read(size)
        if self.tell() >= self.length:
            self._on_taken()
        return chunk


class _Session(requests.Session):
    """A session to which a redirect is an answer like any other.

    Even when told not to follow one, requests reads its whole body and fails on an address that makes no sense.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 - the base class's signature
        return None


class Wire:
    """A kept-alive session to the service; one for each thread that sends."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._limits = (min(_CONNECT_TIMEOUT_S, route.timeout_s), route.timeout_s)
        self._cutter = Cutter()
        self._session = _Session()
        self._session.auth = _NoNetrc()
        self._session.headers = requests.structures.CaseInsensitiveDict(
            {"User-Agent": f"branchagent/{__version__}", "Accept": "application/json", "Accept-Encoding": "gzip"}
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, CuttableAdapter(self._cutter))
        if route.client_certificate:
            certificate, key = route.client_certificate, route.client_key
            self._session.cert = (str(certificate), str(key)) if key else str(certificate)
        # With each request, not with the session: there, the environment's variables would come before the settings.
        self._proxies = {"http": route.proxy, "https": route.proxy} if route.proxy else None
        self._verify = str(route.ca_bundle) if route.ca_bundle else None

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()

    def post(self, url: str, headers: Mapping[str, str], content: bytes, *, secrets: tuple[str, ...] = ()) -> Fact:
        """Send one request and read its answer, at most `LONGEST_ANSWER` bytes of it. Redirects are not followed.

        Should the server send one of `secrets` back (a page for debugging does), it is blotted out here.
        """
        limit = self._route.timeout_s
        body = _Body(content, lambda: self._cutter.begin(limit))
        try:
            with self._cutter.exchange(limit + len(content) / _SLOWEST_LINE):
                fact = _blot_out(self._exchange(url, headers, body), secrets)
            # What a cut left of an answer may look like a whole one.
            return InDoubt(Trouble.TIMEOUT, "cut off") if self._cutter.has_cut else fact
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            trouble, detail = _trouble(error)
            trouble = Trouble.TIMEOUT if self._cutter.has_cut else trouble
            return InDoubt(trouble, detail) if body.touched else NotSent(trouble, detail)

    def head(self, url: str) -> Fact:
        """Ask for the head of `url`."""
        try:
            with self._session.head(
                url, timeout=self._limits, allow_redirects=False, proxies=self._proxies, verify=self._verify
            ) as response:
                kind, date = response.headers.get("Content-Type", ""), _date(response.headers.get("Date"))
                return Answered(response.status_code, b"", kind, date=date)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return NotSent(*_trouble(error))

    def _exchange(self, url: str, headers: Mapping[str, str], body: _Body) -> Answered:
        with self._session.post(
            url,
            data=body,
            headers=dict(headers),
            timeout=self._limits,
            allow_redirects=False,
            stream=True,
            proxies=self._proxies,
            verify=self._verify,
        ) as response:
            content = _read(response)
            return Answered(
                response.status_code,
                content,
                response.headers.get("Content-Type", ""),
                _retry_after(response.headers.get("Retry-After")),
            )


def reach(url: str, route: Route) -> Fact:
    """Ask whether anything answers at `url`, by a HEAD request: nothing is sent, nothing can change there."""
    wire = Wire(route)
    try:
        return wire.head(url)
    finally:
        wire.close()


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


def _blot_out(answer: Answered, secrets: tuple[str, ...]) -> Answered:
    body = answer.body
    for secret in filter(None, secrets):
        for form in {secret, json.dumps(secret)[1:-1], urllib.parse.quote(secret, safe="")}:
            body = body.replace(form.encode(), b"***")
    return replace(answer, body=body)


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


def _trouble(error: Exception) -> tuple[Trouble, str]:
    """Translate a foreign exception. The proxy and TLS come first: requests makes both of them connection errors."""
    detail = type(error).__name__
    if isinstance(error, requests.exceptions.ProxyError):
        return Trouble.PROXY, detail
    if isinstance(error, requests.exceptions.SSLError):
        return Trouble.TLS, _tls_detail(error)
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return Trouble.TIMEOUT, detail
    if _is_caused_by(error, urllib3.exceptions.NewConnectionError | urllib3.exceptions.NameResolutionError):
        return Trouble.NO_CONNECTION, detail
    if isinstance(
        error, requests.ConnectionError | urllib3.exceptions.HTTPError | requests.exceptions.ChunkedEncodingError
    ):
        return Trouble.BROKEN_OFF, detail
    return Trouble.NO_CONNECTION, detail


def _tls_detail(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if message := getattr(cause, "verify_message", ""):
            return str(message)
        reason = getattr(cause, "reason", None)
        nested = cause.args[0] if cause.args and isinstance(cause.args[0], BaseException) else None
        cause = reason if isinstance(reason, BaseException) else nested
    return type(error).__name__


def _is_caused_by(error: BaseException, kind: object) -> bool:
    cause: BaseException | None = error
    for _ in range(8):
        if cause is None:
            return False
        if isinstance(cause, kind):  # type: ignore[arg-type]
            return True
        reason = getattr(cause, "reason", None)
        nested = next((arg for arg in cause.args if isinstance(arg, BaseException)), None)
        cause = reason if isinstance(reason, BaseException) else nested
    return False
