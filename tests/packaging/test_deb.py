"""The package for Debian as an administrator uses it: installed, upgraded under a running agent, removed.

The tests of this file go on from each other, in their order, on one machine.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys

import pytest
from rig.branches import TOKEN
from rig.receipts import number, receipt, sha256
from rig.waiting import wait_until

from branchagent.simulator import Simulator
from installer.freezing.freeze import freeze
from installer.version import source_date
from tests.packaging.chroots import Chroot, image, why_not
from tests.packaging.conftest import BUILD, VERSION, next_version

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Debian's tools"),
    pytest.mark.skipif(bool(why_not()), reason=str(why_not())),
    pytest.mark.timeout(600),
]
CLERK = "clerk"
SETTINGS = """\
[folder]
path = "/home/clerk/drop"
[server]
url = "{url}"
[credentials]
store = "systemd"
[upload]
first_wait_s = 0.05
"""


@pytest.fixture(scope="module")
def packed():
    """The folder of the packaged program, as `make package-linux` leaves it."""
    folder = BUILD / "frozen" / "linux" / "branchagent"
    return folder if folder.exists() else freeze(folder.parent)


@pytest.fixture(scope="module")
def make_package(packed, tmp_path_factory):
    settings = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date())}

    def make(version=VERSION):
        command = [sys.executable, "-m", "installer.linux.make_deb", str(packed), str(tmp_path_factory.mktemp("dist"))]
        command += ["--version", version]
        made = subprocess.run(command, cwd=BUILD.parent, env=settings, stdout=subprocess.PIPE, check=True)
        return made.stdout.decode().strip()

    return make


@pytest.fixture(scope="module")
def package(make_package):
    return make_package()


@pytest.fixture(scope="module")
def bank():
    with Simulator() as simulator:
        simulator.expect_token(TOKEN)
        yield simulator


@pytest.fixture(scope="module")
def untouched():
    """What lay on the machine before anything was installed."""
    return set()


@pytest.fixture(scope="module")
def machine(package, bank, untouched, tmp_path_factory):
    """A Debian with the package, its settings and a clerk, whose credentials come as a unit's do."""
    BUILD.mkdir(exist_ok=True)
    with Chroot(image(BUILD), tmp_path_factory.mktemp("machine") / "root") as chroot:
        chroot.run("useradd", "--create-home", CLERK)
        untouched |= chroot.files()
        untouched.add("root/branchagent.deb")
        settings = chroot.root / "etc" / "branchagent" / "config.toml"
        settings.parent.mkdir()
        settings.write_text(SETTINGS.format(url=bank.url))
        install(chroot, package)
        chroot.give_credential(CLERK, "branchagent.token", TOKEN)
        yield chroot


def install(machine, package):
    shutil.copy(package, machine.root / "root" / "branchagent.deb")
    return machine.run("dpkg", "-i", "/root/branchagent.deb")


def branchagent(machine, *arguments, **options):
    return machine.run("branchagent", *arguments, user=CLERK, **options)


def drop(machine, index):
    folder = machine.root / "home" / CLERK / "drop"
    (folder / f"{number(index)}.pdf.tmp").write_bytes(receipt(number(index)))
    (folder / f"{number(index)}.pdf.tmp").rename(folder / f"{number(index)}.pdf")


def filed(machine):
    lines = branchagent(machine, "history", "--json").stdout.splitlines()
    return {line["no_validasi"]: line["filed_as"] for line in map(json.loads, lines)}


def test_the_same_folder_gives_the_same_package(package, make_package):
    with open(package, "rb") as one, open(make_package(), "rb") as other:  # noqa: PTH123
        assert one.read() == other.read()


@pytest.mark.skipif(not shutil.which("lintian"), reason="needs lintian")
def test_debians_own_examination_finds_nothing(package):
    # Who answers for the package is said by whoever releases it.
    tags = "bogus-mail-host,bogus-mail-host-in-debian-changelog"
    command = ["lintian", "--allow-root", f"--suppress-tags={tags}", package]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    assert said.stdout == ""


def test_everything_is_in_its_place(machine):
    assert branchagent(machine, "--version").stdout == f"branchagent {VERSION}\n"
    assert machine.run("getent", "passwd", "branchagent").stdout.endswith("/var/lib/branchagent:/usr/sbin/nologin\n")
    for shell, place in (("bash", "bash-completion/completions/branchagent"), ("zsh", "zsh/vendor-completions")):
        assert (machine.root / "usr/share" / place).exists(), shell
    machine.run("bash", "-n", "/usr/share/bash-completion/completions/branchagent")
    for command in ("check", "run", "autostart"):
        assert (
            f"\n{command}\n"
            in machine.run("sh", "-c", r"zcat /usr/share/man/man1/branchagent.1.gz | sed 's/^\.B //'").stdout
        )


def test_the_list_of_contents_that_comes_with_it_is_true(machine):
    listed = json.loads(gzip.decompress((machine.root / "usr/share/doc/branchagent/sbom.cdx.json.gz").read_bytes()))
    files = {each["name"]: each["hashes"][0]["content"] for each in listed["components"] if each["type"] == "file"}
    place = machine.root / "usr/lib/branchagent"
    lies = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file() and not path.is_symlink()}
    assert set(files) == lies
    assert [name for name, digest in files.items() if sha256((place / name).read_bytes()) != digest] == []


def test_units_are_understood_by_systemd_and_none_is_on(machine):
    for kind, names in (
        ("system", ("branchagent", "branchagent-keyring")),
        ("user", ("branchagent", "branchagent-tray")),
    ):
        for name in names:
            unit = f"/usr/lib/systemd/{kind}/{name}.service"
            settings = ("env", "XDG_RUNTIME_DIR=/run")
            assert machine.run(*settings, "systemd-analyze", "verify", f"--{kind}", unit).stderr == ""
    assert not list((machine.root / "etc/systemd").rglob("*branchagent*"))
    machine.run("systemctl", "enable", "branchagent")
    machine.run("systemctl", "--global", "enable", "branchagent-tray")
    assert len(list((machine.root / "etc/systemd").rglob("*branchagent*"))) == 2


def test_check_and_three_receipts(machine, bank):
    branchagent(machine, "check")
    bank.rule(number(2), "29")
    bank.rule(number(3), "05")
    for index in (1, 2, 3):
        drop(machine, index)
    branchagent(machine, "run", "--once", code=1)
    places = {number(1): "done", number(2): "duplicate", number(3): "failed"}
    assert filed(machine) == {each: f"{place}/{each}.pdf" for each, place in places.items()}
    assert number(1) in bank.accepted


def test_an_upgrade_lets_the_running_agent_end_its_upload_and_says_whose_was_ended(
    machine, make_package, bank, tmp_path
):
    bank.rule(number(4), "slow:2", "00")
    before = filed(machine)
    with (tmp_path / "output.txt").open("wb") as output:
        agent = machine.start("branchagent", "run", "--headless", user=CLERK, output=output)
        asked = len(bank.requests)
        drop(machine, 4)
        wait_until(lambda: len(bank.requests) > asked, 30, "it is on its way")
        said = install(machine, make_package(next_version())).stderr
        assert agent.wait(30) == 0
    assert "the agent of clerk was ended for the upgrade; start it again: branchagent run --headless" in said
    assert bank.accepted[number(4)]
    log = (machine.root / "home" / CLERK / ".local/state/branchagent/branchagent.log").read_text("utf-8")
    assert filed(machine) == before | {number(4): f"done/{number(4)}.pdf"}, log
    assert machine.run("dpkg-query", "-W", "-f", "${Version}", "branchagent").stdout == next_version()
    assert not (machine.root / "run/branchagent.upgrade").exists()


def test_the_next_version_goes_on_with_settings_and_credentials(machine):
    drop(machine, 5)
    branchagent(machine, "run", "--once")
    assert filed(machine)[number(5)] == f"done/{number(5)}.pdf"


def test_removal_leaves_receipts_journal_and_settings(machine, untouched):
    machine.run("dpkg", "--remove", "branchagent")
    left = {path for path in machine.files() - untouched if (machine.root / path).is_file()}
    _expect_what_is_the_banks(left)
    assert len(list((machine.root / "etc/systemd").rglob("*branchagent*"))) == 2


def test_purging_leaves_them_too_and_nothing_else(machine, untouched):
    machine.run("dpkg", "--purge", "branchagent")
    left = {path for path in machine.files() - untouched if not (machine.root / path).is_dir()}
    _expect_what_is_the_banks(left)
    kept = ("etc/branchagent/config.toml", f"home/{CLERK}/")
    assert {path for path in left if "branchagent" in path and not path.startswith(kept)} == set()
    assert not {path for path in left if not path.startswith((*kept, "etc/"))}


def _expect_what_is_the_banks(left):
    assert {f"home/{CLERK}/drop/done/{number(index)}.pdf" for index in (1, 4, 5)} <= left
    assert f"home/{CLERK}/.local/state/branchagent/journal.db" in left
    assert "etc/branchagent/config.toml" in left
