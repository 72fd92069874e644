"""Keyrings of the tests' own.

The first is for machines without a Secret Service: entries in a private JSON file. It is loaded by the agent's process
(PYTHON_KEYRING_BACKEND), so nothing of the rig is imported here. The others live in the test's own process.
"""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

FILE_VARIABLE = "BRANCHAGENT_TEST_KEYRING"


def only_by_name(cls):
    """Keep keyring from finding a backend by itself: only whoever names it gets it."""
    KeyringBackend._classes.discard(cls)
    return cls


@only_by_name
class FileKeyring(KeyringBackend):
    priority = 1
    name = "test keyring in a file"

    def get_password(self, service, username):
        return self._entries().get(f"{service}\n{username}")

    def set_password(self, service, username, password):
        self._write({**self._entries(), f"{service}\n{username}": password})

    def delete_password(self, service, username):
        entries = self._entries()
        if entries.pop(f"{service}\n{username}", None) is None:
            raise PasswordDeleteError("there is no such entry")
        self._write(entries)

    @property
    def _file(self):
        return Path(os.environ[FILE_VARIABLE])

    def _entries(self):
        try:
            return json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}

    def _write(self, entries):
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(entries, file)
        draft.replace(self._file)


class PowerCutError(Exception):
    """The end of a process in the middle of its work."""


class _Breakable:
    """Entries whose keeper can be cut off: `steps_left` more steps are taken, every later one is a `PowerCutError`."""

    def __init__(self):
        super().__init__()
        self.steps_left = None
        self.calls = 0

    def _step(self):
        self.calls += 1
        if self.steps_left is not None:
            if self.steps_left <= 0:
                raise PowerCutError
            self.steps_left -= 1


@only_by_name
class MemoryKeyring(_Breakable, KeyringBackend):
    """Keeps secrets in memory; `failure` is what it raises instead, `gate` an Event that it waits for first."""

    priority = 1
    name = "test keyring in memory"

    def __init__(self):
        super().__init__()
        self.secrets = {}
        self.failure = None
        self.gate = None

    def get_password(self, service, username):
        self._step()
        return self.secrets.get((service, username))

    def set_password(self, service, username, password):
        self._step()
        self.secrets[service, username] = password

    def delete_password(self, service, username):
        self._step()
        if self.secrets.pop((service, username), None) is None:
            raise PasswordDeleteError("there is no such entry")

    def left_behind(self, service):
        return [entry for of, entry in self.secrets if of == service]

    def _step(self):
        super()._step()
        if self.gate:
            self.gate.wait()
        if self.failure:
            raise self.failure


@only_by_name
class VaultKeyring(_Breakable, KeyringBackend):
    """Keeps secrets as keyring's backend for Windows' Credential Manager does, and within its limit.

    One credential a target: the last one written stands under the service's own name, and moves to a compound name when
    another one comes. What is longer than the limit is refused.
    """

    priority = 5
    name = "test keyring like Windows'"
    longest = 2560
    """Bytes of a credential, CRED_MAX_CREDENTIAL_BLOB_SIZE."""

    def __init__(self):
        super().__init__()
        self.credentials = {}

    def get_password(self, service, username):
        self._step()
        user, blob = self.credentials.get(service, (None, b""))
        if user != username:
            user, blob = self.credentials.get(_compound(username, service), (None, b""))
        return None if user is None else blob.decode("utf-16")

    def set_password(self, service, username, password):
        if service in self.credentials:
            user, blob = self.credentials[service]
            self._write(_compound(user, service), user, blob.decode("utf-16"))
        self._write(service, username, password)

    def delete_password(self, service, username):
        # One step, though Windows takes two: what an interruption between them brings back was there before.
        self._step()
        targets = [service, _compound(username, service)]
        found = [target for target in targets if self.credentials.get(target, (None,))[0] == username]
        if not found:
            raise PasswordDeleteError(service)
        for target in found:
            del self.credentials[target]

    def left_behind(self, service):
        return [target for target in self.credentials if target == service or target.endswith(f"@{service}")]

    def _write(self, target, user, password):
        self._step()
        blob = password.encode("utf-16-le")
        if len(blob) > self.longest:
            raise OSError(1783, "The stub received bad data.", "CredWrite")
        self.credentials[target] = (user, blob)


def _compound(username, service):
    return f"{username}@{service}"
