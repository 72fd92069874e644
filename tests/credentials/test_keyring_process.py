"""The keyring asked in a process of its own: as good as asked here, and it is there only while it is needed."""

import os
import signal
import time

import pytest
from rig.keyrings import PASSWORD
from rig.waiting import wait_until

from branchagent.credentials import ENTRIES, KeyringError, KeyringProcess, KeyringStore
from branchagent.redaction import BLOT, redact

PATIENCE_S = 2.0
"""A keyring answers within it, be the machine ever so busy; each one that does not costs a test as much."""

pytestmark = pytest.mark.usefixtures("desktop")


@pytest.fixture
def make_process():
    made = []

    def make(idle_s=60.0):
        made.append(KeyringProcess(idle_s))
        return made[-1]

    yield make
    for process in made:
        process.close()


@pytest.mark.usefixtures("unlocked", "secret_service")
def test_its_stores_are_those_of_the_keyring(make_process, new_url):
    process = make_process()
    here, there, other = KeyringStore(url := new_url()), process.store(url), process.store(new_url())
    assert there.get("token") is None
    for entry in ENTRIES:
        there.put(entry, f'ñ {entry} \n" {"long" * 1000}')
        assert there.get(entry) == here.get(entry) == f'ñ {entry} \n" {"long" * 1000}'
        assert other.get(entry) is None
    assert (there.remove("token"), there.remove("token")) == (True, False)
    assert there.remove_all() == len(ENTRIES) - 1
    assert there.backend_name() == here.backend_name()
    assert not there.would_ask()


@pytest.mark.usefixtures("unlocked", "secret_service")
def test_what_it_gives_is_blotted_out_here(make_process, new_url):
    KeyringStore(url := new_url()).put("username", name := "somebody of the branch")
    store = make_process().store(url)
    store.put("password", secret := f"a secret of {url}")
    assert redact(secret) == BLOT
    assert store.get("username") == redact(name) == name


@pytest.mark.usefixtures("unlocked")
def test_it_ends_when_nobody_asks_and_begins_again(make_process, new_url):
    process = make_process(idle_s=0.3)
    assert process.pid is None
    store = process.store(new_url())
    store.put("token", "kept")
    assert process.pid is not None
    wait_until(lambda: process.pid is None)
    assert store.get("token") == "kept"


@pytest.mark.usefixtures("unlocked")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT], ids=["killed", "Ctrl-C"])
def test_whatever_ends_it_is_no_trouble(make_process, new_url, blow):
    process = make_process()
    store = process.store(new_url())
    store.put("token", "kept")
    os.kill(process.pid, blow)
    assert store.get("token") == "kept"


@pytest.mark.usefixtures("unlocked")
def test_one_that_hangs_is_told_and_replaced(make_process, new_url):
    process = make_process()
    store = process.store(new_url(), PATIENCE_S)
    store.put("token", "kept")
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(KeyringError) as told:
        store.get("token")
    assert told.value.word == "keyring-silent"
    assert store.get("token") == "kept"


def test_one_whose_keyring_is_locked_stays_and_asks_nobody_twice(desktop, make_process, new_url):
    process = make_process(idle_s=0.2)
    store = process.store(new_url(), PATIENCE_S)
    with desktop.keyring_daemon(PASSWORD):
        desktop.lock()
        with desktop.person_at_the_screen() as asked:
            for _ in range(3):
                with pytest.raises(KeyringError) as told:
                    store.get("token")
                assert told.value.word == "keyring-silent"
                before = process.pid
                time.sleep(0.6)
                assert process.pid == before
                assert store.would_ask()
        assert asked == ["BeginPrompting"]
        desktop.unlock(PASSWORD)
        wait_until(lambda: not store.would_ask())
        assert store.get("token") is None
        wait_until(lambda: process.pid is None)


def test_where_there_is_no_keyring_it_is_told_as_ever_and_found_later(desktop, make_process, new_url):
    store = make_process().store(url := new_url())
    with pytest.raises(KeyringError, match="no usable keyring") as told:
        store.get("token")
    assert (told.value.word, bool(told.value.detail)) == ("keyring-none", True)
    assert store.would_ask()
    with desktop.keyring_daemon(PASSWORD):
        store.put("token", "kept")
        assert store.get("token") == "kept"
        assert desktop.service_has(f"branchagent {url}") != []
