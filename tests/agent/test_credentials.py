"""Secrets are in a keyring that keeps them, and nowhere else."""

import subprocess
import sys

import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend

from branchagent.credentials import CredentialStore, KeyringError, Login, service_name

URL = "https://siskohat.example"


def test_a_secret_is_kept_replaced_and_removed(store):
    assert store.get("token") is None
    store.put("token", "first")
    store.put("token", "second")
    assert store.get("token") == "second"
    assert store.remove("token")
    assert not store.remove("token")
    assert store.get("token") is None


def test_all_secrets_are_removed_and_counted(store, memory):
    store.put("token", "a")
    store.put("api-key", "b")
    assert store.remove_all() == 2
    assert store.remove_all() == 0
    assert memory.secrets == {}


def test_two_servers_credentials_do_not_mix(store):
    store.put("token", "a")
    assert CredentialStore("https://other.example").get("token") is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://siskohat.example", "branchagent https://siskohat.example"),
        ("https://siskohat.example/", "branchagent https://siskohat.example"),
        ("HTTPS://Siskohat.Example", "branchagent https://siskohat.example"),
        ("https://siskohat.example:8443/base/", "branchagent https://siskohat.example:8443/base"),
        ("https://siskohat.example/Base", "branchagent https://siskohat.example/Base"),
        ("http://siskohat.example", "branchagent http://siskohat.example"),
        ("http://[::1]:8765", "branchagent http://[::1]:8765"),
    ],
)
def test_a_server_has_one_name_in_the_keyring(url, name):
    assert service_name(url) == name


def every_use(store):
    return [
        lambda: store.get("token"),
        lambda: store.put("token", "x"),
        lambda: store.remove("token"),
        store.remove_all,
        store.backend_name,
    ]


def expect_refused(store):
    for use in every_use(store):
        with pytest.raises(KeyringError):
            use()


@pytest.mark.parametrize("backend", [keyring.backends.null.Keyring, keyring.backends.fail.Keyring])
def test_a_backend_that_keeps_nothing_is_refused(use_keyring, backend):
    use_keyring(backend())
    expect_refused(CredentialStore(URL))


@pytest.mark.parametrize("module", ["keyrings.alt.file", "keyrings.alt", "keyrings.alt.Gnome"])
def test_a_backend_that_keeps_secrets_in_the_open_is_refused(use_keyring, memory, module):
    plain = type("PlaintextKeyring", (type(memory),), {"__module__": module})
    use_keyring(plain())
    KeyringBackend._classes.discard(plain)
    expect_refused(CredentialStore(URL))


CHAIN = """
import keyring, sys
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from branchagent.credentials import CredentialStore, KeyringError

kept = []

def make(name, module, rank):
    def put(self, service, username, password):
        kept.append(module)
    return type(name, (KeyringBackend,), {
        "__module__": module, "priority": rank, "set_password": put,
        "get_password": lambda *_: None, "delete_password": lambda *_: None,
    })

backends = [make(f"Keyring{index}", module, 20 - index) for index, module in enumerate(sys.argv[1:])]
keyring.set_keyring(ChainerBackend())
try:
    CredentialStore("https://siskohat.example").put("token", "secret")
except KeyringError:
    print("refused")
else:
    print(*kept)
"""


def chained(*modules):
    done = subprocess.run([sys.executable, "-c", CHAIN, *modules], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_chain_of_backends_that_keep_secrets_in_the_open_is_refused():
    assert chained("keyrings.alt.file", "keyrings.alt.Gnome") == "refused"


def test_in_a_chain_a_backend_that_keeps_secrets_in_the_open_is_passed_over():
    assert chained("keyrings.alt.file", "a.real.one") == "a.real.one"


def test_whatever_a_backend_raises_is_told_without_its_words(store, memory):
    memory.failure = RuntimeError("cannot keep the secret hunter2")
    for use in every_use(store)[:4]:
        with pytest.raises(KeyringError) as told:
            use()
        assert "hunter2" not in str(told.value)
        assert "RuntimeError" in str(told.value)
        assert told.value.__cause__ is None


def test_a_login_shows_no_secret():
    assert "hunter2" not in repr(Login("clerk", "hunter2", "hunter2"))
