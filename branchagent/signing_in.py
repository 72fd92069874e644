"""The token that uploads carry: taken from the keyring, or got from the service for a user name and password."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from branchagent.core.answers import tidy
from branchagent.core.verdicts import Answered
from branchagent.credentials import API_KEY, PASSWORD, TOKEN, USERNAME, CredentialStore, KeyringError
from branchagent.wire import Route, Wire

if TYPE_CHECKING:
    from branchagent.settings.model import CredentialsSettings


class NoTokenError(Exception):
    """There is no token to send with, and only a person can change that; the text says why, without any secret."""


class ServiceAwayError(Exception):
    """The service could not be asked for a token; nothing is wrong with the credentials."""


class Source(Protocol):
    """Where a token comes from."""

    def fetch(self) -> str:
        """Give a token. Raises `NoTokenError` or `ServiceAwayError`."""
        ...

    def stamp(self) -> str | None:
        """Give a value that changes with the stored credentials and tells nothing of them; None if there are none."""
        ...


class KeyringToken:
    """A token that was handed to the bank and stored by `branchagent login`."""

    def __init__(self, store: CredentialStore) -> None:
        self._store = store

    def fetch(self) -> str:
        """Read the token from the keyring."""
        token = _required(self._store, TOKEN)
        if not fits_a_header(token):
            raise NoTokenError("the keyring's token has characters that no token has; store it again")
        return token

    def stamp(self) -> str | None:
        """Give the token's stamp."""
        return _stamp(self._store, TOKEN)


class GivenToken:
    """A token that lives in memory alone, for the demo."""

    def __init__(self, token: str) -> None:
        self._token = token

    def fetch(self) -> str:
        """Give the token."""
        return self._token

    def stamp(self) -> str | None:
        """It never changes."""
        return ""


@dataclass(frozen=True, slots=True)
class LoginForm:
    """How the service's login is asked; the DIS does not say, so all of it are settings."""

    url: str
    username_field: str
    password_field: str
    token_field: str
    api_key_header: str


class LoginToken:
    """A token that the service gives for the user name and password in the keyring."""

    def __init__(self, store: CredentialStore, form: LoginForm, route: Route) -> None:
        self._store = store
        self._form = form
        self._route = route

    def fetch(self) -> str:
        """Log in."""
        form = self._form
        username, password = _required(self._store, USERNAME), _required(self._store, PASSWORD)
        api_key = _entry(self._store, API_KEY) or ""
        body = json.dumps({form.username_field: username, form.password_field: password}).encode()
        wire = Wire(self._route)
        try:
            headers = {"Content-Type": "application/json", form.api_key_header: api_key}
            fact = wire.post(form.url, headers, body, secrets=(password, api_key))
        finally:
            wire.close()
        if not isinstance(fact, Answered) or fact.status >= 500 or fact.status == 429:
            raise ServiceAwayError("the service could not be reached for the login")
        return read_token(fact, form.token_field)

    def stamp(self) -> str | None:
        """Give the stamp of user name, password and key."""
        return _stamp(self._store, USERNAME, PASSWORD, API_KEY)


def read_token(answer: Answered, token_field: str) -> str:
    """Take the token out of a login's answer. `token_field` may go into nested objects, with dots.

    Raises `NoTokenError` with the service's message if there is none.
    """
    try:
        fields = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ServiceAwayError("the login's answer is no JSON") from None
    found = fields
    for part in token_field.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    refused = isinstance(fields, dict) and str(fields.get("RC", "00")).zfill(2) != "00"
    if isinstance(found, str) and fits_a_header(found) and not refused and answer.status < 400:
        return found
    message = fields.get("message") if isinstance(fields, dict) else None
    raise NoTokenError(tidy(str(message or f"the login was refused (HTTP {answer.status})")))


class Session:
    """The one token that all uploads share; safe to use from several threads.

    However many uploads find their token refused, it is renewed once: whoever comes second gets what the first one got.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._token: str | None = None
        self._refused_stamp: str | None = None
        self._outdated = threading.Event()

    def token(self) -> str:
        """Give the token, fetched on first use. Raises `NoTokenError` or `ServiceAwayError`."""
        with self._lock:
            if self._token is None or self._outdated.is_set():
                self._outdated.clear()
                self._token = self._fetch()
            return self._token

    def renew(self, refused: str) -> str:
        """Give a token other than `refused`. Raises `NoTokenError` if there is no other."""
        with self._lock:
            if self._token in {None, refused}:
                self._token = None
                token = self._fetch()
                if token == refused:
                    self._refused_stamp = self._source.stamp()
                    raise NoTokenError("the token was refused")
                self._token = token
            return self._token or ""

    def _fetch(self) -> str:
        try:
            return self._source.fetch()
        except NoTokenError:
            self._refused_stamp = self._source.stamp()
            raise

    def refuse(self) -> None:
        """Take note that a token fresh from the source was refused too: the stored credentials are no good."""
        with self._lock:
            self._token = None
            self._refused_stamp = self._source.stamp()

    def has_other_credentials(self) -> bool:
        """Tell whether the source holds something else than when it was last refused; the service is not asked."""
        stamp = self._source.stamp()
        return stamp is not None and stamp != self._refused_stamp

    def forget(self) -> None:
        """Fetch anew at the next use. Never waits, not even for a fetch that is under way."""
        self._outdated.set()


def make_source(settings: CredentialsSettings, base_url: str, route: Route) -> Source:
    """Make the source that the settings ask for."""
    store = CredentialStore(base_url)
    if settings.mode == "token":
        return KeyringToken(store)
    url = f"{base_url.rstrip('/')}/{settings.login_path.lstrip('/')}"
    form = LoginForm(
        url, settings.username_field, settings.password_field, settings.token_field, settings.api_key_header
    )
    return LoginToken(store, form, route)


def expiry(token: str) -> float | None:
    """Give when a JWT ends, in seconds since the epoch; None for what is no JWT or names no end. It is not verified."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(claims["exp"])
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        return None


def fits_a_header(secret: str) -> bool:
    """Tell whether a token or key can be sent at all: printable ASCII without blanks (RFC 9110, 5.5)."""
    return bool(secret) and all("!" <= character <= "~" for character in secret)


def _stamp(store: CredentialStore, *entries: str) -> str | None:
    try:
        secrets = [store.get(entry) for entry in entries]
    except KeyringError:
        return None
    if not any(secrets):
        return None
    return hashlib.sha256("\0".join(secret or "" for secret in secrets).encode()).hexdigest()


def _required(store: CredentialStore, entry: str) -> str:
    secret = _entry(store, entry)
    if not secret:
        raise NoTokenError(f"the keyring holds no {entry} for this server")
    return secret


def _entry(store: CredentialStore, entry: str) -> str | None:
    try:
        return store.get(entry)
    except KeyringError as error:
        raise NoTokenError(str(error)) from None
