"""Trying credentials against the service before they are stored, and in `check`: no receipt is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from branchagent.core.answers import is_html, title
from branchagent.core.verdicts import Answered, CredentialsRefused, Trouble, Unavailable, judge
from branchagent.redaction import redacting
from branchagent.signing_in import NoTokenError, ServiceAwayError, expiry, make_source
from branchagent.uploading import ask_about_token, make_endpoint
from branchagent.wire import NoPasswords, reach

if TYPE_CHECKING:
    from branchagent.core.answers import Clean
    from branchagent.core.verdicts import Fact, Judgement
    from branchagent.credentials import Credentials
    from branchagent.settings import Settings
    from branchagent.wire import Pair, Passwords, Proxy, Route


class Result(Enum):
    """How a trial ended. UNKNOWN: the service could not be asked, or its answer told nothing of the credentials."""

    WORKS = "works"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial found; `detail` is the service's message, or a word of `texts` or a fact on why it was not asked.

    `trouble` says what was in the way; `expires_at` when the token ends, in seconds since the epoch. `logged_in`: the
    service gave a token for user name and password, and it is the token that all else is about.
    """

    result: Result
    detail: str = ""
    trouble: Trouble | None = None
    expires_at: float | None = None
    logged_in: bool = False


def try_credentials(settings: Settings, route: Route, credentials: Credentials) -> Tried:
    """Get a token as the settings say, and show it to the service."""
    try:
        # Without its memory of refusals: a person asks, once.
        token = make_source(settings.credentials, settings.server.url, route, credentials).fetch()
    except NoTokenError as error:
        # A keyring that is empty or of no use is no answer of the service's.
        asked = not error.word.startswith(("keyring", "systemd"))
        return Tried(Result.REFUSED if asked else Result.UNKNOWN, error.told)
    except ServiceAwayError as error:
        return Tried(Result.UNKNOWN, error.detail, error.trouble)
    # A login that works says nothing of the upload's address, nor of the header and field that the token goes by.
    return replace(try_token(settings, route, token.text), logged_in=settings.credentials.mode == "login")


def try_token(settings: Settings, route: Route, token: str) -> Tried:
    """Show a token to the service by an upload without number and document, which can change nothing there."""
    fact = ask_about_token(make_endpoint(settings), route, token)
    judgement = judge(fact, "", in_doubt=False, clean=redacting(token))
    judgement = replace(judgement, message=_quotable(fact, judgement, redacting(token)))
    expires_at = expiry(token)
    match judgement.verdict:
        case CredentialsRefused(by_proxy=False):
            said = f"({judgement.rc}) {judgement.message}" if judgement.rc else judgement.message
            return Tried(Result.REFUSED, said, expires_at=expires_at)
        case CredentialsRefused():
            return Tried(Result.UNKNOWN, judgement.message, Trouble.PROXY_AUTH, expires_at)
        case Unavailable(trouble):
            return Tried(Result.UNKNOWN, judgement.message, trouble, expires_at)
    if judgement.rc is None:
        return Tried(Result.UNKNOWN, judgement.message, expires_at=expires_at)
    # Whatever else it finds wrong with such an upload, it has not refused the token.
    return Tried(Result.WORKS, f"({judgement.rc}) {judgement.message}", expires_at=expires_at)


def _quotable(fact: Fact, judgement: Judgement, clean: Clean) -> str:
    """Give what was answered fit for a line among others: of a page its title, of all else the beginning."""
    said = judgement.message
    if isinstance(fact, Answered) and judgement.rc is None and is_html(fact.body, fact.content_type):
        said = f"HTML: {title(fact.body, clean) or '-'}"
    return said if len(said) <= _LONGEST_QUOTE else f"{said[: _LONGEST_QUOTE - 3]}..."


_LONGEST_QUOTE = 120
_BEFORE_THE_PROXY = frozenset(
    {Trouble.PROXY, Trouble.NO_CONNECTION, Trouble.TIMEOUT, Trouble.BROKEN_OFF, Trouble.TLS_FILES}
)
"""Troubles that leave it open whether the proxy has let us through."""


def try_proxy(settings: Settings, route: Route, proxy: Proxy, pair: Pair) -> Tried:
    """Ask for the upload's address through a proxy, with a user name and password that are not stored yet."""
    candidate = replace(route, proxy=proxy.address, proxy_script=None, passwords=_Given(pair, route.passwords))
    fact = reach(make_endpoint(settings).url, candidate)
    if isinstance(fact, Answered):
        refused = fact.status == 407
        return Tried(Result.REFUSED, "HTTP 407") if refused else Tried(Result.WORKS)
    if fact.trouble is Trouble.PROXY_AUTH:
        return Tried(Result.REFUSED, "HTTP 407")
    if fact.trouble in _BEFORE_THE_PROXY:
        return Tried(Result.UNKNOWN, fact.detail, fact.trouble)
    # The trouble lies behind the proxy: it has let us through.
    return Tried(Result.WORKS)


class _Given(NoPasswords):
    """A proxy's user name and password that were just typed in; all else as it is stored."""

    def __init__(self, pair: Pair, stored: Passwords) -> None:
        self._pair = pair
        self._stored = stored

    def of_proxy(self, address: str, written: Pair | None) -> Pair:  # noqa: ARG002 - the base class's signature
        """Give them, whatever the proxy."""
        return self._pair

    def of_client_key(self) -> str | None:
        """Give what is stored."""
        return self._stored.of_client_key()
