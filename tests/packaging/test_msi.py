"""The MSI as IT rolls it out: silently, with properties, upgraded in place, uninstalled clean."""

import tomllib

import pytest
from rig.receipts import number, receipt

from installer.windows.make_msi import make
from tests.packaging.conftest import VERSION, next_version
from tests.packaging.installed import TOKEN, Installed, registry

PROGRAM_FILES = r"C:\Program Files\branchagent"
MACHINES_RUN = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
PATHS = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
EVENTS = r"HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\branchagent"
REFUSED, FAILED = 1603 & 0xFF, 1627 & 0xFF
"""msiexec's words, of which the last eight bits come through Wine; where an action fails, Windows says 1603 too."""


@pytest.fixture(scope="module")
def packages(frozen, frozen_next, tmp_path_factory):
    dist = tmp_path_factory.mktemp("dist")
    return make(frozen, dist, VERSION), make(frozen_next, dist, next_version())


@pytest.fixture
def pc(wine, packages, tmp_path):
    """A PC without the program, and so again afterwards."""
    there = Installed(wine, PROGRAM_FILES, tmp_path / "setoran")
    there.forget()
    yield there
    for package in packages:
        msiexec(wine, "/x", package)
    there.forget()


def msiexec(wine, how, package, *properties, log=None):
    logged = ("/l*v", windows(log)) if log else ()
    return wine.run("msiexec", how, windows(package), "/qn", *logged, *properties).returncode


def windows(path):
    return "Z:" + str(path).replace("/", "\\")


def test_from_the_first_day_to_the_last(pc, wine, packages, bank, tmp_path):
    first, following = packages
    properties = (f"SERVERURL={bank.url}", f"FOLDER={windows(pc.drop)}\\", "LANGUAGE=en")
    assert msiexec(wine, "/i", first, *properties, "LOCKED=server.url,folder.path") == 0

    machine_file = pc.on_disk(r"C:\ProgramData\branchagent\config.toml")
    settings = machine_file.read_bytes()
    table = tomllib.loads(settings.decode())
    assert table["locked"] == ["server.url", "folder.path"]
    assert (table["server"]["url"], table["ui"]["language"]) == (bank.url, "en")
    assert "locked" in shown(pc, "server.url")
    assert f'"{PROGRAM_FILES}\\branchagent.exe" run' in registry(wine, MACHINES_RUN, "branchagent")
    assert PROGRAM_FILES in registry(wine, PATHS, "PATH")
    assert "EventCreate.exe" in registry(wine, EVENTS, "EventMessageFile")
    assert "administrator" in pc.command("autostart", "off", code=1).stderr

    pc.command("login", "--token-stdin", stdin=f"{TOKEN}\n")
    pc.command("check")
    receipts = {f"{number(index)}.pdf": receipt(number(index)) for index in range(3)}
    ended = pc.begin()
    pc.send(receipts)
    pc.command("stop")
    assert ended() == 0
    assert sorted(bank.accepted) == [number(index) for index in range(3)]
    history = pc.history()
    assert len(history) == 3

    assert msiexec(wine, "/i", following) == 0
    assert (pc.place / "_internal" / "new-in-this-version.txt").exists()
    assert not (pc.place / "_internal" / "LICENSE").exists()
    assert machine_file.read_bytes() == settings
    assert pc.history() == history
    assert registry(wine, MACHINES_RUN, "branchagent")
    pc.command("check")
    assert msiexec(wine, "/i", first) == REFUSED
    assert (pc.place / "_internal" / "new-in-this-version.txt").exists()

    log = tmp_path / "uninstall.log"
    assert msiexec(wine, "/x", following, log=log) == 0
    assert not pc.place.exists()
    assert registry(wine, MACHINES_RUN, "branchagent") is None
    assert PROGRAM_FILES not in (registry(wine, PATHS, "PATH") or "")
    assert registry(wine, EVENTS) is None
    assert registry(wine, r"HKLM\Software\branchagent") is None
    assert machine_file.read_bytes() == settings
    assert (pc.state / "journal.db").exists()
    assert sorted(path.name for path in (pc.drop / "done").glob("*.pdf")) == sorted(receipts)


def shown(pc, key):
    lines = pc.command("config", "show").stdout.splitlines()
    return next(line for line in lines if line.startswith(f"{key} = "))


def test_settings_that_are_wrong_undo_the_installation(pc, wine, packages):
    assert msiexec(wine, "/i", packages[0], "SERVERURL=siskohat", "FOLDER=C:\\Setoran") == FAILED
    assert not pc.place.exists()
    assert not pc.on_disk(r"C:\ProgramData\branchagent\config.toml").exists()


@pytest.mark.usefixtures("pc")
def test_without_autostart_it_stays_so_after_an_upgrade(wine, packages):
    assert msiexec(wine, "/i", packages[0], "AUTOSTART=0") == 0
    assert registry(wine, MACHINES_RUN, "branchagent") is None
    assert msiexec(wine, "/i", packages[1]) == 0
    assert registry(wine, MACHINES_RUN, "branchagent") is None


def test_an_upgrade_can_change_a_setting_and_leaves_the_others(pc, wine, packages):
    assert msiexec(wine, "/i", packages[0], "SERVERURL=https://one.example", "FOLDER=C:\\Setoran") == 0
    assert msiexec(wine, "/i", packages[1], "SERVERURL=https://two.example") == 0
    assert "https://two.example" in shown(pc, "server.url")
    assert "Setoran" in shown(pc, "folder.path")


def test_another_folder_is_remembered_too(wine, packages, pc):
    elsewhere = r"C:\Apps\branchagent"
    assert msiexec(wine, "/i", packages[0], f"INSTALLFOLDER={elsewhere}") == 0
    assert pc.on_disk(f"{elsewhere}\\branchagent.exe").exists()
    assert msiexec(wine, "/i", packages[1]) == 0
    assert pc.on_disk(f"{elsewhere}\\_internal\\new-in-this-version.txt").exists()
    assert not pc.place.exists()
    assert msiexec(wine, "/x", packages[1]) == 0
    assert not pc.on_disk(elsewhere).exists()
