"""The schema is what the migrations make of it, from whatever version they begin."""

import contextlib
import re
import sqlite3

import pytest

from branchagent.journal import Journal, JournalTooNewError, JournalUnavailableError
from branchagent.journal.opening import migrations, schema

STEPS = migrations()


def described(connection):
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
    return [(*row[:3], normalised(row[3])) for row in rows]


def normalised(sql):
    return " ".join(re.sub(r"--[^\n]*", "", sql or "").split())


def made_by(script):
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(script)
        return described(connection)


def file_of_version(state, version):
    state.mkdir()
    with contextlib.closing(sqlite3.connect(state / "journal.db")) as connection:
        for step in STEPS[:version]:
            connection.executescript(step)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


def test_the_schema_file_is_what_all_migrations_make():
    assert made_by(schema()) == made_by("\n".join(STEPS))


@pytest.mark.parametrize("version", range(len(STEPS) + 1))
def test_a_journal_of_any_older_version_is_brought_up_to_date(state, version):
    file_of_version(state, version)
    Journal(state).close()
    with contextlib.closing(sqlite3.connect(state / "journal.db")) as connection:
        assert described(connection) == made_by(schema())
        assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)


def test_opening_a_current_journal_changes_nothing_in_it(book):
    book.carry()
    before = book.rows("SELECT * FROM receipt"), book.rows("SELECT * FROM sqlite_schema")
    book.restart()
    assert (book.rows("SELECT * FROM receipt"), book.rows("SELECT * FROM sqlite_schema")) == before


def test_a_newer_journal_is_refused_and_left_as_it_is(book, state):
    book.carry()
    book.journal.close()
    with contextlib.closing(sqlite3.connect(state / "journal.db")) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    before = (state / "journal.db").read_bytes()
    with pytest.raises(JournalTooNewError, match=str(len(STEPS) + 1)):
        Journal(state)
    assert (state / "journal.db").read_bytes() == before


def test_a_migration_that_fails_leaves_nothing_of_itself(state):
    state.mkdir()
    with contextlib.closing(sqlite3.connect(state / "journal.db")) as connection:
        connection.execute("CREATE TABLE ending (somebody_elses)")
    with pytest.raises(JournalUnavailableError):
        Journal(state)
    with contextlib.closing(sqlite3.connect(state / "journal.db")) as connection:
        assert [row[1] for row in described(connection)] == ["ending"]
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
