"""Credentials that systemd hands to a service at start (LoadCredentialEncrypted), for servers without a session.

They lie in memory that only this service can read; what lies on a disk is refused.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from branchagent.credentials.backends import KeyringError
from branchagent.credentials.entries import SECRETS
from branchagent.redaction import conceal
from branchagent.volumes import file_system_of

_IN_MEMORY = frozenset({"ramfs", "tmpfs"})
_READ_ONLY = "systemd's credentials are given by the service's unit and cannot be changed from here"
_OPEN_TO_OTHERS = stat.S_IRWXO
"""The group's bits tell nothing: systemd lets the service in by an access list, which shows there."""


class SystemdStore:
    """The files of `$CREDENTIALS_DIRECTORY`, named `branchagent.token`, `branchagent.password` and so on."""

    can_be_written = False

    def __init__(self, prefix: str = "branchagent") -> None:
        self._prefix = prefix

    def get(self, entry: str) -> str | None:
        """Give the credential of an entry, None if the unit has none. Raises `KeyringError`."""
        file = self._folder() / f"{self._prefix}.{entry}"
        try:
            secret = file.read_text("utf-8").strip("\r\n")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            kind = type(error).__name__
            said = f"systemd's credential {file.name} cannot be read ({kind})"
            raise KeyringError(said, detail=f"{file.name}: {kind}") from None
        if entry in SECRETS:
            conceal(secret)
        return secret

    def put(self, entry: str, secret: str) -> None:  # noqa: ARG002 - the protocol's signature
        """They cannot be changed from here. Raises `KeyringError`."""
        raise KeyringError(_READ_ONLY)

    def remove(self, entry: str) -> bool:  # noqa: ARG002 - as above
        """They cannot be removed from here. Raises `KeyringError`."""
        raise KeyringError(_READ_ONLY)

    def remove_all(self) -> int:
        """They cannot be removed from here. Raises `KeyringError`."""
        raise KeyringError(_READ_ONLY)

    def backend_name(self) -> str:
        """Name the place, for people. Raises `KeyringError`."""
        self._folder()
        return "systemd credentials"

    def would_ask(self) -> bool:
        """Nobody is ever asked."""
        return False

    def _folder(self) -> Path:
        named = os.environ.get("CREDENTIALS_DIRECTORY")
        if not named:
            raise KeyringError("systemd gave no credentials: CREDENTIALS_DIRECTORY is not set", "systemd-none")
        folder = Path(named)
        try:
            mode = folder.stat().st_mode
        except OSError as error:
            said = f"systemd's credentials cannot be read ({error.strerror})"
            raise KeyringError(said, detail=f"{folder}: {type(error).__name__}") from None
        kind = file_system_of(folder)
        if kind not in _IN_MEMORY:
            said = f"CREDENTIALS_DIRECTORY is refused: it lies on a disk ({kind}), not in memory"
            raise KeyringError(said, "systemd-on-disk", kind)
        if mode & _OPEN_TO_OTHERS:
            raise KeyringError("CREDENTIALS_DIRECTORY is refused: others can read it", "systemd-open")
        return folder
