"""A secret that was pasted into the settings is not quoted."""

import re
import urllib.parse

import pytest
from rig.guarded import NOT_THE_CLIENT, Guarded, posix

from branchagent.cli.main import _COMMANDS

PASTED = {
    "user and password in server.proxy": {"server__proxy": "http://kasir:{}@proxy.example:8080"},
    "the token alone in server.proxy": {"server__proxy": "{}"},
    "the token alone in server.url": {"server__url": "{}"},
    "user and password in server.url": {"server__url": "https://cabang:{}@siskohat.example"},
    "token in server.url's query": {"server__url": "https://siskohat.example/?token={}"},
    "token in server.url's fragment": {"server__url": "https://siskohat.example/#{}"},
    "user and password in server.proxy_script": {"server__proxy_script": "http://kasir:{}@wpad.example/proxy.pac"},
    "an unknown key": {"credentials__password": "{}"},
    "an unknown section": {"login__password": "{}"},
    "an unknown key at the top": {"token": "{}"},
    "the token as its header's name": {"server__token_header": "Bearer {}"},
    "the key as its header's name": {"credentials__api_key_header": "x-key: {}"},
    "the password with a path": {"credentials__login_path": "umrah/bank/login?password={}"},
    "the token as the mode": {"credentials__mode": "{}"},
    "a list of secrets": {"credentials__token": ["{}"]},
}


@posix
@pytest.mark.parametrize("how", PASTED)
@pytest.mark.parametrize("where", ["file", "environment"])
def test_a_secret_pasted_into_the_settings_is_not_quoted(tmp_path, secrets, how, where):
    # As long as a short JWT: what is shorter may be quoted where it can only be a slip.
    secret = re.sub(r"""[\\"']""", "", secrets["token"] + secrets["api key"])
    branch = Guarded(tmp_path / "branch", "https://siskohat.example", {}, {"pasted": secret})
    pasted = {
        name: [value[0].format(secret)] if isinstance(value, list) else value.format(secret)
        for name, value in PASTED[how].items()
    }
    if where == "file":
        branch.set(**pasted)
    else:
        ((name, value),) = pasted.items()
        branch.environment[f"BRANCHAGENT_{name.replace('__', '_').upper()}"] = str(value)
    branch.command("config", "show", code=2)
    assert branch.leaks == set()


@posix
@pytest.mark.parametrize("command", sorted(set(_COMMANDS) - NOT_THE_CLIENT - {"config"}))
def test_no_command_quotes_a_secret_of_the_settings(tmp_path, secrets, command):
    branch = Guarded(tmp_path / "branch", "https://siskohat.example", {}, secrets)
    secret = urllib.parse.quote(secrets["proxy's password"])
    branch.set(credentials__password=secrets["password"], server__proxy=f"http://kasir:{secret}@proxy.example")
    # `setup` is there to mend them, if there is a screen for its window.
    branch.command(command, code={"check": 1, "setup": 5}.get(command, 2))
    assert branch.leaks == set()


@posix
def test_a_settings_file_that_is_no_toml_is_not_quoted(tmp_path, secrets):
    branch = Guarded(tmp_path / "branch", "https://siskohat.example", {}, secrets)
    for line in ("password = {}", "{}", "[{}", "password = '{}", 'server.url = "{}" {}'):
        branch.config.write_text(line.replace("{}", secrets["token"]) + "\n", "utf-8")
        assert "TOML" in branch.command("config", "show", code=2).stderr
    assert branch.leaks == set()
