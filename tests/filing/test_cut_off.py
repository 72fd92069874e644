"""A filing that was cut off between the move and the record is found and completed."""

from pathlib import Path

import pytest
from rig.systems import OTHER_KINDS, descriptors, make_other

from branchagent.core.receipts import Outcome
from branchagent.filing import REASON_MARK

NUMBER = "01118053000013564019"
NAME = f"{NUMBER}.pdf"
DESCRIPTORS = Path("/proc/self/fd")


def text_of(desk, name):
    return desk.files()[name].decode("utf-8-sig")


def test_nothing_is_found_where_nothing_was_filed(desk):
    desk.cabinet.make_folders()
    assert desk.finish(NAME) is None


def test_nothing_is_found_where_there_is_not_even_a_folder(desk):
    assert desk.finish(NAME) is None


def test_a_moved_file_is_found(desk):
    desk.file(NAME)
    assert desk.finish(NAME) == f"done/{NAME}"


def test_a_reason_that_was_not_written_any_more_is_written(desk):
    desk.file(NAME, Outcome.FAILED)
    assert desk.finish(NAME, Outcome.FAILED, reason="why") == f"failed/{NAME}"
    assert text_of(desk, f"failed/{NUMBER}.txt") == f"{REASON_MARK} why"


def test_a_reason_that_is_there_stays_as_it_is(desk):
    desk.file(NAME, Outcome.FAILED, reason="first")
    desk.finish(NAME, Outcome.FAILED, reason="second")
    assert text_of(desk, f"failed/{NUMBER}.txt") == f"{REASON_MARK} first"


def test_a_file_of_other_bytes_is_not_taken_for_it(desk):
    desk.file(NAME, content=b"another")
    assert desk.finish(NAME) is None
    desk.file(NAME)
    assert desk.finish(NAME) == f"done/{NUMBER} (2).pdf"


def test_a_file_that_another_receipt_claims_is_taken_for_it_only_if_there_is_no_other(desk):
    """What was moved back and judged as before lies again where an earlier receipt's record says that it lies."""
    desk.file(NAME)
    assert desk.finish(NAME, claimed={f"done/{NAME}"}) == f"done/{NAME}"
    desk.file(NAME)
    assert desk.finish(NAME, claimed={f"done/{NAME}"}) == f"done/{NUMBER} (2).pdf"


def test_a_failure_is_found_behind_somebodys_own_text(desk):
    """The text had made the move take the next name."""
    desk.save(f"failed/{NUMBER}.txt", b"my notes")
    (desk.drop / "failed" / f"{NUMBER} (2).pdf").write_bytes(b"%PDF receipt")
    assert desk.finish(NAME, Outcome.FAILED, reason="why") == f"failed/{NUMBER} (2).pdf"
    assert text_of(desk, f"failed/{NUMBER} (2).txt") == f"{REASON_MARK} why"
    assert desk.files()[f"failed/{NUMBER}.txt"] == b"my notes"


def test_a_failure_is_found_behind_a_name_that_was_freed_since(desk):
    """The reason of a file that was moved back had made the move take the next name, and is tidied away by now."""
    desk.cabinet.make_folders()
    (desk.drop / "failed" / f"{NUMBER} (2).pdf").write_bytes(b"%PDF receipt")
    assert desk.finish(NAME, Outcome.FAILED, reason="why") == f"failed/{NUMBER} (2).pdf"


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_what_is_no_file_under_its_name_does_not_stop_the_search(desk, kind):
    desk.cabinet.make_folders()
    make_other(kind, desk.drop / "done" / NAME)
    assert desk.file(NAME)[1] == f"done/{NUMBER} (2).pdf"
    assert desk.finish(NAME) == f"done/{NUMBER} (2).pdf"


@descriptors
def test_looking_at_a_folder_keeps_no_descriptor(desk):
    (desk.drop / NAME).mkdir()
    before = len(list(DESCRIPTORS.iterdir()))
    for _ in range(20):
        try:
            desk.cabinet.file_away(NAME, Outcome.DONE, "0" * 64, None)
        except OSError:
            continue
    assert len(list(DESCRIPTORS.iterdir())) == before
