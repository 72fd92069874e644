"""A disk that is full or read-only: told, and nothing is half written."""

import errno
import os
import subprocess

import pytest

from branchagent.journal import Journal, JournalUnavailableError


@pytest.fixture
def state(small_disk):
    return small_disk / "state"


def fill(disk):
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
                write_for_ever(file, bytes(size))
    return filler


def write_for_ever(file, content):
    while True:
        file.write(content)


def everything(book):
    tables = {"receipt": "SELECT * FROM receipt", "attempt": "SELECT * FROM attempt", "ending": "SELECT * FROM ending"}
    return {table: book.rows(query) for table, query in tables.items()}


def repeat(step):
    for index in range(10_000):
        step(index)


def until_refused(step):
    """The log has some room of its own left; at some point there is none."""
    with pytest.raises(JournalUnavailableError):
        repeat(step)


def test_a_full_disk_is_told_and_leaves_whole_records(book, small_disk):
    book.carry(content=b"before")
    filler = fill(small_disk)
    until_refused(lambda index: book.carry(content=str(index).encode(), name=f"{index}.pdf"))
    filler.unlink()
    seen = everything(book)
    book.restart()
    assert everything(book) == seen
    assert book.rows("PRAGMA integrity_check") == [("ok",)]
    assert {receipt for _, receipt, _ in seen["attempt"]} <= {row[0] for row in seen["receipt"]}
    book.carry(content=b"after", name="after.pdf")
    assert book.history()[-1].name == "after.pdf"


def test_an_intent_that_was_refused_is_not_in_the_journal(book, small_disk):
    filler = fill(small_disk)
    made = []
    until_refused(lambda index: made.append(book.intend(name=f"{index}.pdf")))
    filler.unlink()
    assert book.rows("SELECT id FROM attempt ORDER BY id") == [(intent.attempt_id,) for intent in made]
    assert book.rows("SELECT count(*) FROM receipt") == [(len(made),)]


def test_a_journal_cannot_begin_on_a_full_disk(small_disk):
    filler = fill(small_disk)
    with pytest.raises(JournalUnavailableError):
        Journal(small_disk / "state")
    filler.unlink()
    journal = Journal(small_disk / "state")
    assert journal.decided() == []
    journal.close()


def test_a_read_only_disk_is_told(book, small_disk, state):
    book.carry()
    book.journal.close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(JournalUnavailableError):
        Journal(state)
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    book.journal = Journal(state)
    assert len(book.history()) == 1
