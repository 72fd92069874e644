"""A secret in parts whose writing or removal is cut off anywhere is the old one, the new one, or known to be broken."""

import hashlib

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rig.keyring_backend import MemoryKeyring, VaultKeyring

from branchagent.credentials import KeyringError, KeyringStore

URL = "https://siskohat.example"
BACKENDS = {"one entry a name": MemoryKeyring, "like Windows": VaultKeyring}
INCOMPLETE = object()
LENGTHS = st.sampled_from([1, 600, 1200, 1201, 1800, 1801, 4000])
# Alike in their first parts, so that a mixture of two would not show by its length.
SECRETS = st.builds(
    lambda length, letter, at: ("s" * length)[: length - at] + letter * min(at, length),
    LENGTHS,
    st.sampled_from("xyz"),
    st.sampled_from([1, 601, 1300]),
)
STEPS = st.one_of(st.none(), st.integers(0, 40))
ACTS = st.lists(st.tuples(st.none() | SECRETS, STEPS), min_size=1, max_size=6)

pytestmark = pytest.mark.usefixtures("nobodys_keyring")


@pytest.fixture
def nobodys_keyring(use_keyring):
    """Put back what keyring had; hypothesis gives each of its examples a backend of its own."""
    return use_keyring


def a_store(kind):
    backend = kind()
    keyring.set_keyring(backend)
    return KeyringStore(URL), backend


def act(store, backend, secret, steps):
    """Put a secret, or remove it, until the power is cut; tell whether it came to its end."""
    backend.steps_left = steps
    try:
        if secret is None:
            store.remove("token")
        else:
            store.put("token", secret)
    except KeyringError:
        return False
    finally:
        backend.steps_left = None
    return True


def read(store):
    try:
        return store.get("token")
    except KeyringError as error:
        return INCOMPLETE if error.word == "keyring-incomplete" and "incomplete" in str(error) else error


@pytest.mark.parametrize("kind", BACKENDS.values(), ids=BACKENDS)
@settings(max_examples=250, deadline=None, database=None, derandomize=True)
@given(acts=ACTS, last=SECRETS)
def test_wherever_it_is_cut_off_no_wrong_secret_is_ever_given(kind, acts, last):
    store, backend = a_store(kind)
    possible = {None}
    for secret, steps in acts:
        if act(store, backend, secret, steps):
            possible = {secret}
        else:
            possible |= {secret} if secret is not None else {None, INCOMPLETE}
        found = read(store)
        assert found in possible
        if found is not INCOMPLETE:
            possible = {found}
    store.put("token", last)
    assert store.get("token") == last
    store.remove_all()
    assert backend.left_behind(store.service) == []


@pytest.mark.parametrize("kind", BACKENDS.values(), ids=BACKENDS)
@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(acts=ACTS)
def test_wherever_it_is_cut_off_the_removal_of_all_leaves_nothing(kind, acts):
    store, backend = a_store(kind)
    for secret, steps in acts:
        act(store, backend, secret, steps)
    store.remove_all()
    assert backend.left_behind(store.service) == []
    assert read(store) is None


@pytest.mark.parametrize("kind", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize(("old", "new"), [(None, 3000), (5, 3000), (3000, 5), (3000, 4000), (4000, 3000), (3000, None)])
def test_every_single_step_may_be_the_last(kind, old, new):
    """The same without chance: old and new secrets of these lengths, cut off after each step in turn."""
    before = old and "o" * old
    after = new and "n" * new
    steps, ended, seen = 0, False, set()
    while not ended:
        store, backend = a_store(kind)
        act(store, backend, before, None)
        ended = act(store, backend, after, steps)
        found = read(store)
        assert found in ({after} if ended else {before, after, INCOMPLETE})
        seen.add(found)
        store.put("token", "m" * 2500)
        assert store.get("token") == "m" * 2500
        store.remove_all()
        assert backend.left_behind(store.service) == []
        steps += 1
    assert steps > 1
    if new is not None:
        assert INCOMPLETE not in seen, "until the new secret stands, the old one does"


@pytest.mark.parametrize("kind", BACKENDS.values(), ids=BACKENDS)
def test_a_set_that_lost_a_part_or_had_one_changed_is_noticed(kind):
    for spoil in (
        lambda backend, service: backend.delete_password(service, "token.a1"),
        lambda backend, service: backend.delete_password(service, "token.a0"),
        lambda backend, service: backend.set_password(service, "token.a1", "y" * 600),
        lambda backend, service: backend.set_password(service, "token.a1", ""),
        lambda backend, service: backend.set_password(service, "token", _head(9)),
    ):
        store, backend = a_store(kind)
        store.put("token", "x" * 3000)
        spoil(backend, store.service)
        assert read(store) is INCOMPLETE
        store.put("password", "as before")
        assert store.get("password") == "as before"
        store.put("token", "z" * 3000)
        assert store.get("token") == "z" * 3000


@pytest.mark.parametrize("new", [5, 1300], ids=["short", "in parts"])
def test_of_a_secret_that_was_cut_off_nothing_stays_once_another_one_stands_and_is_removed(memory, new):
    store = KeyringStore(URL)
    assert not act(store, memory, "o" * 4000, 8)
    assert any("oo" in value for value in memory.secrets.values())
    store.put("token", "n" * new)
    if new > 1200:
        assert not any("oo" in value for value in memory.secrets.values())
    store.remove("token")
    assert memory.secrets == {}


def test_what_is_broken_tells_no_part_of_the_secret(memory):
    store = KeyringStore(URL)
    store.put("token", "geheim" * 500)
    memory.delete_password(store.service, "token.a2")
    with pytest.raises(KeyringError) as told:
        store.get("token")
    assert "geheim" not in str(told.value)


def _head(count):
    return f"branchagent-parts:a:{count}:{hashlib.sha256(b'x' * 3000).hexdigest()}"
