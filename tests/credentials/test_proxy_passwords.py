"""The proxy's password out of the keyring: most often a person's account in the bank's directory, not to be locked."""

import pytest

from branchagent.credentials import KeyringStore
from branchagent.routing import KeyringPasswords
from branchagent.settings import Settings
from branchagent.settings.model import CredentialsSettings, FolderSettings, ServerSettings
from branchagent.wire import SecretUnavailableError

URL = "https://siskohat.example"
PROXY, OTHER = "http://proxy.bank:3128", "http://other.bank:3128"
MINUTE, HOUR = 60.0, 3600.0
READ_AGAIN_S = 60.0
PAIR, ANOTHER = ("clerk", "a-password"), ("clerk", "another")


def keep(address, pair):
    store = KeyringStore(address)
    for entry, secret in zip(("username", "password"), pair, strict=True):
        store.put(entry, secret)


@pytest.fixture
def settings(tmp_path):
    return Settings(FolderSettings(tmp_path), ServerSettings(URL))


@pytest.fixture
def passwords(settings, clock, memory):  # noqa: ARG001 - the keyring that it uses
    keep(PROXY, PAIR)
    return KeyringPasswords(settings, clock.monotonic)


def test_a_proxys_pair_is_its_own(passwords, memory):
    keep(URL, ("the service's", "own"))
    assert passwords.of_proxy(PROXY, None) == PAIR
    assert passwords.of_proxy(f"{PROXY}/", None) == PAIR
    assert passwords.of_proxy(OTHER, None) is None
    assert not passwords.has_other_for_proxy()
    del memory.secrets[KeyringStore(PROXY).service, "password"]
    assert KeyringPasswords(passwords._settings).of_proxy(PROXY, None) is None


def test_a_refused_pair_is_offered_again_after_a_quarter_of_an_hour_then_after_twice_as_long(passwords, clock):
    for wait in (15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 12 * HOUR):
        assert passwords.of_proxy(PROXY, None) == PAIR
        passwords.refused_by_proxy(PROXY, PAIR)
        assert passwords.of_proxy(PROXY, None) is None
        clock.pass_by(wait - 1)
        assert passwords.of_proxy(PROXY, None) is None
        assert not passwords.has_other_for_proxy()
        clock.pass_by(1)


def test_several_refusals_of_uploads_under_way_count_once(passwords, clock, at_once):
    assert at_once(8, lambda: passwords.of_proxy(PROXY, None)) == [PAIR] * 8
    at_once(8, lambda: passwords.refused_by_proxy(PROXY, PAIR))
    clock.pass_by(60)
    passwords.refused_by_proxy(PROXY, PAIR)
    clock.pass_by(14 * MINUTE - 1)
    assert passwords.of_proxy(PROXY, None) is None
    clock.pass_by(1)
    assert passwords.of_proxy(PROXY, None) == PAIR
    at_once(8, lambda: passwords.refused_by_proxy(PROXY, PAIR))
    clock.pass_by(30 * MINUTE - 1)
    assert passwords.of_proxy(PROXY, None) is None
    clock.pass_by(1)
    assert passwords.of_proxy(PROXY, None) == PAIR


def test_another_pair_is_offered_at_once_and_counted_anew(passwords, clock):
    for wait in (15 * MINUTE, 30 * MINUTE):
        passwords.refused_by_proxy(PROXY, PAIR)
        clock.pass_by(wait)
    passwords.refused_by_proxy(PROXY, PAIR)
    assert not passwords.has_other_for_proxy()
    keep(PROXY, ANOTHER)
    assert passwords.has_other_for_proxy()
    assert passwords.of_proxy(PROXY, None) == ANOTHER
    passwords.refused_by_proxy(PROXY, ANOTHER)
    assert not passwords.has_other_for_proxy()
    clock.pass_by(15 * MINUTE - 1)
    assert passwords.of_proxy(PROXY, None) is None
    clock.pass_by(1)
    assert passwords.of_proxy(PROXY, None) == ANOTHER


def test_a_pair_that_was_missing_is_offered_when_it_comes(passwords):
    assert passwords.of_proxy(OTHER, None) is None
    passwords.refused_by_proxy(OTHER, None)
    assert not passwords.has_other_for_proxy()
    keep(OTHER, ANOTHER)
    assert passwords.has_other_for_proxy()
    assert passwords.of_proxy(OTHER, None) == ANOTHER


def test_a_pair_that_is_gone_is_no_other_one(passwords, clock):
    passwords.refused_by_proxy(PROXY, PAIR)
    KeyringStore(PROXY).remove_all()
    clock.pass_by(READ_AGAIN_S)
    assert not passwords.has_other_for_proxy()
    assert passwords.of_proxy(PROXY, None) is None


def test_one_proxys_refusal_is_not_anothers(passwords):
    keep(OTHER, ANOTHER)
    passwords.refused_by_proxy(PROXY, PAIR)
    assert passwords.of_proxy(OTHER, None) == ANOTHER
    assert not passwords.has_other_for_proxy()


def test_a_locked_keyring_gives_no_pair_and_no_other_one(passwords, memory, clock):
    passwords.refused_by_proxy(PROXY, PAIR)
    memory.failure = RuntimeError("locked")
    clock.pass_by(READ_AGAIN_S)
    assert passwords.of_proxy(PROXY, None) is None
    assert not passwords.has_other_for_proxy()
    memory.failure = None
    clock.pass_by(READ_AGAIN_S)
    assert passwords.of_proxy(PROXY, None) is None
    clock.pass_by(15 * MINUTE)
    assert passwords.of_proxy(PROXY, None) == PAIR


def test_many_requests_read_the_keyring_once_in_a_while(passwords, memory, clock, at_once):
    calls = memory.calls
    at_once(8, lambda: [passwords.of_proxy(PROXY, None) for _ in range(10)])
    assert memory.calls == calls + 2
    clock.pass_by(READ_AGAIN_S)
    passwords.of_proxy(PROXY, None)
    assert memory.calls == calls + 4


def test_the_client_keys_password_is_of_the_services_own(passwords, memory):
    assert passwords.of_client_key() is None
    KeyringStore(URL).put("client-key-password", "of-the-key")
    assert passwords.of_client_key() == "of-the-key"
    memory.failure = RuntimeError("locked")
    with pytest.raises(SecretUnavailableError, match="keyring"):
        passwords.of_client_key()


def test_what_was_written_into_the_address_is_held_back_too_once_it_was_refused(passwords, clock):
    written = ("written", "in-the-variable")
    assert passwords.of_proxy(PROXY, written) == PAIR
    assert passwords.of_proxy(OTHER, written) == written
    passwords.refused_by_proxy(OTHER, written)
    assert passwords.of_proxy(OTHER, written) is None
    passwords.refused_by_proxy(OTHER, None)
    clock.pass_by(15 * MINUTE)
    assert passwords.of_proxy(OTHER, written) == written


def test_what_a_proxy_refused_counts_no_more_once_it_lets_us_through(passwords, clock):
    for _ in range(3):
        passwords.refused_by_proxy(PROXY, PAIR)
        clock.pass_by(12 * HOUR)
    passwords.accepted_by_proxy(PROXY)
    passwords.refused_by_proxy(PROXY, PAIR)
    clock.pass_by(15 * MINUTE)
    assert passwords.of_proxy(PROXY, None) == PAIR


def test_what_was_refused_is_what_was_sent_whatever_the_keyring_holds_by_then(passwords):
    assert passwords.of_proxy(PROXY, None) == PAIR
    keep(PROXY, ANOTHER)
    passwords.read_anew()
    passwords.refused_by_proxy(PROXY, PAIR)
    assert passwords.has_other_for_proxy()
    assert passwords.of_proxy(PROXY, None) == ANOTHER


def test_without_a_keyring_systemds_are_the_proxys(tmp_path, monkeypatch, clock):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    settings = Settings(FolderSettings(tmp_path), ServerSettings(URL), CredentialsSettings(store="systemd"))
    passwords = KeyringPasswords(settings, clock.monotonic)
    assert passwords.of_proxy(PROXY, None) is None
    with pytest.raises(SecretUnavailableError, match="systemd"):
        passwords.of_client_key()
