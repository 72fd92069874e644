"""The packaged program on Linux: the main job, and its icon with the system's own GTK."""

import json
import re
import sys

import pytest
from rig.expectations import expect_filed, expect_stored
from rig.receipts import number, receipt
from rig.waiting import wait_until
from rig.windowed import Shown, is_here, screen

from branchagent import __version__
from tests.packaging.conftest import BUILD
from tests.tray.conftest import MISSING, desktop, display, make_shown  # noqa: F401 - fixtures

FROZEN = BUILD / "frozen" / "linux" / "branchagent"
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Linux alone"),
    pytest.mark.skipif(not FROZEN.exists(), reason="make package-linux makes it"),
]
_MEASURED = re.compile(r"\d+ (ms|GiB)|\d\d\.\d\d\.\d\d")


@pytest.fixture
def packed(branch):
    branch.program = (str(FROZEN / "branchagent"),)
    return branch


def test_it_does_the_main_job(packed, service):
    assert packed.command("--version").stdout.strip() == f"branchagent {__version__}"
    service.rule(number(2), "05")
    with packed.agent():
        packed.drop(f"{number(1)}.pdf", receipt(number(1)))
        packed.drop(f"{number(2)}.pdf", receipt(number(2)))
        packed.drop(f"{number(3)}.pdf", receipt(number(4)))
        expect_filed(packed, f"{number(1)}.pdf", receipt(number(1)), "done", "accepted")
        expect_filed(packed, f"{number(2)}.pdf", receipt(number(2)), "failed", "not-found")
        # The document is read in a process of its own, which is the packaged program again.
        expect_filed(packed, f"{number(3)}.pdf", receipt(number(4)), "failed", "number-mismatch", printed=number(4))
    expect_stored(service, number(1), receipt(number(1)))


def test_check_says_the_same_as_the_program_that_is_not_packaged(make_branch):
    branch = make_branch()
    plain = _findings(branch)
    branch.program = (str(FROZEN / "branchagent"),)
    assert _findings(branch) == plain


def _findings(branch):
    found = [json.loads(line) for line in branch.command("check", "--json", code=None).stdout.splitlines()]
    return [(each["what"], each["level"], _MEASURED.sub("so much", each["found"])) for each in found]


@pytest.mark.skipif(bool(MISSING), reason=str(MISSING))
def test_its_icon_has_a_menu_and_what_it_opens_finds_the_systems_libraries(make_shown, desktop, tmp_path):  # noqa: F811
    shown = make_shown(ui__language="id")
    shown.branch.program = (str(FROZEN / "branchagent"),)
    opener, seen = tmp_path / "bin" / "xdg-open", tmp_path / "seen.txt"
    opener.write_text(f'#!/bin/sh\necho "${{LD_LIBRARY_PATH-none}} $1" > {seen}\n')
    with shown.agent() as agent:
        desktop.wait_for_icon()
        desktop.click("Buka Folder Bukti Setoran")
        wait_until(seen.exists, 30, "the folder is opened")
        wait_until(lambda: seen.read_text() == f"none {shown.branch.folder}\n", 30, seen.read_text)
        desktop.click("Keluar")
        agent.ends_with(0)


@pytest.mark.skipif(not is_here(), reason="needs Xvfb, openbox and xdotool")
def test_its_windows_open(packed):
    with screen() as shown_on, Shown(packed, shown_on, "window", "about") as window:
        assert "branchagent" in window.title()
        window.ends_by("Escape", 0)
