"""The request that carries one receipt to the service (the DIS's upload of a proof of deposit)."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.wire import Proxies, Route, Wire

if TYPE_CHECKING:
    from branchagent.core.verdicts import Fact
    from branchagent.settings import Settings

UPLOAD_PATH = "/siskohat/bank/setoranawal"
"""The path that the DIS gives, below the base URL."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and in which form receipts go. `encoding` is `multipart` or `json`."""

    base_url: str
    encoding: str = "multipart"
    token_header: str = "x-access-key"  # noqa: S105 - a header's name

    @property
    def url(self) -> str:
        """The full address of the upload."""
        return self.base_url.rstrip("/") + UPLOAD_PATH


def make_endpoint(settings: Settings) -> Endpoint:
    """Give the endpoint that the settings describe."""
    return Endpoint(settings.server.url, settings.server.encoding, settings.server.token_header)


@dataclass(frozen=True, slots=True)
class Form:
    """A receipt as it goes over the wire."""

    content_type: str
    body: bytes


class Uploader:
    """Sends receipts; safe to use from several threads, each of which keeps a connection of its own."""

    def __init__(self, endpoint: Endpoint, route: Route) -> None:
        self._endpoint = endpoint
        self._route = route
        self._proxies = Proxies(route)
        self._local = threading.local()
        self._wires: list[Wire] = []

    def upload(self, number: str, content: bytes, token: str) -> Fact:
        """Send `content` as the receipt of `number` and tell what came of it."""
        return self.send(self.encode(number, content), token)

    def encode(self, number: str, content: bytes) -> Form:
        """Make of `content` what is sent as the receipt of `number`."""
        encode = json_body if self._endpoint.encoding == "json" else multipart_body
        return Form(*encode(number, content))

    def send(self, form: Form, token: str) -> Fact:
        """Send what was encoded and tell what came of it."""
        headers = {"Content-Type": form.content_type, self._endpoint.token_header: token}
        return self._wire().post(self._endpoint.url, headers, form.body)

    def close(self) -> None:
        """Let all connections go."""
        for wire in self._wires:
            wire.close()

    def _wire(self) -> Wire:
        wire: Wire | None = getattr(self._local, "wire", None)
        if wire is None:
            wire = self._local.wire = Wire(self._route, self._proxies)
            self._wires.append(wire)
        return wire


def ask_about_token(endpoint: Endpoint, route: Route, token: str) -> Fact:
    """Show a token at the upload's address with nothing else: neither a number nor a document, so nothing can change.

    The service looks at the key before it looks for a receipt; what it says of the missing receipt is of no interest.
    """
    if endpoint.encoding == "json":
        content_type, body = "application/json", b"{}"
    else:
        boundary = secrets.token_hex(16)
        content_type, body = f"multipart/form-data; boundary={boundary}", f"--{boundary}--\r\n".encode("ascii")
    wire = Wire(route)
    try:
        headers = {"Content-Type": content_type, endpoint.token_header: token}
        return wire.post(endpoint.url, headers, body)
    finally:
        wire.close()


def multipart_body(number: str, content: bytes) -> tuple[str, bytes]:
    """Give the content type and the body of the form that the endpoint's one known client sends."""
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="no_validasi"\r\n\r\n{number}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="upload"; filename="{number}.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = b"".join((head.encode("ascii"), content, f"\r\n--{boundary}--\r\n".encode("ascii")))
    return f"multipart/form-data; boundary={boundary}", body


def json_body(number: str, content: bytes) -> tuple[str, bytes]:
    """Give the content type and the body of the DIS's literal reading: JSON with the file in base64."""
    fields = {"no_validasi": number, "upload": base64.b64encode(content).decode("ascii")}
    return "application/json", json.dumps(fields).encode("ascii")
