"""One token for all uploads: fetched once, renewed ahead of its end, and given up only where a person is needed."""

import base64
import threading
import time

import pytest

from branchagent.core.verdicts import Trouble
from branchagent.credentials import KeyringStore
from branchagent.signing_in import (
    GivenToken,
    KeyringToken,
    NoTokenError,
    ServiceAwayError,
    Session,
    Token,
    expiry,
    fits_a_header,
)

HOUR, MINUTE = 3600.0, 60.0
ALMOST_ONE = 1 - 2**-53
AWAY = ServiceAwayError(Trouble.SERVER_ERROR, "away")


class Counter:
    """A source of numbered tokens; `limit` is the last that there is, `stored` stands for its credentials."""

    def __init__(self, limit=100, life_s=None):
        self.asked = 0
        self.fetched = 0
        self.limit = limit
        self.life_s = life_s
        self.stored = "stamp"
        self.error = None

    def fetch(self):
        self.asked += 1
        if self.error:
            raise self.error
        self.fetched = min(self.fetched + 1, self.limit)
        return Token(f"token {self.fetched}", None, self.life_s)

    def look(self):
        if self.error:
            raise self.error
        return Token("looked at", 1_800_000_500.0)

    def stamp(self):
        return self.stored


def test_a_token_is_fetched_on_first_use_and_kept(clock):
    source = Counter()
    session = Session(source, clock)
    assert source.fetched == 0
    assert [session.token(), session.token()] == ["token 1"] * 2
    clock.pass_by(1000 * 24 * HOUR)
    assert session.token() == "token 1"
    assert source.fetched == 1


def test_eight_threads_fetch_the_first_token_once(clock, at_once):
    source = Counter()
    assert at_once(8, Session(source, clock).token) == ["token 1"] * 8
    assert source.fetched == 1


def test_eight_threads_whose_token_was_refused_renew_it_once(clock, at_once):
    source = Counter()
    session = Session(source, clock)
    refused = session.token()
    assert at_once(8, lambda: session.renew(refused)) == ["token 2"] * 8
    assert source.fetched == 2


@pytest.mark.parametrize("passed", [57 * MINUTE, 2 * HOUR], ids=["ahead of its end", "after its end"])
def test_eight_threads_renew_a_token_that_is_at_its_end_once(clock, at_once, passed):
    source = Counter(life_s=HOUR)
    session = Session(source, clock)
    session.token()
    clock.pass_by(passed)
    assert at_once(8, session.token) == ["token 2"] * 8
    assert source.asked == 2


@pytest.mark.parametrize(("jitter", "renewed_after"), [(0.0, 55 * MINUTE), (0.5, 52.5 * MINUTE), (1.0, 50 * MINUTE)])
def test_a_token_is_renewed_ahead_of_its_end_and_not_by_all_agents_at_once(make_clock, jitter, renewed_after):
    clock = make_clock(jitter * ALMOST_ONE)
    session = Session(Counter(life_s=HOUR), clock)
    for number in (1, 2, 3):
        assert session.token() == f"token {number}"
        clock.pass_by(renewed_after - 1)
        assert session.token() == f"token {number}"
        clock.pass_by(1.001)


@pytest.mark.parametrize("error", [AWAY, NoTokenError("refused")], ids=["away", "refused"])
def test_the_old_token_is_used_on_while_renewing_ahead_fails(clock, error):
    source = Counter(life_s=HOUR)
    session = Session(source, clock)
    session.token()
    clock.pass_by(56 * MINUTE)
    source.error = error
    for _ in range(60):
        assert session.token() == "token 1"
        clock.pass_by(3.0)
    # With four minutes to go it is tried again after half of what is left: some few times, not at each upload.
    assert 2 <= source.asked - 1 <= 8
    source.error = None
    clock.pass_by(50.0)
    assert session.token() == "token 2"


@pytest.mark.parametrize("error", [AWAY, NoTokenError("refused")], ids=["away", "refused"])
def test_a_token_that_has_ended_is_used_no_more(clock, error):
    source = Counter(life_s=HOUR)
    session = Session(source, clock)
    session.token()
    source.error = error
    clock.pass_by(HOUR)
    with pytest.raises(type(error)):
        session.token()
    source.error = None
    assert session.token() == "token 2"


@pytest.mark.parametrize("off", [-5 * HOUR, 5 * HOUR, 1000 * 24 * HOUR])
def test_a_wall_clock_that_is_set_moves_no_renewal(clock, off):
    session = Session(Counter(life_s=HOUR), clock)
    session.token()
    clock.off = off
    clock.pass_by(50 * MINUTE)
    assert session.token() == "token 1"
    clock.pass_by(6 * MINUTE)
    assert session.token() == "token 2"


def test_who_comes_late_with_an_old_token_gets_the_new_one(clock):
    session = Session(Counter(), clock)
    old = session.token()
    session.renew(old)
    assert session.renew(old) == "token 2"


def test_a_renewed_token_that_is_refused_too_is_renewed_only_once_it_was_taken(clock):
    source = Counter()
    session = Session(source, clock)
    session.renew(session.token())
    for _ in range(2):
        with pytest.raises(NoTokenError) as told:
            session.renew("token 2")
        assert told.value.told == "token-refused"
    assert not session.has_other_credentials()
    session.prove("another")
    with pytest.raises(NoTokenError):
        session.renew("token 2")
    session.prove("token 2")
    assert session.renew("token 2") == "token 3"


def test_the_same_token_again_needs_a_person(clock):
    session = Session(Counter(limit=1), clock)
    with pytest.raises(NoTokenError) as told:
        session.renew(session.token())
    assert told.value.told == "token-refused"


def test_what_was_forgotten_is_fetched_anew(clock):
    session = Session(Counter(), clock)
    session.token()
    session.forget()
    assert [session.token(), session.token()] == ["token 2"] * 2


def test_looking_and_forgetting_wait_for_no_fetch_that_is_under_way(clock):
    fetching, gate = threading.Event(), threading.Event()

    class Slow(Counter):
        def fetch(self):
            fetching.set()
            gate.wait()
            return super().fetch()

    session = Session(Slow(), clock)
    thread = threading.Thread(target=session.token)
    thread.start()
    assert fetching.wait(30)
    before = time.monotonic()
    session.look()
    session.forget()
    assert session.has_other_credentials()
    assert time.monotonic() - before < 5.0
    gate.set()
    thread.join()
    assert session.token() == "token 2"


def test_looking_tells_when_a_token_that_only_a_person_can_replace_ends(clock, store, make_jwt):
    session = Session(KeyringToken(store), clock)
    with pytest.raises(NoTokenError):
        session.look()
    assert not session.has_other_credentials()
    store.put("token", make_jwt(1_800_000_500))
    assert session.has_other_credentials()
    session.look()
    assert session.expires_at == 1_800_000_500.0
    store.put("token", "opaque")
    session.look()
    assert session.expires_at is None


def test_a_token_of_a_login_has_no_end_that_concerns_a_person(clock):
    session = Session(Counter(life_s=HOUR), clock)
    session.token()
    assert session.expires_at is None


def test_other_credentials_are_seen_without_asking_the_service(clock):
    source = Counter(limit=1)
    session = Session(source, clock)
    with pytest.raises(NoTokenError):
        session.renew(session.token())
    assert not session.has_other_credentials()
    source.stored = "another"
    assert session.has_other_credentials()
    source.stored = None
    assert not session.has_other_credentials()
    assert source.asked == 2


def test_a_fresh_token_that_was_refused_needs_other_credentials(clock):
    source = Counter()
    session = Session(source, clock)
    session.token()
    assert session.has_other_credentials()
    session.refuse()
    assert not session.has_other_credentials()
    assert session.token() == "token 1"
    session.forget()
    assert session.token() == "token 2"


def test_credentials_that_were_missing_are_seen_when_they_come(clock):
    source = Counter()
    source.stored, source.error = None, NoTokenError("none")
    session = Session(source, clock)
    with pytest.raises(NoTokenError):
        session.token()
    assert not session.has_other_credentials()
    source.stored = "now there"
    assert session.has_other_credentials()


def test_other_credentials_are_looked_for_without_a_question_on_anybodys_screen(clock, store, memory):
    store.put("token", "a.token")
    session = Session(KeyringToken(store), clock)
    memory.failure = RuntimeError("locked, and it asks each time")
    with pytest.raises(NoTokenError):
        session.token()
    calls = memory.calls
    for _ in range(5):
        assert not session.has_other_credentials()
    assert memory.calls == calls


@pytest.mark.usefixtures("secret_service")
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_a_real_keyring_that_is_locked_is_seen_when_it_is_unlocked_and_nobody_is_asked_for_that(clock, unlocked):
    KeyringStore("https://siskohat.example").put("token", "a.token")
    unlocked.lock()
    session = Session(KeyringToken(KeyringStore("https://siskohat.example")), clock)
    with pytest.raises(NoTokenError):
        session.token()
    with unlocked.person_at_the_screen() as asked:
        assert [session.has_other_credentials() for _ in range(3)] == [False] * 3
    assert asked == []
    unlocked.unlock("password of this test run")
    assert session.has_other_credentials()
    assert session.token() == "a.token"


def test_a_service_that_is_away_spoils_nothing(clock):
    source = Counter()
    session = Session(source, clock)
    first = session.token()
    source.error = AWAY
    with pytest.raises(ServiceAwayError):
        session.renew(first)
    source.error = None
    assert session.renew(first) == "token 2"


def test_a_given_token_is_given_until_it_is_refused(clock):
    session = Session(GivenToken("mine"), clock)
    session.look()
    assert session.token() == "mine"
    with pytest.raises(NoTokenError):
        session.renew("mine")
    assert not session.has_other_credentials()


def test_the_keyrings_token_is_used_and_its_stamp_tells_nothing_of_it(store):
    source = KeyringToken(store)
    assert source.stamp() is None
    with pytest.raises(NoTokenError, match="token"):
        source.fetch()
    store.put("token", "a.secret.token")
    assert source.fetch() == source.look() == Token("a.secret.token")
    first = source.stamp()
    assert "secret" not in first
    store.put("token", "another")
    assert source.stamp() != first


@pytest.mark.parametrize("token", ["a b", "a\nb", "tökèn", "a\x7f", " at-first"])
def test_a_stored_token_that_no_request_can_carry_needs_a_person(store, token):
    store.put("token", token)
    with pytest.raises(NoTokenError) as told:
        KeyringToken(store).fetch()
    assert token not in str(told.value)
    assert told.value.told == "token-unfit"
    assert not fits_a_header(token)


def test_a_tokens_end_is_read_where_it_names_one(make_jwt):
    assert expiry(make_jwt(1_795_000_000)) == 1_795_000_000.0
    assert expiry(make_jwt(1_000)) == 1_000.0
    assert expiry(make_jwt(1_795_000_000.5)) == 1_795_000_000.5


def segment(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


PAYLOADS = [b"{}", b"[]", b'{"exp": "soon"}', b'{"exp": null}', b'{"exp": [1]}', b"{", b"\xff", b"[" * 50_000]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda value: repr(value)[:20])
def test_a_token_that_names_no_end_has_none(payload):
    parts = (b'{"alg": "HS256"}', payload, b"signature")
    assert expiry(".".join(map(segment, parts))) is None


@pytest.mark.parametrize("token", ["opaque", "", "..", "a.b.c", "a.b", "é.é.é"])
def test_what_is_no_jwt_has_no_end(token):
    assert expiry(token) is None


def test_a_locked_keyring_is_no_token_and_tells_no_secret(store, memory):
    memory.failure = RuntimeError("locked: a.secret.token")
    with pytest.raises(NoTokenError) as told:
        KeyringToken(store).fetch()
    assert "secret" not in str(told.value)
    assert KeyringToken(store).stamp() is None
