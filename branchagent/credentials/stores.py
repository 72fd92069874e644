"""What a store of credentials is, and which one the settings ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from branchagent.credentials.keyring_store import ANSWERS_WITHIN_S, KeyringStore
from branchagent.credentials.systemd_store import SystemdStore

if TYPE_CHECKING:
    from branchagent.settings import Settings


class Credentials(Protocol):
    """Where secrets can be read."""

    def get(self, entry: str) -> str | None:
        """Give the secret kept under `entry`, None if there is none. Raises `KeyringError`."""
        ...


class CredentialStore(Credentials, Protocol):
    """Where secrets are kept for one server. Every method but `would_ask` may raise `KeyringError`."""

    can_be_written: bool

    def put(self, entry: str, secret: str) -> None:
        """Keep a secret under `entry`, in place of what was there."""
        ...

    def remove(self, entry: str) -> bool:
        """Remove one entry; tell whether it was there."""
        ...

    def remove_all(self) -> int:
        """Remove every entry and give the number of those that were there."""
        ...

    def backend_name(self) -> str:
        """Name the place in use, for people."""
        ...

    def would_ask(self) -> bool:
        """Tell whether reading now would put a question on somebody's screen, or be in vain."""
        ...


class Candidates:
    """Secrets that were just typed in, before those that are kept already: to try before anything is stored."""

    def __init__(self, given: Mapping[str, str], kept: Credentials) -> None:
        self._given = given
        self._kept = kept

    def get(self, entry: str) -> str | None:
        """Give the typed secret, else the kept one. Raises `KeyringError`."""
        return self._given[entry] if entry in self._given else self._kept.get(entry)


MakeKeyringStore = Callable[[str, float], CredentialStore]
"""Makes the keyring's store for a server's address, with the patience for a keyring that asks a person."""


def make_store(
    settings: Settings, patience_s: float = ANSWERS_WITHIN_S, of_keyring: MakeKeyringStore = KeyringStore
) -> CredentialStore:
    """Give the store of the service's credentials that the settings ask for.

    A keyring that asks a person is waited for up to `patience_s` seconds.
    """
    if settings.credentials.store == "systemd":
        return SystemdStore()
    return of_keyring(settings.server.url, patience_s)


def make_proxy_store(
    settings: Settings,
    address: str,
    patience_s: float = ANSWERS_WITHIN_S,
    of_keyring: MakeKeyringStore = KeyringStore,
) -> CredentialStore:
    """Give the store of a proxy's user name and password."""
    if settings.credentials.store == "systemd":
        return SystemdStore("branchagent-proxy")
    return of_keyring(address, patience_s)
