"""What commands say of what they do; what others say too is in `texts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.catalogues import N_
from branchagent.cli.terminal import can_show
from branchagent.core.receipts import Outcome
from branchagent.texts import Texts, system_language

if TYPE_CHECKING:
    from branchagent.settings import Settings

OUTCOMES = {Outcome.DONE: N_("Sent"), Outcome.DUPLICATE: N_("Sent before"), Outcome.FAILED: N_("Failed")}
OUTCOME_STYLES = {Outcome.DONE: "green", Outcome.DUPLICATE: "yellow", Outcome.FAILED: "red"}
_SYMBOLS = {Outcome.DONE: "✓", Outcome.DUPLICATE: "=", Outcome.FAILED: "✗"}
_PLAIN_SYMBOLS = {Outcome.DONE: "+", Outcome.DUPLICATE: "=", Outcome.FAILED: "x"}

PHRASES: dict[str, str] = {
    "ask-token": N_("Token: "),
    "ask-username": N_("User name: "),
    "ask-password": N_("Password: "),
    "ask-api-key": N_("API key (x-key; empty if the bank has none): "),
    "ask-client-key": N_("Password of server.client_key: "),
    "accepted": N_("accepted by {whom}"),
    "token-until": N_("the token expires on {when}"),
    "the-service": N_("the service"),
    "the-proxy": N_("the proxy"),
    "untried": N_("they could not be tried, so nobody knows whether they work: {why}"),
    "token-untried": N_("the login was accepted, but its token could not be tried: {why}"),
    "says-nothing": N_("its answer told nothing of them"),
    "token-refused-after-login": N_(
        "the login was accepted, but the token that it gave was not; check credentials.token_field, "
        "server.token_header and server.url"
    ),
    "refused": N_("refused: {detail}"),
    "forced": N_("stored all the same (--force)"),
    "not-forced": N_("nothing was stored; --force stores them anyway"),
    "stored": N_("stored in {store} for {server}: {entries}"),
    "unfit": N_("nothing was stored: {why}"),
    "nowhere-else": N_("Nothing is ever stored outside the keyring."),
    "agent-untold": N_("a running agent could not be told; it will find out by itself"),
    "removed": N_("{count} entries removed for {server}"),
    "systemd": N_("credentials.store is systemd: the service's unit gives the credentials"),
    "proxy-unknown": N_("the proxy cannot be found out: {error}"),
    "no-proxy": N_("there is no proxy on the way to server.url; set server.proxy, or the system's"),
    "foreign-encoding": N_("what was given is not in this system's encoding; give it as UTF-8"),
    "empty": N_("an entry is empty"),
    "unfit-characters": N_("blanks, control or foreign characters in: {entries}"),
    "too-long": N_("it is longer than a terminal takes in one line; use: branchagent login --token-stdin < FILE"),
    "found": N_("found"),
    "not-there": N_("not there"),
    "exists": N_("{file} exists already; it was left as it is"),
    "unwritable": N_("{file} cannot be written: {error}"),
    "written": N_("{file} was written; set folder.path and server.url in it"),
    "locked": N_("locked"),
    "set-aside": N_("set aside: {place}"),
    "overruled": N_("a policy sets {keys}, and holds against this file"),
    "changed": N_("{file} was written"),
    "unchanged": N_("nothing was given to change; {file} was left as it is"),
    "unchangeable": N_("nothing was written; {file} cannot be changed in the form that it has ({error})"),
    "administrators-only": N_(
        "nothing was written; only an administrator may change {file}: run this as administrator (on Linux as root)"
    ),
    "leads-elsewhere": N_(
        "nothing was written; {file} is a link, and might lead to where somebody else wants it: remove it first"
    ),
}


class Voice:
    """Speaks one language: the one that is asked for, else the system's."""

    def __init__(self, language: str | None = None) -> None:
        self.texts = Texts(language or system_language())

    def __call__(self, key: str, **values: object) -> str:
        """Give a phrase with its values filled in."""
        return self.texts.gettext(PHRASES[key], **values)


def texts_of(settings: Settings) -> Texts:
    """Give the texts in the settings' language, else the system's."""
    return Texts(settings.ui.language or system_language())


def symbol_of(outcome: Outcome) -> str:
    """Give the sign of an outcome, as far as the terminal can show it."""
    symbol = _SYMBOLS[outcome]
    return symbol if can_show(symbol) else _PLAIN_SYMBOLS[outcome]
