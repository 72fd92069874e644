"""Commands speak the language of the settings, all of it."""

import json
import string

import pytest
from rig.mirrors import Mirror
from rig.receipts import number, receipt

from branchagent.catalogues import LANGUAGES, Catalogue
from branchagent.cli.words import PHRASES
from branchagent.simulator import Simulator

NUMBER = number(501)
ENGLISH = {"the", "and", "was", "not", "for", "stored", "refused", "found", "file", "accepted", "removed"}


def english_in(text):
    words = {word.strip("().,;:#").lower() for word in text.split()}
    return words & ENGLISH


@pytest.fixture
def bank():
    """A service of its own, because its branch's entries in the keyring change."""
    with Simulator() as simulator:
        yield simulator


def said(result):
    return result.stdout + result.stderr


def test_login_and_logout_speak_indonesian_or_english(make_branch, bank):
    branch = make_branch(url=bank.url)
    bank.expect_token("good-token")

    def all_of_it():
        yield branch.command("login", "--token-stdin", stdin="wrong-token\n", code=1)
        yield branch.command("login", "--token-stdin", "--force", stdin="wrong-token\n")
        yield branch.command("login", "--token-stdin", stdin="good-token\n")
        yield branch.command("login", "--token-stdin", stdin="two words\n", code=1)
        yield branch.command("login", "--token-stdin", stdin="\n", code=1)
        yield branch.command("login", "--proxy", "--username", "x", "--password-stdin", stdin="x\n", code=1)
        yield branch.command("logout")

    indonesian = [said(result) for result in all_of_it()]
    branch.set(ui__language="en")
    english = [said(result) for result in all_of_it()]
    # The service's own words are quoted as they are.
    assert not any(english_in(text) for text in indonesian)
    assert all(english_in(text) for text in english)


def test_config_speaks_indonesian_or_english(branch):
    for what in ("path", "show"):
        assert not english_in(branch.command("config", what).stdout)
    assert "berkas --config" in branch.command("config", "show").stdout
    assert "(berkas --config, ada)" in branch.command("config", "path").stdout
    branch.set(ui__language="en")
    assert "(--config file, found)" in branch.command("config", "path").stdout
    assert "sudah ada" in branch.command("config", "init", code=2).stderr
    branch.environment["LANG"] = "en_US.UTF-8"
    assert "exists already" in branch.command("config", "init", code=2).stderr


@pytest.mark.parametrize(("language", "words"), [("id", "Belum lengkap"), ("en", "Not complete")])
def test_status_says_in_words_why_a_file_waits(make_branch, language, words):
    branch = make_branch(ui__language=language, folder__incomplete_s=600)
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER)[:-50])
        assert branch.wait_for_state("sending")["waits"] == [{"name": f"{NUMBER}.pdf", "why": "not-complete"}]
        line = next(line for line in branch.command("status").stdout.splitlines() if NUMBER in line)
        assert words in line
        assert "not-complete" not in line


def test_what_a_login_answered_is_told_without_a_word_of_english(make_branch):
    with Mirror(lambda _: (401, {}, b"")) as bank:
        branch = make_branch(url=bank.url, credentials__mode="login")
        given = ("login", "--username", "clerk", "--password-stdin")
        assert branch.command(*given, stdin="any-password\n", code=1).stderr.startswith("ditolak: HTTP 401\n")


@pytest.mark.parametrize("command", [("login", "--token-stdin"), ("logout",)])
def test_without_a_keyring_it_says_what_to_do_as_check_does(branch, command):
    branch.environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    branch.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    told = branch.command(*command, stdin="any-token\n", code=1).stderr
    assert "keyring.backends.fail" in told
    assert not english_in(told)
    lines = branch.command("check", "--json", code=1).stdout.splitlines()
    keyring = next(line for line in map(json.loads, lines) if line["what"] == "keyring")
    assert told.endswith(f"{keyring['remedy']}\n")


BROKEN_KEYRING = """
from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    priority = 5

    def get_password(self, service, username):
        raise RuntimeError

    set_password = delete_password = get_password
"""


def test_a_keyring_that_breaks_is_not_taken_for_a_refusal_by_the_service(make_branch, bank, tmp_path):
    (tmp_path / "broken_keyring.py").write_text(BROKEN_KEYRING)
    branch = make_branch(url=bank.url, credentials__mode="login")
    branch.environment |= {"PYTHONPATH": str(tmp_path), "PYTHON_KEYRING_BACKEND": "broken_keyring.Keyring"}
    told = branch.command("login", "--username", "x", "--password-stdin", stdin="any-password\n", code=1).stderr
    assert "ditolak" not in told
    assert "tidak dapat dipakai (RuntimeError)" in told
    assert "jawabannya" not in told
    assert bank.logins == 0


def fields_of(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_commands_say_survives_an_old_console(language):
    catalogue = Catalogue(language)
    for message in PHRASES.values():
        assert catalogue.gettext(message, **dict.fromkeys(fields_of(message), "x")).isascii(), message
