"""Somebody tidies up in the state folder while the agent runs: what the journal holds is not lost by that."""

import os
import shutil
import sqlite3

import pytest

from branchagent.core.receipts import Outcome
from branchagent.journal import History, Journal, JournalUnavailableError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows lets nobody delete an open journal")

FILES = ("journal.db", "journal.db-wal", "journal.db-shm")


def numbers(state):
    with History(state) as history:
        return [entry.no_validasi for entry in history.entries()]


@pytest.mark.parametrize("taken", [FILES, FILES[:1], FILES[1:], FILES[:2]], ids=" ".join)
def test_a_journal_that_is_deleted_under_us_is_put_back(book, state, tmp_path, taken):
    """What a kill in the next instant would leave is what counts, so a copy of the folder is read."""
    book.carry(number="1")
    book.cut_off(book.intend(number="2"))
    for name in taken:
        (state / name).unlink()
    assert book.intend(number="2").in_doubt
    book.carry(number="3")
    shutil.copytree(state, tmp_path / "copy")
    assert numbers(tmp_path / "copy") == ["1", "3"]
    left = Journal(tmp_path / "copy")
    assert [each.name for each in left.postponed()] == ["2.pdf"]
    left.close()
    assert (state / "journal.db").stat().st_mode & 0o777 == 0o600
    assert list(state.glob("journal-damaged-*")) == []


def test_a_state_folder_that_is_deleted_under_us_is_made_again(book, state):
    book.carry(number="1")
    shutil.rmtree(state)
    book.carry(number="2")
    book.restart()
    assert numbers(state) == ["1", "2"]


def test_another_journal_that_is_put_in_its_place_is_set_aside(book, state, tmp_path):
    """As when somebody plays yesterday's backup back, under a running agent."""
    book.carry(number="1")
    other = Journal(tmp_path / "other")
    other.close()
    (tmp_path / "other" / "journal.db").replace(state / "journal.db")
    book.carry(number="2")
    book.restart()
    assert numbers(state) == ["1", "2"]
    assert len(list(state.glob("journal-damaged-*.db"))) == 1


def test_what_cannot_be_put_back_yet_is_put_back_later(book, state):
    book.carry(number="1")
    for name in FILES:
        (state / name).unlink()
    (state / "journal.db.tmp").mkdir()
    with pytest.raises(JournalUnavailableError):
        book.intend(number="2")
    (state / "journal.db.tmp").rmdir()
    book.carry(number="2")
    book.restart()
    assert numbers(state) == ["1", "2"]


def test_what_was_judged_and_not_filed_is_still_known(book, state):
    book.answered(book.intend(number="1"), "00")
    for name in FILES:
        (state / name).unlink()
    assert [(each.number, each.outcome) for each in book.journal.decided()] == [("1", Outcome.DONE)]
    with sqlite3.connect(state / "journal.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
