"""Logging in to the service for a token, as the settings describe its login."""

import json

import pytest

from branchagent.core.verdicts import Trouble
from branchagent.credentials import KeyringStore
from branchagent.redaction import redact
from branchagent.settings.model import CredentialsSettings
from branchagent.signing_in import (
    KeyringToken,
    LoginForm,
    LoginToken,
    MissingCredentialsError,
    NoTokenError,
    ServiceAwayError,
    Session,
    make_source,
)
from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.wire import Route

ROUTE = Route(timeout_s=10.0)
USER, PASSWORD, KEY = "clerk", 'p"ä ss\\', "static-key"
HOUR = 3600.0


@pytest.fixture
def service():
    with Simulator(SimulatorConfig(user=USER, password=PASSWORD, api_key=KEY)) as simulator:
        yield simulator


@pytest.fixture
def sign_up(memory):  # noqa: ARG001 - the keyring that is used
    """Store credentials for a server; give its source under the settings that are handed in."""

    def sign_up(url, **settings):
        store = KeyringStore(url)
        for entry, secret in (("username", USER), ("password", PASSWORD), ("api-key", KEY)):
            store.put(entry, secret)
        return make_source(CredentialsSettings(mode="login", **settings), url, ROUTE, store)

    return sign_up


@pytest.fixture
def signed_up(sign_up, service):
    return lambda **settings: sign_up(service.url, **settings)


def test_the_login_gives_a_token_and_its_life(signed_up, service):
    source = signed_up()
    assert isinstance(source, LoginToken)
    first, second = source.fetch(), source.fetch()
    assert first.text.count(".") == 2
    assert first.text != second.text
    # The service's clock tells whole seconds.
    assert first.life_s == pytest.approx(HOUR, abs=2.0)
    assert service.logins == 2


@pytest.mark.parametrize("off", [-5 * HOUR, 5 * HOUR, 400 * 24 * HOUR])
def test_a_clock_that_is_off_by_hours_shortens_and_lengthens_no_life(service, sign_up, clock, off):
    sign_up(service.url)
    form = LoginForm(f"{service.url}/umrah/bank/login", "username", "password", "token", "x-key")
    clock.off = off
    source = LoginToken(KeyringStore(service.url), form, ROUTE, now=clock.now)
    assert source.fetch().life_s == pytest.approx(HOUR, abs=2.0)
    session = Session(source, clock)
    token = session.token()
    clock.pass_by(0.8 * HOUR)
    assert session.token() == token
    clock.pass_by(0.19 * HOUR)
    assert session.token() != token


def test_what_is_sent_is_what_the_settings_say(login_server, sign_up):
    login_server.answer = 200, {"data": {"access": login_server.token}}, {}
    settings = {
        "login_path": "other/login",
        "username_field": "kd_user",
        "password_field": "sandi",
        "token_field": "data.access",
        "api_key_header": "x-other",
    }
    assert sign_up(login_server.url, **settings).fetch().text == login_server.token
    ((path, headers, body),) = login_server.asked
    assert path == "/other/login"
    assert json.loads(body) == {"kd_user": USER, "sandi": PASSWORD}
    assert headers["x-other"] == KEY
    assert headers["Content-Type"] == "application/json"
    assert "x-key" not in headers
    assert "Authorization" not in headers


def test_a_service_may_give_the_same_token_again(login_server, sign_up, clock):
    source = sign_up(login_server.url)
    assert [source.fetch().text for _ in range(2)] == [login_server.token] * 2
    session = Session(source, clock)
    with pytest.raises(NoTokenError) as told:
        session.renew(session.token())
    assert told.value.told == "token-refused"


def test_without_a_key_none_is_sent(login_server, sign_up):
    source = sign_up(login_server.url)
    KeyringStore(login_server.url).remove("api-key")
    source.fetch()
    assert "x-key" not in login_server.asked[0][1]


def test_the_path_may_have_a_slash_before_it(signed_up):
    for path in ("/umrah/bank/login", "umrah/bank/login"):
        assert signed_up(login_path=path).fetch()


@pytest.mark.parametrize(("entry", "secret"), [("password", "wrong"), ("username", "other"), ("api-key", "wrong")])
def test_wrong_credentials_are_refused_in_the_services_words_and_without_a_secret(signed_up, service, entry, secret):
    source = signed_up()
    before = source.stamp()
    KeyringStore(service.url).put(entry, secret)
    with pytest.raises(NoTokenError) as told:
        source.fetch()
    assert str(told.value)
    assert not any(hidden in str(told.value) for hidden in (USER, PASSWORD, KEY, secret))
    assert source.stamp() != before
    assert service.logins == 0


def test_what_was_read_and_what_was_got_is_blotted_out_from_then_on(signed_up):
    token = signed_up().fetch().text
    assert redact(f"{PASSWORD} {KEY} {token}") == "*** *** ***"


@pytest.mark.parametrize("entry", ["username", "password"])
def test_missing_credentials_are_named_and_the_service_is_not_asked(signed_up, service, entry):
    source = signed_up()
    assert source.look() is None
    KeyringStore(service.url).remove(entry)
    for use in (source.fetch, source.look):
        with pytest.raises(MissingCredentialsError, match=entry) as told:
            use()
        assert told.value.told == "keyring-empty"
    assert service.logins == 0


def test_looking_asks_no_service(sign_up, login_server):
    source = sign_up(login_server.url)
    source.look()
    source.stamp()
    assert login_server.asked == []


@pytest.mark.parametrize("fault", ["http-503", "http-429", "cut", "html"])
def test_a_service_that_is_away_is_no_refusal(signed_up, service, fault):
    service.always(fault)
    with pytest.raises(ServiceAwayError):
        signed_up().fetch()
    service.normally()
    assert signed_up().fetch()


def test_a_redirect_is_not_followed_and_no_refusal(login_server, sign_up, service):
    login_server.answer = 307, b"", {"Location": f"{service.url}/umrah/bank/login"}
    with pytest.raises(ServiceAwayError) as told:
        sign_up(login_server.url).fetch()
    assert told.value.trouble is Trouble.NOT_THE_SERVICE
    assert (len(login_server.asked), service.logins) == (1, 0)


def test_no_service_at_all_is_no_refusal(signed_up, service):
    source = signed_up()
    service.close()
    with pytest.raises(ServiceAwayError) as told:
        source.fetch()
    assert told.value.trouble is Trouble.NO_CONNECTION


def test_a_proxy_that_wants_a_password_is_told_as_what_it_is(login_server, sign_up):
    login_server.answer = 407, b"", {}
    with pytest.raises(ServiceAwayError) as told:
        sign_up(login_server.url).fetch()
    assert told.value.trouble is Trouble.PROXY_AUTH


def test_a_keyring_that_cannot_be_used_is_told_by_its_word(signed_up, memory, service):
    source = signed_up()
    memory.failure = RuntimeError("locked: a.secret")
    for use in (source.fetch, source.look):
        with pytest.raises(NoTokenError) as told:
            use()
        assert told.value.told == "keyring-unusable"
        assert "secret" not in str(told.value)
    assert source.stamp() is None
    assert service.logins == 0


def test_the_mode_is_the_settings(store):
    assert isinstance(make_source(CredentialsSettings(), "https://siskohat.example", ROUTE, store), KeyringToken)
