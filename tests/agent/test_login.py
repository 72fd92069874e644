"""Logging in to the service for a token, as the settings describe its login."""

import json

import pytest

from branchagent.core.verdicts import Answered
from branchagent.credentials import CredentialStore
from branchagent.settings.model import CredentialsSettings
from branchagent.signing_in import (
    KeyringToken,
    LoginToken,
    NoTokenError,
    ServiceAwayError,
    make_source,
    read_token,
)
from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.wire import Route

ROUTE = Route(timeout_s=10.0)
USER, PASSWORD, KEY = "clerk", 'p"ä ss\\', "static-key"


@pytest.fixture
def service():
    with Simulator(SimulatorConfig(user=USER, password=PASSWORD, api_key=KEY)) as simulator:
        yield simulator


@pytest.fixture
def signed_up(service, memory):  # noqa: ARG001 - the keyring that is used
    """Credentials stored for the service; give its source under the settings that are handed in."""
    store = CredentialStore(service.url)
    for entry, secret in (("username", USER), ("password", PASSWORD), ("api-key", KEY)):
        store.put(entry, secret)
    return lambda **settings: make_source(CredentialsSettings(mode="login", **settings), service.url, ROUTE)


def test_the_login_gives_a_token(signed_up, service):
    source = signed_up()
    assert isinstance(source, LoginToken)
    assert source.fetch().count(".") == 2
    assert source.fetch() != source.fetch()
    assert service.logins == 3


def test_the_fields_names_are_the_settings(signed_up, service):
    assert signed_up(username_field="kd_user", password_field="sandi").fetch()
    assert service.logins == 1


def test_the_keys_header_is_the_settings(signed_up):
    with pytest.raises(NoTokenError):
        signed_up(api_key_header="x-other").fetch()


def test_the_path_is_the_settings(signed_up):
    for path in ("/umrah/bank/login", "umrah/bank/login"):
        assert signed_up(login_path=path).fetch()


@pytest.mark.parametrize(("entry", "secret"), [("password", "wrong"), ("username", "other"), ("api-key", "wrong")])
def test_wrong_credentials_are_refused_in_the_services_words_and_without_a_secret(signed_up, memory, entry, secret):
    source = signed_up()
    (service,) = {service for service, _ in memory.secrets}
    before = source.stamp()
    memory.secrets[service, entry] = secret
    with pytest.raises(NoTokenError) as told:
        source.fetch()
    assert str(told.value)
    assert not any(hidden in str(told.value) for hidden in (USER, PASSWORD, KEY, secret))
    assert source.stamp() != before


@pytest.mark.parametrize("entry", ["username", "password"])
def test_missing_credentials_are_named(signed_up, memory, service, entry):
    source = signed_up()
    for key in [key for key in memory.secrets if key[1] == entry]:
        del memory.secrets[key]
    with pytest.raises(NoTokenError, match=entry):
        source.fetch()
    assert service.logins == 0


@pytest.mark.parametrize("fault", ["http-503", "http-429", "cut", "html"])
def test_a_service_that_is_away_is_no_refusal(signed_up, service, fault):
    service.always(fault)
    with pytest.raises(ServiceAwayError):
        signed_up().fetch()
    service.normally()
    assert signed_up().fetch()


def test_no_service_at_all_is_no_refusal(signed_up, service):
    source = signed_up()
    service.close()
    with pytest.raises(ServiceAwayError):
        source.fetch()


@pytest.mark.usefixtures("store")
def test_the_mode_is_the_settings():
    assert isinstance(make_source(CredentialsSettings(), "https://siskohat.example", ROUTE), KeyringToken)


def answered(body, status=200):
    return Answered(status, body if isinstance(body, bytes) else json.dumps(body).encode())


TOKENS = [
    ({"RC": "00", "token": "abc"}, "token"),
    ({"token": "abc"}, "token"),
    ({"RC": 0, "token": "abc"}, "token"),
    ({"RC": "0", "token": "abc"}, "token"),
    ({"RC": "00", "data": {"access": {"jwt": "abc"}}}, "data.access.jwt"),
    (b'\xef\xbb\xbf{"RC":"00","token":"abc"}', "token"),
]


@pytest.mark.parametrize(("body", "field"), TOKENS)
def test_a_token_is_read_from_where_the_settings_say(body, field):
    assert read_token(answered(body), field) == "abc"


REFUSALS = [
    ({"RC": "98", "message": "salah\nsandi"}, 200, "salah sandi"),
    ({"RC": "98", "message": "no", "token": "abc"}, 200, "no"),
    ({"RC": "00", "token": ""}, 200, "refused"),
    ({"RC": "00", "token": None}, 200, "refused"),
    ({"RC": "00", "token": 5}, 200, "refused"),
    ({"RC": "00", "token": {"x": "y"}}, 200, "refused"),
    ({"RC": "00", "data": "flat"}, 200, "refused"),
    ({"token": "abc", "message": "no"}, 401, "no"),
    ([1, 2], 200, "refused"),
    ("text", 200, "refused"),
    (None, 403, "HTTP 403"),
]


@pytest.mark.parametrize(("body", "status", "words"), REFUSALS)
def test_without_a_token_it_is_a_refusal_in_the_services_words(body, status, words):
    with pytest.raises(NoTokenError, match=words):
        read_token(answered(body, status), "data.token" if body == {"RC": "00", "data": "flat"} else "token")


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe\x00", b'{"token": "abc"', b"[" * 100_000])
def test_what_is_no_json_is_no_refusal(body):
    with pytest.raises(ServiceAwayError):
        read_token(answered(body), "token")
