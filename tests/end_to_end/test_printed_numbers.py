"""The right receipt under the right number: what a document prints against its file's name."""

import getpass
import socket
from datetime import datetime

import pytest
from rig.expectations import expect_filed, expect_only, expect_stored, wait_for_filing
from rig.receipts import SAMPLES, number, receipt
from rig.waiting import wait_until

A, B, C = number(701), number(702), number(703)
A_UNDER_B = receipt(A)
A_UNDER_B_NAME = f"{B}.pdf"
SAVED_BY_THE_BANK = "SiskohatSetoranAwal.pdf"
SCAN = "hasil scan 3.pdf"
COPY = "scan (3).pdf"
"""By the rule for numbers, a second copy of the number `scan`."""


def reason_of(branch, name):
    return (branch.folder / "failed" / name).with_suffix(".txt").read_text("utf-8-sig")


def blocked(branch):
    """Let a branch run once with A's receipt under B's number."""
    branch.drop(A_UNDER_B_NAME, A_UNDER_B)
    branch.command("run", "--once", code=1)


def test_a_receipt_under_anothers_number_is_not_sent(branch, service):
    with branch.agent():
        branch.drop(A_UNDER_B_NAME, A_UNDER_B)
        facts = {"rc": None, "attempts": 0, "no_validasi": B, "print": "mismatch", "printed": A}
        expect_filed(branch, A_UNDER_B_NAME, A_UNDER_B, "failed", "number-mismatch", **facts)
        branch.wait_for_state("attention")
    assert service.requests == []
    told = reason_of(branch, A_UNDER_B_NAME)
    assert f"Nomor validasi pada PDF ({A}) berbeda dengan nama berkas ({B}). Berkas tidak dikirim." in told
    assert f"ubah nama berkas menjadi {A}.pdf" in told
    assert f"branchagent retry {B} --as-named" in told
    assert f'text="{A_UNDER_B_NAME}: Nomor validasi pada PDF ({A})' in branch.log()


def test_the_clerk_who_renames_it_has_mended_it(branch, service):
    with branch.agent():
        branch.drop(A_UNDER_B_NAME, A_UNDER_B)
        wait_for_filing(branch, f"failed/{A_UNDER_B_NAME}")
        (branch.folder / "failed" / A_UNDER_B_NAME).rename(branch.folder / f"{A}.pdf")
        expect_filed(branch, f"{A}.pdf", A_UNDER_B, "done", "accepted", print="match", printed=None)
        wait_until(lambda: branch.filed("failed") == [])
    expect_stored(service, A, A_UNDER_B)
    assert B not in service.accepted


def test_with_warn_it_is_sent_and_told(make_branch, service):
    branch = make_branch(receipt__printed_number="warn")
    with branch.agent():
        branch.drop(A_UNDER_B_NAME, A_UNDER_B)
        facts = {"print": "mismatch", "printed": A, "released_by": None}
        expect_filed(branch, A_UNDER_B_NAME, A_UNDER_B, "done", "accepted", **facts)
    expect_stored(service, B, A_UNDER_B)
    assert f'text="Bukti setoran {B} terkirim, tetapi PDF-nya mencetak nomor validasi {A}.' in branch.log()
    assert f"tercetak {A}" in branch.command("history").stdout


def test_with_off_nobody_looks(make_branch, service):
    branch = make_branch(receipt__printed_number="off")
    branch.drop(A_UNDER_B_NAME, A_UNDER_B)
    branch.drop(SCAN, receipt(C))
    branch.command("run", "--once", code=1)
    expect_filed(branch, A_UNDER_B_NAME, A_UNDER_B, "done", "accepted", print=None, printed=None)
    expect_filed(branch, SCAN, receipt(C), "failed", "bad-name", print=None, printed=None)
    expect_stored(service, B, A_UNDER_B)
    assert " notice " not in branch.log()


def test_a_document_that_tells_no_number_is_sent(branch, service):
    content = receipt(A).replace(b"Nomor Validasi : ", b"Nomor Antrean  : ")
    branch.drop(A_UNDER_B_NAME, content)
    branch.command("run", "--once")
    expect_filed(branch, A_UNDER_B_NAME, content, "done", "accepted", print="unknown", printed=None)
    expect_stored(service, B, content)


def test_a_pattern_says_what_a_printed_number_can_be(make_branch):
    branch = make_branch(receipt__number_pattern="[0-9]{20}")
    content = receipt("12345678")
    branch.drop(A_UNDER_B_NAME, content)
    branch.command("run", "--once")
    expect_filed(branch, A_UNDER_B_NAME, content, "done", "accepted", print="unknown")


def test_a_person_decides_that_it_goes_as_named(branch, service):
    blocked(branch)
    before = datetime.now().astimezone()
    branch.command("retry", B, "--as-named")
    assert branch.waiting() == [A_UNDER_B_NAME]
    branch.command("run", "--once")
    facts = {"print": "mismatch", "printed": A, "released_by": f"{getpass.getuser()}@{socket.gethostname()}"}
    line = expect_filed(branch, A_UNDER_B_NAME, A_UNDER_B, "done", "accepted", **facts)
    assert before <= datetime.fromisoformat(line["released_at"]) <= datetime.now().astimezone()
    expect_stored(service, B, A_UNDER_B)
    expect_only(branch, f"done/{A_UNDER_B_NAME}")
    assert list((branch.folder / ".branchagent.released").iterdir()) == []
    assert f"dikirim sesuai nama berkas oleh {getpass.getuser()}@" in branch.command("history").stdout
    assert "terkirim, tetapi" not in branch.log()


def test_the_decision_reaches_the_agent_that_serves_the_folder(make_branch, service):
    """Another PC's, whose state folder nobody else can see."""
    branch, supervisor = make_branch(), make_branch("supervisor")
    supervisor.set(folder__path=branch.folder)
    with branch.agent():
        branch.drop(A_UNDER_B_NAME, A_UNDER_B)
        wait_for_filing(branch, f"failed/{A_UNDER_B_NAME}")
        supervisor.command("retry", B, "--as-named")
        expect_filed(branch, A_UNDER_B_NAME, A_UNDER_B, "done", "accepted")
    expect_stored(service, B, A_UNDER_B)


def test_the_decision_outlives_an_outage_and_a_restart(branch, service):
    blocked(branch)
    service.down()
    branch.command("retry", B, "--as-named")
    for _ in range(2):
        branch.command("run", "--once", code=1)
        assert branch.waiting() == [A_UNDER_B_NAME]
    service.normally()
    branch.command("run", "--once")
    expect_stored(service, B, A_UNDER_B)


def test_the_decision_is_about_these_bytes_under_this_number(branch, service):
    blocked(branch)
    branch.command("retry", B, "--as-named")
    (branch.folder / A_UNDER_B_NAME).rename(branch.folder / f"{C}.pdf")
    branch.drop(A_UNDER_B_NAME, receipt(A, "another print"))
    branch.command("run", "--once", code=1)
    assert {line["reason"] for line in branch.history()} == {"number-mismatch"}
    assert len(branch.history()) == 3
    assert service.requests == []


def test_what_goes_as_named_has_to_be_named(branch):
    blocked(branch)
    assert "--as-named" in branch.command("retry", "--as-named", code=1).stderr
    assert branch.waiting() == []


def test_a_name_without_a_number_cannot_go_as_named(branch):
    branch.drop(SCAN, A_UNDER_B)
    branch.command("run", "--once", code=1)
    assert "tidak memuat nomor validasi" in branch.command("retry", SCAN, "--as-named", code=1).stderr
    assert branch.waiting() == []


@pytest.mark.parametrize("name", [SAVED_BY_THE_BANK, COPY])
def test_a_word_cannot_go_as_named_either(branch, name):
    branch.drop(name, A_UNDER_B)
    branch.command("run", "--once", code=1)
    assert "tidak memuat nomor validasi" in branch.command("retry", name, "--as-named", code=1).stderr
    assert branch.waiting() == []


def test_of_two_files_of_one_number_the_one_that_goes_as_named_has_to_be_named(branch, service):
    other = receipt(C)
    branch.drop(A_UNDER_B_NAME, A_UNDER_B)
    branch.drop(f"{B} (1).pdf", other)
    branch.command("run", "--once", code=1)
    told = branch.command("retry", B, "--as-named", code=1).stderr
    assert A_UNDER_B_NAME in told
    assert f"{B} (1).pdf" in told
    assert branch.waiting() == []
    branch.command("retry", f"{B} (1).pdf", "--as-named")
    branch.command("run", "--once")
    expect_stored(service, B, other)
    assert A_UNDER_B_NAME in branch.filed("failed")


def test_a_misnamed_file_is_told_its_right_name(branch, service):
    saved = (SAMPLES / SAVED_BY_THE_BANK).read_bytes()
    right = "99926112300013570045"
    branch.drop(SAVED_BY_THE_BANK, saved)
    branch.drop(SCAN, receipt(A))
    branch.drop(COPY, receipt(C))
    branch.command("run", "--once", code=1)
    expect_filed(branch, COPY, receipt(C), "failed", "number-mismatch", no_validasi="scan", printed=C)
    expect_filed(branch, SAVED_BY_THE_BANK, saved, "failed", "number-mismatch", printed=right)
    expect_filed(branch, SCAN, receipt(A), "failed", "bad-name", no_validasi=None, printed=A)
    assert f"ubah nama berkas menjadi {right}.pdf" in reason_of(branch, SAVED_BY_THE_BANK)
    assert f"Seharusnya {A}.pdf." in reason_of(branch, SCAN)
    assert f'text="{SCAN}: Nama berkas bukan nomor validasi yang sah. Seharusnya {A}.pdf.' in branch.log()
    assert service.requests == []


def test_retry_renames_all_that_are_misnamed_in_one_step(branch, service):
    service.rule(C, "05")
    branch.drop(SCAN, receipt(A))
    branch.drop("surat jemaah.pdf", receipt(B).replace(b"Validasi", b"Antrean."))
    branch.drop(f"{C}.pdf", receipt(C))
    branch.command("run", "--once", code=1)
    told = branch.command("retry", "--rename").stdout
    assert f"{A}.pdf" in told
    assert "1 dari 1 dikembalikan" in told
    assert branch.waiting() == [f"{A}.pdf"]
    branch.command("run", "--once")
    expect_filed(branch, f"{A}.pdf", receipt(A), "done", "accepted")
    assert branch.filed("failed") == [f"{C}.pdf", f"{C}.txt", "surat jemaah.pdf", "surat jemaah.txt"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("surat jemaah.pdf", receipt(A).replace(b"Validasi", b"Antrean."), "tidak ada nomor validasi"),
        ("foto jemaah.pdf", b"\xff\xd8\xff\xe0", "tidak ada nomor validasi"),
        (f"{A}.pdf", receipt(A), "nama berkas sudah sama dengan nomor yang tercetak"),
    ],
)
def test_what_cannot_be_renamed_is_told_when_it_was_asked_for(branch, service, name, content, why):
    service.rule(A, "05")
    branch.drop(name, content)
    branch.command("run", "--once", code=1)
    assert why in branch.command("retry", name, "--rename", code=1).stderr
    assert branch.waiting() == []


def test_retry_renames_no_file_whose_name_is_a_number_unless_it_is_named(branch):
    blocked(branch)
    assert "0 dari 0" in branch.command("retry", "--rename").stdout
    branch.command("retry", A_UNDER_B_NAME, "--rename")
    assert branch.waiting() == [f"{A}.pdf"]


@pytest.mark.parametrize("mode", ["block", "off"])
def test_a_name_from_the_print_is_sent_directly(make_branch, service, mode):
    branch = make_branch(receipt__name_from_print=True, receipt__printed_number=mode)
    saved = (SAMPLES / SAVED_BY_THE_BANK).read_bytes()
    right = "99926112300013570045"
    with branch.agent():
        branch.drop(SCAN, receipt(A))
        branch.drop(SAVED_BY_THE_BANK, saved)
        expect_filed(branch, SCAN, receipt(A), "done", "accepted", no_validasi=A, filed_as=f"done/{A}.pdf")
        expect_filed(
            branch, SAVED_BY_THE_BANK, saved, "done", "accepted", no_validasi=right, filed_as=f"done/{right}.pdf"
        )
        branch.wait_for_state("idle")
    expect_stored(service, A, receipt(A))
    expect_stored(service, right, saved)
    expect_only(branch, f"done/{A}.pdf", f"done/{right}.pdf")


def test_a_name_from_the_print_waits_for_the_service_and_survives_a_restart(make_branch, service):
    branch = make_branch(receipt__name_from_print=True)
    service.down()
    branch.drop(SCAN, receipt(A))
    branch.command("run", "--once", code=1)
    assert branch.waiting() == [SCAN]
    service.normally()
    branch.command("run", "--once")
    line = expect_filed(branch, SCAN, receipt(A), "done", "accepted", no_validasi=A, filed_as=f"done/{A}.pdf")
    assert line["attempts"] > 1


def test_a_name_from_the_print_and_its_namesake_go_one_after_the_other(make_branch, service):
    branch = make_branch(receipt__name_from_print=True)
    branch.drop(SCAN, receipt(A))
    branch.drop(f"{A}.pdf", receipt(A))
    branch.command("run", "--once")
    assert [request.rc for request in service.requests] == ["00", "29"]
    assert (len(branch.filed("done")), len(branch.filed("duplicate"))) == (1, 1)


def test_a_name_from_the_print_that_fails_lies_under_its_number(make_branch, service):
    branch = make_branch(receipt__name_from_print=True)
    service.rule(A, "05")
    branch.drop(SCAN, receipt(A))
    branch.command("run", "--once", code=1)
    expect_filed(branch, SCAN, receipt(A), "failed", "not-found", no_validasi=A, filed_as=f"failed/{A}.pdf")
    service.rule(A, "ok")
    branch.command("retry", A)
    branch.command("run", "--once")
    expect_only(branch, f"done/{A}.pdf")


def test_a_word_of_the_form_gives_way_to_the_number(make_branch):
    branch = make_branch(receipt__name_from_print=True)
    branch.drop("validasi.pdf", receipt(A))
    branch.command("run", "--once")
    expect_filed(branch, "validasi.pdf", receipt(A), "done", "accepted", no_validasi=A, filed_as=f"done/{A}.pdf")


def test_a_setting_that_changes_meanwhile_begins_a_record_of_its_own(branch, service):
    service.down()
    branch.drop(COPY, receipt(A))
    branch.set(receipt__printed_number="off")
    branch.command("run", "--once", code=1)
    branch.set(receipt__name_from_print=True)
    service.normally()
    branch.command("run", "--once")
    line = expect_filed(branch, COPY, receipt(A), "done", "accepted", no_validasi=A, filed_as=f"done/{A}.pdf")
    assert line["print"] is None


def test_a_note_that_makes_no_sense_releases_nothing(branch, service):
    blocked(branch)
    branch.command("retry", B, "--as-named")
    (note,) = (branch.folder / ".branchagent.released").iterdir()
    for at in ("NaN", "1e300", "-1", "1" * 400, '"yesterday"'):
        note.write_text(f'{{"number": "{B}", "by": "clerk", "at": {at}}}', "utf-8")
        branch.command("run", "--once", code=1)
        assert branch.filed("failed") == [A_UNDER_B_NAME, f"{B}.txt"]
        branch.command("retry", B)
    assert service.requests == []


def test_a_name_with_a_number_never_gives_way_to_the_print(make_branch, service):
    branch = make_branch(receipt__name_from_print=True)
    blocked(branch)
    expect_filed(branch, A_UNDER_B_NAME, A_UNDER_B, "failed", "number-mismatch")
    assert service.requests == []


def test_another_document_under_a_number_that_was_sent_is_told(branch, service):
    first, second = receipt(A, "first"), receipt(A, "second")
    branch.drop(f"{A}.pdf", first)
    branch.command("run", "--once")
    sent_at = branch.history()[0]["finished_at"]
    branch.drop(f"{A}.pdf", second)
    branch.command("run", "--once")
    expect_filed(branch, f"{A}.pdf", second, "duplicate", "duplicate", rc="29", other_sent_at=sent_at)
    assert f'text="Bukti setoran {A} sudah pernah diunggah, dan dokumen lain dengan nomor ini dikirim' in branch.log()
    assert "dokumen lain sudah dikirim pada" in branch.command("history").stdout
    expect_stored(service, A, first)


def test_the_same_document_twice_is_no_other_one(branch):
    for _ in range(2):
        branch.drop(f"{A}.pdf", receipt(A))
        branch.command("run", "--once")
    expect_filed(branch, f"{A}.pdf", receipt(A), "duplicate", "duplicate", rc="29", other_sent_at=None)
    assert " notice " not in branch.log()
