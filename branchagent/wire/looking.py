"""A look at a server's certificate without trusting it: nothing is sent, the connection ends with the handshake."""

from __future__ import annotations

import contextlib
import hashlib
import ssl
from typing import TYPE_CHECKING

import requests
import urllib3.exceptions
from cryptography import x509
from cryptography.x509.oid import NameOID

from branchagent.core.certificates import Shown
from branchagent.wire.cutting import CuttableAdapter
from branchagent.wire.trust import make_blind_context

if TYPE_CHECKING:
    import socket

    from branchagent.wire.proxies import Proxy

_LOOK_WITHIN_S = 10.0


class _SeenError(OSError):
    """Ends the connection once the certificate was seen."""


def look(url: str, proxy: Proxy | None) -> Shown | None:
    """Give the certificate that the server of `url` shows, None if that cannot be had."""
    seen: list[bytes] = []

    def see(connected: socket.socket) -> None:
        if isinstance(connected, ssl.SSLSocket):
            seen.append(connected.getpeercert(binary_form=True) or b"")
            raise _SeenError

    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", CuttableAdapter(see, make_blind_context(), proxy))
        proxies = {"https": proxy.address} if proxy else None
        with contextlib.suppress(requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError):
            session.head(url, timeout=_LOOK_WITHIN_S, allow_redirects=False, proxies=proxies, verify=False)
    return read_certificate(seen[0]) if seen else None


def read_certificate(der: bytes) -> Shown | None:
    """Read a certificate in DER; None if it makes no sense."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        return Shown(
            _words(certificate.subject),
            _words(certificate.issuer),
            _names(certificate),
            certificate.not_valid_before_utc.timestamp(),
            certificate.not_valid_after_utc.timestamp(),
            hashlib.sha256(der).hexdigest(),
        )
    except ValueError:
        return None


def _words(name: x509.Name) -> str:
    """Give the names by which people know a subject: the common name and the organisation."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
    found = [str(attribute.value) for oid in wanted for attribute in name.get_attributes_for_oid(oid)]
    return ", ".join(dict.fromkeys(found)) or name.rfc4514_string()


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = extension.get_values_for_type(x509.IPAddress)
    return (*extension.get_values_for_type(x509.DNSName), *map(str, addresses))
