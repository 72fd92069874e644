"""What `status`, `history` and `run --once` show on a real terminal, and what a pipe gets instead."""

import itertools
import subprocess

import pytest

pytest.importorskip("pty")

from rig.agents import running
from rig.receipts import number, receipt
from rig.terminals import ESCAPES, Terminal, shown
from rig.waiting import wait_until

FIRST, SECOND, THIRD = number(701), number(702), number(703)
COMMON = FIRST[:-2]
SAYS = {
    "id": ("Tidak berjalan", "Hari ini", "Terkirim", "Sudah pernah", "Gagal", "(05) Nomor validasi tidak ditemukan"),
    "en": ("Not running", "Today", "Sent", "Sent before", "Failed", "(05) SISKOHAT does not know this validation"),
}


@pytest.fixture
def told(branch, service):
    """A branch that has sent a good, a known and an unknown receipt."""
    service.rule(SECOND, "29")
    service.rule(THIRD, "05")
    for each in (FIRST, SECOND, THIRD):
        branch.drop(f"{each}.pdf", receipt(each))
    branch.command("run", "--once", code=1)
    return branch


def plain(text):
    return ESCAPES.sub("", text)


@pytest.mark.parametrize("language", SAYS)
def test_status_on_a_terminal_has_colours_and_the_readers_words(told, language):
    told.set(ui__language=language)
    drawn = shown(told, "status", code=4)
    state, today, sent, before, failed, _ = SAYS[language]
    assert "\x1b[1;31m" in drawn
    for text in (f"■ {state}", today, f"1 {sent}", f"1 {before}", f"1 {failed}", str(told.folder.name)):
        assert text in plain(drawn)


@pytest.mark.parametrize("language", SAYS)
def test_history_on_a_terminal_has_a_row_for_each_receipt(told, language):
    told.set(ui__language=language)
    drawn = shown(told, "history", columns=140)
    rows = [line for line in plain(drawn).splitlines() if ".pdf" in line]
    _, _, sent, before, failed, what = SAYS[language]
    assert "\x1b[32m" in drawn
    assert len(rows) == 3
    for name, outcome, rc in (
        (FIRST, f"✓ {sent}", " 00 "),
        (SECOND, f"= {before}", " 29 "),
        (THIRD, f"✗ {failed}", " 05 "),
    ):
        (row,) = [row for row in rows if name in row]
        assert outcome in row
        assert rc in row
        assert "WIB" in row
    assert what in plain(drawn)


@pytest.mark.parametrize("columns", [30, 44, 80, 200])
@pytest.mark.parametrize("command", [("status", 4), ("history", 0)])
def test_no_line_is_longer_than_the_terminal_is_wide(told, command, columns):
    name, code = command
    drawn = plain(shown(told, name, code=code, columns=columns))
    assert max(len(line.rstrip()) for line in drawn.splitlines()) <= columns
    assert COMMON in drawn.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("wish", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("command", [("status", 4), ("history", 0)])
def test_no_escape_code_where_none_is_wanted(told, command, wish):
    name, code = command
    drawn = shown(told, name, code=code, **wish)
    assert "\x1b" not in drawn
    assert COMMON in drawn


def test_an_old_terminal_gets_signs_that_it_knows(told):
    for name, code in (("status", 4), ("history", 0)):
        drawn = plain(shown(told, name, code=code, columns=140, PYTHONIOENCODING="ascii"))
        assert drawn.isascii()
        assert "\\u" not in drawn


def test_a_pipe_gets_a_line_for_each_receipt_though_colour_is_forced(told):
    told.environment |= {"FORCE_COLOR": "1", "COLUMNS": "20"}
    lines = told.command("history").stdout.splitlines()
    assert len(lines) == 3
    assert not any("\x1b" in line for line in lines)
    assert "\x1b" not in told.command("status", code=4).stdout


def test_the_last_ones_only(told):
    everything = told.command("history").stdout.splitlines()
    assert told.command("history", "--last", "2").stdout.splitlines() == everything[1:]
    assert told.command("history", "--last", "9").stdout.splitlines() == everything
    assert [line["name"] for line in told.history("--last", "1", "--number", FIRST)] == [f"{FIRST}.pdf"]
    drawn = plain(shown(told, "history", "--last", "2", columns=140))
    assert "1 bukti setoran sebelumnya tidak ditampilkan" in drawn
    assert drawn.count(".pdf") == 2
    told.command("history", "--last", "0", code=2)


def test_a_terminal_is_not_flooded(branch):
    for index in range(60):
        branch.drop(f"no receipt {index}.pdf", b"")
    branch.command("run", "--once", code=1)
    drawn = plain(shown(branch, "history", columns=160))
    assert "10 bukti setoran sebelumnya tidak ditampilkan" in drawn
    assert sum("no receipt" in line for line in drawn.splitlines()) == 50
    assert len(branch.command("history").stdout.splitlines()) == 60


def test_watching_shows_a_receipts_way_and_ends_on_ctrl_c(branch):
    with Terminal(branch, "status", "--watch") as terminal:
        terminal.wait_for("Tidak berjalan")
        with branch.agent():
            terminal.wait_for("Aktif")
            branch.drop(f"{FIRST}.pdf", receipt(FIRST))
            terminal.wait_for("1 Terkirim")
        terminal.interrupt()
        terminal.end(0)


def test_watching_through_a_pipe_prints_what_changed(branch):
    command = [*branch.program, "status", "--watch", "--config", str(branch.config)]
    with running(command, branch.environment, stdout=subprocess.PIPE, text=True) as process:
        assert "Tidak berjalan" in process.stdout.readline()
        with branch.agent():
            branch.wait_for_state("idle")
            branch.drop(f"{FIRST}.pdf", receipt(FIRST))
            seen = []
            while "1 terkirim" not in "".join(seen):
                seen.append(process.stdout.readline())
                assert seen[-1]
        bare = [line.split("WIB", 1)[1] for line in seen]
        assert all(earlier != later for earlier, later in itertools.pairwise(bare))
        assert "\x1b" not in "".join(seen)
        process.send_signal(2)
        assert process.wait(20) == 0


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_following_prints_new_outcomes_as_they_come(told, form):
    fourth = number(704)
    command = [*told.program, "history", "--follow", *form, "--config", str(told.config)]
    with running(command, told.environment, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline() for _ in range(3 + (form == ("--csv",)))]
        told.drop(f"{fourth}.pdf", receipt(fourth))
        told.command("run", "--once")
        lines.append(process.stdout.readline())
        assert fourth in lines[-1]
        assert not any(fourth in line for line in lines[:-1])
        process.send_signal(2)
        assert process.wait(20) == 0
        assert process.stdout.read() == ""


def test_following_an_agent_that_has_sent_nothing_yet(branch):
    with Terminal(branch, "history", "--follow", columns=140) as terminal, branch.agent():
        branch.drop(f"{FIRST}.pdf", receipt(FIRST))
        terminal.wait_for(f"{FIRST}.pdf")
        terminal.interrupt()
        terminal.end(0)


@pytest.mark.parametrize("columns", [44, 120])
def test_progress_tells_rate_and_what_is_left(branch, service, columns):
    for index in range(720, 726):
        branch.drop(f"{number(index)}.pdf", receipt(number(index)))
    service.rule("*", "slow:0.3")
    drawn = plain(shown(branch, "run", "--once", columns=columns))
    assert "6/6" in drawn
    assert "/menit" in drawn
    assert "6 terkirim" in drawn.replace("\n", "")
    wait_until(lambda: branch.waiting() == [])
