"""Foreign exceptions, translated at the border where they arise."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from branchagent.core.certificates import trouble_with
from branchagent.core.verdicts import Trouble
from branchagent.wire.looking import look
from branchagent.wire.proxies import ProxyUnknownError
from branchagent.wire.trust import TrustError

if TYPE_CHECKING:
    from branchagent.wire.proxies import Proxy

_DEEPEST = 12
_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")
"""The only way in which the standard library tells what a proxy answered to CONNECT."""

_WANTS_CERTIFICATE = frozenset(
    {
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "TLSV1_ALERT_UNKNOWN_CA",
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        "TLSV1_ALERT_ACCESS_DENIED",
    }
)
"""A server's alerts about the certificate that we showed, or did not. In TLS 1.3 they come after we began to send, but
the server has ended the connection before it read any of that."""

_ABOUT_PROXIES = (
    requests.exceptions.ProxyError | requests.exceptions.InvalidProxyURL | requests.exceptions.InvalidSchema
)
_ABOUT_NAMES = urllib3.exceptions.NewConnectionError | urllib3.exceptions.NameResolutionError


@dataclass(frozen=True, slots=True)
class Failure:
    """Why no answer came. `code` is the system's number for what is wrong with the server's certificate."""

    trouble: Trouble
    detail: str
    code: int | None = None

    @property
    def proves_nothing_sent(self) -> bool:
        """Whether the server cannot have taken a request, though it was under way."""
        return self.trouble is Trouble.TLS_CLIENT


def translate(error: Exception) -> Failure:
    """Translate an exception. The proxy and TLS come first: requests makes both of them connection errors."""
    detail = type(error).__name__
    if isinstance(error, TrustError):
        return Failure(Trouble.TLS_FILES, str(error))
    if isinstance(error, ProxyUnknownError):
        return Failure(Trouble.PROXY, str(error))
    if isinstance(error, _ABOUT_PROXIES):
        return _of_proxy(error)
    if isinstance(error, requests.exceptions.SSLError) or _cause(error, ssl.SSLError) is not None:
        return _of_tls(error)
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return Failure(Trouble.TIMEOUT, detail)
    if _cause(error, _ABOUT_NAMES) is not None:
        return Failure(Trouble.NO_CONNECTION, detail)
    if isinstance(
        error, requests.ConnectionError | urllib3.exceptions.HTTPError | requests.exceptions.ChunkedEncodingError
    ):
        return Failure(Trouble.BROKEN_OFF, detail)
    return Failure(Trouble.NO_CONNECTION, detail)


def explain(failure: Failure, url: str, proxy: Proxy | None) -> Failure:
    """Look closer at a certificate that was refused: what is wrong with it, and who issued it."""
    if failure.code is None:
        return failure
    shown = look(url, proxy)
    trouble = trouble_with(failure.code, shown, urlsplit(url).hostname or "", time.time())
    if shown is None:
        return replace(failure, trouble=trouble)
    detail = f"{shown.subject or '-'}; issued by {shown.issuer or '-'}; SHA-256 {shown.fingerprint[:16]}…"
    return replace(failure, trouble=trouble, detail=f"{failure.detail}: {detail}")


def _of_proxy(error: Exception) -> Failure:
    for cause in _causes(error):
        refused = _TUNNEL_REFUSED.search(str(cause)) if isinstance(cause, OSError) else None
        if refused is not None:
            # It cannot be the service that says 401 here: it has not been reached.
            trouble = Trouble.PROXY_AUTH if refused[1] in {"401", "407"} else Trouble.PROXY
            return Failure(trouble, f"HTTP {refused[1]}")
    innermost = list(_causes(error))[-1]
    return Failure(Trouble.PROXY, type(innermost).__name__)


def _of_tls(error: Exception) -> Failure:
    cause = _cause(error, ssl.SSLError)
    if isinstance(cause, ssl.SSLCertVerificationError):
        # Some errors of truststore's bear neither.
        said = getattr(cause, "verify_message", None) or "not trusted"
        return Failure(Trouble.TLS_UNTRUSTED, said, getattr(cause, "verify_code", 0))
    reason = getattr(cause, "reason", None) or type(cause or error).__name__
    if reason in _WANTS_CERTIFICATE:
        return Failure(Trouble.TLS_CLIENT, reason)
    return Failure(Trouble.TLS, reason)


def _cause(error: BaseException, kind: object) -> BaseException | None:
    return next((cause for cause in _causes(error) if isinstance(cause, kind)), None)  # type: ignore[arg-type]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give an exception and those that it was made of; urllib3 and requests keep them in several places."""
    cause: BaseException | None = error
    for _ in range(_DEEPEST):
        if cause is None:
            return
        yield cause
        reason = getattr(cause, "reason", None)
        nested = next((arg for arg in cause.args if isinstance(arg, BaseException)), None)
        cause = reason if isinstance(reason, BaseException) else nested or cause.__cause__
