"""A certificate of our own for https, with an authority that lives only as long as the simulator."""

import socket
import ssl
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """What a server needs to speak TLS, and what its clients need to trust it (PEM)."""

    context: ssl.SSLContext
    authority_pem: bytes


def make_identity(host: str) -> Identity:
    """Make an authority, and by it a certificate for this host and this machine's usual names."""
    # Imported here: it takes its time, and plain http needs none of it.
    import trustme  # noqa: PLC0415

    authority = trustme.CA(organization_name="branchagent simulator")
    names = dict.fromkeys([host, "localhost", "127.0.0.1", "::1", socket.gethostname()])
    certificate = authority.issue_cert(*filter(None, names))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return Identity(context, authority.cert_pem.bytes())
