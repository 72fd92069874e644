"""A damaged journal is told as such, and nothing of it is thrown away."""

import contextlib
import os

import pytest
from rig.systems import ON_WINDOWS, held_alone

from branchagent.journal import (
    History,
    Journal,
    JournalDamagedError,
    JournalTooNewError,
    JournalUnavailableError,
    set_aside,
)
from branchagent.journal.opening import FILE_NAME


def garbage(file):
    file.write_bytes(os.urandom(8192))


def short_garbage(file):
    file.write_bytes(b"no journal")


def truncated(file):
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def header_overwritten(file):
    with file.open("r+b") as opened:
        opened.write(b"\0" * 100)


def a_page_too_few(file):
    os.truncate(file, file.stat().st_size - 4096)


DAMAGES = [garbage, short_garbage, truncated, header_overwritten, a_page_too_few]


@pytest.fixture
def damaged(book, state, request):
    for index in range(50):
        book.carry(name=f"{index}.pdf", content=bytes(index))
    book.journal.close()
    request.param(state / "journal.db")
    return state


@pytest.mark.parametrize("damaged", DAMAGES, indirect=True)
def test_damage_is_told_when_the_journal_is_opened(damaged):
    with pytest.raises(JournalDamagedError):
        Journal(damaged)
    with pytest.raises(JournalDamagedError):
        History(damaged)


@pytest.mark.parametrize("damaged", DAMAGES, indirect=True)
def test_what_is_damaged_is_kept_beside_a_new_journal(damaged):
    before = (damaged / "journal.db").read_bytes()
    aside = set_aside(damaged, "1795000000")
    assert aside.read_bytes() == before
    assert aside.name == "journal-damaged-1795000000.db"
    journal = Journal(damaged)
    assert journal.decided() == []
    journal.close()


def test_the_side_files_go_with_the_journal(state):
    state.mkdir()
    contents = {ending: f"content {ending}".encode() for ending in ("", "-wal", "-shm")}
    for ending, content in contents.items():
        (state / f"journal.db{ending}").write_bytes(content)
    aside = set_aside(state, "1")
    assert {ending: (state / f"{aside.name}{ending}").read_bytes() for ending in contents} == contents
    assert len(list(state.iterdir())) == 3


def test_two_that_are_set_aside_within_one_second_are_both_kept(state):
    state.mkdir()
    for content in (b"first", b"second"):
        (state / "journal.db").write_bytes(content)
        set_aside(state, "1795000000")
    assert sorted(path.read_bytes() for path in state.iterdir()) == [b"first", b"second"]


def test_setting_aside_what_is_not_there_does_nothing(tmp_path):
    set_aside(tmp_path, "1")
    assert list(tmp_path.iterdir()) == []


def test_after_damage_nothing_is_written_any_more(book):
    """What looks sound beside the damage may not be; and what is in hand must not be noted in a journal made anew."""
    intent = book.intend()
    book.journal._damage = JournalDamagedError("met by another thread")
    with pytest.raises(JournalDamagedError):
        book.answered(intent, "00")
    book.restart()
    assert book.journal.decided() == []


def test_an_id_that_the_journal_does_not_know_changes_nothing(book):
    book.carry()
    with pytest.raises(JournalUnavailableError):
        book.journal.filed(999, "done/x.pdf")
    assert [entry.filed_as for entry in book.history()] == ["done/01118053000013564019.pdf"]


def test_damage_under_an_open_journal_is_told_by_what_meets_it(book, state):
    for index in range(200):
        book.carry(name=f"{index}.pdf", content=bytes(index))
    book.restart()
    size = (state / "journal.db").stat().st_size
    with (state / "journal.db").open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with pytest.raises(JournalDamagedError):
        book.history()
    with pytest.raises(JournalDamagedError):
        book.intend(name="new.pdf")


def test_garbage_in_the_write_ahead_log_invents_nothing(book, state):
    book.carry()
    book.journal.close()
    (state / "journal.db-wal").write_bytes(os.urandom(3 * 4096))
    try:
        book.journal = Journal(state)
    except JournalDamagedError:
        set_aside(state, "1")
        book.journal = Journal(state)
    assert len(book.history()) <= 1
    book.carry(name="after.pdf")
    assert book.history()[-1].name == "after.pdf"


def test_a_closed_journal_says_that_it_is_unavailable(book):
    book.journal.close()
    book.journal.close()
    with pytest.raises(JournalUnavailableError):
        book.intend()


@pytest.mark.parametrize("name", ["file", "x" * 300], ids=["below a file", "a name too long"])
def test_a_state_folder_that_cannot_be_is_told(tmp_path, name):
    (tmp_path / "file").touch()
    state = tmp_path / name / "state"
    with pytest.raises(JournalUnavailableError):
        Journal(state)


def test_a_state_folder_that_cannot_be_read_is_told(tmp_path):
    with a_state_that_cannot_be_read(tmp_path) as state, pytest.raises(JournalUnavailableError):
        History(state)


@contextlib.contextmanager
def a_state_that_cannot_be_read(folder):
    """On Windows another program holds the journal; elsewhere the folder's name is too long."""
    if ON_WINDOWS:
        Journal(folder).close()
        with held_alone(folder / FILE_NAME):
            yield folder
    else:
        yield folder / ("x" * 300)


def test_the_three_errors_are_told_apart():
    kinds = (JournalDamagedError, JournalTooNewError, JournalUnavailableError)
    assert not any(issubclass(one, other) for one in kinds for other in kinds if one is not other)
