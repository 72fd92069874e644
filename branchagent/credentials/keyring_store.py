"""The credentials of one server in the operating system's keyring."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from branchagent.credentials import parts
from branchagent.credentials.backends import KeyringError, find_backend, is_locked, tells_of_its_lock, translated
from branchagent.credentials.entries import ENTRIES, REFUSALS, SECRETS, service_name
from branchagent.patience import OutOfPatienceError, Patience
from branchagent.redaction import conceal

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

Result = TypeVar("Result")

ANSWERS_WITHIN_S = 20.0
_ASKED_AGAIN_S = 60.0
"""A keyring that was of no use, and cannot tell beforehand whether it will ask somebody, is left alone for so long."""
_LOCKED = "the keyring is locked; unlock it by signing in to the desktop"
SILENT = ("the keyring does not answer; perhaps it asks for its password on the screen", "keyring-silent")
"""What is told of a keyring that has not answered in its time."""


class KeyringStore:
    """The keyring's entries for one server: two servers' credentials never mix.

    A keyring that asks a person to unlock it is waited for up to `patience_s` seconds; then, and while it still asks,
    every method raises `KeyringError` at once. Whoever refused to unlock it is not asked again.
    """

    can_be_written = True

    def __init__(self, base_url: str, patience_s: float = ANSWERS_WITHIN_S) -> None:
        self.service = service_name(base_url)
        self._patience = Patience(patience_s)
        self._patience_to_look = Patience(patience_s)
        self._has_asked = False
        self._in_vain_until = 0.0

    def get(self, entry: str) -> str | None:
        """Give the secret kept under `entry`, None if there is none. Raises `KeyringError`."""
        secret = self._using(lambda backend: parts.read(self._entries(backend, entry), entry))
        if entry in SECRETS:
            conceal(secret)
        return secret

    def put(self, entry: str, secret: str) -> None:
        """Keep a secret under `entry`, in place of what was there. Raises `KeyringError`."""
        if entry in SECRETS:
            conceal(secret)
        self._using(lambda backend: parts.write(self._entries(backend, entry), entry, secret))

    def remove(self, entry: str) -> bool:
        """Remove one entry; tell whether it was there. Raises `KeyringError`."""
        return self._using(lambda backend: parts.remove(self._entries(backend, entry), entry))

    def remove_all(self) -> int:
        """Remove every entry and give the number of those that were there. Raises `KeyringError`."""
        return sum(self.remove(entry) for entry in ENTRIES)

    def backend_name(self) -> str:
        """Name the keyring in use, for people. Raises `KeyringError`."""
        with translated():
            return str(find_backend().name)

    def would_ask(self) -> bool:
        """Tell whether reading now would put a question on somebody's screen, or be in vain. Asks nobody."""
        if self._patience.is_waiting:
            return True
        try:
            return self._patience_to_look.call(self._is_in_vain)
        except (KeyringError, OutOfPatienceError):
            return True

    def _entries(self, backend: KeyringBackend, entry: str) -> _Entries:
        # Windows' backend moves a service's other entries about while it writes one: what the agent notes by itself
        # must not meet what `login` writes.
        return _Entries(backend, f"{self.service} {REFUSALS}" if entry == REFUSALS else self.service)

    def _is_in_vain(self) -> bool:
        with translated():
            backend = find_backend()
            return is_locked(backend) if tells_of_its_lock(backend) else time.monotonic() < self._in_vain_until

    def _using(self, use: Callable[[KeyringBackend], Result]) -> Result:
        def work() -> Result:
            with translated():
                backend = find_backend()
                locked = is_locked(backend)
                if locked and self._has_asked:
                    raise KeyringError(_LOCKED, "keyring-locked")
                self._has_asked = locked
                return use(backend)

        try:
            return self._patience.call(work)
        except OutOfPatienceError:
            raise KeyringError(*SILENT) from None
        except KeyringError:
            self._in_vain_until = time.monotonic() + _ASKED_AGAIN_S
            raise


class _Entries:
    """A backend's entries of one service."""

    def __init__(self, backend: KeyringBackend, service: str) -> None:
        self._backend = backend
        self._service = service

    def read(self, name: str) -> str | None:
        return self._backend.get_password(self._service, name)

    def write(self, name: str, value: str) -> None:
        self._backend.set_password(self._service, name, value)

    def delete(self, name: str) -> None:
        self._backend.delete_password(self._service, name)
