"""What lies in `failed/`, its way back into the drop folder, and whose the texts beside it are."""

import os
import subprocess
import threading

import pytest
from rig.systems import fifos, half_characters, links

NUMBER = "01118053000013564019"
NAME = f"{NUMBER}.pdf"


def test_failures_are_the_files_without_their_reasons(desk):
    desk.fail(NAME)
    desk.fail("scan.docx")
    desk.fail("notes.txt", b"a dropped text")
    assert desk.cabinet.failures() == sorted([NAME, "notes.txt", "scan.docx"])


@half_characters
def test_a_failure_of_any_name_is_one(desk):
    desk.fail("b\udcff.pdf")
    assert desk.cabinet.failures() == ["b\udcff.pdf"]


def test_a_persons_own_text_is_a_failure_of_its_own(desk):
    desk.fail(NAME)
    desk.save(f"failed/{NUMBER}.txt", b"my notes")
    assert desk.cabinet.failures() == [NAME, f"{NUMBER}.txt"]


def test_folders_and_leftovers_are_no_failures(desk):
    desk.fail(NAME)
    (desk.drop / "failed" / "old").mkdir()
    desk.save("failed/.hidden", b"")
    desk.save("failed/Thumbs.db", b"")
    assert desk.cabinet.failures() == [NAME]


def test_an_orphaned_reason_is_no_failure(desk):
    desk.fail(NAME)
    (desk.drop / "failed" / NAME).unlink()
    assert desk.cabinet.failures() == []


def test_without_a_folder_there_are_no_failures(desk):
    assert desk.cabinet.failures() == []


def test_a_failure_put_back_is_a_new_arrival_without_a_reason(desk):
    desk.fail(NAME, b"content")
    assert desk.cabinet.put_back(NAME) == NAME
    assert desk.files() == {NAME: b"content"}


def test_a_failure_put_back_goes_over_nothing(desk):
    desk.fail(NAME, b"failed")
    desk.save(NAME, b"newer")
    assert desk.cabinet.put_back(NAME) == f"{NUMBER} (2).pdf"
    assert desk.files() == {NAME: b"newer", f"{NUMBER} (2).pdf": b"failed"}


def test_what_is_not_there_cannot_be_put_back(desk):
    desk.fail(NAME)
    with pytest.raises(FileNotFoundError):
        desk.cabinet.put_back("other.pdf")
    assert len(desk.files()) == 2


def test_a_persons_own_text_stays_when_its_receipt_is_put_back(desk):
    desk.fail(NAME)
    desk.save(f"failed/{NUMBER}.txt", b"my notes")
    desk.cabinet.put_back(NAME)
    assert desk.files()[f"failed/{NUMBER}.txt"] == b"my notes"


def test_the_reason_of_a_receipt_that_a_person_moved_back_goes_away(desk):
    desk.fail(NAME)
    desk.fail("other.pdf")
    (desk.drop / "failed" / NAME).rename(desk.drop / NAME)
    desk.cabinet.remove_orphaned_reasons()
    assert set(desk.files()) == {NAME, "failed/other.pdf", "failed/other.txt"}


def test_texts_that_are_not_ours_stay(desk):
    desk.cabinet.make_folders()
    own = {"failed/notes.txt": b"my notes", "failed/empty.txt": b"", "failed/far.txt": b" branchagent: no"}
    for name, content in own.items():
        desk.save(name, content)
    (desk.drop / "failed" / "folder.txt").mkdir()
    desk.cabinet.remove_orphaned_reasons()
    assert desk.files() == own


@links
def test_a_link_is_no_reason_of_ours(desk):
    desk.cabinet.make_folders()
    (desk.drop / "failed" / "link.txt").symlink_to(desk.drop / "nowhere")
    desk.cabinet.remove_orphaned_reasons()
    assert (desk.drop / "failed" / "link.txt").is_symlink()


def test_our_mark_counts_with_and_without_a_byte_order_mark(desk):
    desk.save("failed/a.txt", b"\xef\xbb\xbfbranchagent: x")
    desk.save("failed/b.txt", b"branchagent: x")
    desk.cabinet.remove_orphaned_reasons()
    assert desk.files() == {}


def test_the_reason_of_one_that_came_back_is_taken_away_at_once(desk):
    desk.fail(NAME)
    (desk.drop / "failed" / NAME).rename(desk.drop / NAME)
    assert desk.cabinet.remove_reason_of(NAME)
    assert not desk.cabinet.remove_reason_of(NAME)
    assert set(desk.files()) == {NAME}


def test_the_reason_of_one_that_is_still_there_stays(desk):
    desk.fail(NAME)
    assert not desk.cabinet.remove_reason_of(NAME)
    assert len(desk.files()) == 2


def test_tidying_counts_the_failures_and_sees_every_change(desk):
    desk.cabinet.make_folders()
    assert desk.cabinet.tidy_failures() == 0
    desk.fail(NAME)
    desk.fail("other.pdf")
    assert desk.cabinet.tidy_failures() == 2
    (desk.drop / "failed" / NAME).rename(desk.drop / NAME)
    assert desk.cabinet.tidy_failures() == 1
    assert desk.cabinet.tidy_failures() == 1
    assert set(desk.files()) == {NAME, "failed/other.pdf", "failed/other.txt"}


@fifos
def test_a_fifo_in_failed_holds_nobody_up(desk):
    desk.cabinet.make_folders()
    fifo = desk.drop / "failed" / "x.txt"
    os.mkfifo(fifo)
    looking = threading.Thread(target=desk.cabinet.remove_orphaned_reasons)
    looking.start()
    looking.join(10)
    waits = looking.is_alive()
    os.close(os.open(fifo, os.O_RDWR | os.O_NONBLOCK))  # lets go whoever waits for a writer
    looking.join()
    assert not waits
    assert fifo.exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="chattr needs root")
def test_a_reason_that_cannot_be_removed_stops_nothing(desk, request):
    """On Windows another program may have it open; here an attribute stands in for that."""
    desk.fail(NAME)
    reason = desk.drop / "failed" / f"{NUMBER}.txt"
    (desk.drop / "failed" / NAME).unlink()
    if subprocess.run(["chattr", "+i", str(reason)], capture_output=True, check=False).returncode:
        pytest.skip("this file system knows no immutable files")
    request.addfinalizer(lambda: subprocess.run(["chattr", "-i", str(reason)], check=True))
    assert desk.cabinet.tidy_failures() == 0
    assert desk.cabinet.remove_reason_of(NAME)
    assert reason.exists()
