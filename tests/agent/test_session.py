"""One token for all uploads: fetched once, renewed once, and given up only where a person is needed."""

import base64
import threading

import pytest

from branchagent.signing_in import (
    GivenToken,
    KeyringToken,
    NoTokenError,
    ServiceAwayError,
    Session,
    expiry,
    fits_a_header,
)


class Counter:
    """A source of numbered tokens; `limit` is the last that there is, `stored` stands for its credentials."""

    def __init__(self, limit=100):
        self.fetched = 0
        self.limit = limit
        self.stored = "stamp"
        self.error = None

    def fetch(self):
        if self.error:
            raise self.error
        self.fetched = min(self.fetched + 1, self.limit)
        return f"token {self.fetched}"

    def stamp(self):
        return self.stored


def at_once(count, act):
    start = threading.Barrier(count)
    results = [None] * count

    def run(index):
        start.wait()
        results[index] = act()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_token_is_fetched_on_first_use_and_kept():
    source = Counter()
    session = Session(source)
    assert source.fetched == 0
    assert [session.token(), session.token()] == ["token 1"] * 2
    assert source.fetched == 1


def test_eight_threads_fetch_the_first_token_once():
    source = Counter()
    assert at_once(8, Session(source).token) == ["token 1"] * 8
    assert source.fetched == 1


def test_eight_threads_whose_token_was_refused_renew_it_once():
    source = Counter()
    session = Session(source)
    refused = session.token()
    assert at_once(8, lambda: session.renew(refused)) == ["token 2"] * 8
    assert source.fetched == 2


def test_who_comes_late_with_an_old_token_gets_the_new_one():
    session = Session(Counter())
    old = session.token()
    session.renew(old)
    assert session.renew(old) == "token 2"
    assert session.renew("token 2") == "token 3"


def test_the_same_token_again_needs_a_person():
    session = Session(Counter(limit=1))
    with pytest.raises(NoTokenError):
        session.renew(session.token())


def test_what_was_forgotten_is_fetched_anew():
    session = Session(Counter())
    session.token()
    session.forget()
    assert session.token() == "token 2"


def test_other_credentials_are_seen_without_asking_the_service():
    source = Counter(limit=1)
    session = Session(source)
    with pytest.raises(NoTokenError):
        session.renew(session.token())
    assert not session.has_other_credentials()
    source.stored = "another"
    assert session.has_other_credentials()
    source.stored = None
    assert not session.has_other_credentials()
    assert source.fetched == 1


def test_credentials_that_were_missing_are_seen_when_they_come():
    source = Counter()
    source.stored, source.error = None, NoTokenError("none")
    session = Session(source)
    with pytest.raises(NoTokenError):
        session.token()
    assert not session.has_other_credentials()
    source.stored = "now there"
    assert session.has_other_credentials()


def test_a_service_that_is_away_spoils_nothing():
    source = Counter()
    session = Session(source)
    first = session.token()
    source.error = ServiceAwayError("away")
    with pytest.raises(ServiceAwayError):
        session.renew(first)
    source.error = None
    assert session.renew(first) == "token 2"


def test_a_given_token_is_given_until_it_is_refused():
    session = Session(GivenToken("mine"))
    assert session.token() == "mine"
    with pytest.raises(NoTokenError):
        session.renew("mine")


def test_the_keyrings_token_is_used_and_its_stamp_tells_nothing_of_it(store):
    source = KeyringToken(store)
    assert source.stamp() is None
    with pytest.raises(NoTokenError, match="token"):
        source.fetch()
    store.put("token", "a.secret.token")
    assert source.fetch() == "a.secret.token"
    first = source.stamp()
    assert "secret" not in first
    store.put("token", "another")
    assert source.stamp() != first


@pytest.mark.parametrize("token", ["a b", "a\nb", "tökèn", "a\x7f"])
def test_a_stored_token_that_no_request_can_carry_needs_a_person(store, token):
    store.put("token", token)
    with pytest.raises(NoTokenError) as told:
        KeyringToken(store).fetch()
    assert token not in str(told.value)
    assert not fits_a_header(token)


def test_a_tokens_end_is_read_where_it_names_one():
    claims = base64.urlsafe_b64encode(b'{"exp": 1795000000}').decode().rstrip("=")
    assert expiry(f"x.{claims}.y") == 1_795_000_000.0


@pytest.mark.parametrize("payload", [b"{}", b"[]", b'{"exp": "soon"}', b'{"exp": null}', b"{", b"\xff", b"[" * 50_000])
def test_a_token_that_names_no_end_has_none(payload):
    assert expiry(f"x.{base64.urlsafe_b64encode(payload).decode()}.y") is None
    assert expiry("opaque") is None
    assert expiry("") is None


def test_a_locked_keyring_is_no_token_and_tells_no_secret(store, memory):
    memory.failure = RuntimeError("locked: a.secret.token")
    with pytest.raises(NoTokenError) as told:
        KeyringToken(store).fetch()
    assert "secret" not in str(told.value)
    assert KeyringToken(store).stamp() is None
