"""Signing in by the window: what is stored, what is not, and that no secret shows."""

from pathlib import Path

import pytest
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig

GOOD, WRONG = "good-token", "wrong-token-1234"


def stored(branch):
    return (branch.state / "control" / "credentials").exists()


def entries(branch):
    """Take all out of the keyring; give how many entries there were."""
    return int("".join(filter(str.isdigit, branch.command("logout").stdout.split(" ")[0])) or 0)


@pytest.mark.parametrize(("language", "title"), [("id", "Masuk ke SISKOHAT"), ("en", "Sign in to SISKOHAT")])
def test_a_token_that_works_is_stored(make_branch, bank, show, language, title):
    branch = make_branch(url=bank.url, ui__language=language)
    with show(branch, "window", "sign-in") as window:
        assert title in window.title()
        window.type(GOOD)
        assert GOOD not in Path(f"/proc/{window.pid}/cmdline").read_text()
        window.ends_by("Return", 0)
    assert stored(branch)
    assert GOOD not in branch.told()
    assert entries(branch) == 1


def test_a_token_that_is_refused_is_stored_only_when_that_is_asked_for(make_branch, bank, show):
    branch = make_branch(url=bank.url, ui__language="en")
    with show(branch, "window", "sign-in") as window:
        window.type(WRONG)
        window.key("Return")
        window.press_until("alt+y", lambda: stored(branch), "it is stored anyway")
        window.ends_by("Return", 0)
    assert entries(branch) == 1
    for file in branch.home.rglob("*"):
        assert not file.is_file() or WRONG.encode() not in file.read_bytes()


def test_after_a_refusal_escape_leaves_nothing_stored(make_branch, bank, show):
    branch = make_branch(url=bank.url, ui__language="en")
    with show(branch, "window", "sign-in") as window:
        window.type(WRONG)
        window.key("Return")
        wait_until(lambda: bank.inquiries, 30, "the service was asked")
        window.ends_by("Escape", 1)
    assert not stored(branch)


def test_nothing_is_tried_before_the_field_is_filled(make_branch, bank, show):
    branch = make_branch(url=bank.url)
    with show(branch, "window", "sign-in") as window:
        window.key("Return", "Return")
        window.type("two words")
        window.key("Return")
        window.ends_by("Escape", 1)
    assert not bank.inquiries


def test_with_the_service_away_it_is_stored_untried_as_the_command_does(make_branch, show):
    with Simulator() as simulator:
        url = simulator.url
    branch = make_branch(url=url)
    with show(branch, "window", "sign-in") as window:
        window.type(GOOD)
        window.ends_by("Return", 0)
    assert entries(branch) == 1


def test_closing_it_while_it_tries_stores_nothing(make_branch, show):
    with Simulator(SimulatorConfig(latency_s=20)) as slow:
        branch = make_branch(url=slow.url)
        with show(branch, "window", "sign-in") as window:
            window.type(GOOD)
            window.key("Return")
            window.ends_by("Escape", 1)
    assert not stored(branch)


def test_user_name_and_password_are_reached_by_tab_and_by_access_keys(make_branch, show):
    with Simulator(SimulatorConfig(user="clerk", password="secret-word", api_key="static-key")) as simulator:
        branch = make_branch(url=simulator.url, credentials__mode="login", ui__language="en")
        with show(branch, "window", "sign-in") as window:
            window.type("clerk")
            window.key("Tab")
            window.type("secret-word")
            window.key("alt+k")
            window.type("static-key")
            window.ends_by("Return", 0)
        assert simulator.logins == 1
        assert entries(branch) == 3
