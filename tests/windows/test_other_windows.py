"""Quitting, what the help desk asks for, and windows where there is no screen."""

import subprocess

import pytest


@pytest.mark.parametrize(
    ("language", "key", "code"),
    [("id", "Return", 0), ("id", "alt+t", 0), ("en", "alt+w", 0), ("en", "alt+s", 1), ("en", "Escape", 1)],
)
def test_quit_tells_by_its_exit_code_what_was_chosen(make_branch, show, language, key, code):
    with show(make_branch(ui__language=language), "window", "quit", "--in-hand", "3") as window:
        assert ("Keluar" if language == "id" else "Quit") in window.title()
        window.ends_by(key, code)


def test_enter_on_the_other_button_is_that_button(make_branch, show):
    with show(make_branch(), "window", "quit", "--in-hand", "1") as window:
        window.key("Tab")
        window.ends_by("Return", 1)


def test_about_copies_plain_details(branch, show, display):
    with show(branch, "window", "about") as window:
        window.key("alt+s")
        # The clipboard lives in the window: it is asked while that is open.
        script = "import tkinter; r = tkinter.Tk(); r.withdraw(); print(r.clipboard_get())"
        python = branch.program[0]
        asked = subprocess.run(
            [python, "-c", script], env={"DISPLAY": display}, capture_output=True, text=True, check=True, timeout=30
        )
        assert str(branch.folder) in asked.stdout
        assert branch.settings["server.url"] in asked.stdout
        window.ends_by("Escape", 0)


@pytest.mark.parametrize("arguments", [("window", "quit"), ("window", "about"), ("window", "sign-in"), ("setup",)])
def test_without_a_screen_one_sentence_says_so(branch, arguments):
    told = branch.command(*arguments, code=5)
    assert told.stdout == ""
    assert told.stderr.startswith("jendela tidak dapat ditampilkan")
    assert told.stderr.count("\n") == 1


def test_wrong_settings_are_told_as_everywhere(make_branch, show):  # noqa: ARG001 - the screen is there
    branch = make_branch(server__url="no address")
    assert "server.url" in branch.command("window", "about", code=2).stderr
