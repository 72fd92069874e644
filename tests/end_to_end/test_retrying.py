"""What failed goes out again: by `retry`, or by a hand that moves the file back."""

import pytest
from rig.expectations import expect_filed, expect_only, expect_stored, tries_of
from rig.receipts import number, receipt
from rig.waiting import wait_until

FAILED = [number(501), number(502), number(503)]


@pytest.fixture
def failing(branch, service):
    """A branch whose three receipts failed; the service would take them now."""
    service.rule("*", "05")
    for each in FAILED:
        branch.drop(f"{each}.pdf", receipt(each))
    branch.command("run", "--once", code=1)
    expect_only(branch, *(f"failed/{each}.pdf" for each in FAILED))
    service.rule("*", "ok")
    return branch


def expect_done(branch, service, each):
    expect_filed(branch, f"{each}.pdf", receipt(each), "done", "accepted", rc="00", attempts=1)
    expect_stored(service, each, receipt(each))
    assert [request.rc for request in tries_of(service, each)] == ["05", "00"]


def test_retry_puts_all_back_and_they_are_sent(failing, service):
    with failing.agent():
        failing.command("retry")
        for each in FAILED:
            expect_done(failing, service, each)
        expect_only(failing, *(f"done/{each}.pdf" for each in FAILED))
        failing.wait_for_state("idle")
    assert len(failing.history()) == 6


def test_retry_without_an_agent_waits_for_the_next_run(failing, service):
    failing.command("retry")
    assert failing.waiting() == [f"{each}.pdf" for each in FAILED]
    assert failing.filed("failed") == []
    failing.command("run", "--once", code=0)
    for each in FAILED:
        expect_done(failing, service, each)


def test_retry_of_one_number_leaves_the_others(failing, service):
    with failing.agent():
        failing.command("retry", FAILED[1])
        expect_done(failing, service, FAILED[1])
        expect_only(failing, f"done/{FAILED[1]}.pdf", f"failed/{FAILED[0]}.pdf", f"failed/{FAILED[2]}.pdf")


def test_retry_of_an_unknown_number_is_told(failing):
    result = failing.command("retry", "0111", code=1)
    assert "0111" in result.stderr
    expect_only(failing, *(f"failed/{each}.pdf" for each in FAILED))


def test_retry_with_nothing_failed_is_well(branch):
    branch.command("retry")


@pytest.mark.parametrize("runs", [True, False], ids=["while-it-runs", "before-it-runs"])
def test_moving_a_file_back_by_hand_is_a_retry(failing, service, runs):
    each = FAILED[0]
    name = f"{each}.pdf"
    if not runs:
        (failing.folder / "failed" / name).rename(failing.folder / name)
    with failing.agent():
        if runs:
            (failing.folder / "failed" / name).rename(failing.folder / name)
        expect_done(failing, service, each)
        wait_until(lambda: f"{each}.txt" not in failing.filed("failed"))
        expect_only(failing, f"done/{name}", *(f"failed/{other}.pdf" for other in FAILED[1:]))


def test_what_fails_again_gets_one_new_reason(failing, service):
    service.rule("*", "28")
    with failing.agent():
        failing.command("retry", FAILED[0])
        wait_until(lambda: len(failing.history("--number", FAILED[0])) == 2)
        wait_until(lambda: f"{FAILED[0]}.txt" in failing.filed("failed") and not failing.waiting())
    assert "(28)" in (failing.folder / "failed" / f"{FAILED[0]}.txt").read_text("utf-8-sig")
    expect_only(failing, *(f"failed/{each}.pdf" for each in FAILED))


def test_a_text_of_somebodys_own_in_failed_stays(failing):
    note = failing.folder / "failed" / "catatan.txt"
    note.write_text("jangan dihapus", encoding="utf-8")
    with failing.agent():
        (failing.folder / "failed" / f"{FAILED[0]}.pdf").unlink()
        wait_until(lambda: f"{FAILED[0]}.txt" not in failing.filed("failed"))
    assert note.read_text(encoding="utf-8") == "jangan dihapus"
