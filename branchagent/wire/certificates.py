"""Reading a server's certificate."""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.x509.oid import NameOID

from branchagent.core.certificates import Shown
from branchagent.core.names import printable

_LONGEST = 256
"""Characters of a name that are shown; one of the DNS has no more."""


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
    except Exception:  # noqa: BLE001 - it comes from anybody, and the parser has an exception of its own for each oddity
        return None


def _words(name: x509.Name) -> str:
    """Give the names by which people know a subject: the common name and the organisation."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
    found = [str(attribute.value) for oid in wanted for attribute in name.get_attributes_for_oid(oid)]
    return _shown(", ".join(dict.fromkeys(found)) or name.rfc4514_string())


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except Exception:  # noqa: BLE001 - as above; who issued it is worth telling all the same
        return ()
    addresses = extension.get_values_for_type(x509.IPAddress)
    return (*map(_shown, extension.get_values_for_type(x509.DNSName)), *map(str, addresses))


def _shown(text: str) -> str:
    """Make text fit for a screen: whoever is on the way chooses it, and may clear the screen or forge lines by it."""
    told = printable(text)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."
