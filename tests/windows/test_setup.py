"""The setup: what is written, what is kept, and what is told before anything is written."""

import contextlib
import json
import os
import shutil
import signal
import stat
import tomllib
from pathlib import Path

import pytest
from rig import with_policies
from rig.waiting import wait_until

TITLES = {1: "Folder and service", 2: "Sign in", 3: "Check", 4: "Ready"}


def reaches(window, step, *keys):
    """Press what leads there, until the step's title is read."""
    for key in keys:
        window.press_until(key, lambda: TITLES[step] in window.title(), f"step {step}")


GREYED = (0xE9, 0xEC, 0xEF)
"""The field that nobody can write into."""


@pytest.fixture
def fresh(make_branch):
    """A branch whose settings file has hardly anything in it yet."""
    branch = make_branch()
    branch.environment["LANG"] = "en_US.UTF-8"
    return branch


def written(branch):
    return tomllib.loads(branch.config.read_text("utf-8"))


def test_the_first_run_writes_a_file_that_explains_itself(fresh, bank, show):
    fresh.config.unlink()
    with show(fresh, "setup") as window:
        window.type(str(fresh.folder))
        window.key("Tab", "Tab")
        window.type(bank.url)
        window.key("alt+s")
        reaches(window, 2, "Return")
        assert not fresh.config.exists()
        window.type("good-token")
        reaches(window, 3, "Return")
        reaches(window, 4, "alt+s")
        window.ends_by("Escape", 0)
    assert written(fresh)["folder"] == {"path": str(fresh.folder)}
    assert written(fresh)["server"] == {"url": bank.url}
    assert fresh.config.read_text("utf-8").startswith("# Settings of branchagent.")
    assert stat.S_IMODE(fresh.config.stat().st_mode) == 0o600
    assert "good-token" not in fresh.config.read_text("utf-8")
    assert (fresh.home / ".config" / "autostart" / "branchagent.desktop").is_file()
    assert fresh.command("logout").stdout.startswith("1 ")


def test_comments_and_other_keys_of_a_file_are_kept(fresh, bank, show):
    fresh.config.write_text(
        f'# ours\n[folder]\npath = "/old"  # the old one\nrescan_s = 60\n\n[server]\nurl = "{bank.url}"\n\n'
        f'[state]\npath = "{fresh.state}"\n'
    )
    with show(fresh, "setup") as window:
        window.replace(str(fresh.folder))
        reaches(window, 2, "Return")
        reaches(window, 3, "alt+l")
        reaches(window, 4, "alt+s")
        window.ends_by("Escape", 0)
    text = fresh.config.read_text("utf-8")
    assert text == (
        f'# ours\n[folder]\npath = "{fresh.folder}"  # the old one\nrescan_s = 60\n\n[server]\nurl = "{bank.url}"\n\n'
        f'[state]\npath = "{fresh.state}"\n'
    )


@pytest.mark.parametrize("address", ["", "no address", "http://siskohat.example"])
def test_a_wrong_address_leads_nowhere(fresh, show, address):
    before = fresh.config.read_bytes()
    with show(fresh, "setup") as window:
        window.key("alt+a")
        window.key("ctrl+a", "BackSpace")
        window.type(address)
        window.key("Return", "Return")
        assert TITLES[1] in window.title()
        # Mended, it leads on: the answer was no.
        window.key("alt+a")
        window.replace("https://siskohat.example")
        reaches(window, 2, "Return")
        window.ends_by("Escape", 1)
    assert fresh.config.read_bytes() == before


def test_what_the_administrator_locked_cannot_be_typed_over(fresh, bank, show):
    machine = fresh.home / "etc" / "branchagent" / "config.toml"
    machine.parent.mkdir(parents=True)
    machine.write_text(f'locked = ["folder.path"]\n[folder]\npath = "{fresh.home}/locked"\n')
    fresh.config.write_text(f'[state]\npath = "{fresh.state}"\n')
    with show(fresh, "setup") as window:
        window.type(bank.url)
        reaches(window, 2, "Return")
        reaches(window, 3, "alt+l")
        reaches(window, 4, "alt+s")
        window.ends_by("Escape", 0)
    assert written(fresh) == {"state": {"path": str(fresh.state)}, "server": {"url": bank.url}}


@pytest.mark.skipif(not shutil.which("import"), reason="needs ImageMagick")
@pytest.mark.parametrize("who", ["nobody", "the administrator", "a policy"])
def test_what_is_fixed_is_greyed(fresh, show, who):
    if who == "the administrator":
        machine = fresh.home / "etc" / "branchagent" / "config.toml"
        machine.parent.mkdir(parents=True)
        machine.write_text(f'locked = ["folder.path"]\n[folder]\npath = "{fresh.home}/locked"\n')
        fresh.config.write_text("")
    if who == "a policy":
        policies = fresh.home / "policies.json"
        policies.write_text(json.dumps({r"Software\Policies\branchagent": {"folder.path": ("/locked", 1)}}))
        fresh.program = (*with_policies.PROGRAM, str(policies))
    with show(fresh, "setup") as window:
        wait_until(lambda: window.share_of((255, 255, 255)) > 0.01, 30, "the window is drawn")
        if who == "nobody":
            assert window.share_of(GREYED) < 0.004
        else:
            wait_until(lambda: window.share_of(GREYED) > 0.004, 30, "a field is greyed")
        window.ends_by("Escape", 1)


def test_where_all_is_fixed_there_is_nothing_to_type(fresh, bank, show):
    machine = fresh.home / "etc" / "branchagent" / "config.toml"
    machine.parent.mkdir(parents=True)
    machine.write_text(
        'locked = ["folder.path", "server.url", "credentials.mode", "ui.language"]\n'
        f'[folder]\npath = "{fresh.home}/locked"\n[server]\nurl = "{bank.url}"\n[ui]\nlanguage = "en"\n'
    )
    fresh.config.write_text(f'[state]\npath = "{fresh.state}"\n')
    with show(fresh, "setup") as window:
        window.type("x")
        reaches(window, 2, "Return")
        reaches(window, 3, "alt+l")
        reaches(window, 4, "alt+s")
        window.ends_by("Escape", 0)
    assert written(fresh) == {"state": {"path": str(fresh.state)}}


def test_what_a_policy_sets_cannot_be_typed_over(fresh, bank, show):
    key = r"Software\Policies\branchagent"
    found = {
        key: {"folder.path": (f"{fresh.home}/ours", 1), "credentials.mode": ("token", 1), "ui.language": ("en", 1)},
        key + r"\Recommended": {"server.url": (bank.url, 1)},
    }
    policies = fresh.home / "policies.json"
    policies.write_text(json.dumps(found))
    fresh.program = (*with_policies.PROGRAM, str(policies))
    fresh.config.write_text(f'[folder]\npath = "{fresh.home}/own"\n[state]\npath = "{fresh.state}"\n')
    with show(fresh, "setup") as window:
        # The only field left has the keyboard, with what is recommended in it.
        window.key("End")
        window.type("/")
        reaches(window, 2, "Return")
        reaches(window, 3, "alt+l")
        reaches(window, 4, "alt+s")
        window.ends_by("Escape", 0)
    assert written(fresh) == {
        "folder": {"path": f"{fresh.home}/own"},
        "state": {"path": str(fresh.state)},
        "server": {"url": f"{bank.url}/"},
    }


def test_after_saving_it_starts_the_agent(fresh, show):
    with show(fresh, "setup") as window:
        reaches(window, 2, "Return")
        reaches(window, 3, "alt+l")
        reaches(window, 4, "alt+s")
        window.ends_by("Return", 0)
    started = wait_until(lambda: processes_of(fresh), 30, "the agent was started")
    try:
        wait_until(lambda: "serving folder=" in fresh.log(), 30, fresh.log)
    finally:
        for process in started:
            os.kill(process, signal.SIGTERM)
        wait_until(lambda: not processes_of(fresh), 30, "the agent has ended")


def processes_of(branch):
    """Name the processes that were started with the branch's settings file."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_text().split("\0")
            if str(branch.config) in words and "run" in words:
                found.append(int(process.name))
    return found


def test_a_file_that_is_no_toml_is_told_and_left_alone(fresh, show):
    fresh.config.write_text("[folder\n")
    with show(fresh, "setup") as window:
        window.ends_by("Return", 2)
    assert fresh.config.read_text() == "[folder\n"
