"""The gate lets a file through once it is complete, and only tells when to look again."""

import pytest
from rig.systems import OTHER_KINDS, make_other, that_cannot_be_opened, writers_are_told

from branchagent.core.status import Fault
from branchagent.disk import Disk, NotAFileError
from branchagent.settling import look

NAME = "01118053000013564019.pdf"


@writers_are_told
def test_a_whole_closed_file_goes_through_at_once(door):
    path = door.save(NAME)
    door.gate.hint(NAME)
    (arrived,) = door.gate.arrivals(10)
    assert (arrived.name, arrived.number) == (NAME, NAME.removesuffix(".pdf"))
    assert arrived.fingerprint.size == path.stat().st_size
    assert arrived.first_seen == door.clock.now()
    assert NAME not in door.gate
    assert door.gate.next_at() is None


def test_a_hint_is_looked_at_at_once_and_once(door):
    door.save(NAME, b"")
    assert door.gate.next_at() is None
    for _ in range(3):
        door.gate.hint(NAME)
    assert door.gate.next_at() <= door.clock.monotonic()
    assert door.due() == []
    assert door.gate.next_at() > door.clock.monotonic()
    assert len(door.gate) == 1


def test_a_name_that_carries_no_number_goes_through_without_one(door):
    door.save("scan.docx", b"PK")
    door.gate.hint("scan.docx")
    door.due()
    door.clock.advance(60)
    (arrived,) = door.gate.arrivals(10)
    assert (arrived.name, arrived.number) == ("scan.docx", None)


def test_what_is_no_whole_pdf_waits_its_time_and_goes_through_as_it_is(door):
    door.save(NAME, b"%PDF-1.7 half")
    assert door.hinted(NAME) == []
    arrived, waited = door.settle()
    assert arrived == [NAME]
    assert waited == pytest.approx(10.0)


def test_a_file_that_grows_waits_from_its_last_growth(door):
    path = door.save(NAME, b"%PDF-1.7")
    door.hinted(NAME)
    for _ in range(4):
        with path.open("ab") as file:
            file.write(b"more")
        assert door.after(9.0) == []
        door.gate.hint(NAME)
        assert door.due() == []
    assert door.settle()[0] == [NAME]


@writers_are_told
def test_a_growing_file_goes_through_as_soon_as_its_end_is_there(door):
    path = door.save(NAME, b"%PDF-1.7")
    assert door.hinted(NAME) == []
    with path.open("ab") as file:
        file.write(b"\n%%EOF\n")
    assert door.hinted(NAME) == [NAME]


@pytest.mark.parametrize("ending", [".part", ".crdownload", ".tmp"])
def test_a_companion_says_that_a_browser_still_writes(door, ending):
    door.save(NAME, b"")
    companion = door.save(NAME + ending, b"half")
    assert door.hinted(NAME) == []
    assert door.settle(at_most=300)[0] == []
    companion.unlink()
    assert door.settle()[0] == [NAME]


@writers_are_told
def test_a_companion_beside_a_whole_file_is_somebody_elses(door):
    door.save(NAME)
    door.save(NAME + ".part", b"half")
    assert door.hinted(NAME) == [NAME]


def test_a_file_that_vanishes_is_forgotten(door):
    path = door.save(NAME, b"")
    door.hinted(NAME)
    path.unlink()
    assert door.after(60) == []
    assert len(door.gate) == 0
    assert door.gate.next_at() is None


def test_a_hint_about_nothing_is_forgotten(door):
    assert door.hinted(NAME) == []
    assert len(door.gate) == 0


def test_files_that_a_listing_does_not_show_are_forgotten(door):
    for name in ("1.pdf", "2.pdf"):
        door.save(name, b"")
        door.gate.hint(name)
    door.gate.keep_only(["2.pdf"])
    assert "1.pdf" not in door.gate
    assert door.settle()[0] == ["2.pdf"]


def test_a_forgotten_file_may_come_again(door):
    door.save(NAME, b"")
    door.hinted(NAME)
    door.gate.forget(NAME)
    assert door.gate.next_at() is None
    door.save(NAME)
    door.gate.hint(NAME)
    assert door.settle()[0] == [NAME]


def test_one_that_comes_back_after_its_arrival_is_a_new_one(door):
    door.save(NAME)
    door.gate.hint(NAME)
    assert door.settle()[0] == [NAME]
    door.clock.advance(100)
    came_back = door.clock.now()
    door.gate.hint(NAME)
    arrived = []
    while not arrived:
        arrived = list(door.gate.arrivals(10))
        door.clock.advance(1)
    assert arrived[0].first_seen == came_back


def test_only_as_many_are_looked_at_as_are_asked_for(door):
    for index in range(10):
        door.save(f"{index}.pdf", b"")
        door.gate.hint(f"{index}.pdf")
    door.clock.advance(0)
    list(door.gate.arrivals(4))
    assert door.gate.next_at() == 0.0
    list(door.gate.arrivals(6))
    assert door.gate.next_at() > door.clock.monotonic()


def test_ten_thousand_hints_go_through_and_leave_nothing_behind(door):
    names = [f"{index}.pdf" for index in range(10_000)]
    for name in names[::10]:
        door.save(name)
    for _ in range(2):
        for name in names:
            door.gate.hint(name)
    assert len(door.gate) == 10_000
    arrived = door.due(most=20_000)
    arrived += door.settle()[0] if not arrived else []
    assert sorted(arrived) == sorted(names[::10])
    assert len(door.gate) == 0
    assert door.gate.next_at() is None


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_what_is_no_file_never_arrives_and_is_a_persons_matter(door, kind):
    make_other(kind, door.drop / NAME)
    assert door.hinted(NAME) == []
    assert door.gate.fault_items() == [(Fault.NOT_A_FILE, NAME)]
    assert door.gate.next_at() is None
    with pytest.raises(NotAFileError):
        look(door.drop / NAME, Disk())


def test_what_is_no_file_and_no_receipts_name_is_nobodys_matter(door):
    (door.drop / "archive").mkdir()
    assert door.hinted("archive") == []
    assert door.gate.fault_items() == []


def test_a_file_in_the_place_of_what_was_none_arrives(door):
    (door.drop / NAME).mkdir()
    door.hinted(NAME)
    (door.drop / NAME).rmdir()
    door.save(NAME)
    door.gate.hint(NAME)
    assert door.settle()[0] == [NAME]
    assert door.gate.fault_items() == []


def test_a_fault_goes_with_its_file(door):
    (door.drop / NAME).mkdir()
    door.hinted(NAME)
    door.gate.keep_only([])
    assert door.gate.fault_items() == []


def test_a_fault_is_told_once_for_all_its_files(door):
    for name in ("1.pdf", "2.pdf"):
        (door.drop / name).mkdir()
        door.hinted(name)
    assert len(door.gate.fault_items()) == 1


def test_a_file_that_cannot_be_opened_is_tolerated_first_and_told_later(door):
    with that_cannot_be_opened(door.drop) as name:
        assert door.hinted(name) == []
        assert door.gate.fault_items() == []
        for _ in range(40):
            door.clock.advance(max(0.0, door.gate.next_at() - door.clock.monotonic()))
            assert door.due() == []
        assert door.gate.fault_items() == [(Fault.UNREADABLE, name)]
        assert 0 < door.gate.next_at() - door.clock.monotonic() <= 5.0


@writers_are_told
def test_a_file_that_is_written_for_a_quarter_of_an_hour_is_told(door):
    path = door.save(NAME, b"")
    with path.open("ab"):
        door.hinted(NAME)
        assert door.settle(at_most=14 * 60)[0] == []
        assert door.gate.fault_items() == []
        assert door.settle(at_most=2 * 60)[0] == []
        assert door.gate.fault_items() == [(Fault.STILL_GROWING, NAME)]
    assert door.settle()[0] == [NAME]
    assert door.gate.fault_items() == []
