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
from branchagent.credentials.keyring_store import KeyringStore
from branchagent.credentials.stores import Candidates, Credentials, CredentialStore, make_proxy_store, make_store
from branchagent.credentials.systemd_store import SystemdStore

__all__ = [
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
    "KeyringStore",
    "SystemdStore",
    "make_proxy_store",
    "make_store",
    "service_name",
]
