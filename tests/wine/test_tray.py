"""The tray icon on Windows: seen, opened, clicked, and what it tells beside the clock."""

import pytest
from rig.expectations import expect_filed
from rig.receipts import number, receipt
from rig.waiting import wait_until

from tests.wine.trays import Tray, task_bar


@pytest.fixture
def display(wine, tmp_path):
    """The screen is Windows' from its start on, anew for each test: Wine's own bar gets in the way of a second icon."""
    with task_bar(tmp_path) as display, wine.on(display):
        yield display


@pytest.fixture
def tray(wine, display):
    return Tray(wine, display)


@pytest.fixture
def shown(branch, frozen, display):
    """The windowed starter, as a shortcut or the sign-in starts it, with its icon on the task bar."""
    with branch.agent("--verbose", program=[frozen / "branchagent.exe"], display=display) as agent:
        yield agent


@pytest.mark.usefixtures("shown")
def test_the_menu_grows_by_what_failed_and_shrinks_when_it_is_sent(branch, bank, tray):
    bank.rule(number(2), "05")
    for index in (1, 2):
        branch.drop(f"{number(index)}.pdf", receipt(number(index)))
    expect_filed(branch, f"{number(2)}.pdf", receipt(number(2)), "failed", "not-found")
    branch.wait_for_state("attention")
    tray.wait_for_icon()
    with_failure = tray.open_menu()
    tray.picture("menu")
    tray.leave_menu()
    bank.rule(number(2), "00")
    branch.command("retry")
    branch.wait_for_state("idle")
    assert tray.open_menu().height < with_failure.height
    tray.leave_menu()


@pytest.mark.usefixtures("shown")
def test_pausing_by_the_menu(branch, tray):
    branch.wait_for_state("idle")
    tray.choose("pause")
    branch.wait_for_state("paused")


@pytest.mark.usefixtures("shown")
def test_the_start_at_sign_in_is_turned_on_and_off_by_the_menu(branch, tray):
    branch.wait_for_state("idle")
    for code in (0, 1):
        tray.choose("start itself")
        wait_until(lambda code=code: branch.command("autostart", "status", code=None).returncode == code, 30, code)


def test_quitting_by_the_menu_ends_it_with_0(branch, tray, shown):
    branch.wait_for_state("idle")
    tray.choose("quit")
    shown.ends_with(0)
    assert branch.status()["state"] == "stopped"


@pytest.mark.usefixtures("shown")
def test_a_failure_is_told_in_a_balloon(branch, bank, tray):
    branch.wait_for_state("idle")
    tray.wait_for_icon()
    bank.rule(number(3), "05")
    branch.drop(f"{number(3)}.pdf", receipt(number(3)))
    wait_until(tray.balloon, 60, "the balloon is shown")
    tray.picture("balloon")
