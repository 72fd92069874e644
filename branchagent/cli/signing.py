"""`branchagent login` and `logout`."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from branchagent.cli.common import complain, say, with_settings
from branchagent.control import Control
from branchagent.credentials import API_KEY, PASSWORD, TOKEN, USERNAME, CredentialStore, KeyringError
from branchagent.signing_in import NoTokenError, ServiceAwayError, fits_a_header, make_source
from branchagent.wire import make_route

if TYPE_CHECKING:
    import argparse

    from branchagent.settings import Settings


def add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of the command `name`."""
    if name == "login":
        parser.add_argument("--token-stdin", action="store_true", help="read the token from standard input")
        parser.add_argument("--api-key-stdin", action="store_true", help="read the static key (x-key) likewise")
        parser.add_argument("--username", metavar="U", help="the user name, for credentials.mode = 'login'")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password likewise; with several of "
            "these, a line each, in the order token, API key, password",
        )
    parser.set_defaults(action=with_settings(_login if name == "login" else _logout))


def _login(options: argparse.Namespace, settings: Settings) -> int:
    secrets = _from_input(options) if _is_scripted(options) else _asked(options, settings)
    if secrets is None or not all(secrets.values()):
        complain("nothing was stored: an entry is empty")
        return 1
    if unfit := [entry for entry in (TOKEN, API_KEY) if entry in secrets and not fits_a_header(secrets[entry])]:
        complain(f"nothing was stored: blanks, control or foreign characters in the {' and the '.join(unfit)}")
        return 1
    store = CredentialStore(settings.server.url)
    try:
        before = {entry: store.get(entry) for entry in secrets}
        for entry, secret in secrets.items():
            store.put(entry, secret)
    except KeyringError as error:
        complain(f"{error}. Nothing is ever stored outside the keyring.")
        return 1
    if settings.credentials.mode == "login" and not _works(settings):
        _restore(store, before)
        return 1
    _tell_agent(settings)
    say(f"stored in {store.backend_name()} for {settings.server.url}: {', '.join(secrets)}")
    return 0


def _is_scripted(options: argparse.Namespace) -> bool:
    return bool(options.token_stdin or options.api_key_stdin or options.password_stdin)


def _from_input(options: argparse.Namespace) -> dict[str, str]:
    wanted = [(options.token_stdin, TOKEN), (options.api_key_stdin, API_KEY), (options.password_stdin, PASSWORD)]
    secrets = {entry: _line() for asked, entry in wanted if asked}
    if options.username:
        secrets[USERNAME] = options.username
    return secrets


def _line() -> str:
    """Read a line; Windows PowerShell puts a byte order mark before what it pipes."""
    return sys.stdin.readline().removeprefix("\ufeff").removeprefix("\u00ef\u00bb\u00bf").strip("\r\n")


def _asked(options: argparse.Namespace, settings: Settings) -> dict[str, str] | None:
    try:
        if settings.credentials.mode == "token":
            return {TOKEN: getpass.getpass("Token: ").strip()}
        username = options.username or input("User name: ").strip()
        password = getpass.getpass("Password: ")
        api_key = getpass.getpass("API key (x-key): ").strip()
    except EOFError:
        return None
    return {USERNAME: username, PASSWORD: password, API_KEY: api_key}


def _works(settings: Settings) -> bool:
    """Try the login where the service can be asked; what it refuses is not kept."""
    try:
        make_source(settings.credentials, settings.server.url, make_route(settings)).fetch()
    except NoTokenError as error:
        complain(f"the service refused them, so nothing was stored: {error}")
        return False
    except ServiceAwayError as error:
        complain(f"they could not be tried ({error}); stored all the same")
    return True


def _restore(store: CredentialStore, before: dict[str, str | None]) -> None:
    for entry, secret in before.items():
        if secret is None:
            store.remove(entry)
        else:
            store.put(entry, secret)


def _tell_agent(settings: Settings) -> None:
    try:
        settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        Control(settings.state.path).tell_of_credentials()
    except OSError:
        complain("a running agent could not be told; it will find out by itself")


def _logout(_: argparse.Namespace, settings: Settings) -> int:
    try:
        removed = CredentialStore(settings.server.url).remove_all()
    except KeyringError as error:
        complain(str(error))
        return 1
    _tell_agent(settings)
    say(f"{removed} entries removed for {settings.server.url}")
    return 0
