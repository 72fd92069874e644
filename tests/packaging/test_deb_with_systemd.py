"""What an upgrade does with agents that systemd runs, and with those that it does not: each goes on as it was."""

import os
import subprocess
import sys

import pytest
from rig import systemd
from rig.waiting import wait_until

from installer.version import source_date
from tests.packaging.chroots import Booted, image, why_not
from tests.packaging.conftest import BUILD, VERSION, next_version

FROZEN = BUILD / "frozen" / "linux" / "branchagent"
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Debian's tools"),
    pytest.mark.skipif(bool(why_not()), reason=str(why_not())),
    pytest.mark.skipif(not FROZEN.exists(), reason="make package-linux makes it"),
    pytest.mark.timeout(600),
]
CLERK, TELLER = "clerk", "teller"
SETTINGS = '[folder]\npath = "{folder}"\n[server]\nurl = "http://127.0.0.1:9"\n'


@pytest.fixture
def machine(tmp_path):
    if systemd.why_not():
        pytest.skip(systemd.why_not())
    with Booted(image(BUILD), tmp_path / "root") as booted:
        for user in (CLERK, TELLER):
            booted.run("useradd", "--create-home", user)
        yield booted


def install(machine, version):
    dist = machine.root / "root"
    command = [sys.executable, "-m", "installer.linux.make_deb", str(FROZEN), str(dist), "--version", version]
    settings = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date()), "DPKG_DEB_COMPRESSOR_LEVEL": "1"}
    made = subprocess.run(command, cwd=BUILD.parent, env=settings, stdout=subprocess.PIPE, text=True, check=True)
    return machine.run("dpkg", "-i", f"/root/{os.path.basename(made.stdout.strip())}")  # noqa: PTH119


def settle(machine, place, folder, owner):
    file = machine.root / place / "branchagent" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(SETTINGS.format(folder=folder))
    machine.run("install", "-d", "-o", owner, "-g", owner, folder)


def agents(machine):
    """Give the process ids of the agents that run, by their users.

    One in a mount name space of its own (PrivateTmp) has its files, seen from the rig's root, below the rig's folder.
    """
    script = r"""
        for process in /proc/[0-9]*; do
            readlink $process/exe | grep -q /usr/lib/branchagent/branchagent$ || continue
            [ "$(tr '\0' '\n' <$process/cmdline | sed -n 2p)" = run ] || continue
            user=$(sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' $process/status)
            echo "$(getent passwd $user | cut -d: -f1) ${process#/proc/}"
        done"""
    return dict(line.split() for line in machine.run("sh", "-c", script).stdout.splitlines())


def user_unit(machine, user, *words, code=0):
    return machine.run("systemctl", "--user", f"--machine={user}@.host", *words, code=code).stdout.strip()


def test_an_upgrade_ends_all_agents_and_starts_them_again_and_removal_ends_them(machine, tmp_path):
    install(machine, VERSION)
    _start_the_service(machine)
    for user in (CLERK, TELLER):
        settle(machine, f"home/{user}/.config", f"/srv/{user}", user)
        machine.run("chown", "-R", f"{user}:{user}", f"/home/{user}")
        machine.run("loginctl", "enable-linger", user)
        wait_until(lambda user=user: user_unit(machine, user, "is-active", "default.target", code=None) == "active", 60)
    user_unit(machine, CLERK, "enable", "--now", "branchagent")
    with (tmp_path / "output.txt").open("wb") as output:
        by_hand = machine.start("branchagent", "run", "--headless", user=TELLER, output=output)
        before = wait_until(
            lambda: (found := agents(machine)).keys() == {"branchagent", CLERK, TELLER} and found,
            60,
            lambda: agents(machine),
        )

        said = install(machine, next_version()).stderr
        assert by_hand.wait(30) == 0
    assert "start it again" not in said
    after = wait_until(lambda: (found := agents(machine)).keys() == before.keys() and found, 60)
    assert not set(before.values()) & set(after.values())
    assert machine.run("systemctl", "is-active", "branchagent").stdout == "active\n"
    assert user_unit(machine, CLERK, "is-active", "branchagent") == "active"

    machine.run("dpkg", "--purge", "branchagent")
    assert agents(machine) == {}
    assert list((machine.root / "etc/systemd").rglob("*branchagent*")) == []


def _start_the_service(machine):
    settle(machine, "etc", "/srv/receipts", "branchagent")
    machine.run("install", "-d", "-m", "700", "/etc/credstore.encrypted")
    kept = "/etc/credstore.encrypted/branchagent.token"
    command = ("systemd-creds", "encrypt", "--with-key=host", "--name=branchagent.token", "-", kept)
    machine.run(*command, stdin="a token")
    machine.run("systemctl", "enable", "--now", "branchagent")
