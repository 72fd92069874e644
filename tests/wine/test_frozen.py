"""The packaged program does the main job on Windows, and says of its PC what the program that is not packaged says."""

import json
import re

import pytest
from rig.expectations import expect_filed, expect_only, expect_stored
from rig.receipts import SAMPLES, damaged, number, receipt
from rig.waiting import wait_until

from branchagent import __version__
from tests.wine.branches import WindowsBranch

STARTERS = ("branchagent.exe", "branchagent-cli.exe", "branchagent.com")
_MEASURED = re.compile(r"\d+ (ms|GiB)|\d\d\.\d\d\.\d\d")


@pytest.mark.parametrize("starter", STARTERS)
def test_each_starter_writes_where_it_is_asked_to(wine, frozen, starter):
    result = wine.run(frozen / starter, "--version")
    assert (result.stdout.strip(), result.returncode) == (f"branchagent {__version__}", 0)


def test_check_says_the_same_as_the_program_that_is_not_packaged(branch, wine, tmp_path, bank):
    unfrozen = WindowsBranch(tmp_path / "branch", bank.url, wine, [wine.python, "-m", "branchagent"])
    packed, plain = (_findings(each) for each in (branch, unfrozen))
    assert packed == plain
    assert {level for _, level, _ in packed} <= {"ok", "warning", "skipped"}


def _findings(branch):
    found = [json.loads(line) for line in branch.command("check", "--json", code=None).stdout.splitlines()]
    return [(each["what"], each["level"], _MEASURED.sub("so much", each["found"])) for each in found]


def test_every_answer_files_its_receipt(branch, bank):
    answers = {number(1): ("00", "done", "accepted"), number(2): ("29", "duplicate", "duplicate")}
    answers[number(3)] = ("05", "failed", "not-found")
    for each, (rc, _, _) in answers.items():
        bank.rule(each, rc)
    with branch.agent():
        for each in answers:
            branch.drop(f"{each}.pdf", receipt(each))
        for each, (_, outcome, reason) in answers.items():
            expect_filed(branch, f"{each}.pdf", receipt(each), outcome, reason)
    expect_stored(bank, number(1), receipt(number(1)))


def test_what_the_document_says_is_read_in_a_process_of_its_own(branch, bank):
    """The packaged program must find itself as that process, and PDFium in itself."""
    with branch.agent():
        branch.drop(f"{number(4)}.pdf", receipt(number(5)))
        expect_filed(branch, f"{number(4)}.pdf", receipt(number(5)), "failed", "number-mismatch", printed=number(5))
        branch.drop(f"{number(6)}.pdf", damaged(number(6)))
        expect_filed(branch, f"{number(6)}.pdf", damaged(number(6)), "failed", "damaged")
    assert bank.requests == []


def test_killed_with_an_upload_on_its_way_it_tells_it_as_its_own_after_the_restart(branch, bank):
    bank.rule(number(7), "slow:600", "29")
    with branch.agent() as agent:
        branch.drop(f"{number(7)}.pdf", receipt(number(7)))
        wait_until(lambda: bank.requests, 30, "it is on its way")
        agent.kill()
    with branch.agent():
        expect_filed(branch, f"{number(7)}.pdf", receipt(number(7)), "done", "recovered")
    expect_only(branch, f"done/{number(7)}.pdf")


def test_once_without_a_console_sends_what_is_there(branch, frozen, bank):
    branch.program = ("wine", str(frozen / "branchagent.exe"))
    branch.drop(f"{number(8)}.pdf", receipt(number(8)))
    assert f"{number(8)}.pdf  Terkirim" in branch.command("run", "--once").stdout
    expect_stored(bank, number(8), receipt(number(8)))


def test_the_demo_brings_its_samples(wine, frozen):
    result = wine.run(frozen / "branchagent-cli.exe", "demo", "--headless")
    assert result.returncode == 0, result.stdout
    assert all(path.name in result.stdout for path in SAMPLES.glob("*.pdf"))


def test_the_page_and_the_workbook_are_written(branch, tmp_path):
    for kind, begins in (("page.html", b"<!doctype html>"), ("table.xlsx", b"pk"), ("table.csv", b"\xef\xbb\xbf")):
        option = [f"--{kind.partition('.')[2]}"] if kind != "page.html" else []
        branch.command("report", *option, "--output", str(tmp_path / kind))
        assert (tmp_path / kind).read_bytes()[:15].lower().startswith(begins)
