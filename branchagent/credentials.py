"""The credentials, in the operating system's keyring and nowhere else."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

TOKEN = "token"  # noqa: S105 - the names of entries, not secrets
USERNAME = "username"
PASSWORD = "password"  # noqa: S105
API_KEY = "api-key"
ENTRIES = (TOKEN, USERNAME, PASSWORD, API_KEY)

_REFUSED_MODULES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


class KeyringError(Exception):
    """The keyring cannot be used now: none there, locked, or one that would keep secrets in the open."""


@dataclass(frozen=True, slots=True)
class Login:
    """A user name and password with the bank's static key; never shown."""

    username: str
    password: str = field(repr=False)
    api_key: str = field(repr=False)


class CredentialStore:
    """The keyring's entries for one server: two servers' credentials never mix.

    Every method that reaches for the keyring may raise `KeyringError`.
    """

    def __init__(self, base_url: str) -> None:
        self.service = service_name(base_url)

    def get(self, entry: str) -> str | None:
        """Give the secret kept under `entry`, None if there is none."""
        with _translated():
            return _backend().get_password(self.service, entry)

    def put(self, entry: str, secret: str) -> None:
        """Keep a secret under `entry`, in place of what was there."""
        with _translated():
            _backend().set_password(self.service, entry, secret)

    def remove_all(self) -> int:
        """Remove every entry and give the number of those that were there."""
        return sum(self.remove(entry) for entry in ENTRIES)

    def backend_name(self) -> str:
        """Name the keyring in use, for people."""
        with _translated():
            return _backend().name

    def remove(self, entry: str) -> bool:
        """Remove one entry; tell whether it was there."""
        with _translated():
            backend = _backend()
            if backend.get_password(self.service, entry) is None:
                return False
            backend.delete_password(self.service, entry)
            return True


def service_name(base_url: str) -> str:
    """Name the keyring's service for a server: scheme, host, port and path, without a trailing slash."""
    parts = urlsplit(base_url)
    return f"branchagent {parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _backend() -> KeyringBackend:
    import keyring  # noqa: PLC0415 - finding the backend takes a while, and not every command needs one

    backend = keyring.get_keyring()
    # keyring chains all backends that it finds; one among them may keep secrets in the open.
    chained = getattr(backend, "backends", None)
    for candidate in [backend] if chained is None else chained:
        if not type(candidate).__module__.startswith(_REFUSED_MODULES):
            return candidate
    raise KeyringError(f"no usable keyring ({type(backend).__module__} keeps no secret)")


@contextlib.contextmanager
def _translated():  # type: ignore[no-untyped-def]  # noqa: ANN202 - the decorator gives it its type
    """Turn whatever a backend raises into our one error; its text may not be trusted to hold no secret."""
    try:
        yield
    except KeyringError:
        raise
    except Exception as error:  # noqa: BLE001 - backends raise what their systems raise
        raise KeyringError(f"the keyring cannot be used ({type(error).__name__})") from None
