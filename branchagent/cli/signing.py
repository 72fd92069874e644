"""`branchagent login` and `logout`."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from branchagent.checking import unusable_case
from branchagent.checking.words import Words
from branchagent.cli.common import complain, say, with_settings
from branchagent.cli.words import Voice
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
    import argparse

    from branchagent.settings import Settings

Secrets = dict[str, str]

_LONGEST_LINE = 1023 if sys.platform == "darwin" else 4095
"""Characters that a terminal takes in one line."""
_PATIENCE_S = 180.0
"""Somebody is there, whom the keyring may ask for its password."""


class _UnfitError(Exception):
    """What was given, or the settings, are not fit for what is asked; a phrase of ours and its values say why."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def told(self, voice: Voice) -> str:
        """Give the reason in words."""
        return voice(self.key, **self.values)


def add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of the command `name`."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--proxy", action="store_true", help="the proxy's user name and password instead")
    if name == "login":
        what.add_argument("--client-key", action="store_true", help="the password of server.client_key instead")
        parser.add_argument("--force", action="store_true", help="store them though they were refused")
        parser.add_argument("--token-stdin", action="store_true", help="read the token from standard input")
        parser.add_argument("--api-key-stdin", action="store_true", help="read the static key (x-key) likewise")
        parser.add_argument("--username", metavar="U", help="the user name, for credentials.mode = 'login' or --proxy")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password likewise; with several of "
            "these, a line each, in the order token, API key, password",
        )
    parser.set_defaults(action=with_settings(_login if name == "login" else _logout))


def _login(options: argparse.Namespace, settings: Settings) -> int:
    voice = Voice(settings.ui.language)
    try:
        return _store_what_works(options, settings, voice)
    except KeyringError as error:
        complain(_of_keyring(error, settings, voice, voice("nowhere-else")))
    except _UnfitError as error:
        complain(voice("unfit", why=error.told(voice)))
    return 1


def _of_keyring(error: KeyringError, settings: Settings, voice: Voice, *more: str) -> str:
    """Say why the keyring is of no use, and what `check` would say is to be done."""
    found = voice.texts.phrase(error.word) + (f" ({error.detail})" if error.detail else "")
    case = unusable_case(error.word, is_systemd=settings.credentials.store == "systemd")
    remedy = Words(voice.texts.language).remedy("keyring", case)
    return " ".join((f"{found}.", *more, remedy))


def _store_what_works(options: argparse.Namespace, settings: Settings, voice: Voice) -> int:
    # Before anybody is asked for anything.
    store, server, proxy = _place(options, settings)
    store.backend_name()
    if not store.can_be_written:
        raise _UnfitError("systemd")
    secrets = _given(options, settings, voice)
    if not options.client_key and not _has_worked(options, settings, secrets, proxy, voice):
        return 1
    for entry, secret in secrets.items():
        store.put(entry, secret)
    if proxy is None and not options.client_key:
        store.remove(REFUSALS)
    _tell_agent(settings, voice)
    say(voice("stored", store=store.backend_name(), server=server, entries=", ".join(secrets)))
    return 0


def _place(options: argparse.Namespace, settings: Settings) -> tuple[CredentialStore, str, Proxy | None]:
    """Give the store that is meant, the server or proxy that it is for, and that proxy."""
    if not options.proxy:
        return make_store(settings, _PATIENCE_S), settings.server.url, None
    try:
        proxy = Proxies(make_route(settings)).of(settings.server.url)
    except ProxyUnknownError as error:
        raise _UnfitError("proxy-unknown", error=error) from None
    if proxy is None:
        raise _UnfitError("no-proxy")
    return make_proxy_store(settings, proxy.address, _PATIENCE_S), proxy.address, proxy


def _has_worked(
    options: argparse.Namespace, settings: Settings, secrets: Secrets, proxy: Proxy | None, voice: Voice
) -> bool:
    """Try what was given; tell what came of it, and give whether it is to be stored."""
    route = make_route(settings)
    if proxy is None:
        tried = try_credentials(settings, route, Candidates(secrets, make_store(settings, _PATIENCE_S)))
        return _may_keep(tried, voice, "the-service", force=options.force)
    pair = secrets.get(USERNAME, ""), secrets.get(PASSWORD, "")
    return _may_keep(try_proxy(settings, route, proxy, pair), voice, "the-proxy", force=options.force)


def _given(options: argparse.Namespace, settings: Settings, voice: Voice) -> Secrets:
    """Ask for the secrets, or read them. Raises `_UnfitError` for what cannot be stored."""
    try:
        secrets = _from_input(options) if _is_scripted(options) else _asked(options, settings, voice)
    except UnicodeError:
        raise _UnfitError("foreign-encoding") from None
    if not secrets or not all(secrets.values()):
        raise _UnfitError("empty")
    conceal(*(secret for entry, secret in secrets.items() if entry != USERNAME))
    if unfit := [entry for entry in (TOKEN, API_KEY) if entry in secrets and not fits_a_header(secrets[entry])]:
        raise _UnfitError("unfit-characters", entries=", ".join(unfit))
    return secrets


def _may_keep(tried: Tried, voice: Voice, whom: str, *, force: bool) -> bool:
    """Tell what came of the trial, and whether what was tried is to be stored; `whom` it was shown to."""
    detail = voice.texts.detail(tried.detail) or "-"
    if tried.result is Result.WORKS:
        until = None if tried.expires_at is None else voice("token-until", when=voice.texts.moment(tried.expires_at))
        say("; ".join(filter(None, (voice("accepted", whom=voice(whom)), until))))
        return True
    if tried.result is Result.UNKNOWN:
        complain(voice("token-untried" if tried.logged_in else "untried", why=_why_untried(tried, voice)))
        return True
    if tried.logged_in:
        complain(voice("token-refused-after-login"))
    complain(voice("refused", detail=detail))
    complain(voice("forced" if force else "not-forced"))
    return force


def _why_untried(tried: Tried, voice: Voice) -> str:
    told = voice.texts.detail(tried.detail)
    if tried.trouble is None and told != tried.detail:
        return told
    why = voice("says-nothing") if tried.trouble is None else voice.texts.phrase(tried.trouble)
    return f"{why} ({told or '-'})"


def _is_scripted(options: argparse.Namespace) -> bool:
    return bool(options.token_stdin or options.api_key_stdin or options.password_stdin)


def _from_input(options: argparse.Namespace) -> Secrets:
    password = CLIENT_KEY_PASSWORD if options.client_key else PASSWORD
    wanted = [(options.token_stdin, TOKEN), (options.api_key_stdin, API_KEY), (options.password_stdin, password)]
    secrets = {entry: _line() for asked, entry in wanted if asked}
    if options.username:
        secrets[USERNAME] = options.username
    return secrets


def _line() -> str:
    """Read a line; Windows PowerShell puts a byte order mark before what it pipes. Raises `UnicodeError`."""
    line = sys.stdin.readline().removeprefix("\ufeff").removeprefix("\u00ef\u00bb\u00bf").strip("\r\n")
    # Where standard input is lenient, bytes that are no text come as halves of characters.
    line.encode("utf-8")
    return line


def _asked(options: argparse.Namespace, settings: Settings, voice: Voice) -> Secrets:
    try:
        if options.client_key:
            return {CLIENT_KEY_PASSWORD: getpass.getpass(voice("ask-client-key"))}
        if settings.credentials.mode == "token" and not options.proxy:
            return {TOKEN: _whole(getpass.getpass(voice("ask-token")).strip())}
        secrets = {
            USERNAME: options.username or input(voice("ask-username")).strip(),
            PASSWORD: getpass.getpass(voice("ask-password")),
        }
        api_key = "" if options.proxy else getpass.getpass(voice("ask-api-key")).strip()
    except EOFError:
        return {}
    return {**secrets, API_KEY: api_key} if api_key else secrets


def _whole(typed: str) -> str:
    """Give what was typed, unless the terminal may have cut it."""
    if len(typed) < _LONGEST_LINE:
        return typed
    raise _UnfitError("too-long")


def _tell_agent(settings: Settings, voice: Voice) -> None:
    try:
        settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        Control(settings.state.path).tell_of_credentials()
    except OSError:
        complain(voice("agent-untold"))


def _logout(options: argparse.Namespace, settings: Settings) -> int:
    voice = Voice(settings.ui.language)
    try:
        store, server, _ = _place(options, settings)
        removed = store.remove_all()
    except KeyringError as error:
        complain(_of_keyring(error, settings, voice))
        return 1
    except _UnfitError as error:
        complain(error.told(voice))
        return 1
    _tell_agent(settings, voice)
    say(voice("removed", count=removed, server=server))
    return 0
