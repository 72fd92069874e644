"""What may lie in a drop folder beside receipts, and what names mean."""

import os

import pytest
from rig.expectations import expect_filed, expect_only, expect_stored
from rig.receipts import number, receipt, sha256
from rig.waiting import wait_until

NUMBER, SECOND = number(601), number(602)
LEFT_ALONE = (
    f"{NUMBER}.pdf.tmp", f"{NUMBER}.pdf.part", f"{NUMBER}.pdf.crdownload", f"~${NUMBER}.pdf", f".{NUMBER}.pdf",
    "Thumbs.db", "desktop.ini", "x.TMP", ".DS_Store",
)  # fmt: skip


def expect_done(branch, each, **facts):
    return expect_filed(branch, f"{each}.pdf", receipt(each), "done", "accepted", rc="00", attempts=1, **facts)


def odd_folder(path):
    path.mkdir()
    (path / "isi.pdf").write_bytes(b"x")


def odd_fifo(path):
    os.mkfifo(path)


def odd_link(path):
    target = path.parent.parent / "somewhere-else.pdf"
    target.write_bytes(receipt(NUMBER))
    path.symlink_to(target)


def odd_broken_link(path):
    path.symlink_to(path.parent.parent / "nowhere.pdf")


ODD = {"folder": odd_folder, "fifo": odd_fifo, "link": odd_link, "broken-link": odd_broken_link}


@pytest.mark.parametrize("make", ODD.values(), ids=ODD)
@pytest.mark.parametrize("early", [True, False], ids=["before-it-runs", "while-it-runs"])
def test_what_is_no_file_under_a_receipts_name_is_told_and_left(branch, service, make, early):
    branch.folder.mkdir()
    odd = branch.folder / f"{NUMBER}.pdf"
    if early:
        make(odd)
    with branch.agent():
        if not early:
            make(odd)
        branch.drop(f"{SECOND}.pdf", receipt(SECOND))
        expect_done(branch, SECOND)
        told = branch.wait_for_state("attention")
        assert odd.name in told["reason"]
        assert branch.waiting() == [odd.name]
        assert os.path.lexists(odd)
        assert branch.all_filed() == {"done": [f"{SECOND}.pdf"], "duplicate": [], "failed": []}
        if odd.is_dir():
            (odd / "isi.pdf").unlink()
            odd.rmdir()
        else:
            odd.unlink()
        branch.wait_for_state("idle")
    assert {request.number for request in service.requests} == {SECOND}


def test_sub_folders_are_left_alone(branch, service):
    places = [branch.folder / name for name in ("arsip", "2026/November", "done/lama", "failed/lama", "Done 2")]
    for place in places:
        place.mkdir(parents=True)
        (place / f"{NUMBER}.pdf").write_bytes(receipt(NUMBER))
    with branch.agent():
        branch.drop(f"{SECOND}.pdf", receipt(SECOND))
        expect_done(branch, SECOND)
        branch.command("retry")
        branch.wait_for_state("idle")
    assert all((place / f"{NUMBER}.pdf").read_bytes() == receipt(NUMBER) for place in places)
    assert [request.number for request in service.requests] == [SECOND]


def test_leftovers_of_programs_and_of_the_system_are_left_alone(branch, service):
    branch.folder.mkdir()
    for name in LEFT_ALONE:
        (branch.folder / name).write_bytes(receipt(NUMBER))
    with branch.agent():
        branch.drop(f"{SECOND}.pdf", receipt(SECOND))
        expect_done(branch, SECOND)
        assert branch.wait_for_state("idle")["waiting"] == 0
    assert all((branch.folder / name).read_bytes() == receipt(NUMBER) for name in LEFT_ALONE)
    assert [request.number for request in service.requests] == [SECOND]
    assert branch.filed("failed") == []


def test_a_taken_name_gets_a_count_and_nothing_is_overwritten(branch):
    (branch.folder / "done").mkdir(parents=True)
    (branch.folder / "done" / f"{NUMBER}.pdf").write_bytes(b"somebody's")
    (branch.folder / "done" / f"{NUMBER} (2).pdf").write_bytes(b"somebody else's")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_done(branch, NUMBER, filed_as=f"done/{NUMBER} (3).pdf")
    assert (branch.folder / "done" / f"{NUMBER}.pdf").read_bytes() == b"somebody's"
    assert (branch.folder / "done" / f"{NUMBER} (2).pdf").read_bytes() == b"somebody else's"


def test_the_same_receipt_dropped_twice_is_a_duplicate_the_second_time(branch):
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_done(branch, NUMBER)
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "duplicate", "duplicate", rc="29")
        expect_only(branch, f"done/{NUMBER}.pdf", f"duplicate/{NUMBER}.pdf")


NAMES = {
    "second-download": (f"{NUMBER} (1).pdf", NUMBER),
    "capitals": (f"{NUMBER}.PDF", NUMBER),
    "mixed": (f"{NUMBER}.Pdf", NUMBER),
    "leading-zeros": ("00000000000000000007.pdf", "00000000000000000007"),
    "short": ("0.pdf", "0"),
    "letters": ("aB3.pdf", "aB3"),
}


@pytest.mark.parametrize("encoding", ["multipart", "json"])
@pytest.mark.parametrize(("name", "sent_as"), NAMES.values(), ids=NAMES)
def test_a_name_means_its_number(make_branch, service, name, sent_as, encoding):
    branch = make_branch(server__encoding=encoding)
    with branch.agent():
        branch.drop(name, receipt(sent_as))
        expect_filed(branch, name, receipt(sent_as), "done", "accepted", no_validasi=sent_as)
        expect_only(branch, f"done/{name}")
    expect_stored(service, sent_as, receipt(sent_as))
    assert [request.number for request in service.requests] == [sent_as]


def test_two_files_of_one_number_go_one_after_the_other(branch, service):
    contents = {f"{NUMBER}.pdf": receipt(NUMBER, "satu"), f"{NUMBER} (1).pdf": receipt(NUMBER, "dua")}
    for name, content in contents.items():
        branch.drop(name, content)
    with branch.agent():
        wait_until(lambda: not branch.waiting())
        wait_until(lambda: len(branch.history()) == 2)
    lines = {line["outcome"]: line for line in branch.history()}
    assert set(lines) == {"done", "duplicate"}
    assert sha256(contents[lines["done"]["name"]]) == service.accepted[NUMBER].sha256


def test_a_name_that_is_no_text_fails_like_any_bad_name(branch):
    name = os.fsdecode(b"bukti-\xff\xfe.pdf")
    with branch.agent():
        branch.drop(name, receipt(NUMBER))
        wait_until((branch.folder / "failed" / name).exists)
        wait_until(lambda: not branch.waiting())
        (line,) = wait_until(branch.history)
        assert (line["reason"], line["no_validasi"]) == ("bad-name", None)
        assert (branch.folder / "failed" / os.fsdecode(b"bukti-\xff\xfe.txt")).exists()
        branch.command("history")
        branch.command("history", "--csv")
        branch.command("status", code=1)
        branch.command("retry")
        wait_until(lambda: len(branch.history()) == 2)


def test_a_file_that_may_not_be_read_is_told_and_sent_once_it_may(ordinary_branch):
    branch = ordinary_branch
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER)).chmod(0)
    with branch.agent():
        branch.drop(f"{SECOND}.pdf", receipt(SECOND))
        expect_done(branch, SECOND)
        assert f"{NUMBER}.pdf" in branch.wait_for_state("attention")["reason"]
        (branch.folder / f"{NUMBER}.pdf").chmod(0o600)
        expect_done(branch, NUMBER)
        branch.wait_for_state("idle")


def test_two_thousand_at_once(make_branch, service):
    branch = make_branch(upload__parallel=8)
    numbers = [number(index) for index in range(10_000, 12_000)]
    with branch.agent():
        for each in numbers:
            branch.drop(f"{each}.pdf", receipt(each))
        wait_until(lambda: len(branch.filed("done")) == len(numbers), 150, lambda: len(branch.filed("done")))
        wait_until(lambda: len(branch.history()) == len(numbers))
        branch.wait_for_state("idle")
    assert branch.waiting() == []
    assert {line["sha256"] for line in branch.history()} == {sha256(receipt(each)) for each in numbers}
    assert sorted(service.accepted) == numbers
    assert len(service.requests) == len(numbers)
