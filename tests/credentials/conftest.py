import gc
import itertools
import json
import subprocess
import sys
import threading
import time
import uuid
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import jwt
import keyring
import keyring.core
import pytest
from rig.keyring_backend import MemoryKeyring
from rig.keyrings import ABORTED, PASSWORD, private_bus, real_one_is_here
from rig.systems import ON_WINDOWS

from branchagent.credentials import KeyringStore

URL = "https://siskohat.example"
PROJECT = Path(__file__).parents[2]
NO_REAL_ONE = "dbus-daemon or gnome-keyring-daemon is not installed"


def pytest_collection_modifyitems(items):
    """Try again what a daemon's abort spoilt: gnome-keyring has a race that shows when clients come and go quickly."""
    spoilt = [ABORTED, "the keyring cannot be used", "no usable keyring"]
    for item in items:
        if {"desktop", "secret_service"} & {*item.fixturenames, *item.name.replace("]", "[").split("[")}:
            item.add_marker(pytest.mark.flaky(reruns=3, only_rerun=spoilt))


class HandClock:
    """A clock that a test moves by hand; `off` is by how much its wall-clock time is wrong."""

    def __init__(self, jitter=0.0):
        self.at = 1_800_000_000.0
        self.off = 0.0
        self._jitter = jitter

    def now(self):
        return self.at + self.off

    def monotonic(self):
        return self.at - 1_700_000_000.0

    def jitter(self):
        return self._jitter

    def pass_by(self, seconds):
        self.at += seconds


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def make_clock():
    return HandClock


@pytest.fixture
def at_once():
    """Let several threads do the same at once; give their results."""

    def at_once(count, act):
        start = threading.Barrier(count)

        def run(_index):
            start.wait()
            return act()

        with ThreadPoolExecutor(count) as threads:
            return list(threads.map(run, range(count)))

    return at_once


@pytest.fixture
def use_keyring():
    """Make keyring use a backend for one test."""
    before = keyring.core._keyring_backend
    yield keyring.set_keyring
    keyring.core._keyring_backend = before


@pytest.fixture
def memory(use_keyring):
    backend = MemoryKeyring()
    use_keyring(backend)
    return backend


@pytest.fixture
def store(memory):  # noqa: ARG001 - the keyring that it uses
    return KeyringStore(URL)


@pytest.fixture
def new_url():
    """Name servers that no other test knows: a real keyring has room for all of them."""
    return lambda: f"https://{uuid.uuid4()}.example"


@pytest.fixture
def desktop(monkeypatch):
    """A session bus of the test's own, without a keyring as yet; this process is on it too."""
    if not real_one_is_here():
        pytest.skip(NO_REAL_ONE)
    # Short, because a socket's path has little room.
    with TemporaryDirectory(prefix="rig-") as folder, private_bus(Path(folder)) as desktop:
        for name, value in desktop.environment.items():
            monkeypatch.setenv(name, value)
        yield desktop


@pytest.fixture
def unlocked(desktop):
    """The same with a keyring that is there and unlocked."""
    with desktop.keyring_daemon(PASSWORD):
        yield desktop


@pytest.fixture
def secret_service(use_keyring):
    """Make keyring use the Secret Service that is on this process's bus."""
    from keyring.backends import SecretService  # noqa: PLC0415 - on Linux alone

    use_keyring(SecretService.Keyring())
    yield
    for thread in threading.enumerate():
        if thread.name == "patience":  # it waited for an answer of a bus that is gone by now
            thread.join()
    # keyring never closes its connection to a keyring that stays locked: let no later test be told of it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def a_process(tmp_path):
    """Run programs with nothing but what is given, in a home folder of their own."""
    home = tmp_path / "home"
    home.mkdir()

    def surroundings(variables):
        own = {"HOME": str(home), "APPDATA": str(home), "LOCALAPPDATA": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
        return own | {"PYTHONPATH": str(PROJECT)} | variables

    @contextmanager
    def run(script, *arguments, **variables):
        command = [sys.executable, "-c", script, *arguments]
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        with subprocess.Popen(command, env=surroundings(variables), text=True, **pipes) as process:
            try:
                yield process
            finally:
                process.kill()

    run.home = home
    run.project = PROJECT
    folder = home / ("Python Keyring" if ON_WINDOWS else ".config/python_keyring")
    run.keyrings_configuration = folder / "keyringrc.cfg"
    return run


class LoginServer(ThreadingHTTPServer):
    """A login that answers as it is told: `answer` is its status, body and headers; `clock` gives its Date header."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Login)
        # What was once known as a secret is blotted out for the rest of the process: a token of this server's own.
        self.token = f"token-{uuid.uuid4()}"
        self.answer = self.acceptance = 200, {"RC": "00", "token": self.token}, {}
        self.clock = time.time
        self.asked = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class _Login(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.asked.append((self.path, dict(self.headers), body))
        status, answer, headers = self.server.answer
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response_only(status)
        if self.server.clock is not None:
            self.send_header("Date", formatdate(self.server.clock(), usegmt=True))
        usual = {"Content-Length": str(len(content)), "Content-Type": "application/json"}
        for name, value in (usual | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def login_server():
    with LoginServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def make_jwt():
    """Make tokens that end at a time, each one different."""
    made = itertools.count()

    def make(ends_at):
        return jwt.encode({"exp": ends_at, "jti": str(next(made))}, "a key of the tests, as long as it must be")

    return make
