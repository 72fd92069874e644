"""How the service is reached, as the settings and the keyring say."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

DIRECT = "direct"
"""The value of `Route.proxy` that goes past the system's proxy."""


Pair = tuple[str, str]
"""A user name and its password."""


class SecretUnavailableError(Exception):
    """A secret of the way cannot be read now; the text says why."""


class Passwords(Protocol):
    """The secrets of the way itself, as against those of the service. None where there is none."""

    def of_proxy(self, address: str, written: Pair | None) -> Pair | None:
        """Give the user name and password for a proxy; `written` are those that stood in its address, if any did."""
        ...

    def refused_by_proxy(self, address: str, sent: Pair | None) -> None:
        """Take note that a proxy refused what was sent (None: nothing): it is not offered again and again."""
        ...

    def accepted_by_proxy(self, address: str) -> None:
        """Take note that a proxy lets us through: what it refused before counts no more."""
        ...

    def read_anew(self) -> None:
        """Read what is stored anew at the next use: somebody has just changed it."""
        ...

    def has_other_for_proxy(self) -> bool:
        """Tell whether something else than what a proxy refused is there now."""
        ...

    def of_client_key(self) -> str | None:
        """Give the password of the client certificate's key. Raises `SecretUnavailableError`."""
        ...


class NoPasswords:
    """A way without secrets of its own."""

    def of_proxy(self, address: str, written: Pair | None) -> Pair | None:  # noqa: ARG002 - the protocol's signature
        """There is none but what was written."""
        return written

    def refused_by_proxy(self, address: str, sent: Pair | None) -> None:
        """Nothing is remembered."""

    def accepted_by_proxy(self, address: str) -> None:
        """Nothing is remembered."""

    def read_anew(self) -> None:
        """Nothing is stored."""

    def has_other_for_proxy(self) -> bool:
        """There is none."""
        return False

    def of_client_key(self) -> str | None:
        """There is none."""
        return None


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
