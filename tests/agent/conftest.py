import logging
import subprocess
import sys

import keyring
import keyring.core
import pytest
from keyring.backend import KeyringBackend

from branchagent.credentials import CredentialStore

URL = "https://siskohat.example"

HOLDER = """
import pathlib, sys
from branchagent.locking import FolderLock, Lock
kind = {"folder": FolderLock, "file": Lock}[sys.argv[1]]
lock = kind(pathlib.Path(sys.argv[2]))
print(lock.take(), flush=True)
sys.stdin.read()
"""


class MemoryKeyring(KeyringBackend):
    """Keeps secrets in memory; `failure` is what it raises instead."""

    priority = 0.1

    def __init__(self):
        super().__init__()
        self.secrets = {}
        self.failure = None

    def _check(self):
        if self.failure:
            raise self.failure

    def get_password(self, service, username):
        self._check()
        return self.secrets.get((service, username))

    def set_password(self, service, username, password):
        self._check()
        self.secrets[service, username] = password

    def delete_password(self, service, username):
        self._check()
        del self.secrets[service, username]


@pytest.fixture
def use_keyring():
    """Make keyring use a backend for one test."""
    before = keyring.core._keyring_backend
    yield keyring.set_keyring
    keyring.core._keyring_backend = before


@pytest.fixture
def memory(use_keyring):
    backend = MemoryKeyring()
    use_keyring(backend)
    return backend


@pytest.fixture
def store(memory):  # noqa: ARG001 - the keyring that it uses
    return CredentialStore(URL)


@pytest.fixture
def hold():
    """Hold a lock in another process."""
    made = []

    def hold(kind, path):
        command = [sys.executable, "-c", HOLDER, kind, str(path)]
        made.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert made[-1].stdout.readline() == "True\n"
        return made[-1]

    yield hold
    for process in made:
        process.kill()
        process.communicate()


@pytest.fixture
def fresh_log():
    """The program's logger as a process finds it at its start, and as it was afterwards."""
    root = logging.getLogger("branchagent")
    before = root.handlers[:], root.level, logging.raiseExceptions
    root.handlers[:] = []
    root.propagate = False
    yield root
    root.propagate = True
    for handler in root.handlers:
        handler.close()
    root.handlers[:], level, logging.raiseExceptions = before
    root.setLevel(level)
