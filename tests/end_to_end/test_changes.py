"""Files and folders that change while the agent works."""

import time

from rig.expectations import expect_filed, expect_only, expect_stored, tries_of
from rig.receipts import number, receipt
from rig.waiting import wait_until

NUMBER, SECOND = number(701), number(702)


def write_slowly(path, content, seconds):
    """Write in place, bit by bit, as a printer's driver does."""
    steps = 20
    size = len(content) // steps + 1
    with path.open("wb", buffering=0) as file:
        for begin in range(0, len(content), size):
            file.write(content[begin : begin + size])
            time.sleep(seconds / steps)


def test_a_file_that_is_written_slowly_is_sent_once_and_whole(branch, service):
    content = receipt(NUMBER, padding=50_000)
    with branch.agent():
        write_slowly(branch.folder / f"{NUMBER}.pdf", content, 2.0)
        expect_filed(branch, f"{NUMBER}.pdf", content, "done", "accepted", attempts=1)
    expect_stored(service, NUMBER, content)
    assert len(service.requests) == 1
    assert len(branch.history()) == 1


def test_a_file_that_is_written_in_bits_by_many_openings_is_sent_whole(make_branch):
    branch = make_branch(folder__incomplete_s=10)
    content = receipt(NUMBER, padding=50_000)
    with branch.agent():
        for begin in range(0, len(content), 10_000):
            with (branch.folder / f"{NUMBER}.pdf").open("ab") as file:
                file.write(content[begin : begin + 10_000])
            time.sleep(0.1)
        expect_filed(branch, f"{NUMBER}.pdf", content, "done", "accepted", attempts=1)
    assert len(branch.history()) == 1


def test_a_file_replaced_during_its_upload_leaves_the_accepted_bytes_and_a_new_arrival(branch, service):
    service.rule(NUMBER, "slow:2", "ok")
    sent, later = receipt(NUMBER, "terkirim"), receipt(NUMBER, "kemudian")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", sent)
        wait_until(lambda: tries_of(service, NUMBER))
        branch.drop(f"{NUMBER}.pdf", later)
        expect_filed(branch, f"{NUMBER}.pdf", sent, "done", "accepted", rc="00", attempts=1)
        expect_filed(branch, f"{NUMBER}.pdf", later, "duplicate", "duplicate", rc="29", attempts=1)
        expect_only(branch, f"done/{NUMBER}.pdf", f"duplicate/{NUMBER}.pdf")
    expect_stored(service, NUMBER, sent)


def test_a_file_rewritten_in_place_during_its_upload_leaves_the_accepted_bytes(branch, service):
    service.rule(NUMBER, "slow:2", "ok")
    sent, later = receipt(NUMBER, "terkirim"), receipt(NUMBER, "kemudian")
    with branch.agent():
        path = branch.drop(f"{NUMBER}.pdf", sent)
        wait_until(lambda: tries_of(service, NUMBER))
        path.write_bytes(later)
        expect_filed(branch, f"{NUMBER}.pdf", sent, "done", "accepted", rc="00", attempts=1)
        expect_filed(branch, f"{NUMBER}.pdf", later, "duplicate", "duplicate", rc="29", attempts=1)
        expect_only(branch, f"done/{NUMBER}.pdf", f"duplicate/{NUMBER}.pdf")
    expect_stored(service, NUMBER, sent)


def test_a_file_removed_during_its_upload_leaves_the_accepted_bytes(branch, service):
    service.rule(NUMBER, "slow:2")
    with branch.agent():
        path = branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        wait_until(lambda: tries_of(service, NUMBER))
        path.unlink()
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", attempts=1)
        expect_only(branch, f"done/{NUMBER}.pdf")
        branch.wait_for_state("idle")
    expect_stored(service, NUMBER, receipt(NUMBER))


def test_a_file_renamed_during_its_upload_leaves_the_accepted_bytes(branch, service):
    service.rule(NUMBER, "slow:2", "ok")
    with branch.agent():
        path = branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        wait_until(lambda: tries_of(service, NUMBER))
        path.rename(path.with_name(f"{SECOND}.pdf"))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", attempts=1)
        wait_until(lambda: not branch.waiting())
    expect_stored(service, NUMBER, receipt(NUMBER))


def test_a_receipt_that_is_taken_out_before_it_was_sent_is_forgotten(branch, service):
    service.always("http-503")
    with branch.agent():
        path = branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        branch.wait_for_state("offline")
        path.unlink()
        wait_until(lambda: branch.status()["waiting"] == 0)
        service.normally()
        branch.drop(f"{SECOND}.pdf", receipt(SECOND))
        expect_filed(branch, f"{SECOND}.pdf", receipt(SECOND), "done", "accepted")
        expect_only(branch, f"done/{SECOND}.pdf")
        branch.wait_for_state("idle")


def test_a_drop_folder_that_goes_away_comes_back(branch):
    away = branch.home / "elsewhere"
    with branch.agent():
        branch.wait_for_state("idle")
        branch.folder.rename(away)
        assert branch.wait_for_state("attention")["reason"]
        for index in range(710, 715):
            (away / f"{number(index)}.pdf").write_bytes(receipt(number(index)))
        assert not branch.folder.exists()
        away.rename(branch.folder)
        for index in range(710, 715):
            expect_filed(branch, f"{number(index)}.pdf", receipt(number(index)), "done", "accepted")
        branch.wait_for_state("idle")
        branch.drop(f"{SECOND}.pdf", receipt(SECOND))
        expect_filed(branch, f"{SECOND}.pdf", receipt(SECOND), "done", "accepted")


def test_a_drop_folder_that_goes_away_during_an_upload_loses_nothing(branch, service):
    away = branch.home / "elsewhere"
    service.rule(NUMBER, "slow:1")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        wait_until(lambda: tries_of(service, NUMBER))
        branch.folder.rename(away)
        branch.wait_for_state("attention")
        wait_until(branch.history)
        away.rename(branch.folder)
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", attempts=1)
        expect_only(branch, f"done/{NUMBER}.pdf")
        branch.wait_for_state("idle")
    expect_stored(service, NUMBER, receipt(NUMBER))


def test_outcome_folders_that_are_removed_are_made_again(branch):
    with branch.agent():
        wait_until((branch.folder / "failed").is_dir)
        for name in ("done", "duplicate", "failed"):
            (branch.folder / name).rmdir()
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")


def test_a_damaged_journal_is_set_aside_and_work_goes_on(branch):
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    branch.command("run", "--once")
    for file in branch.state.glob("journal.db*"):
        file.write_bytes(b"no journal any more" * 1000)
    with branch.agent():
        branch.drop(f"{SECOND}.pdf", receipt(SECOND))
        expect_filed(branch, f"{SECOND}.pdf", receipt(SECOND), "done", "accepted")
    assert len(list(branch.state.glob("journal-damaged-*.db"))) == 1
