"""A judged receipt goes to its folder: the right bytes, over nothing, with its reason."""

import os

import pytest
from rig.systems import fifos, half_characters, links

from branchagent.core.receipts import Outcome
from branchagent.filing import REASON_MARK, Found

NUMBER = "01118053000013564019"
NAME = f"{NUMBER}.pdf"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_file_goes_to_the_folder_of_its_outcome(desk, outcome):
    assert desk.file(NAME, outcome) == (Found.SAME, f"{outcome}/{NAME}")
    assert desk.files() == {f"{outcome}/{NAME}": b"%PDF receipt"}


def test_a_file_that_is_gone_is_told(desk):
    assert desk.cabinet.file_away(NAME, Outcome.DONE, "0" * 64, None) == (Found.NOTHING, None)


def test_a_file_of_other_bytes_is_left_where_it_is(desk):
    desk.save(NAME, b"a new arrival")
    assert desk.cabinet.file_away(NAME, Outcome.DONE, "0" * 64, None) == (Found.OTHER, None)
    assert desk.files() == {NAME: b"a new arrival"}


def test_a_file_that_goes_on_after_the_same_bytes_is_another_one(desk):
    digest = desk.save(NAME)
    with (desk.drop / NAME).open("ab") as file:
        file.write(b" and more")
    assert desk.cabinet.file_away(NAME, Outcome.DONE, digest, None) == (Found.OTHER, None)


@fifos
def test_a_fifo_in_its_place_is_another_thing_and_holds_nobody_up(desk):
    os.mkfifo(desk.drop / NAME)
    assert desk.cabinet.file_away(NAME, Outcome.DONE, "0" * 64, None) == (Found.OTHER, None)


@links
def test_a_link_in_its_place_is_not_followed(desk, tmp_path):
    elsewhere = tmp_path / "elsewhere.pdf"
    digest = desk.save("x.pdf")
    (desk.drop / "x.pdf").rename(elsewhere)
    (desk.drop / NAME).symlink_to(elsewhere)
    try:
        found = desk.cabinet.file_away(NAME, Outcome.DONE, digest, None)
    except OSError:
        found = Found.OTHER, None
    assert found == (Found.OTHER, None)
    assert (desk.drop / NAME).is_symlink()
    assert elsewhere.exists()


def test_taken_names_are_counted_on(desk):
    places = [desk.file(NAME, content=f"{index}".encode())[1] for index in range(4)]
    assert places == [f"done/{NUMBER}{count}.pdf" for count in ("", " (2)", " (3)", " (4)")]
    assert desk.files() == {place: f"{index}".encode() for index, place in enumerate(places)}


def test_the_browsers_count_goes_on(desk):
    names = [f"{NUMBER} (1).pdf"] * 3
    assert [desk.file(name)[1] for name in names] == [f"done/{NUMBER}{c}.pdf" for c in (" (1)", " (2)", " (3)")]


def test_a_reason_stands_beside_its_receipt(desk):
    found = desk.file(NAME, Outcome.FAILED, reason="was not sent.\n\nProblem: ✗\n")
    assert found == (Found.SAME, f"failed/{NAME}")
    told = (desk.drop / "failed" / f"{NUMBER}.txt").read_bytes()
    assert told == b"\xef\xbb\xbf" + f"{REASON_MARK} was not sent.\r\n\r\nProblem: ✗\r\n".encode()
    assert len(desk.files()) == 2


def test_a_second_failure_has_a_reason_of_its_own(desk):
    desk.file(NAME, Outcome.FAILED, b"one", "first")
    desk.file(NAME, Outcome.FAILED, b"two", "second")
    texts = {name: content.split()[-1] for name, content in desk.files().items() if name.endswith(".txt")}
    assert texts == {f"failed/{NUMBER}.txt": b"first", f"failed/{NUMBER} (2).txt": b"second"}


def test_somebodys_own_text_beside_it_is_not_overwritten(desk):
    desk.save(f"failed/{NUMBER}.txt", b"my notes")
    assert desk.fail(NAME) == f"failed/{NUMBER} (2).pdf"
    assert desk.files()[f"failed/{NUMBER}.txt"] == b"my notes"


def test_a_dropped_text_and_a_receipts_reason_do_not_meet(desk):
    assert desk.fail(f"{NUMBER}.txt", b"a text") == f"failed/{NUMBER}.txt"
    assert desk.fail(NAME) == f"failed/{NUMBER} (2).pdf"
    assert set(desk.files()) == {f"failed/{NUMBER}{end}" for end in (".txt", ".txt.txt", " (2).pdf", " (2).txt")}


def test_a_receipt_that_shares_a_reasons_name_by_case_goes_elsewhere(desk):
    assert desk.fail(f"{NUMBER}.pdf") == f"failed/{NUMBER}.pdf"
    assert desk.fail(f"{NUMBER}.PDF") == f"failed/{NUMBER} (2).PDF"


@pytest.mark.parametrize(
    "stem", ["x" * 251, "é" * 125, "x" * 248], ids=["ascii", "two bytes", "shorter than its count"]
)
def test_the_longest_names_are_filed_too(desk, stem):
    name = f"{stem}.pdf"
    assert len(os.fsencode(name)) <= 255
    places = [desk.fail(name, f"{index}".encode()) for index in range(3)]
    files = desk.files()
    assert [files[place] for place in places] == [b"0", b"1", b"2"]
    assert all(len(os.fsencode(place.partition("/")[2])) <= 255 for place in places)
    assert sum(place.endswith(".txt") for place in files) == 3


@half_characters
def test_a_name_of_any_bytes_is_filed(desk):
    place = desk.fail("a\udcff.pdf")
    assert place == "failed/a\udcff.pdf"
    assert "failed/a\udcff.txt" in desk.files()


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_file_in_a_folders_place_is_told_and_nothing_moves(desk, outcome):
    digest = desk.save(NAME)
    (desk.drop / outcome).write_bytes(b"in the way")
    with pytest.raises(OSError, match="not a folder"):
        desk.cabinet.file_away(NAME, outcome, digest, None)
    assert desk.files() == {NAME: b"%PDF receipt", outcome.value: b"in the way"}


@links
def test_a_link_in_a_folders_place_is_told_and_nothing_moves(desk, tmp_path):
    digest = desk.save(NAME)
    (tmp_path / "elsewhere").mkdir()
    (desk.drop / "done").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="not a folder"):
        desk.cabinet.file_away(NAME, Outcome.DONE, digest, None)
    assert desk.files() == {NAME: b"%PDF receipt"}
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_drop_folder_that_is_gone_is_no_file_that_is_gone(desk):
    desk.drop.rmdir()
    with pytest.raises(FileNotFoundError):
        desk.cabinet.file_away(NAME, Outcome.DONE, "0" * 64, None)


def test_the_folders_are_made_once(desk):
    desk.cabinet.make_folders()
    desk.cabinet.make_folders()
    assert sorted(path.name for path in desk.drop.iterdir()) == ["done", "duplicate", "failed"]
