"""The set-up for a single PC, silently and for its user alone; upgraded while the agent sends, and removed."""

import getpass
import tomllib

import pytest
from rig.receipts import number, receipt

from installer.windows.make_setup import make
from tests.packaging.conftest import VERSION, next_version
from tests.packaging.installed import TOKEN, Installed, registry

LOCAL = f"C:\\users\\{getpass.getuser()}\\AppData\\Local"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\branchagent"
RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
NOT_DONE = 2


@pytest.fixture(scope="module")
def packages(frozen, frozen_next, tmp_path_factory):
    dist = tmp_path_factory.mktemp("dist")
    return make(frozen, dist, VERSION, compress=False), make(frozen_next, dist, next_version(), compress=False)


@pytest.fixture
def pc(wine, tmp_path):
    """A PC without the program, and so again afterwards."""
    there = Installed(wine, f"{LOCAL}\\Programs\\branchagent", tmp_path / "setoran")
    there.forget()
    yield there
    if (there.place / "uninstall.exe").exists():
        uninstall(wine, there)
    there.forget()


def windows(path):
    return "Z:" + str(path).replace("/", "\\")


def uninstall(wine, pc):
    # NSIS starts a copy of it and is gone at once, unless told where it lies.
    return wine.run(f"{pc.folder}\\uninstall.exe", "/S", f"_?={pc.folder}").returncode


def test_from_the_first_day_to_the_last(pc, wine, packages, bank):
    first, following = packages
    options = (f"/SERVERURL={bank.url}", f"/FOLDER={windows(pc.drop)}\\", "/LANGUAGE=en", "/AUTOSTART=1")
    result = wine.run(first, "/S", *options)
    assert result.returncode == 0, result.stdout

    user_file = pc.state / "config.toml"
    settings = user_file.read_bytes()
    assert tomllib.loads(settings.decode())["server"]["url"] == bank.url
    assert f"{pc.folder}\\branchagent.exe run" in registry(wine, RUN, "branchagent")
    assert VERSION in registry(wine, UNINSTALL, "DisplayVersion")
    shim = wine.run("cmd", "/c", f"{LOCAL}\\Microsoft\\WindowsApps\\branchagent.cmd", "--version")
    assert VERSION in shim.stdout

    pc.command("login", "--token-stdin", stdin=f"{TOKEN}\n")
    pc.command("check")
    receipts = {f"{number(index)}.pdf": receipt(number(index)) for index in range(3)}
    ended = pc.begin()
    pc.send(receipts)
    history = pc.history()
    assert len(history) == 3

    assert wine.run(following, "/S").returncode == 0
    assert ended() == 0
    assert (pc.place / "_internal" / "new-in-this-version.txt").exists()
    assert not (pc.place / "_internal" / "LICENSE").exists()
    assert next_version() in registry(wine, UNINSTALL, "DisplayVersion")
    assert user_file.read_bytes() == settings
    assert pc.history() == history
    pc.command("check")
    assert wine.run(first, "/S").returncode == NOT_DONE
    assert (pc.place / "_internal" / "new-in-this-version.txt").exists()

    assert uninstall(wine, pc) == 0
    assert {path.name for path in pc.place.iterdir()} <= {"uninstall.exe"} if pc.place.exists() else True
    assert registry(wine, UNINSTALL) is None
    assert registry(wine, RUN, "branchagent") is None
    assert not pc.on_disk(f"{LOCAL}\\Microsoft\\WindowsApps\\branchagent.cmd").exists()
    assert user_file.read_bytes() == settings
    assert (pc.state / "journal.db").exists()
    assert sorted(path.name for path in (pc.drop / "done").glob("*.pdf")) == sorted(receipts)


def test_settings_that_are_wrong_are_told_by_the_exit_code(pc, wine, packages):
    assert wine.run(packages[0], "/S", "/SERVERURL=siskohat").returncode == NOT_DONE
    assert not (pc.state / "config.toml").exists()


def test_what_is_not_given_is_left_to_the_first_start(pc, wine, packages):
    assert wine.run(packages[0], "/S").returncode == 0
    assert not (pc.state / "config.toml").exists()
    assert registry(wine, RUN, "branchagent") is None
