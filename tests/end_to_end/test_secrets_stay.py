"""No secret leaves the program but to whom it belongs: every command and every failure, searched for marked ones."""

import contextlib
import html
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from rig import leaky_keyring
from rig.agents import running
from rig.branches import Branch
from rig.marked import Search, Watch, forms, make_secrets, mark
from rig.mirrors import Mirror, basic, in_json
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.cli.main import _COMMANDS
from branchagent.simulator import Simulator, SimulatorConfig

USER = "cabang"
LOGIN, UPLOAD = "/umrah/bank/login", "/siskohat/bank/setoranawal"
GIVEN = ("--username", USER, "--password-stdin", "--api-key-stdin")
NOT_THE_CLIENT = {"demo", "simulator"}
posix = pytest.mark.skipif(sys.platform != "linux", reason="the processes are looked at in /proc")


@pytest.fixture
def secrets():
    return make_secrets()


class Guarded(Branch):
    """A branch all of whose processes and files are watched; `leaks` names what was found, and where."""

    def __init__(self, home, url, keyring, secrets, **settings):
        super().__init__(home, url, keyring, **settings)
        (home / "tmp").mkdir(exist_ok=True)
        self.environment["TMPDIR"] = str(home / "tmp")
        self.secrets = secrets
        self.search = Search(secrets)
        self.watch = Watch(self.search, home)
        self._count_agents = itertools.count()
        self._elsewhere = set(Path("/tmp").iterdir())  # noqa: S108 - where a careless program writes

    @property
    def leaks(self):
        new = set(Path("/tmp").iterdir()) - self._elsewhere  # noqa: S108
        foreign = [path for path in new if not path.name.startswith(("rig-", "pytest-"))]
        found = self.watch.leaks | self.search.within_files(self.home, but={self.config})
        for path in foreign:
            found |= self.search.within_files(path)
        return found

    @contextlib.contextmanager
    def runs(self, *options, ends_with=0, prefix=()):
        """Its agent with all that it logs."""
        told = self.home / f"verbose-{next(self._count_agents)}.txt"
        command = [*prefix, *self.program, "run", "--headless", "--verbose", "--config", str(self.config), *options]
        pipes = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": self.home}
        with told.open("wb") as output, running(command, self.environment, stdout=output, **pipes) as process:
            wait_until(lambda: b"serving folder=" in told.read_bytes() or process.poll() is not None, 30, self.log)
            process.told = told
            yield process
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            if ends_with is not None:
                assert process.wait(20) == ends_with, told.read_text("utf-8", "replace")

    def look_around(self):
        """Run commands that tell what came of it."""
        for command in ("status", "history --json", "check --json"):
            self.command(*command.split(), code=None)


@pytest.fixture
def guard(tmp_path, keyring, secrets):
    """Make one branch whose secrets must not be found when the test is over."""
    with contextlib.ExitStack() as watched:
        made = []

        def make(url, **settings):
            made.append(Guarded(tmp_path / "branch", url, keyring, secrets, **settings))
            watched.enter_context(made[-1].watch)
            return made[-1]

        yield make
        wait_until(lambda: all(branch.watch.looks["files"] for branch in made), 10)
    leaks = "\n".join(f"{name} in {place}" for branch in made for name, place in sorted(branch.leaks))
    assert not leaks, leaks


def sign_in(branch, *, password=None, options=(), code=0):
    secrets = branch.secrets
    if branch.settings.get("credentials.mode") == "login":
        entries = f"{secrets['api key']}\n{password or secrets['password']}\n"
        return branch.command("login", *GIVEN, *options, stdin=entries, code=code)
    return branch.command("login", "--token-stdin", *options, stdin=f"{password or secrets['token']}\n", code=code)


# The proof that the search can fail.


def test_each_form_of_each_secret_is_found(secrets):
    search = Search(secrets)
    for name, secret in secrets.items():
        for form, written in forms(secret).items():
            inside = written if form == "gzipped" else b"2026-11-24 INFO said: " + written + b" (98)\n"
            assert search.within(inside) == {name}, form
    assert search.within(b"2026-11-24 INFO nothing is said" * 50 + os.urandom(5000)) == set()


PLACES = {
    "a file of the state folder": lambda branch, leak: (branch.state / "agent.json.tmp").write_bytes(leak),
    "the log": lambda branch, leak: (branch.state / "branchagent.log").write_bytes(b"INFO " + leak),
    "a receipt's reason": lambda branch, leak: (branch.folder / "failed" / "1.txt").write_bytes(leak),
    "a file's name": lambda branch, leak: (branch.folder / leak.decode().replace("/", "")).touch(),
    "a folder's name": lambda branch, leak: (branch.home / "tmp" / leak.decode().replace("/", "")).mkdir(),
    "the temporary files": lambda branch, leak: (branch.home / "tmp" / "x").write_bytes(leak),
    "a rotated log": lambda branch, leak: (branch.state / "branchagent.log.1.gz").write_bytes(leak),
}


NO_NAMES = ("in UTF-16-LE", "gzipped")
PLANTED = [
    pytest.param(place, form, id=f"{form} in {place}")
    for place in PLACES
    for form in ("plain", "in JSON", "in base64 at 1", "in a URL", *NO_NAMES)
    if not (form in NO_NAMES and place.endswith("name"))
]


@pytest.mark.parametrize(("place", "form"), PLANTED)
def test_a_leak_is_found_wherever_it_is_planted(tmp_path, secrets, place, form):
    branch = Guarded(tmp_path / "branch", "http://127.0.0.1:9", {}, secrets)
    (branch.folder / "failed").mkdir(parents=True)
    branch.state.mkdir()
    for name, secret in secrets.items():
        PLACES[place](branch, forms(secret)[form])
        assert {found for found, _ in branch.leaks} >= {name}


SHOWS = "import sys, time; print(sys.stdin.readline()); sys.stdout.flush(); time.sleep(60)"


@posix
@pytest.mark.parametrize("place", ["argument", "environment", "output", "a moment's file"])
def test_a_leak_of_a_process_is_found_while_it_runs(tmp_path, secrets, place):
    branch = Guarded(tmp_path / "branch", "http://127.0.0.1:9", {}, secrets)
    leak = " ".join(secrets.values())
    command = [sys.executable, "-c", SHOWS, leak if place == "argument" else "-"]
    environment = {**branch.environment, **({"LEAK": leak} if place == "environment" else {})}
    told = branch.home / "output.txt"
    with (
        branch.watch,
        told.open("wb") as output,
        running(command, environment, stdin=subprocess.PIPE, stdout=output) as process,
    ):
        process.stdin.write(f"{leak if place == 'output' else 'nothing'}\n".encode())
        process.stdin.flush()
        if place == "a moment's file":
            (branch.home / "tmp" / "moment").write_text(leak, "utf-8")
        wait_until(lambda: {name for name, _ in branch.watch.leaks} == set(secrets), 10, lambda: branch.watch.leaks)
        (branch.home / "tmp" / "moment").unlink(missing_ok=True)
        process.kill()


# Every command.


class Bank:
    """A service over TLS, behind a proxy that wants a password, for a client that shows a certificate of its own."""

    def __init__(self, stack, folder, secrets):
        config = SimulatorConfig(
            https=True,
            ca_file=folder / "authority.pem",
            token=secrets["token"],
            user=USER,
            password=secrets["password"],
            api_key=secrets["api key"],
        )
        self.service = stack.enter_context(Simulator(config))
        wanted = basic("kasir", secrets["proxy's password"])
        self.proxy = stack.enter_context(Mirror(echo_authorization, wanted))
        own = trustme.CA().issue_cert("branch.example")
        key = load_pem_private_key(own.private_key_pem.bytes(), None)
        locked = BestAvailableEncryption(secrets["client key's password"].encode())
        (folder / "own.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
        own.cert_chain_pems[0].write_to_path(folder / "own.pem")
        self.settings = {
            "server__ca_bundle": folder / "authority.pem",
            "server__client_certificate": folder / "own.pem",
            "server__client_key": folder / "own.key",
            "server__proxy": self.proxy.url,
        }


def echo_authorization(request):
    told = request.headers.get("proxy-authorization", "nothing")
    said = f"407: {told}, that is {told.removeprefix('Basic ')}"
    return 407, {":reason": f"No {told}", "Proxy-Authenticate": f'Basic realm="{told}"'}, said.encode("utf-8")


@pytest.fixture
def bank(tmp_path, secrets):
    with contextlib.ExitStack() as stack:
        yield Bank(stack, tmp_path, secrets)


@posix
@pytest.mark.parametrize("mode", ["token", "login"])
def test_no_command_shows_a_secret(guard, bank, secrets, mode):
    branch = guard(bank.service.url, credentials__mode=mode, **bank.settings)
    done = set()

    def command(*arguments, stdin=None, code=0):
        done.add(arguments[0])
        return branch.command(*arguments, stdin=stdin, code=code)

    proxy = ("login", "--proxy", "--username", "kasir", "--password-stdin")
    wrong = mark("wrong", "/+&")
    branch.search = branch.watch._search = Search({**secrets, "wrong one": wrong})
    command("check", code=1)
    command("login", "--client-key", "--password-stdin", stdin=secrets["client key's password"] + "\n")
    command(*proxy, stdin=f"{wrong}\n", code=None)
    command(*proxy, stdin=secrets["proxy's password"] + "\n")
    for options, password, code in (((), wrong, 1), (("--force",), wrong, 0), (("--force",), None, 0), ((), None, 0)):
        sign_in(branch, password=password, options=options, code=code)
    command("check", "--json", code=None)
    bank.service.rule(number(2), "05")
    for index in (1, 2):
        branch.drop(f"{number(index)}.pdf", receipt(number(index)))
    command("run", "--once", "--verbose", code=1)
    with branch.runs():
        command("pause")
        branch.drop(f"{number(3)}.pdf", receipt(number(3)))
        command("resume")
        command("retry")
        wait_until(lambda: branch.waiting() == [], 30, branch.log)
        for told in ("status", "status --json", "history", "history --json", "history --csv", "check", "check --json"):
            command(*told.split(), code=None)
        for told in ("show", "path", "init"):
            command("config", told, code=None)
        command("logout", "--proxy")
        command("logout")
        branch.wait_for_state("sign-in")
    done.add("login")
    assert done >= set(_COMMANDS) - NOT_THE_CLIENT
    assert branch.filed("done") == [f"{number(1)}.pdf", f"{number(3)}.pdf"]
    assert bank.proxy.passed
    others = Search({name: secret for name, secret in secrets.items() if name != "proxy's password"})
    for request in bank.proxy.received:
        assert others.within(request.raw) == set()
    assert Search(secrets).within(bytes(bank.proxy.passed)) == set()


# Every failure.

NOT_IN_A_MESSAGE = {
    "gzipped",
    "in JSON, all escaped",
    "in latin-1",
    "in UTF-16-LE",
    "in UTF-16-BE",
    "in base64, wrapped",
}
"""Some of them make no JSON, or come in a way of their own below. A base64 that was wrapped is not looked for."""


def hostile_answers(request, token, elsewhere):
    """Give what a service at its worst answers about its client's own token."""
    heads = json.dumps(request.headers)
    page = f"<html><h1>500</h1><pre>{html.escape(request.raw[:900].decode('latin-1'))}</pre></html>"
    for form, written in forms(token).items():
        if form not in NOT_IN_A_MESSAGE and not form.startswith("cut"):
            yield in_json(400, RC="05", message=f"no such key: {written.decode('latin-1')} .")
    escaped = "".join(f"\\u{ord(each):04x}" for each in token)
    yield 400, {"Content-Type": "application/json"}, f'{{"RC":"05","message":"{escaped}"}}'.encode()
    yield 400, {"Content-Type": "application/json"}, json.dumps({"RC": "05", "message": token}).encode("utf-16")
    yield 400, {"Content-Type": "application/json"}, json.dumps({"RC": "28", "message": token}).encode("utf-32")
    yield in_json(200, RC="05", message="x", no_validasi=token)
    yield in_json(200, RC=token, message=token)
    for status in (400, 401, 403, 404, 413, 422, 429, 500, 503):
        yield status, {"Content-Type": "text/html", "Retry-After": token}, page.encode()
        yield status, {"Content-Type": "text/plain", "X-Echo": token}, heads.encode()
    yield 401, {"WWW-Authenticate": f"Bearer {token}"}, token.encode("utf-16-le")
    for rc in ("96", "97", "98", "99", "28", "ZZ"):
        yield in_json(400, RC=rc, message=f"{token} is no good ({urllib.parse.quote(token, safe='')})")
    for status in (301, 302, 303, 307, 308):
        yield status, {"Location": f"{elsewhere}/x?token={urllib.parse.quote(token)}", "X-Token": token}, token.encode()
    yield 302, {"Location": f"http://[{token}"}, token.encode()
    yield 200, {"Content-Encoding": "gzip"}, token.encode()
    yield 200, {"Content-Type": f"text/{token}"}, token.encode()
    yield 200, {":reason": token}, b'{"RC":"05","message":"' + token.encode() + b'"'
    yield 200, {"Content-Length": 5000, "Connection": "close"}, token.encode()
    yield None


class HostileService:
    """Answers the first try of each receipt by the next hostile answer, and RC 05 with an echo from then on."""

    def __init__(self, elsewhere, login_token):
        self.elsewhere = elsewhere
        self.login_token = login_token
        self.logins = itertools.count()
        self.first = set()

    def answer(self, request):
        if request.method == "HEAD":
            return 302, {"Location": f"{self.elsewhere}/head?token={self.login_token}"}, b""
        if request.path == LOGIN:
            return in_json(200, RC="00", token=f"{self.login_token}{next(self.logins)}")
        token = request.headers.get("x-access-key", "")
        found = [index for index in range(90) if number(index).encode() in request.body]
        answers = list(hostile_answers(request, token, self.elsewhere))
        if not found or found[0] in self.first:
            return in_json(400, RC="05", message=f"{token} again")
        self.first.add(found[0])
        return answers[found[0] % len(answers)]

    @property
    def count(self):
        blank = type("Blank", (), {"headers": {}, "raw": b""})
        return len(list(hostile_answers(blank, "x", "")))


@posix
@pytest.mark.parametrize(("mode", "encoding"), [("token", "multipart"), ("login", "json")])
def test_a_service_that_sends_our_token_back_gets_it_nowhere(guard, secrets, mode, encoding):
    token = mark("jwt", "+/=&.-_\"\\'<>%")
    with Mirror() as elsewhere, Mirror() as mirror:
        service = HostileService(elsewhere.url, token)
        mirror.answer = service.answer
        quick = {"upload__retries": 2, "upload__longest_wait_s": 0.1}
        branch = guard(mirror.url, credentials__mode=mode, server__encoding=encoding, **quick)
        branch.search = branch.watch._search = Search({**secrets, "token of a login": token})
        sign_in(branch, options=("--force",))
        for index in range(service.count):
            branch.drop(f"{number(index)}.pdf", receipt(number(index)))

        def all_filed():
            if branch.status()["state"] == "sign-in":
                sign_in(branch, options=("--force",))
            return len(service.first) == service.count and branch.waiting() == []

        with branch.runs():
            wait_until(all_filed, 120, branch.log)
            branch.look_around()
        assert elsewhere.received == []
        own = {"token": "token", "login": "token of a login"}[mode]
        sent = [branch.search.within(each.raw) for each in mirror.of(UPLOAD) if each.method == "POST"]
        assert sent == [{own}] * len(sent)


REFUSED_LOGINS = {
    "RC 98": lambda echo: in_json(400, RC="98", message=f"wrong: {echo}"),
    "RC 98 with fields": lambda echo: in_json(200, RC="98", message=echo, token=echo),
    "HTTP 401": lambda echo: (401, {"WWW-Authenticate": echo.encode("ascii", "ignore").decode()}, echo.encode()),
    "HTTP 400 in HTML": lambda echo: (400, {"Content-Type": "text/html"}, f"<pre>{html.escape(echo)}".encode()),
    "HTTP 500": lambda echo: (500, {"Content-Type": "text/plain"}, echo.encode()),
    "RC 99": lambda echo: in_json(400, RC="99", message=urllib.parse.quote(echo)),
    "no token": lambda echo: in_json(200, RC="00", message=echo, tokens=echo),
    "an unfit token": lambda echo: in_json(200, RC="00", token=f"{echo} {echo}"),
    "no JSON": lambda echo: (200, {}, echo.encode()),
    "cut": lambda _: None,
}


@posix
def test_a_login_that_is_refused_with_an_echo_tells_no_secret(guard, secrets):
    # What may not have been looked at is told as a trouble of the service, so a real refusal comes last.
    answers = [*REFUSED_LOGINS.values()][::-1]
    with Mirror() as elsewhere, Mirror() as mirror:
        branch = guard(mirror.url, credentials__mode="login", upload__longest_wait_s=0.1)

        def answer(request):
            if request.path == LOGIN:
                sent = [*json.loads(request.body).values(), request.headers["x-key"]]
                # Each to the command, and then to the agent.
                return answers[(len(mirror.of(LOGIN)) - 1) // 2](" / ".join(sent))
            return 307, {"Location": f"{elsewhere.url}/{urllib.parse.quote(secrets['api key'])}"}, b""

        mirror.answer = answer
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        with branch.runs():
            branch.wait_for_state("sign-in")
            for index in range(len(answers)):
                sign_in(branch, options=("--force",), code=None)
                wait_until(lambda index=index: len(mirror.of(LOGIN)) == 2 * index + 2, 30, branch.log)
            branch.wait_for_state("sign-in")
            branch.look_around()
        assert len(mirror.of(LOGIN)) == 2 * len(answers)
        assert elsewhere.received == []
        assert [each for each in mirror.of(UPLOAD) if each.method != "HEAD"] == []


@posix
@pytest.mark.parametrize("status", [302, 307])
def test_a_login_that_is_redirected_takes_its_password_nowhere(guard, secrets, status):
    with Mirror() as elsewhere, Mirror() as mirror:
        place = f"{elsewhere.url}/login?password={urllib.parse.quote(secrets['password'])}"
        mirror.answer = lambda _: (status, {"Location": place}, b"")
        branch = guard(mirror.url, credentials__mode="login")
        sign_in(branch)
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        branch.command("run", "--once", "--verbose", code=1)
        branch.look_around()
        assert elsewhere.received == []
        assert len(mirror.of(LOGIN)) >= 2


@posix
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_sends_its_password_back_gets_it_nowhere(guard, secrets, scheme):
    stored = secrets["proxy's password"]
    with Mirror(echo_authorization) as proxy:
        branch = guard(f"{scheme}://127.0.0.1:9", server__proxy=proxy.url, upload__longest_wait_s=0.2)
        sign_in(branch)
        proxy_login = ("login", "--proxy", "--username", "kasir", "--password-stdin")
        branch.command(*proxy_login, stdin=f"{stored}\n", code=1)
        branch.command(*proxy_login, "--force", stdin=f"{stored}\n")
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        with branch.runs():
            branch.wait_for_state("sign-in")
            branch.look_around()
        offered = [each for each in proxy.received if b"proxy-authorization" in each.raw.lower()]
        assert len(offered) >= 2
        if scheme == "https":
            assert Search({"token": secrets["token"]}).within(b"".join(each.raw for each in proxy.received)) == set()


def test_a_wrong_password_of_a_proxy_is_refused_though_the_clients_key_has_one_too(guard, bank, secrets):
    branch = guard(bank.service.url, **bank.settings)
    branch.command("login", "--client-key", "--password-stdin", stdin=secrets["client key's password"] + "\n")
    options = ("login", "--proxy", "--username", "kasir", "--password-stdin")
    assert "nothing was stored" in branch.command(*options, stdin="wrong-one\n", code=1).stderr


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
    branch.command(command, code=2)
    assert branch.leaks == set()


@posix
def test_a_settings_file_that_is_no_toml_is_not_quoted(tmp_path, secrets):
    branch = Guarded(tmp_path / "branch", "https://siskohat.example", {}, secrets)
    for line in ("password = {}", "{}", "[{}", "password = '{}", 'server.url = "{}" {}'):
        branch.config.write_text(line.replace("{}", secrets["token"]) + "\n", "utf-8")
        assert "TOML" in branch.command("config", "show", code=2).stderr
    assert branch.leaks == set()


# A keyring that tells.


@pytest.fixture
def leaky(tmp_path, guard, secrets):
    """Make a branch over a keyring whose errors hold the secrets, in either mode."""

    def make(url, mode="token", kind="error", fails="get", after=0):
        names = {"token": "token", "password": "password", "api-key": "api key"}
        entries = {"username": USER, **{entry: secrets[name] for entry, name in names.items()}}
        kept = {"fails": fails, "kind": kind, "after": after, "entries": entries}
        (tmp_path / "entries.json").write_text(json.dumps(kept), "utf-8")
        branch = guard(url, credentials__mode=mode)
        branch.environment |= {
            "PYTHON_KEYRING_BACKEND": "leaky_keyring.LeakyKeyring",
            "PYTHONPATH": os.pathsep.join([str(Path(leaky_keyring.__file__).parent), *_own_path(branch)]),
            "LEAKY_KEYRING_ENTRIES": str(tmp_path / "entries.json"),
        }
        return branch

    return make


def _own_path(branch):
    return [branch.environment["PYTHONPATH"]] if "PYTHONPATH" in branch.environment else []


@posix
@pytest.mark.parametrize("kind", ["error", "unforeseen"])
@pytest.mark.parametrize("mode", ["token", "login"])
def test_a_keyring_that_fails_with_its_secrets_tells_none_of_them(leaky, mode, kind):
    with Simulator() as service:
        branch = leaky(service.url, mode, kind)
        sign_in(branch, code=None)
        branch.command("logout", code=None)
        with branch.runs(ends_with=None):
            branch.drop(f"{number(1)}.pdf", receipt(number(1)))
            wait_until(lambda: branch.status()["state"] not in {"idle", "sending"}, 20, branch.log)
            branch.look_around()
        assert branch.filed("failed") == []


@posix
@pytest.mark.parametrize("kind", ["error", "unforeseen"])
@pytest.mark.parametrize("after", [1, 3])
def test_a_keyring_that_fails_late_tells_no_secret(leaky, kind, after):
    with Simulator() as service:
        branch = leaky(service.url, kind=kind, after=after)
        service.rule("*", "98")
        with branch.runs(ends_with=None) as process:
            branch.drop(f"{number(1)}.pdf", receipt(number(1)))
            wait_until(lambda: service.requests or branch.status()["state"] == "sign-in", 30, branch.log)
            branch.look_around()
            process.send_signal(signal.SIGTERM)


@posix
@pytest.mark.parametrize("fails", ["set", "delete"])
def test_a_keyring_that_fails_to_store_or_remove_tells_no_secret(leaky, fails):
    with Simulator() as service:
        branch = leaky(service.url, fails=fails)
        sign_in(branch, code=1 if fails == "set" else None)
        branch.command("logout", code=None)


SPOILT = ["{}\n", " {}", "{}\r\nX-Evil: 1", "{}\u2014", "{}\udce4", "\ufeff{}"]


@posix
@pytest.mark.parametrize("mode", ["token", "login"])
def test_what_no_request_can_carry_is_told_without_quoting_it(leaky, secrets, tmp_path, mode):
    with Mirror(lambda _: in_json(200, RC="00", token="a.fine.token")) as service:
        branch = leaky(service.url, mode, fails="never")
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        kept = json.loads((tmp_path / "entries.json").read_text("utf-8"))
        for spoilt in SPOILT:
            for entry, name in (("token", "token"), ("password", "password"), ("api-key", "api key")):
                kept["entries"][entry] = spoilt.format(secrets[name])
            (tmp_path / "entries.json").write_text(json.dumps(kept), "utf-8")
            result = branch.command("run", "--once", "--verbose", code=1 if mode == "token" else None)
            assert "Traceback" not in result.stderr + branch.log()
            branch.look_around()
        assert not any(b"X-Evil" in each.raw for each in service.received if each.path == UPLOAD)


@posix
def test_what_is_typed_is_not_echoed(guard, secrets):
    with Simulator(SimulatorConfig(token=secrets["token"])) as service:
        branch = guard(service.url)
        terminal, end = os.openpty()
        options = {"stdin": end, "stdout": end, "stderr": end, "start_new_session": True, "cwd": branch.home}
        shown = b""
        with running([*branch.program, "login", "--config", branch.config], branch.environment, **options) as process:
            os.close(end)
            while b"Token:" not in shown:
                shown += os.read(terminal, 1024)
            os.write(terminal, secrets["token"].encode() + b"\n")
            with contextlib.suppress(OSError):  # Linux's way of telling that the other end is closed
                while more := os.read(terminal, 1024):
                    shown += more
            assert process.wait(20) == 0, shown
        os.close(terminal)
        assert b"stored in" in shown
        assert branch.search.within(shown) == set()


# Other failures of the machine.


def spoil_journal(branch):
    (branch.state / "journal.db").mkdir(parents=True)


def spoil_state(branch):
    branch.state.write_bytes(b"no folder")


def spoil_folder(branch):
    branch.folder.write_bytes(b"no folder")


@posix
@pytest.mark.parametrize("spoil", [spoil_journal, spoil_state, spoil_folder], ids=lambda each: each.__name__)
def test_a_machine_that_fails_makes_it_tell_no_secret(guard, secrets, spoil):
    with Simulator(SimulatorConfig(token=secrets["token"])) as service:
        branch = guard(service.url)
        sign_in(branch)
        branch.state.rename(branch.home / "former-state")
        spoil(branch)
        branch.command("run", "--once", "--verbose", code=None)
        sign_in(branch, code=None)
        branch.look_around()
        branch.command("logout", code=None)


@posix
@pytest.mark.parametrize("number_of_signal", [signal.SIGQUIT, signal.SIGABRT])
def test_a_crash_leaves_no_image_of_the_memory(guard, secrets, number_of_signal):
    with Simulator(SimulatorConfig(token=secrets["token"])) as service:
        branch = guard(service.url)
        sign_in(branch)
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        with branch.runs(ends_with=None, prefix=("prlimit", "--core=unlimited")) as process:
            wait_until(lambda: branch.filed("done"), 30, branch.log)
            limits = Path(f"/proc/{process.pid}/limits").read_text("ascii")
            (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
            assert line.split()[4:6] == ["0", "0"]
            process.send_signal(number_of_signal)
            assert process.wait(20) == -number_of_signal
        assert not list(branch.home.rglob("core*"))
