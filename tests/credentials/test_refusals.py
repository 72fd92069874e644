"""A user name and password that the service refused are not asked again and again: no account is locked by us."""

import json

import pytest

from branchagent.core.verdicts import Trouble
from branchagent.credentials import REFUSALS, KeyringStore, SystemdStore
from branchagent.signing_in import LoginForm, LoginToken, NoTokenError, Refusals, ServiceAwayError, Session
from branchagent.wire import Route

URL = "https://siskohat.example"
NOW = 1_800_000_000.0
MINUTE, HOUR = 60.0, 3600.0
WAITS = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR]


@pytest.fixture
def refusals(store):
    return Refusals(store)


def test_what_was_never_refused_may_be_asked(refusals):
    assert refusals.may_ask("one", NOW)


def test_the_wait_begins_with_a_quarter_of_an_hour_and_doubles_up_to_half_a_day(refusals):
    now = NOW
    for wait in WAITS:
        refusals.note("one", now)
        assert not refusals.may_ask("one", now)
        assert not refusals.may_ask("one", now + wait - 1)
        assert refusals.may_ask("one", now + wait)
        now += wait


def test_a_restart_asks_no_earlier(refusals):
    refusals.note("one", NOW)
    refusals.note("one", NOW + 15 * MINUTE)
    again = Refusals(KeyringStore(URL))
    assert not again.may_ask("one", NOW + 45 * MINUTE - 1)
    assert again.may_ask("one", NOW + 45 * MINUTE)
    again.note("one", NOW + 45 * MINUTE)
    assert not Refusals(KeyringStore(URL)).may_ask("one", NOW + 105 * MINUTE - 1)


def test_another_pair_is_asked_at_once_and_counted_anew(refusals):
    for _ in range(5):
        refusals.note("one", NOW)
    assert refusals.may_ask("another", NOW)
    refusals.note("another", NOW)
    assert not refusals.may_ask("another", NOW + 15 * MINUTE - 1)
    assert refusals.may_ask("another", NOW + 15 * MINUTE)


def test_another_servers_refusals_are_its_own(refusals):
    refusals.note("one", NOW)
    assert Refusals(KeyringStore("https://development.example")).may_ask("one", NOW)


@pytest.mark.parametrize("back", [1.0, HOUR, 1000 * 24 * HOUR])
def test_a_clock_that_was_set_back_does_not_lengthen_the_wait(refusals, back):
    refusals.note("one", NOW)
    assert refusals.may_ask("one", NOW - back)
    refusals.note("one", NOW - back)
    assert refusals.may_ask("one", NOW - back + 30 * MINUTE)


def test_what_was_accepted_is_forgotten_and_nothing_is_left(refusals, memory):
    refusals.note("one", NOW)
    refusals.forget()
    assert refusals.may_ask("one", NOW)
    assert memory.secrets == {}
    refusals.forget()


def test_the_removal_of_all_removes_refusals_too(refusals, store, memory):
    refusals.note("one", NOW)
    store.remove_all()
    assert memory.secrets == {}
    assert refusals.may_ask("one", NOW)


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "no JSON",
        "[]",
        "5",
        "null",
        "{}",
        '{"stamp": "one"}',
        '{"stamp": "one", "times": "many"}',
        '{"stamp": "one", "times": null}',
        '{"stamp": "one", "times": Infinity}',
        '{"stamp": "one", "times": 1, "at": []}',
    ],
)
def test_what_cannot_be_read_keeps_nobody_from_asking(refusals, store, kept):
    store.put(REFUSALS, kept)
    assert refusals.may_ask("one", NOW)
    refusals.note("one", NOW)
    assert not refusals.may_ask("one", NOW)


def test_a_keyring_that_can_be_of_no_use_is_no_reason_to_ask_twice(refusals, memory):
    memory.failure = RuntimeError("locked")
    refusals.note("one", NOW)
    assert not refusals.may_ask("one", NOW + 15 * MINUTE - 1)
    assert refusals.may_ask("one", NOW + 15 * MINUTE)
    refusals.forget()
    assert refusals.may_ask("one", NOW)


class Given:
    """Credentials that are read, and cannot be written: systemd's, for one."""

    def __init__(self, **secrets):
        self.secrets = secrets
        self.can_be_written = False

    def get(self, entry):
        return self.secrets.get(entry)


def test_systemds_credentials_are_remembered_though_nothing_can_be_kept_with_them(monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    refusals = Refusals(SystemdStore())
    refusals.note("one", NOW)
    refusals.note("one", NOW + 15 * MINUTE)
    assert not refusals.may_ask("one", NOW + 45 * MINUTE - 1)
    assert refusals.may_ask("one", NOW + 45 * MINUTE)


@pytest.fixture
def make_login(login_server, clock):
    """Make the source of a login at the server, remembering in a store what was refused."""

    def make(store, refusals=True):
        form = LoginForm(f"{login_server.url}/login", "username", "password", "token", "x-key")
        kept = Refusals(store) if refusals else None
        return LoginToken(store, form, Route(timeout_s=10.0), kept, now=clock.now)

    return make


@pytest.fixture
def pair(store):
    store.put("username", "clerk")
    store.put("password", "a-password")
    return store


REFUSE = 401, {"RC": "98", "message": "wrong"}, {}


def test_a_refused_pair_is_asked_once_in_a_quarter_of_an_hour(make_login, pair, login_server, clock):
    login_server.answer = REFUSE
    login = make_login(pair)
    with pytest.raises(NoTokenError, match="wrong"):
        login.fetch()
    for passed in (0.0, MINUTE, 13 * MINUTE):
        clock.pass_by(passed)
        for source in (login, make_login(KeyringStore(URL))):
            with pytest.raises(NoTokenError, match="refused this user name and password before") as told:
                source.fetch()
            assert told.value.told == "refused-before"
    assert len(login_server.asked) == 1
    clock.pass_by(MINUTE)
    with pytest.raises(NoTokenError, match="wrong"):
        login.fetch()
    clock.pass_by(15 * MINUTE)
    with pytest.raises(NoTokenError, match="before"):
        login.fetch()
    assert len(login_server.asked) == 2


@pytest.mark.parametrize("entry", ["username", "password", "api-key"])
def test_whatever_was_changed_is_asked_at_once_and_once(make_login, pair, login_server, entry):
    login_server.answer = REFUSE
    login = make_login(pair)
    for _ in range(2):
        with pytest.raises(NoTokenError):
            login.fetch()
    pair.put(entry, "another")
    for _ in range(2):
        with pytest.raises(NoTokenError):
            login.fetch()
    assert len(login_server.asked) == 2


def test_a_login_that_works_forgets_what_was_before(make_login, pair, login_server, clock):
    login_server.answer = REFUSE
    login = make_login(pair)
    with pytest.raises(NoTokenError):
        login.fetch()
    clock.pass_by(15 * MINUTE)
    login_server.answer = login_server.acceptance
    assert login.fetch().text == login_server.token
    assert pair.get(REFUSALS) is None
    login_server.answer = REFUSE
    with pytest.raises(NoTokenError, match="wrong"):
        login.fetch()
    assert json.loads(pair.get(REFUSALS))["times"] == 1


def test_what_is_kept_of_a_refusal_tells_nothing_of_the_pair(make_login, pair, login_server):
    login_server.answer = REFUSE
    with pytest.raises(NoTokenError):
        make_login(pair).fetch()
    kept = pair.get(REFUSALS)
    assert "clerk" not in kept
    assert "a-password" not in kept


def test_a_person_asks_all_the_same(make_login, pair, login_server):
    login_server.answer = REFUSE
    for _ in range(3):
        with pytest.raises(NoTokenError, match="wrong"):
            make_login(pair, refusals=False).fetch()
    assert len(login_server.asked) == 3
    assert pair.get(REFUSALS) is None


def test_a_service_that_is_away_is_no_refusal(make_login, pair, login_server):
    login_server.answer = 503, b"", {"Retry-After": "7"}
    for _ in range(3):
        with pytest.raises(ServiceAwayError) as told:
            make_login(pair).fetch()
        assert (told.value.trouble, told.value.retry_after) == (Trouble.SERVER_ERROR, 7.0)
    assert len(login_server.asked) == 3
    assert pair.get(REFUSALS) is None


@pytest.mark.parametrize("can_be_kept", [True, False])
def test_a_refused_pair_is_asked_once_by_all_uploads_in_hand(
    make_login, pair, login_server, clock, at_once, can_be_kept
):
    login_server.answer = REFUSE
    session = Session(make_login(pair if can_be_kept else Given(username="clerk", password="x")), clock)

    def sign_in():
        with pytest.raises(NoTokenError):
            session.token()

    at_once(8, sign_in)
    assert len(login_server.asked) == 1
