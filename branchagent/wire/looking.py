"""A look at a server's certificate without trusting it: nothing is sent, the connection ends with the handshake."""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import replace
from typing import TYPE_CHECKING

import requests
import urllib3.exceptions
from urllib3.util.ssltransport import SSLTransport

from branchagent.events import Event, record
from branchagent.wire.cutting import CuttableAdapter, Cutter
from branchagent.wire.trust import make_blind_context

if TYPE_CHECKING:
    import socket

    from branchagent.core.certificates import Shown
    from branchagent.wire.proxies import Proxy


class _SeenError(OSError):
    """Ends the connection once the certificate was seen."""


def look(url: str, proxy: Proxy | None, seconds: float = 10.0) -> Shown | None:
    """Give the certificate that the server of `url` shows, None if that cannot be had."""
    seen: list[bytes] = []
    if proxy is not None and proxy.address.lower().startswith("https:"):
        # Nobody vouches for that proxy here: it gets no password of ours.
        proxy = replace(proxy, user=None)

    def see(connected: socket.socket) -> None:
        if isinstance(connected, ssl.SSLSocket | SSLTransport):
            seen.append(connected.getpeercert(binary_form=True) or b"")
        raise _SeenError

    cutter = Cutter()
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", CuttableAdapter(cutter, make_blind_context(), proxy, see))
        proxies = {"https": proxy.address} if proxy else None
        foreign = contextlib.suppress(requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)
        with foreign, cutter.exchange(seconds):
            session.head(url, timeout=seconds, allow_redirects=False, proxies=proxies, verify=False)
    if not seen:
        return None
    try:
        from branchagent.wire.certificates import read_certificate  # noqa: PLC0415 - seldom wanted, and large
    except ImportError as error:
        # Its machine code does not load everywhere (under Wine, say); what is wrong is then told without the issuer.
        record(Event.CERTIFICATE_UNREADABLE, url=url, trace=error)
        return None
    return read_certificate(seen[0])
