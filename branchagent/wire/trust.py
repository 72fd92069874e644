"""TLS as we speak it: whom we trust, and the certificate that we show."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import truststore

from branchagent.wire.route import SecretUnavailableError

if TYPE_CHECKING:
    from branchagent.wire.route import Route


class TrustError(Exception):
    """A file of the settings that TLS needs cannot be used; the text names the setting and says why."""


def make_context(route: Route) -> ssl.SSLContext:
    """Make the rules of a connection: TLS 1.2 at least, trust as the system does, or in `ca_bundle` alone.

    Raises `TrustError`.
    """
    if route.ca_bundle is None:
        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _load_authorities(context, route)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load_own_certificate(context, route)
    return context


def make_blind_context() -> ssl.SSLContext:
    """Make the rules of a connection that only looks at the server's certificate and sends nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _load_authorities(context: ssl.SSLContext, route: Route) -> None:
    try:
        context.load_verify_locations(cafile=route.ca_bundle)
    except OSError as error:
        raise TrustError(f"server.ca_bundle: {_words(error)}") from None


def _load_own_certificate(context: ssl.SSLContext, route: Route) -> None:
    if route.client_certificate is None:
        return

    def password() -> str:
        """Without this, OpenSSL would ask on a terminal that nobody watches."""
        try:
            found = route.passwords.of_client_key()
        except SecretUnavailableError as error:
            raise TrustError(f"server.client_key: its password cannot be read: {error}") from None
        if found is None:
            raise TrustError("server.client_key: the key has a password; store it by: branchagent login --client-key")
        return found

    try:
        context.load_cert_chain(route.client_certificate, route.client_key, password)
    except OSError as error:
        raise TrustError(f"server.client_certificate, server.client_key: {_words(error)}") from None
    except ValueError:
        raise TrustError("server.client_key: no key has such a password: too long, or no text") from None


def _words(error: OSError) -> str:
    """Say why a file cannot be used. OpenSSL has no words for a wrong password or a file that is no PEM."""
    if isinstance(error, ssl.SSLError):
        return f"no usable PEM file, or a wrong password ({error.reason or 'unreadable'})"
    return error.strerror or type(error).__name__
