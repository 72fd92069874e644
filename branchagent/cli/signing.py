"""`branchagent login` and `logout`."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from branchagent import enrolling
from branchagent.cli.common import complain, say, with_settings
from branchagent.cli.words import Voice
from branchagent.credentials import API_KEY, CLIENT_KEY_PASSWORD, PASSWORD, TOKEN, USERNAME, KeyringError
from branchagent.enrolling import Secrets, UnfitError
from branchagent.trials import Result, Tried

if TYPE_CHECKING:
    import argparse

    from branchagent.settings import Settings

_LONGEST_LINE = 1023 if sys.platform == "darwin" else 4095
"""Characters that a terminal takes in one line."""


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
        complain(enrolling.of_keyring(error, settings, voice.texts, voice("nowhere-else")))
    except UnfitError as error:
        complain(voice("unfit", why=voice(error.word, **error.values)))
    return 1


def _store_what_works(options: argparse.Namespace, settings: Settings, voice: Voice) -> int:
    # Before anybody is asked for anything.
    place = enrolling.place(settings, of_proxy=options.proxy)
    place.expect_room()
    secrets = _given(options, settings, voice)
    if not options.client_key:
        tried = enrolling.try_out(place, settings, secrets)
        if not _may_keep(tried, voice, "the-service" if place.proxy is None else "the-proxy", force=options.force):
            return 1
    place.keep(secrets)
    _tell_agent(settings, voice)
    say(voice("stored", store=place.store.backend_name(), server=place.address, entries=", ".join(secrets)))
    return 0


def _given(options: argparse.Namespace, settings: Settings, voice: Voice) -> Secrets:
    """Ask for the secrets, or read them. Raises `UnfitError` for what cannot be stored."""
    try:
        secrets = _from_input(options) if _is_scripted(options) else _asked(options, settings, voice)
    except UnicodeError:
        raise UnfitError("foreign-encoding") from None
    return enrolling.fit(secrets)


def _may_keep(tried: Tried, voice: Voice, whom: str, *, force: bool) -> bool:
    """Tell what came of the trial, and whether what was tried is to be stored; `whom` it was shown to."""
    if tried.result is Result.WORKS:
        until = None if tried.expires_at is None else voice("token-until", when=voice.texts.moment(tried.expires_at))
        say("; ".join(filter(None, (voice("accepted", whom=voice(whom)), until))))
    elif tried.result is Result.UNKNOWN:
        why = enrolling.why_untried(tried, voice.texts, voice("says-nothing"))
        complain(voice("token-untried" if tried.logged_in else "untried", why=why))
    else:
        _tell_of_refusal(tried, voice, force=force)
    return force or enrolling.may_be_kept(tried)


def _tell_of_refusal(tried: Tried, voice: Voice, *, force: bool) -> None:
    if tried.logged_in:
        complain(voice("token-refused-after-login"))
    complain(voice("refused", detail=voice.texts.detail(tried.detail) or "-"))
    complain(voice("forced" if force else "not-forced"))


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
    raise UnfitError("too-long")


def _tell_agent(settings: Settings, voice: Voice) -> None:
    if not enrolling.tell_agent(settings):
        complain(voice("agent-untold"))


def _logout(options: argparse.Namespace, settings: Settings) -> int:
    voice = Voice(settings.ui.language)
    try:
        place = enrolling.place(settings, of_proxy=options.proxy)
        removed = place.store.remove_all()
    except KeyringError as error:
        complain(enrolling.of_keyring(error, settings, voice.texts))
        return 1
    except UnfitError as error:
        complain(voice(error.word, **error.values))
        return 1
    _tell_agent(settings, voice)
    say(voice("removed", count=removed, server=place.address))
    return 0
