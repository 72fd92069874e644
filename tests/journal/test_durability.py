"""Who can read the file, and that what is written is written for good."""

import os
import sqlite3
import stat

import pytest

from branchagent.journal import History, Journal

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_folder_and_files_are_the_users_alone_whatever_the_umask(state):
    before = os.umask(0)
    try:
        journal = Journal(state)
    finally:
        os.umask(before)
    assert mode(state) == 0o700
    expected = dict.fromkeys(("journal.db", "journal.db-wal", "journal.db-shm"), 0o600)
    assert {path.name: mode(path) for path in state.iterdir()} == expected
    journal.close()


@POSIX
def test_a_folder_that_was_open_to_others_is_closed(state):
    state.mkdir(mode=0o755)
    Journal(state).close()
    assert mode(state) == 0o700


def test_every_commit_is_synced_to_a_write_ahead_log(book):
    connection = book.journal._connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_an_intent_is_committed_before_its_call_returns(book):
    intent = book.intend()
    assert book.rows("SELECT id, receipt_id FROM attempt") == [(intent.attempt_id, intent.receipt_id)]
    assert book.rows("SELECT stage, outcome FROM receipt") == [("sending", None)]


def test_a_verdict_is_committed_before_its_call_returns(book):
    intent = book.intend()
    book.answered(intent, "00")
    assert book.rows("SELECT stage, outcome, reason, rc FROM receipt") == [("judged", "done", "accepted", "00")]
    assert book.rows("SELECT how, duration_ms, leaves_doubt FROM ending") == [("accepted", 250, 0)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attempt SET started_at = ''",
        "DELETE FROM attempt",
        "UPDATE ending SET leaves_doubt = 0",
        "DELETE FROM ending",
    ],
)
def test_attempts_and_their_endings_can_only_be_added(book, change):
    book.cut_off(book.intend())
    before = book.rows("SELECT * FROM attempt JOIN ending ON attempt_id = id")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        book.rows(change)
    assert book.rows("SELECT * FROM attempt JOIN ending ON attempt_id = id") == before


def test_an_attempt_ends_once(book):
    intent = book.intend()
    book.cut_off(intent)
    with pytest.raises(Exception, match="UNIQUE"):
        book.answered(intent, "00")
    assert book.rows("SELECT stage FROM receipt") == [("sending",)]


def test_reading_does_not_write(book, state):
    book.carry()
    book.journal.close()
    before = (state / "journal.db").read_bytes()
    with History(state) as history:
        assert history.last()
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            history._connection.execute("DELETE FROM receipt")
    assert (state / "journal.db").read_bytes() == before
