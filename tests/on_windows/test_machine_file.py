"""The machine's file on Windows: users may read it and administrators change it, whoever made its folder."""

import ctypes
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

if sys.platform == "win32":
    import _winapi

from branchagent.settings.publishing import LinkError, write_for_all

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows' own calls")

ACCESS = 0x4
# What changes a file or folder, or who may do that: write, append, attributes, delete, rights, owner.
CHANGES = 0x2 | 0x4 | 0x10 | 0x40 | 0x100 | 0x10000 | 0x40000 | 0x80000
WORDS = {"FA": 0x1F01FF, "FR": 0x120089, "FX": 0x1200A0, "FW": 0x120116, "GA": 0x1F01FF}
LETS_ONLY_READ = {"BU", "AU", "WD", "IU", "CO"}


@pytest.fixture
def place(tmp_path):
    """ProgramData of this test's own; the machine's file in it."""
    return tmp_path / "branchagent" / "config.toml"


def write(place, text="[ui]\nlanguage = 'id'\n"):
    write_for_all(place, text)


def descriptor(path, what):
    """Give a file's security as Windows writes it in text."""
    advapi = ctypes.WinDLL("advapi32")
    found, text = ctypes.c_void_p(), ctypes.c_wchar_p()
    assert advapi.GetNamedSecurityInfoW(str(path), 1, what, None, None, None, None, ctypes.byref(found)) == 0
    args = (found, 1, what, ctypes.byref(text), None)
    assert advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW(*args)
    return text.value


def allowed(path):
    """Give who may do what: pairs of a name and a mask."""
    for kind, _, mask, _, _, who in re.findall(r"\((\w+);(\w*);(\w+);(\w*);(\w*);([\w-]+)\)", descriptor(path, ACCESS)):
        if kind == "A":
            numbers = [WORDS[mask[i : i + 2]] for i in range(0, len(mask), 2)] if mask[:2] != "0x" else [int(mask, 16)]
            yield who, sum(set(numbers))


def test_users_may_only_read(place):
    write(place)
    for path in (place.parent, place):
        found = list(allowed(path))
        assert all(not mask & CHANGES for who, mask in found if who in LETS_ONLY_READ), found
        assert any(mask & 0x1 for who, mask in found if who in LETS_ONLY_READ), found


def test_a_folder_that_was_there_already_is_taken_over(place):
    place.parent.mkdir()
    place.write_text("# planted")
    for path in (place.parent, place):
        give_to_all(path)
        assert any(mask & CHANGES for who, mask in allowed(path) if who in LETS_ONLY_READ)
    write(place)
    assert tomllib.loads(place.read_text("utf-8")) == {"ui": {"language": "id"}}
    for path in (place.parent, place):
        found = list(allowed(path))
        assert all(not mask & CHANGES for who, mask in found if who in LETS_ONLY_READ), found


def test_a_folder_that_leads_elsewhere_is_refused(place, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    try:
        _winapi.CreateJunction(str(elsewhere), str(place.parent))
    except OSError as error:
        pytest.skip(f"no junction can be made here: {error}")
    if not os.path.lexists(place.parent) or not os.lstat(place.parent).st_file_attributes & 0x400:
        pytest.skip("junctions are not seen as such here")
    before = descriptor(elsewhere, ACCESS)
    with pytest.raises(LinkError):
        write(place)
    assert list(elsewhere.iterdir()) == []
    assert descriptor(elsewhere, ACCESS) == before


def test_the_command_writes_it_and_it_is_read(tmp_path):
    folder = Path(os.environ["ProgramData"]) / "branchagent"  # noqa: SIM112 - Windows writes it so
    if (folder / "config.toml").exists():
        pytest.skip("this machine has a settings file of its own")
    command = [sys.executable, "-X", "utf8", "-m", "branchagent", "config"]
    try:
        given = ("server.url=https://siskohat.example", rf"folder.path={tmp_path}\in", "ui.language=", "--skip-empty")
        told([*command, "set", "--machine", *given, "--lock", "given"])
        shown = told([*command, "show"])
        assert str(folder / "config.toml") in shown
        assert tomllib.loads((folder / "config.toml").read_text("utf-8"))["locked"] == ["server.url", "folder.path"]
    finally:
        (folder / "config.toml").unlink(missing_ok=True)
        folder.rmdir()


def give_to_all(path):
    advapi = ctypes.WinDLL("advapi32")
    found, access, is_there = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_int()
    all_rights = "D:(A;OICI;FA;;;BA)(A;OICI;FA;;;WD)"
    assert advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(all_rights, 1, ctypes.byref(found), None)
    args = (found, ctypes.byref(is_there), ctypes.byref(access), ctypes.byref(is_there))
    assert advapi.GetSecurityDescriptorDacl(*args)
    assert advapi.SetNamedSecurityInfoW(str(path), 1, ACCESS, None, None, access, None) == 0


def told(command):
    result = subprocess.run(
        command, stdin=subprocess.PIPE, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert result.returncode == 0, (result.stdout, result.stderr)
    return result.stdout
