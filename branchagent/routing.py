"""The way to the service, put together from the settings and the keyring."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.credentials import (
    CLIENT_KEY_PASSWORD,
    PASSWORD,
    USERNAME,
    CredentialStore,
    KeyringError,
    KeyringStore,
    MakeKeyringStore,
    make_proxy_store,
    make_store,
)
from branchagent.wire import Pair, Route, SecretUnavailableError

if TYPE_CHECKING:
    from branchagent.settings import Settings

_OFFERED_AGAIN_S = 15 * 60.0
_LONGEST_S = 12 * 3600.0
_READ_AGAIN_S = 60.0
"""Uploads ask for every request, and a keyring takes its time."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """What a proxy refused (the stamp of nothing, if it was given nothing), how often, and until when that holds."""

    stamp: str
    times: int
    until: float


class KeyringPasswords:
    """The way's own secrets out of the keyring; safe to use from several threads.

    A proxy's password is most often a person's account in the bank's directory: one that was refused is offered again
    after a quarter of an hour, then after twice as long, so that no account is locked by our asking. Another one that
    appears in the keyring is offered at once.
    """

    def __init__(
        self,
        settings: Settings,
        monotonic: Callable[[], float] = time.monotonic,
        of_keyring: MakeKeyringStore = KeyringStore,
    ) -> None:
        self._settings = settings
        self._of_keyring = of_keyring
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._own = make_store(settings, of_keyring=of_keyring)
        self._stores: dict[str, CredentialStore] = {}
        self._refused: dict[str, _Refused] = {}
        self._read: dict[str, tuple[float, Pair | None]] = {}

    def of_proxy(self, address: str, written: Pair | None) -> Pair | None:
        """Give the user name and password for a proxy, the keyring's first; None if they were refused lately."""
        with self._lock:
            found = self._find(address) or written
            refused = self._refused.get(address)
            if refused is None or refused.stamp != _stamp(found) or self._monotonic() >= refused.until:
                return found
            return None

    def refused_by_proxy(self, address: str, sent: Pair | None) -> None:
        """Take note that a proxy refused what it was sent."""
        with self._lock:
            stamp, now = _stamp(sent), self._monotonic()
            before = self._refused.get(address)
            if before is not None and (sent is None or (before.stamp == stamp and now < before.until)):
                return  # nothing was offered this time; or several uploads were on their way together
            times = before.times + 1 if before is not None and before.stamp == stamp else 1
            wait = min(_LONGEST_S, _OFFERED_AGAIN_S * 2.0 ** (times - 1))
            self._refused[address] = _Refused(stamp, times, now + wait)

    def accepted_by_proxy(self, address: str) -> None:
        """Forget what a proxy refused before: it lets us through."""
        with self._lock:
            self._refused.pop(address, None)

    def has_other_for_proxy(self) -> bool:
        """Tell whether the keyring holds something else than what a proxy refused."""
        with self._lock:
            self._read.clear()
            found = ((self._find(address), refused.stamp) for address, refused in self._refused.items())
            return any(pair is not None and _stamp(pair) != stamp for pair, stamp in found)

    def read_anew(self) -> None:
        """Read the keyring anew at the next use."""
        with self._lock:
            self._read.clear()

    def of_client_key(self) -> str | None:
        """Give the password of the client certificate's key. Raises `SecretUnavailableError`."""
        try:
            return self._own.get(CLIENT_KEY_PASSWORD)
        except KeyringError as error:
            raise SecretUnavailableError(str(error)) from None

    def _find(self, address: str) -> Pair | None:
        at, found = self._read.get(address, (float("-inf"), None))
        if self._monotonic() - at >= _READ_AGAIN_S:
            found = self._ask(address)
            self._read[address] = self._monotonic(), found
        return found

    def _ask(self, address: str) -> Pair | None:
        store = self._stores.get(address)
        if store is None:
            store = self._stores[address] = make_proxy_store(self._settings, address, of_keyring=self._of_keyring)
        try:
            username, password = store.get(USERNAME), store.get(PASSWORD)
        except KeyringError:
            return None
        return (username, password) if username and password else None


def make_route(settings: Settings, of_keyring: MakeKeyringStore = KeyringStore) -> Route:
    """Give the way to the service that the settings describe; `of_keyring` makes the stores of its own secrets."""
    server = settings.server
    return Route(
        timeout_s=server.timeout_s,
        ca_bundle=server.ca_bundle,
        client_certificate=server.client_certificate,
        client_key=server.client_key,
        proxy=server.proxy,
        proxy_script=server.proxy_script,
        passwords=KeyringPasswords(settings, of_keyring=of_keyring),
    )


def _stamp(pair: Pair | None) -> str:
    return "" if pair is None else hashlib.sha256("\0".join(pair).encode("utf-8", "surrogatepass")).hexdigest()
