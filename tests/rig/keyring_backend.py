"""A keyring for machines without a Secret Service, for these tests only: entries in a private JSON file.

It is loaded by the agent's process (PYTHON_KEYRING_BACKEND), so it imports nothing of the rig.
"""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

FILE_VARIABLE = "BRANCHAGENT_TEST_KEYRING"


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
