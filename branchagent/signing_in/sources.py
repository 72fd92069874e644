"""Where the token comes from: taken from the keyring, or got from the service for a user name and password."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from branchagent.core.verdicts import Answered, InDoubt, Trouble
from branchagent.credentials import API_KEY, PASSWORD, TOKEN, USERNAME, Credentials, KeyringError
from branchagent.redaction import conceal, redacting
from branchagent.signing_in.refusals import Refusals
from branchagent.signing_in.tokens import (
    ASK_AGAIN_S,
    MissingCredentialsError,
    NoTokenError,
    ServiceAwayError,
    Token,
    expiry,
    fits_a_header,
    read_login_answer,
)
from branchagent.wire import Route, Wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchagent.settings.model import CredentialsSettings


class Source(Protocol):
    """Where a token comes from."""

    def fetch(self) -> Token:
        """Give a token. Raises `NoTokenError` or `ServiceAwayError`."""
        ...

    def look(self) -> Token | None:
        """Make sure that there are credentials, without asking the service; give the token if it is one of them.

        Raises `NoTokenError`.
        """
        ...

    def stamp(self) -> str | None:
        """Give a value that changes with the stored credentials and tells nothing of them; None if there are none.

        Nobody is asked to unlock anything for this.
        """
        ...


class KeyringToken:
    """A token that was handed to the bank and stored by `branchagent login`."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def fetch(self) -> Token:
        """Read the token from the keyring."""
        text = _required(self._credentials, TOKEN)
        if not fits_a_header(text):
            raise NoTokenError("the keyring's token has characters that no token has; store it again", "token-unfit")
        return Token(text, expiry(text))

    def look(self) -> Token:
        """Read the token from the keyring."""
        return self.fetch()

    def stamp(self) -> str | None:
        """Give the token's stamp."""
        return _stamp_unasked(self._credentials, TOKEN)


class GivenToken:
    """A token that lives in memory alone, for the demo."""

    def __init__(self, token: str) -> None:
        conceal(token)
        self._token = Token(token, expiry(token))

    def fetch(self) -> Token:
        """Give the token."""
        return self._token

    def look(self) -> Token:
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
    """A token that the service gives for a user name and password.

    `refusals`: where what the service refused is remembered; None to ask all the same, as a person may.
    """

    def __init__(
        self,
        credentials: Credentials,
        form: LoginForm,
        route: Route,
        refusals: Refusals | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._credentials = credentials
        self._form = form
        self._route = route
        self._refusals = refusals
        self._now = now

    def fetch(self) -> Token:
        """Log in."""
        username, password = self._pair()
        api_key = _entry(self._credentials, API_KEY) or ""
        if api_key and not fits_a_header(api_key):
            raise NoTokenError("the keyring's API key has characters that no key has; store it again", "key-unfit")
        stamp = _hash(username, password, api_key)
        if self._refusals and not self._refusals.may_ask(stamp, self._now()):
            raise NoTokenError(
                "the service refused this user name and password before; store them again", "refused-before"
            )
        try:
            token = self._ask(username, password, api_key)
        except NoTokenError:
            if self._refusals:
                self._refusals.note(stamp, self._now())
            raise
        if self._refusals:
            self._refusals.forget()
        return token

    def look(self) -> None:
        """Make sure that there are a user name and a password."""
        self._pair()

    def stamp(self) -> str | None:
        """Give the stamp of user name, password and key."""
        return _stamp_unasked(self._credentials, USERNAME, PASSWORD, API_KEY)

    def _pair(self) -> tuple[str, str]:
        return _required(self._credentials, USERNAME), _required(self._credentials, PASSWORD)

    def _ask(self, username: str, password: str, api_key: str) -> Token:
        form = self._form
        body = json.dumps({form.username_field: username, form.password_field: password}).encode()
        headers = {"Content-Type": "application/json"}
        if api_key:
            headers[form.api_key_header] = api_key
        wire = Wire(self._route)
        try:
            fact = wire.post(form.url, headers, body)
        finally:
            wire.close()
        if not isinstance(fact, Answered):
            raise ServiceAwayError(fact.trouble, fact.detail, ASK_AGAIN_S if isinstance(fact, InDoubt) else None)
        if fact.status == 407:
            raise ServiceAwayError(Trouble.PROXY_AUTH, "HTTP 407")
        return read_login_answer(fact, form.token_field, self._now(), redacting(password, api_key))


def make_source(
    settings: CredentialsSettings,
    base_url: str,
    route: Route,
    credentials: Credentials,
    refusals: Refusals | None = None,
) -> Source:
    """Make the source that the settings ask for."""
    if settings.mode == "token":
        return KeyringToken(credentials)
    url = f"{base_url.rstrip('/')}/{settings.login_path.lstrip('/')}"
    form = LoginForm(
        url, settings.username_field, settings.password_field, settings.token_field, settings.api_key_header
    )
    return LoginToken(credentials, form, route, refusals)


def _stamp_unasked(credentials: Credentials, *entries: str) -> str | None:
    would_ask: Callable[[], bool] = getattr(credentials, "would_ask", lambda: False)
    if would_ask():
        return None
    try:
        secrets = [credentials.get(entry) for entry in entries]
    except KeyringError:
        return None
    return _hash(*(secret or "" for secret in secrets)) if any(secrets) else None


def _hash(*secrets: str) -> str:
    return hashlib.sha256("\0".join(secrets).encode("utf-8", "surrogatepass")).hexdigest()


def _required(credentials: Credentials, entry: str) -> str:
    secret = _entry(credentials, entry)
    if not secret:
        raise MissingCredentialsError(f"the keyring holds no {entry} for this server", "keyring-empty")
    return secret


def _entry(credentials: Credentials, entry: str) -> str | None:
    try:
        return credentials.get(entry)
    except KeyringError as error:
        raise NoTokenError(str(error), error.word) from None
