"""The credentials: in the operating system's keyring, or handed over by systemd at start; never in a file of ours."""

from branchagent.credentials.backends import KeyringError
from branchagent.credentials.entries import (
    API_KEY,
    CLIENT_KEY_PASSWORD,
    ENTRIES,
    PASSWORD,
    REFUSALS,
    TOKEN,
    USERNAME,
    service_name,
)
from branchagent.credentials.keyring_process import KeyringProcess
from branchagent.credentials.keyring_store import ANSWERS_WITHIN_S, KeyringStore
from branchagent.credentials.stores import (
    Candidates,
    Credentials,
    CredentialStore,
    MakeKeyringStore,
    make_proxy_store,
    make_store,
)
from branchagent.credentials.systemd_store import SystemdStore

__all__ = [
    "ANSWERS_WITHIN_S",
    "API_KEY",
    "CLIENT_KEY_PASSWORD",
    "ENTRIES",
    "PASSWORD",
    "REFUSALS",
    "TOKEN",
    "USERNAME",
    "Candidates",
    "CredentialStore",
    "Credentials",
    "KeyringError",
    "KeyringProcess",
    "KeyringStore",
    "MakeKeyringStore",
    "SystemdStore",
    "make_proxy_store",
    "make_store",
    "service_name",
]
