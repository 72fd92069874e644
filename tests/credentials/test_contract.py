"""What every store of credentials keeps to, whatever keyring is below.

A keyring of another system is one more entry in `KEYRINGS`.
"""

import sys

import pytest
from rig.keyring_backend import MemoryKeyring, VaultKeyring
from rig.keyrings import real_one_is_here

from branchagent.credentials import ENTRIES, KeyringStore


def jwt_like(length):
    return "eyJhbGciOiJIUzI1NiJ9." + "".join(chr(ord("a") + index % 26) for index in range(length - 21))


SECRETS = {
    "short": "x",
    "blank": " ",
    "1,199 characters": jwt_like(1199),
    "1,200 characters": jwt_like(1200),
    "1,201 characters": jwt_like(1201),
    "1,280 characters": jwt_like(1280),
    "1,281 characters": jwt_like(1281),
    "4,000 characters": jwt_like(4000),
    "20,000 characters": jwt_like(20_000),
    "not ASCII": "sandi-ñü€—密码" * 20,
    "not ASCII, long": "ñü€密" * 500,
    "astral, 1,200 units": "😀" * 600,
    "astral, 1,202 units": "😀" * 601,
    "astral, 1,282 units": "😀" * 641,
    "astral and others": "a😀" * 1500,
    "like a head of parts": f"branchagent-parts:a:1:{'0' * 64}",
    "like a head of many parts": f"branchagent-parts:b:9999:{'f' * 64}",
    "lines and quotes": "p\"a\n'ss\\\t\r\n",
}
LONG, LONGER = jwt_like(1300), SECRETS["4,000 characters"][::-1]


def in_memory(_request):
    backend = MemoryKeyring()
    return backend, backend.left_behind


def like_windows(_request):
    backend = VaultKeyring()
    return backend, backend.left_behind


def secret_service(request):
    from keyring.backends import SecretService  # noqa: PLC0415 - on Linux alone

    return SecretService.Keyring(), request.getfixturevalue("unlocked").service_has


def credential_manager(_request):
    from keyring.backends import Windows  # noqa: PLC0415 - on Windows alone

    backend = Windows.WinVaultKeyring()
    names = [*ENTRIES, *(f"{entry}.{which}0" for entry in ENTRIES for which in "ab")]
    return backend, lambda service: [name for name in names if backend.get_password(service, name) is not None]


no_secret_service = pytest.mark.skipif(
    not real_one_is_here(), reason="dbus-daemon or gnome-keyring-daemon is not installed"
)
KEYRINGS = [in_memory, like_windows, pytest.param(secret_service, marks=no_secret_service)]
if sys.platform == "win32":
    KEYRINGS.append(credential_manager)


class Kept:
    """A server's store in one of the keyrings."""

    def __init__(self, backend, left_behind):
        self.backend = backend
        self._left_behind = left_behind
        self._made = []

    def store(self, url):
        self._made.append(KeyringStore(url))
        return self._made[-1]

    def left_behind(self, store):
        return self._left_behind(store.service)

    def clean(self):
        for store in self._made:
            store.remove_all()


@pytest.fixture(params=KEYRINGS, ids=lambda make: make.__name__)
def kept(request, use_keyring):
    backend, left_behind = request.param(request)
    use_keyring(backend)
    kept = Kept(backend, left_behind)
    yield kept
    kept.clean()


@pytest.fixture
def store(kept, new_url):
    return kept.store(new_url())


def test_what_was_never_put_is_not_there(store):
    assert [store.get(entry) for entry in ENTRIES] == [None] * len(ENTRIES)
    assert not store.remove("token")
    assert store.remove_all() == 0


def test_a_store_tells_its_keyring_and_asks_nobody(store):
    assert store.backend_name()
    assert store.can_be_written
    assert not store.would_ask()


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_comes_back_whole_also_to_another_process_and_is_removed_whole(kept, store, new_url, secret):
    store.put("token", secret)
    assert store.get("token") == secret
    assert KeyringStore(store.service.removeprefix("branchagent ")).get("token") == secret
    assert store.remove("token")
    assert (store.get("token"), store.remove("token")) == (None, False)
    assert kept.left_behind(store) == []
    assert kept.store(new_url()).get("token") is None


@pytest.mark.parametrize("first", ["short", LONG, LONGER], ids=["short", "long", "longer"])
@pytest.mark.parametrize("second", ["other", LONG[::-1], LONGER[::-1]], ids=["short", "long", "longer"])
def test_a_secret_takes_anothers_place_and_nothing_of_the_first_is_left(kept, store, first, second):
    store.put("token", first)
    store.put("token", second)
    assert store.get("token") == second
    parts = len(kept.left_behind(store))
    store.remove("token")
    store.put("token", second)
    # Windows' keyring may hold an entry twice, under the service's name and under a compound one.
    assert abs(parts - len(kept.left_behind(store))) <= 1
    assert store.remove("token")
    assert kept.left_behind(store) == []


def test_a_secret_may_be_put_many_times(store):
    for index in range(6):
        store.put("token", f"{index}{LONG}")
        assert store.get("token") == f"{index}{LONG}"


def test_the_entries_of_a_server_stand_side_by_side(kept, store):
    secrets = {entry: f"{entry} {LONG if index % 2 else ''}" for index, entry in enumerate(ENTRIES)}
    for entry, secret in secrets.items():
        store.put(entry, secret)
    store.put("token", LONGER)
    assert {entry: store.get(entry) for entry in ENTRIES} == secrets | {"token": LONGER}
    assert store.remove("password")
    assert {entry: store.get(entry) for entry in ENTRIES} == secrets | {"token": LONGER, "password": None}
    assert store.remove_all() == len(ENTRIES) - 1
    assert kept.left_behind(store) == []


def test_two_servers_never_mix(kept, new_url):
    url = new_url()
    servers = [kept.store(each) for each in (url, f"{url}/development", url.replace("https", "http"), f"{url}:8443")]
    for index, server in enumerate(servers):
        server.put("token", f"{index}{LONG}")
        server.put("password", f"password {index}")
    assert servers[0].remove_all() == 2
    assert servers[0].get("token") is None
    for index, server in enumerate(servers[1:], start=1):
        assert (server.get("token"), server.get("password")) == (f"{index}{LONG}", f"password {index}")


def test_more_than_windows_holds_is_refused_by_the_keyring_that_stands_for_it():
    """Else the long secrets above would prove nothing."""
    backend = VaultKeyring()
    backend.set_password("service", "token", "x" * 1280)
    with pytest.raises(OSError, match="bad data"):
        backend.set_password("service", "token", "x" * 1281)
    with pytest.raises(OSError, match="bad data"):
        backend.set_password("service", "token", "😀" * 641)
