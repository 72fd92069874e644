"""Storing credentials: where they belong, whether they are fit, whether they work, and whether to keep them.

The command and the window decide by this; each has words of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.checking import unusable_case
from branchagent.checking.words import Words
from branchagent.control import Control
from branchagent.credentials import (
    API_KEY,
    CLIENT_KEY_PASSWORD,
    PASSWORD,
    REFUSALS,
    TOKEN,
    USERNAME,
    Candidates,
    CredentialStore,
    KeyringError,
    make_proxy_store,
    make_store,
)
from branchagent.redaction import conceal
from branchagent.routing import make_route
from branchagent.signing_in import fits_a_header
from branchagent.trials import Result, Tried, try_credentials, try_proxy
from branchagent.wire import Proxies, Proxy, ProxyUnknownError

if TYPE_CHECKING:
    from branchagent.settings import Settings
    from branchagent.texts import Texts

Secrets = dict[str, str]

_PATIENCE_S = 180.0
"""Somebody is there, whom the keyring may ask for its password."""


class UnfitError(Exception):
    """What was given, or the settings, are not fit for what is asked; a word of ours and its values say why."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word = word
        self.values = values


@dataclass(frozen=True, slots=True)
class Place:
    """Where credentials are kept: the store, and the server or the proxy that they are for."""

    store: CredentialStore
    address: str
    proxy: Proxy | None = None

    def expect_room(self) -> None:
        """Raise `KeyringError` if the store is of no use, `UnfitError` if nothing can be put there."""
        self.store.backend_name()
        if not self.store.can_be_written:
            raise UnfitError("systemd")

    def keep(self, secrets: Secrets) -> None:
        """Store them; what was refused before does not matter to them. Raises `KeyringError`."""
        for entry, secret in secrets.items():
            self.store.put(entry, secret)
        if self.proxy is None and CLIENT_KEY_PASSWORD not in secrets:
            self.store.remove(REFUSALS)


def place(settings: Settings, *, of_proxy: bool = False) -> Place:
    """Give the place for the service's credentials, or for those of the proxy before it. Raises `UnfitError`."""
    if not of_proxy:
        return Place(make_store(settings, _PATIENCE_S), settings.server.url)
    try:
        proxy = Proxies(make_route(settings)).of(settings.server.url)
    except ProxyUnknownError as error:
        raise UnfitError("proxy-unknown", error=error) from None
    if proxy is None:
        raise UnfitError("no-proxy")
    return Place(make_proxy_store(settings, proxy.address, _PATIENCE_S), proxy.address, proxy)


def fit(secrets: Secrets) -> Secrets:
    """Give them back, kept out of all output from now on. Raises `UnfitError` for what cannot be stored."""
    if not secrets or not all(secrets.values()):
        raise UnfitError("empty")
    conceal(*(secret for entry, secret in secrets.items() if entry != USERNAME))
    if unfit := [entry for entry in (TOKEN, API_KEY) if entry in secrets and not fits_a_header(secrets[entry])]:
        raise UnfitError("unfit-characters", entries=", ".join(unfit))
    return secrets


def try_out(where: Place, settings: Settings, secrets: Secrets) -> Tried:
    """Show them to the service, or to the proxy, that they are for."""
    route = make_route(settings)
    if where.proxy is None:
        return try_credentials(settings, route, Candidates(secrets, where.store))
    return try_proxy(settings, route, where.proxy, (secrets.get(USERNAME, ""), secrets.get(PASSWORD, "")))


def may_be_kept(tried: Tried) -> bool:
    """Tell whether they are kept without being asked: all but those that were refused."""
    return tried.result is not Result.REFUSED


def tell_agent(settings: Settings) -> bool:
    """Tell a running agent that its credentials have changed; give whether that could be done."""
    try:
        settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        Control(settings.state.path).tell_of_credentials()
    except OSError:
        return False
    return True


def why_untried(tried: Tried, texts: Texts, says_nothing: str) -> str:
    """Say why it is not known whether they work; `says_nothing` is for an answer that told nothing of them."""
    told = texts.detail(tried.detail)
    if tried.trouble is None and told != tried.detail:
        return told
    why = says_nothing if tried.trouble is None else texts.phrase(tried.trouble)
    return f"{why} ({told or '-'})"


def of_keyring(error: KeyringError, settings: Settings, texts: Texts, *more: str) -> str:
    """Say why the keyring is of no use, and what `check` would say is to be done."""
    found = texts.phrase(error.word) + (f" ({error.detail})" if error.detail else "")
    case = unusable_case(error.word, is_systemd=settings.credentials.store == "systemd")
    remedy = Words(texts.language).remedy("keyring", case)
    return " ".join((f"{found}.", *more, remedy))
