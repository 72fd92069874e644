"""A keyring that keeps nothing, or keeps it in the open, is refused by its name and by its kind, and never used."""

import json
import os

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyrings.alt.file import EncryptedKeyring, PlaintextKeyring
from rig.keyring_backend import MemoryKeyring, only_by_name
from rig.systems import posix_only

from branchagent.credentials import KeyringError
from branchagent.credentials.backends import keeps_in_the_open

# Every use of a store, in a process that has no other keyring than what it is given.
USES = """
import json, sys
from branchagent.credentials import KeyringError, KeyringStore

store = KeyringStore("https://siskohat.example")
uses = {
    "get": lambda: store.get("token"),
    "put": lambda: store.put("token", "a.marked.secret" * int(sys.argv[1])),
    "remove": lambda: store.remove("token"),
    "remove_all": store.remove_all,
    "backend_name": store.backend_name,
}
told = {}
for name, use in uses.items():
    try:
        told[name] = ["used", str(use())]
    except KeyringError as error:
        told[name] = ["refused", str(error)]
print(json.dumps(told | {"would_ask": store.would_ask()}))
"""

# Classes that a bank's own package might bring; each would be liked better than any other.
BANKS_OWN = """
from keyring.backend import KeyringBackend
from keyrings.alt.file import EncryptedKeyring, PlaintextKeyring


class Comfortable(PlaintextKeyring):
    priority = 9


class MoreComfortable(Comfortable):
    priority = 10


class Strong(EncryptedKeyring):
    priority = 9


class _InAFile(KeyringBackend):
    priority = 0

    def get_password(self, service, username):
        return None

    def set_password(self, service, username, password):
        (__import__("pathlib").Path.home() / "secret").write_text(password)

    def delete_password(self, service, username):
        pass


class NotRecommended(_InAFile):
    priority = 0.9


class Negative(_InAFile):
    priority = -1


class NoNumber(_InAFile):
    priority = "high"


class Infirm(_InAFile):
    priority = float("nan")
"""

# EncryptedKeyring is only made where PyCryptodome is installed; it is refused before it uses it.
CRYPTO = {"Crypto/__init__.py": "", "Crypto/Random.py": "", "Crypto/Cipher/__init__.py": "from . import AES\n"}
CRYPTO |= {
    "Crypto/Cipher/AES.py": "",
    "Crypto/Protocol/__init__.py": "from . import KDF\n",
    "Crypto/Protocol/KDF.py": "",
}

REFUSED = [
    "keyring.backends.null.Keyring",
    "keyring.backends.fail.Keyring",
    "keyring.backends.chainer.ChainerBackend",
    "keyrings.alt.file.PlaintextKeyring",
    "keyrings.alt.file.EncryptedKeyring",
    "banks_own.Comfortable",
    "banks_own.MoreComfortable",
    "banks_own.Strong",
    "banks_own.NotRecommended",
    "banks_own.Negative",
    "banks_own.NoNumber",
    "banks_own.Infirm",
    "no.such.module.Keyring",
    "banks_own.NoSuchClass",
]


@pytest.fixture
def packages(tmp_path):
    """Packages for another process; give the folder."""
    folder = tmp_path / "packages"
    for name, text in ({"banks_own.py": BANKS_OWN} | CRYPTO).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def used(a_process, packages):
    """Use a store in every way in another process; give what came of each, and which files there are at home then."""

    def used(script=USES, **variables):
        path = f"{packages}{os.pathsep}{a_process.project}"
        with a_process(script, "100", **{"PYTHONPATH": path} | variables) as process:
            output, errors = process.communicate()
        assert process.returncode == 0, errors
        assert "a.marked.secret" not in output + errors
        return json.loads(output), [str(file) for file in a_process.home.rglob("*") if file.is_file()]

    return used


NO_OTHER = posix_only("Windows has a keyring of its own, which is used instead")


def expect_refused(told, files, but=()):
    assert told.pop("would_ask") is True
    assert {name for name, (result, _) in told.items() if result != "refused"} == set()
    assert files == list(but)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=NO_OTHER) if "Chainer" in name else name for name in REFUSED]
)
def test_a_backend_that_somebody_chose_is_refused_and_writes_nothing(used, name):
    expect_refused(*used(PYTHON_KEYRING_BACKEND=name))


@pytest.mark.parametrize("name", [name for name in REFUSED[:5] if "Chainer" not in name])
def test_so_is_one_that_keyrings_configuration_names(used, a_process, name):
    config = a_process.keyrings_configuration
    config.parent.mkdir(parents=True)
    config.write_text(f"[backend]\ndefault-keyring={name}\n", encoding="utf-8")
    expect_refused(*used(), but=[str(config)])


@NO_OTHER
@pytest.mark.parametrize(
    "before",
    ["", "import banks_own\n", "import sys; sys.modules['keyrings'] = None\n"],
    ids=["in files", "in files of several kinds", "none"],
)
def test_so_are_those_that_keyring_finds_by_itself(used, before):
    expect_refused(*used(before + USES))


@pytest.mark.parametrize("name", ["PlaintextKeyring", "EncryptedKeyring"])
def test_no_secret_of_before_is_taken_out_of_such_a_file(used, a_process, name):
    """What another program once put there is neither read nor removed."""
    put = f"""
import keyrings.alt.file
keyring = keyrings.alt.file.PlaintextKeyring()
keyring.filename = keyrings.alt.file.{name}.filename
keyring.set_password("branchagent https://siskohat.example", "token", "an old one")
"""
    with a_process(put) as process:
        assert process.communicate() == ("", "")
    (kept,) = [file for file in a_process.home.rglob("*") if file.is_file()]
    before = kept.read_bytes()
    expect_refused(*used(PYTHON_KEYRING_BACKEND=f"keyrings.alt.file.{name}"), but=[str(kept)])
    assert kept.read_bytes() == before


CHAIN = """
import json, sys
import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from branchagent.credentials import KeyringError, KeyringStore

kept = []

def make(module, rank):
    def put(self, service, username, password):
        kept.append(module)
    return type("Keyring", (KeyringBackend,), {
        "__module__": module, "priority": rank, "set_password": put,
        "get_password": lambda *_: None, "delete_password": lambda *_: None,
    })

# keyring keeps a set of classes: one that is forgotten is in none of its chains.
backends = [make(module, float(rank)) for module, rank in (each.split("=") for each in sys.argv[2:])]
keyring.set_keyring(ChainerBackend())
try:
    KeyringStore("https://siskohat.example").put("token", "secret")
except KeyringError:
    print("refused")
else:
    print(*kept)
"""

CHAINS = {
    "all of them in the open": (["keyrings.alt.file=20", "keyrings.alt.Gnome=19"], "refused"),
    "a real one after one in the open": (["keyrings.alt.file=20", "a.real.one=19"], "a.real.one"),
    "a real one before one in the open": (["a.real.one=20", "keyrings.alt.file=19"], "a.real.one"),
    "the better of two real ones": (["another.real.one=5", "a.real.one=6"], "a.real.one"),
    "one that is not recommended": (["unknown.one=0.9", "keyrings.alt.file=20"], "refused"),
    "alike by its first letters only": (["keyrings.alternative=20"], "keyrings.alternative"),
}


@pytest.mark.parametrize(
    ("modules", "expected"),
    [pytest.param(*chain, id=name, marks=NO_OTHER if chain[1] == "refused" else ()) for name, chain in CHAINS.items()],
)
def test_of_a_chain_only_what_keeps_secrets_is_used(a_process, modules, expected):
    with a_process(CHAIN, "", *modules) as process:
        output, errors = process.communicate()
    assert (output.strip(), errors) == (expected, "")
    assert [file for file in a_process.home.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize("kind", [null.Keyring, fail.Keyring, PlaintextKeyring, EncryptedKeyring])
def test_the_kinds_themselves_and_what_is_made_from_them_are_refused_whatever_their_rank(kind):
    derived = only_by_name(type("Derived", (kind,), {"__module__": "banks.own", "priority": 9}))
    twice = only_by_name(type("Twice", (derived,), {"__module__": "banks.own"}))
    for cls in (kind, derived, twice):
        # Without its __init__, which may want libraries that are not here.
        assert keeps_in_the_open(object.__new__(cls))


@pytest.mark.parametrize(
    ("rank", "refused"), [(1, False), (5, False), (0.99, True), (0, True), (-1, True), ("x", True)]
)
def test_an_unknown_kind_is_judged_by_what_keyring_itself_recommends(rank, refused):
    unknown = only_by_name(type("Unknown", (MemoryKeyring,), {"__module__": "a.module", "priority": rank}))
    assert keeps_in_the_open(unknown()) is refused


@NO_OTHER
def test_a_kind_that_cannot_be_ranked_here_is_refused(use_keyring, store):
    class Elsewhere(MemoryKeyring):
        @property
        def priority(self):
            raise RuntimeError("Requires another system")

    KeyringBackend._classes.discard(Elsewhere)
    use_keyring(Elsewhere())
    with pytest.raises(KeyringError):
        store.put("token", "x")
