"""How `check` shows what it found: to a person at a terminal, to a file, to a script, in two languages."""

import json
import os
import string
import subprocess
import threading

import pytest

from branchagent.catalogues import LANGUAGES, Catalogue
from branchagent.checking import Level
from branchagent.checking.case import Case
from branchagent.checking.examining import STEPS, examined
from branchagent.checking.offers import read_offer
from branchagent.checking.words import Words
from branchagent.checking.words.general import SPOKEN
from branchagent.core.verdicts import Trouble
from branchagent.settings import load

pty = pytest.importorskip("pty")
ESCAPE = "\x1b["
FIELDS = {"what", "ok", "level", "tried", "found", "remedy", "details"}


def at_a_terminal(branch, *arguments, **environment):
    """Give what a command shows on a terminal."""
    ours, theirs = pty.openpty()
    command = [*branch.program, "check", *arguments, "--config", str(branch.config)]
    surroundings = {**branch.environment, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=surroundings) as process:
        os.close(theirs)
        shown = b""
        while part := _read(ours):
            shown += part
        os.close(ours)
        assert process.wait(60) in {0, 1}
    return shown.decode("utf-8", "replace")


def _read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux tells that the other side has closed
        return b""


def test_a_terminal_gets_colour_and_symbols(branch):
    shown = at_a_terminal(branch)
    assert f"{ESCAPE}32m✓" in shown
    assert "Semua baik." in shown
    (branch.folder / "failed").rmdir()
    (branch.folder / "failed").write_bytes(b"")
    assert f"{ESCAPE}1;31m✗" in at_a_terminal(branch)


@pytest.mark.parametrize("wish", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colour_gets_symbols_alone(branch, wish):
    shown = at_a_terminal(branch, **wish)
    assert "✓" in shown
    assert ESCAPE not in shown


def test_a_terminal_without_symbols_gets_words(branch):
    shown = at_a_terminal(branch, PYTHONIOENCODING="ascii")
    assert "✓" not in shown
    assert "BAIK" in shown


def test_json_stays_json_on_a_terminal(branch):
    lines = at_a_terminal(branch, "--json").split("\r\n")[:-1]
    assert [json.loads(line)["what"] for line in lines] == list(STEPS)


@pytest.mark.parametrize("wish", [{}, {"FORCE_COLOR": "1"}])
def test_a_pipe_gets_plain_text(branch, wish):
    branch.environment.update(wish)
    shown = branch.command("check").stdout
    assert shown.isascii()
    assert "\x1b" not in shown
    assert shown.count("[BAIK]") == len(STEPS)


def test_json_has_the_same_fields_in_each_line(branch):
    for line in branch.command("check", "--json").stdout.splitlines():
        finding = json.loads(line)
        assert set(finding) == FIELDS
        assert finding["level"] in set(Level)


def test_it_speaks_the_settings_language_before_the_systems(branch):
    branch.environment["LANG"] = "en_US.UTF-8"
    english = branch.command("check").stdout
    assert "[OK]" in english
    assert "All is well." in english
    branch.set(ui__language="id")
    indonesian = branch.command("check").stdout
    assert "[BAIK]" in indonesian
    assert "Semua baik." in indonesian


def test_the_remedy_is_in_the_language_too(make_branch):
    branch = make_branch(url="https://siskohat.invalid", ui__language="en")
    shown = branch.command("check", code=1).stdout
    assert "[WRONG]" in shown
    assert "What to do: Check server.url" in shown
    branch.set(ui__language="id")
    shown = branch.command("check", code=1).stdout
    assert "[MASALAH]" in shown
    assert "Tindakan: Periksa server.url" in shown


def fields_of(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def all_texts(spoken):
    """Give every text of a language under its path."""
    texts = {("marks", key): text for key, text in spoken.marks.items()}
    texts |= {("phrases", key): text for key, text in spoken.phrases.items()}
    texts |= {("layers", key): text for key, text in spoken.layers.items()}
    texts |= {("origins", key): text for key, text in spoken.origins.items()}
    cases = {("troubles", key): case for key, case in spoken.troubles.items()}
    cases |= {("general", key): case for key, case in spoken.general.items()}
    for what, line in spoken.lines.items():
        texts |= {(what, "title"): line.title, (what, "tried"): line.tried}
        cases |= {(what, key): case for key, case in line.cases.items()}
    for path, case in cases.items():
        texts |= {(*path, "found"): case[0], (*path, "remedy"): case[1]}
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_survives_in_a_file_or_an_old_console(language):
    catalogue = Catalogue(language)
    for path, text in all_texts(SPOKEN).items():
        assert catalogue.gettext(text, **dict.fromkeys(fields_of(text), "x")).isascii(), path


def test_every_step_trouble_and_level_has_words():
    assert tuple(sorted(SPOKEN.lines)) == tuple(sorted(STEPS))
    assert set(SPOKEN.troubles) == set(Trouble)
    assert set(SPOKEN.marks) == set(Level)
    assert all(found and remedy for found, remedy in SPOKEN.troubles.values())


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-5, "0 detik"), (119, "119 detik"), (120, "2 menit"), (7200, "2 jam"), (172_799, "47 jam"), (172_800, "2 hari")],
)
def test_a_span_is_told_in_its_largest_unit(seconds, told):
    assert Words("id").span(seconds) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(61, "61 detik"), (119.6, "120 detik"), (598, "10 menit"), (601, "10 menit"), (7199, "120 menit")],
)
def test_a_span_can_be_rounded(seconds, told):
    assert Words("id").span(seconds, rounded=True) == told


@pytest.fixture
def case(branch):
    return Case(load(branch.config, {}))


def test_a_step_that_stumbles_is_a_finding_without_a_trace(case):
    found = examined(case, "filing", lambda _: 1 // len([]), 5.0)
    assert not found.ok
    assert "ZeroDivisionError" in found.found
    assert found.remedy


def test_a_step_that_does_not_end_is_a_finding(case):
    over = threading.Event()
    found = examined(case, "filing", lambda _: over.wait(60), 0.1)
    over.set()
    assert not found.ok
    assert found.remedy


def test_what_comes_from_outside_cannot_steer_the_terminal(case):
    found = examined(case, "folder", lambda case: case.wrong("folder", "write", error="\x1b[2J\x9b"), 5.0)
    assert found.found.isascii()
    assert found.found.isprintable()


@pytest.mark.parametrize(
    ("lines", "schemes"),
    [
        (["Proxy-Authenticate: Negotiate", "proxy-authenticate: NTLM"], ("Negotiate", "NTLM")),
        (['Proxy-Authenticate: Digest realm="Basic", nonce="x", basic realm="a\\"b"'], ("Digest", "Basic")),
        (["Proxy-Authenticate: Unheard realm=x", "WWW-Authenticate: Basic"], ()),
        ([], ()),
    ],
)
def test_a_proxys_offers_are_read(lines, schemes):
    assert read_offer("\r\n".join(["HTTP/1.1 407 x", *lines, "", ""])) == schemes
