"""What the keyring holds for the service, looked at once and without asking anybody to unlock it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from branchagent.credentials import (
    API_KEY,
    CLIENT_KEY_PASSWORD,
    PASSWORD,
    TOKEN,
    USERNAME,
    CredentialStore,
    KeyringError,
    make_store,
)
from branchagent.patience import OutOfPatienceError, within

if TYPE_CHECKING:
    from branchagent.settings import Settings

_ANSWERS_WITHIN_S = 15.0
LOCKED = "keyring-locked"
SILENT = "keyring-silent"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found. `word` says why the store cannot be used, as `texts` knows it; empty if it can."""

    backend: str = ""
    entries: dict[str, str] = field(default_factory=dict, repr=False)
    word: str = ""
    detail: str = ""


class Keys:
    """The entries that the settings ask for."""

    def __init__(self, settings: Settings) -> None:
        self.is_systemd = settings.credentials.store == "systemd"
        is_token = settings.credentials.mode == "token"
        self.required = (TOKEN,) if is_token else (USERNAME, PASSWORD)
        key = (CLIENT_KEY_PASSWORD,) if settings.server.client_certificate else ()
        self.optional = key if is_token else (API_KEY, *key)
        self.store: CredentialStore = make_store(settings)

    @cached_property
    def kept(self) -> Kept:
        """What the store holds."""
        backend = ""
        try:
            backend = within(_ANSWERS_WITHIN_S, self.store.backend_name)
            if within(_ANSWERS_WITHIN_S, self.store.would_ask):
                return Kept(backend, word=LOCKED)
            entries = {entry: self.store.get(entry) for entry in (*self.required, *self.optional)}
        except OutOfPatienceError:
            return Kept(backend, word=SILENT)
        except KeyringError as error:
            return Kept(backend, word=error.word, detail=error.detail)
        return Kept(backend, {entry: secret for entry, secret in entries.items() if secret})

    @property
    def missing(self) -> tuple[str, ...]:
        """The entries without which nothing can be sent."""
        return tuple(entry for entry in self.required if entry not in self.kept.entries)
