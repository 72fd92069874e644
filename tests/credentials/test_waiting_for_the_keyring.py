"""A keyring that is locked, not there yet, or does not answer: waited for, told, and used as soon as it can be."""

import os
import signal
import sys
import threading
import time

import pytest
from rig.keyrings import PASSWORD
from rig.waiting import wait_until

from branchagent.credentials import KeyringError, KeyringStore
from branchagent.patience import OutOfPatienceError, Patience, within

URL = "https://siskohat.example"
AT_ONCE_S = 2.0
"""Far less than the patience of the stores that must not wait here."""

# keyring leaves its connection to the bus to the garbage when a keyring stays locked.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
on_a_desktop = pytest.mark.usefixtures("secret_service")


def expect_refused_at_once(use, words="keyring"):
    before = time.monotonic()
    with pytest.raises(KeyringError, match=words) as told:
        use()
    assert time.monotonic() - before < AT_ONCE_S
    return told.value


def every_use(store):
    return [
        lambda: store.get("token"),
        lambda: store.put("token", "x"),
        lambda: store.remove("token"),
        store.remove_all,
    ]


@on_a_desktop
def test_a_locked_keyring_is_told_and_used_as_soon_as_it_is_unlocked(unlocked):
    store = KeyringStore(URL)
    store.put("token", "kept")
    assert not store.would_ask()
    for _ in range(2):
        unlocked.lock()
        assert store.would_ask()
        for use in every_use(store):
            expect_refused_at_once(use)
        assert expect_refused_at_once(lambda: store.get("token"), "locked").word == "keyring-locked"
        unlocked.unlock(PASSWORD)
        assert not store.would_ask()
        assert store.get("token") == "kept"


@on_a_desktop
def test_a_wrong_password_unlocks_nothing(unlocked):
    store = KeyringStore(URL)
    store.put("token", "kept")
    unlocked.lock()
    with pytest.raises(AssertionError, match="password"):
        unlocked.unlock("another")
    assert store.would_ask()
    expect_refused_at_once(lambda: store.get("token"))


@on_a_desktop
def test_a_keyring_that_starts_locked_is_told_until_somebody_signs_in(desktop):
    with desktop.keyring_daemon(PASSWORD):
        KeyringStore(URL).put("token", "of an earlier session")
    with desktop.keyring_daemon():
        store = KeyringStore(URL)
        assert store.would_ask()
        expect_refused_at_once(lambda: store.get("token"))
        desktop.unlock(PASSWORD)
        assert store.get("token") == "of an earlier session"


@on_a_desktop
def test_looking_whether_a_keyring_would_ask_asks_nobody(desktop):
    with desktop.person_at_the_screen() as asked:
        with desktop.keyring_daemon():  # it has never been unlocked: there is not even a keyring in it
            assert [KeyringStore(URL).would_ask() for _ in range(3)] == [True] * 3
        with desktop.keyring_daemon(PASSWORD):
            desktop.lock()
            assert [KeyringStore(URL).would_ask() for _ in range(3)] == [True] * 3
    assert asked == []


@on_a_desktop
@pytest.mark.parametrize("password", [None, PASSWORD], ids=["never unlocked", "locked"])
def test_nobody_is_asked_twice(desktop, at_once, password):
    with desktop.keyring_daemon(password), desktop.person_at_the_screen() as asked:
        if password:
            desktop.lock()
        store = KeyringStore(URL, patience_s=0.5)
        before = time.monotonic()
        refused = at_once(8, lambda: expect_refused_at_once(lambda: store.get("token")))
        assert time.monotonic() - before < 0.5 + AT_ONCE_S
        assert {error.word for error in refused} == {"keyring-silent"}
        assert asked == ["BeginPrompting"]
        for use in every_use(store):
            expect_refused_at_once(use, "does not answer")
        assert store.would_ask()
        assert asked == ["BeginPrompting"]


@on_a_desktop
def test_whoever_turned_the_question_down_is_not_asked_again_until_it_was_unlocked(unlocked):
    store = KeyringStore(URL, patience_s=0.5)
    store.put("token", "kept")
    unlocked.lock()
    with unlocked.person_at_the_screen() as asked:
        expect_refused_at_once(lambda: store.get("token"))
    # Nobody is there any more to answer, which turns the question down.
    wait_until(lambda: expect_refused_at_once(lambda: store.get("token")).word == "keyring-locked")
    with unlocked.person_at_the_screen() as asked_again:
        for use in every_use(store):
            expect_refused_at_once(use, "locked")
        assert store.would_ask()
    assert (asked, asked_again) == (["BeginPrompting"], [])
    unlocked.unlock(PASSWORD)
    assert store.get("token") == "kept"
    unlocked.lock()
    with unlocked.person_at_the_screen() as asked_anew:
        expect_refused_at_once(lambda: store.get("token"))
    assert asked_anew == ["BeginPrompting"]


@on_a_desktop
def test_a_daemon_that_hangs_holds_nobody_up_for_longer_than_the_patience(desktop):
    with desktop.keyring_daemon(PASSWORD) as daemon:
        store, other = KeyringStore(URL, patience_s=0.5), KeyringStore(URL, patience_s=0.5)
        store.put("token", "kept")
        os.kill(daemon.pid, signal.SIGSTOP)
        try:
            assert within(0.5 + AT_ONCE_S, other.would_ask)
            expect_refused_at_once(lambda: store.get("token"), "does not answer")
            assert store.would_ask()
        finally:
            os.kill(daemon.pid, signal.SIGCONT)
        wait_until(lambda: not store.would_ask() and not other.would_ask())
        assert store.get("token") == "kept"


@on_a_desktop
def test_a_daemon_that_is_gone_is_told_and_the_next_one_used(desktop):
    store = KeyringStore(URL)
    with desktop.keyring_daemon(PASSWORD):
        store.put("token", "kept")
    assert store.would_ask()
    for use in [*every_use(store), store.backend_name]:
        expect_refused_at_once(use, "no usable keyring")
    with desktop.keyring_daemon(PASSWORD):
        assert store.get("token") == "kept"


# A process that asks each time it is told to.
ASKER = """
import sys
from branchagent.credentials import KeyringError, KeyringStore

store = KeyringStore("https://siskohat.example")
for line in sys.stdin:
    try:
        if not store.would_ask():
            store.put("token", "put by the process that was there first")
        print(store.would_ask(), store.get("token"), flush=True)
    except KeyringError as error:
        print(store.would_ask(), error, flush=True)
"""
NO_OTHERS = "import sys; sys.modules['keyrings'] = None\n"


@pytest.mark.parametrize("before", ["", NO_OTHERS], ids=["files found first", "nothing found first"])
def test_a_keyring_that_comes_up_later_than_the_process_is_found(desktop, a_process, before):
    with a_process(before + ASKER, **desktop.environment) as process:

        def ask():
            process.stdin.write("\n")
            process.stdin.flush()
            return process.stdout.readline().rstrip()

        for _ in range(2):
            assert ask().startswith("True no usable keyring")
        with desktop.keyring_daemon(PASSWORD):
            assert ask() == "False put by the process that was there first"
            desktop.lock()
            assert ask().startswith("True ")
            desktop.unlock(PASSWORD)
            assert ask() == "False put by the process that was there first"
        assert ask().startswith("True no usable keyring")
        with desktop.keyring_daemon(PASSWORD):
            assert ask() == "False put by the process that was there first"
    assert [file for file in a_process.home.rglob("*") if file.is_file()] == []


def test_a_keyring_that_somebody_chose_is_not_passed_over_for_one_that_comes_later(unlocked, a_process):
    chosen = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"} | unlocked.environment
    # Another part of the program may have brought the real one in.
    with a_process("import keyring.backends.SecretService\n" + ASKER, **chosen) as process:
        assert process.communicate("\n")[0].startswith("True no usable keyring")
    assert unlocked.service_has("branchagent https://siskohat.example") == []


@pytest.fixture
def gate(memory):
    """What the keyring in memory waits for, once it is told to."""
    gate = threading.Event()
    yield gate
    memory.gate = None
    gate.set()


def test_a_keyring_that_blocks_is_given_its_patience_and_the_next_call_none(store, memory, gate, at_once):
    store.put("token", "kept")
    memory.gate = gate
    patient = KeyringStore(URL, patience_s=0.5)
    calls = memory.calls
    before = time.monotonic()
    refused = at_once(8, lambda: expect_refused_at_once(lambda: patient.get("token")))
    assert 0.5 <= time.monotonic() - before < 0.5 + AT_ONCE_S
    assert {error.word for error in refused} == {"keyring-silent"}
    before = time.monotonic()
    for use in every_use(patient) * 2:
        expect_refused_at_once(use, "does not answer")
    assert time.monotonic() - before < 0.5
    assert patient.would_ask()
    assert memory.calls == calls + 1
    gate.set()
    wait_until(lambda: not patient.would_ask())
    assert patient.get("token") == "kept"


def test_a_question_that_is_answered_in_time_is_no_trouble(memory, gate):
    memory.gate = gate
    store = KeyringStore(URL, patience_s=30.0)
    threading.Timer(0.2, gate.set).start()
    store.put("token", "kept")
    assert store.get("token") == "kept"


def test_a_keyring_that_failed_is_not_looked_into_unasked_for_a_while(store, memory):
    assert not store.would_ask()
    memory.failure = RuntimeError("locked")
    expect_refused_at_once(lambda: store.get("token"))
    memory.failure = None
    assert store.would_ask()
    # Whoever needs it now asks all the same.
    assert store.get("token") is None


def test_what_goes_wrong_within_the_patience_is_raised_where_it_was_called():
    def fail():
        raise LookupError("as it is")

    with pytest.raises(LookupError, match="as it is"):
        Patience(30.0).call(fail)
    with pytest.raises(LookupError, match="as it is"):
        within(30.0, fail)
    with pytest.raises(SystemExit):
        within(30.0, sys.exit)
    assert within(30.0, lambda: None) is None


def test_a_call_that_is_still_out_keeps_every_other_from_beginning():
    gate, begun = threading.Event(), []

    def block():
        begun.append(1)
        gate.wait()
        return "in the end"

    patience = Patience(0.2)
    assert not patience.is_waiting
    for _ in range(3):
        with pytest.raises(OutOfPatienceError):
            patience.call(block)
        assert patience.is_waiting
    gate.set()
    wait_until(lambda: not patience.is_waiting)
    assert patience.call(block) == "in the end"
    assert len(begun) == 2


def test_a_call_that_never_ends_keeps_no_process_alive(a_process):
    script = """
import threading
from branchagent.patience import OutOfPatienceError, within
try:
    within(0.1, threading.Event().wait)
except OutOfPatienceError:
    print("out of patience")
"""
    with a_process(script) as process:
        assert process.communicate(timeout=30) == ("out of patience\n", "")
        assert process.returncode == 0
