"""The credentials of one server: how they are named, what is told of trouble, and which store the settings ask for."""

import pytest

from branchagent.credentials import (
    Candidates,
    KeyringError,
    KeyringStore,
    SystemdStore,
    make_proxy_store,
    make_store,
    service_name,
)
from branchagent.redaction import redact
from branchagent.settings import Settings
from branchagent.settings.model import CredentialsSettings, FolderSettings, ServerSettings

URL = "https://siskohat.example"


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


def test_whatever_a_backend_raises_is_told_without_its_words(store, memory):
    memory.failure = RuntimeError("cannot keep the secret hunter2")
    for use in [
        lambda: store.get("token"),
        lambda: store.put("token", "x"),
        lambda: store.remove("token"),
        store.remove_all,
    ]:
        with pytest.raises(KeyringError) as told:
            use()
        assert "hunter2" not in str(told.value)
        assert "RuntimeError" in str(told.value)
        assert told.value.__cause__ is None
        assert told.value.__suppress_context__


def test_a_secret_that_passed_through_a_store_is_blotted_out_from_then_on(store, memory):
    store.put("token", "put-into-the-keyring")
    memory.secrets[store.service, "password"] = "found-in-the-keyring"
    store.get("password")
    assert redact("put-into-the-keyring and found-in-the-keyring") == "*** and ***"


def test_what_was_just_typed_goes_before_what_is_kept(store):
    store.put("token", "kept")
    store.put("password", "kept too")
    candidates = Candidates({"token": "typed", "api-key": ""}, store)
    assert [candidates.get(entry) for entry in ("token", "password", "api-key")] == ["typed", "kept too", ""]
    assert store.get("token") == "kept"


def test_the_store_is_the_one_that_the_settings_ask_for(tmp_path):
    def settings(store):
        return Settings(FolderSettings(tmp_path), ServerSettings(URL), CredentialsSettings(store=store))

    keyring, systemd = settings("keyring"), settings("systemd")
    assert isinstance(make_store(keyring), KeyringStore)
    assert isinstance(make_proxy_store(keyring, "http://proxy:3128"), KeyringStore)
    assert make_store(keyring).service != make_proxy_store(keyring, "http://proxy:3128").service
    assert isinstance(make_store(systemd), SystemdStore)
    assert isinstance(make_proxy_store(systemd, "http://proxy:3128"), SystemdStore)
