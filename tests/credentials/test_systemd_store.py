"""What systemd hands to a service at its start: read from memory that only the service can read, and never written."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from rig.agents import IS_ROOT

from branchagent.credentials import ENTRIES, KeyringError, SystemdStore
from branchagent.volumes import file_system_of

MEMORY = Path("/dev/shm")  # noqa: S108 - a tmpfs is what this is about

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux'")


@pytest.fixture
def given(monkeypatch):
    """The folder that systemd would have made, in memory."""
    if not MEMORY.is_dir() or file_system_of(MEMORY) != "tmpfs":
        pytest.skip("no tmpfs at /dev/shm")
    with TemporaryDirectory(prefix="branchagent-", dir=MEMORY) as folder:
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", folder)
        yield Path(folder)
        Path(folder).chmod(0o700)


def expect_refused(store, words):
    for use in [lambda: store.get("token"), store.backend_name]:
        with pytest.raises(KeyringError, match=words):
            use()


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"a.token", "a.token"),
        (b"a.token\n", "a.token"),
        (b"a.token\r\n", "a.token"),
        (b" two words \n", " two words "),
        (b"t\xc3\xb6k\xe2\x82\xacn \xf0\x9f\x98\x80", "tök€n 😀"),
        (b"x" * 20_000 + b"\n", "x" * 20_000),
        (b"branchagent-parts:a:1:" + b"0" * 64, "branchagent-parts:a:1:" + "0" * 64),
        (b"", ""),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_credential_is_read_without_the_newline_at_its_end(given, content, secret):
    (given / "branchagent.token").write_bytes(content)
    assert SystemdStore().get("token") == secret


def test_each_entry_is_a_file_of_its_own_and_what_the_unit_does_not_name_is_not_there(given):
    store = SystemdStore()
    assert [store.get(entry) for entry in ENTRIES] == [None] * len(ENTRIES)
    for entry in ENTRIES:
        (given / f"branchagent.{entry}").write_text(f"secret of {entry}\n", encoding="utf-8")
    assert [store.get(entry) for entry in ENTRIES] == [f"secret of {entry}" for entry in ENTRIES]


def test_a_proxys_credentials_are_others_than_the_services(given):
    (given / "branchagent.password").write_text("of the service", encoding="utf-8")
    assert SystemdStore("branchagent-proxy").get("password") is None
    (given / "branchagent-proxy.password").write_text("of the proxy", encoding="utf-8")
    assert SystemdStore("branchagent-proxy").get("password") == "of the proxy"
    assert SystemdStore().get("password") == "of the service"


def test_nobody_is_ever_asked_and_the_place_has_a_name(given):
    assert given.is_dir()
    assert not SystemdStore().would_ask()
    assert SystemdStore().backend_name() == "systemd credentials"


def test_nothing_is_ever_written_or_removed(given):
    (given / "branchagent.token").write_text("a.token", encoding="utf-8")
    store = SystemdStore()
    assert not store.can_be_written
    for use in [lambda: store.put("token", "x"), lambda: store.remove("token"), store.remove_all]:
        with pytest.raises(KeyringError, match="cannot be changed"):
            use()
    assert [(file.name, file.read_text("utf-8")) for file in given.iterdir()] == [("branchagent.token", "a.token")]


@pytest.mark.parametrize("mode", [0o701, 0o704, 0o702, 0o705, 0o755, 0o777])
def test_a_folder_that_others_may_look_into_is_refused(given, mode):
    (given / "branchagent.token").write_text("a.token", encoding="utf-8")
    given.chmod(mode)
    expect_refused(SystemdStore(), "others can read it")


@pytest.mark.parametrize("mode", [0o500, 0o700, 0o550, 0o750])
def test_the_groups_bits_may_be_those_of_systemds_access_list(given, mode):
    (given / "branchagent.token").write_text("a.token", encoding="utf-8")
    given.chmod(mode)
    assert SystemdStore().get("token") == "a.token"


@pytest.mark.parametrize("by_link", [False, True], ids=["directly", "by a link out of memory"])
def test_a_folder_on_a_disk_is_refused(given, tmp_path, monkeypatch, by_link):
    on_disk = next((each for each in (tmp_path, Path(__file__).parent) if file_system_of(each) not in MEMORIES), None)
    if on_disk is None:
        pytest.skip("there is no disk here")
    folder = on_disk
    if by_link:
        folder = given / "link"
        folder.symlink_to(on_disk)
    elif on_disk == tmp_path:
        (folder / "branchagent.token").write_text("a.token", encoding="utf-8")
        folder.chmod(0o700)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    expect_refused(SystemdStore(), "lies on a disk")


MEMORIES = {"tmpfs", "ramfs"}


@pytest.mark.parametrize("named", [None, ""])
def test_without_systemd_there_are_no_credentials(monkeypatch, named):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    if named is not None:
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", named)
    expect_refused(SystemdStore(), "CREDENTIALS_DIRECTORY is not set")


def test_a_folder_that_is_gone_is_told(given, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given / "gone"))
    expect_refused(SystemdStore(), "cannot be read")


def test_a_credential_that_cannot_be_read_is_told_without_its_content(given):
    (given / "branchagent.token").write_bytes(b"geheim\xff\xfe")
    (given / "branchagent.password").mkdir()
    for entry, words in [("token", "UnicodeDecodeError"), ("password", "IsADirectoryError")]:
        with pytest.raises(KeyringError, match=words) as told:
            SystemdStore().get(entry)
        assert "geheim" not in str(told.value)


@pytest.mark.skipif(not IS_ROOT, reason="only root can be somebody else")
def test_whom_the_folder_does_not_let_in_gets_an_error(given, a_process):
    (given / "branchagent.token").write_text("a.token", encoding="utf-8")
    script = """
import json, os
from branchagent.credentials import KeyringError, SystemdStore
os.setuid(65534)
try:
    print(json.dumps(SystemdStore().get("token")))
except KeyringError as error:
    print(json.dumps(str(error)))
"""
    with a_process(script, CREDENTIALS_DIRECTORY=str(given)) as process:
        output, errors = process.communicate()
    assert "cannot be read (PermissionError)" in json.loads(output), errors
