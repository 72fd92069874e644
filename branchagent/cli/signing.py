"""`branchagent login` and `logout`."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from branchagent.cli.common import complain, say, with_settings
from branchagent.control import Control
from branchagent.core.verdicts import Trouble
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
from branchagent.reasons import local_time
from branchagent.redaction import conceal
from branchagent.routing import make_route
from branchagent.signing_in import fits_a_header
from branchagent.texts import Texts, system_language
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
_NOWHERE_ELSE = "Nothing is ever stored outside the keyring."


class _UnfitError(Exception):
    """What was given, or the settings, are not fit for what is asked; the text says why."""


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
    try:
        return _store_what_works(options, settings)
    except KeyringError as error:
        complain(f"{error}. {_NOWHERE_ELSE}")
    except _UnfitError as error:
        complain(f"nothing was stored: {error}")
    return 1


def _store_what_works(options: argparse.Namespace, settings: Settings) -> int:
    # Before anybody is asked for anything.
    store, server, proxy = _place(options, settings)
    store.backend_name()
    if not store.can_be_written:
        raise _UnfitError("credentials.store is systemd: the service's unit gives the credentials")
    secrets = _given(options, settings)
    if not options.client_key and not _has_worked(options, settings, secrets, proxy):
        return 1
    for entry, secret in secrets.items():
        store.put(entry, secret)
    if proxy is None and not options.client_key:
        store.remove(REFUSALS)
    _tell_agent(settings)
    say(f"stored in {store.backend_name()} for {server}: {', '.join(secrets)}")
    return 0


def _place(options: argparse.Namespace, settings: Settings) -> tuple[CredentialStore, str, Proxy | None]:
    """Give the store that is meant, the server or proxy that it is for, and that proxy."""
    if not options.proxy:
        return make_store(settings, _PATIENCE_S), settings.server.url, None
    try:
        proxy = Proxies(make_route(settings)).of(settings.server.url)
    except ProxyUnknownError as error:
        raise _UnfitError(f"the proxy cannot be found out: {error}") from None
    if proxy is None:
        raise _UnfitError("there is no proxy on the way to server.url; set server.proxy, or the system's")
    return make_proxy_store(settings, proxy.address, _PATIENCE_S), proxy.address, proxy


def _has_worked(options: argparse.Namespace, settings: Settings, secrets: Secrets, proxy: Proxy | None) -> bool:
    """Try what was given; tell what came of it, and give whether it is to be stored."""
    route = make_route(settings)
    if proxy is None:
        tried = try_credentials(settings, route, Candidates(secrets, make_store(settings, _PATIENCE_S)))
        return _may_keep(tried, options, settings, "service")
    pair = secrets.get(USERNAME, ""), secrets.get(PASSWORD, "")
    return _may_keep(try_proxy(settings, route, proxy, pair), options, settings, "proxy")


def _given(options: argparse.Namespace, settings: Settings) -> Secrets:
    """Ask for the secrets, or read them. Raises `_UnfitError` for what cannot be stored."""
    try:
        secrets = _from_input(options) if _is_scripted(options) else _asked(options, settings)
    except UnicodeError:
        raise _UnfitError("what was given is not in this system's encoding; give it as UTF-8") from None
    if not secrets or not all(secrets.values()):
        raise _UnfitError("an entry is empty")
    conceal(*(secret for entry, secret in secrets.items() if entry != USERNAME))
    if unfit := [entry for entry in (TOKEN, API_KEY) if entry in secrets and not fits_a_header(secrets[entry])]:
        raise _UnfitError(f"blanks, control or foreign characters in the {' and the '.join(unfit)}")
    return secrets


def _may_keep(tried: Tried, options: argparse.Namespace, settings: Settings, whom: str) -> bool:
    """Tell what came of the trial, and whether what was tried is to be stored; `whom` it was shown to."""
    if tried.result is Result.WORKS:
        ends = "" if tried.expires_at is None else f"; the token expires on {local_time(tried.expires_at)}"
        say(f"accepted by the {whom}{ends}")
        return True
    if tried.result is Result.UNKNOWN:
        texts = Texts(settings.ui.language or system_language())
        why = texts.phrase(tried.trouble) if isinstance(tried.trouble, Trouble) else "its answer told nothing of them"
        what = "the login was accepted, but its token" if tried.logged_in else "they"
        complain(f"{what} could not be tried, so nobody knows whether uploads work: {why} ({tried.detail or '-'})")
        return True
    if tried.logged_in:
        complain(
            "the login was accepted, but the token that it gave was not; check credentials.token_field, "
            "server.token_header and server.url"
        )
    complain(f"refused: {tried.detail}")
    complain("stored all the same (--force)" if options.force else "nothing was stored; --force stores them anyway")
    return bool(options.force)


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


def _asked(options: argparse.Namespace, settings: Settings) -> Secrets:
    try:
        if options.client_key:
            return {CLIENT_KEY_PASSWORD: getpass.getpass("Password of server.client_key: ")}
        if settings.credentials.mode == "token" and not options.proxy:
            return {TOKEN: _whole(getpass.getpass("Token: ").strip())}
        secrets = {
            USERNAME: options.username or input("User name: ").strip(),
            PASSWORD: getpass.getpass("Password: "),
        }
        api_key = "" if options.proxy else getpass.getpass("API key (x-key; empty if the bank has none): ").strip()
    except EOFError:
        return {}
    return {**secrets, API_KEY: api_key} if api_key else secrets


def _whole(typed: str) -> str:
    """Give what was typed, unless the terminal may have cut it."""
    if len(typed) < _LONGEST_LINE:
        return typed
    raise _UnfitError("it is longer than a terminal takes in one line; use: branchagent login --token-stdin < FILE")


def _tell_agent(settings: Settings) -> None:
    try:
        settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        Control(settings.state.path).tell_of_credentials()
    except OSError:
        complain("a running agent could not be told; it will find out by itself")


def _logout(options: argparse.Namespace, settings: Settings) -> int:
    try:
        store, server, _ = _place(options, settings)
        removed = store.remove_all()
    except (KeyringError, _UnfitError) as error:
        complain(str(error))
        return 1
    _tell_agent(settings)
    say(f"{removed} entries removed for {server}")
    return 0
