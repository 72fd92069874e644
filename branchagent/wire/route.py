"""How the service is reached, as the settings and the keyring say."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

DIRECT = "direct"
"""The value of `Route.proxy` that goes past the system's proxy."""


class Passwords(Protocol):
    """The secrets of the way itself, as against those of the service. None where there is none."""

    def of_proxy(self, address: str) -> tuple[str, str] | None:
        """Give the user name and password for a proxy."""
        ...

    def refused_by_proxy(self, address: str) -> None:
        """Take note that a proxy refused what `of_proxy` gave: it is not offered again and again."""
        ...

    def has_other_for_proxy(self) -> bool:
        """Tell whether something else than what a proxy refused is there now."""
        ...

    def of_client_key(self) -> str | None:
        """Give the password of the client certificate's key."""
        ...


class NoPasswords:
    """A way without secrets of its own."""

    def of_proxy(self, address: str) -> None:  # noqa: ARG002 - the protocol's signature
        """There is none."""
        return

    def refused_by_proxy(self, address: str) -> None:
        """Nothing was given."""

    def has_other_for_proxy(self) -> bool:
        """There is none."""
        return False

    def of_client_key(self) -> None:
        """There is none."""
        return


@dataclass(frozen=True, slots=True)
class Route:
    """How the service is reached. `timeout_s` bounds the wait for an answer; None means the system's own.

    `proxy` may be `DIRECT`; `proxy_script` is the address or path of a PAC script.
    """

    timeout_s: float = 60.0
    ca_bundle: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    proxy: str | None = None
    proxy_script: str | None = None
    passwords: Passwords = field(default_factory=NoPasswords)
