"""A year of receipts must not make a query slow: none of them reads the whole table of receipts."""

import contextlib
import sqlite3

import pytest

from branchagent.core.receipts import Reason
from branchagent.journal import History

NOON = 1_795_000_000.0
NUMBER = "01118053000013564019"


def scans(connection, statements):
    """The steps of their plans that go through every receipt there ever was."""
    open_ones = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '%WHERE stage = %'"
    short = tuple(f" USING INDEX {name}" for (name,) in connection.execute(open_ones))
    found = []
    for statement in statements:
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            steps = [step[3] for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
            found += [(statement, step) for step in steps if step.startswith(("SCAN receipt", "SCAN r "))]
    return [(statement, step) for statement, step in found if not step.endswith(short or ("no such",))]


@contextlib.contextmanager
def traced(connection):
    statements = []
    connection.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        connection.set_trace_callback(None)


READS = {
    "last": lambda history: history.last(),
    "counts": lambda history: history.counts(NOON),
    "since and until": lambda history: list(history.entries(since=NOON, until=NOON + 1)),
    "of a number": lambda history: list(history.entries(number=NUMBER)),
    "filed failures": lambda history: list(history.filed_failures()),
}

WRITES = {
    "intend": lambda book: book.intend(),
    "conclude": lambda book: book.not_sent(book.intend()),
    "refuse": lambda book: book.journal.refuse(book.arrival(content=b"other"), Reason.EMPTY, NOON),
    "withdrawn": lambda book: book.journal.withdrawn("x.pdf"),
    "filed": lambda book: book.carry(),
    "decided": lambda book: book.journal.decided(),
    "postponed": lambda book: book.journal.postponed(),
    "claims": lambda book: book.journal.claims("done/x.pdf"),
}


@pytest.mark.parametrize("read", READS)
def test_a_query_for_people_uses_an_index(book, read):
    book.carry()
    with History(book.state) as history:
        with traced(history._connection) as statements:
            READS[read](history)
        assert statements
        assert scans(history._connection, statements) == []


@pytest.mark.parametrize("write", WRITES)
def test_a_step_of_the_agent_uses_an_index(book, write):
    with traced(book.journal._connection) as statements:
        WRITES[write](book)
    assert statements
    with contextlib.closing(sqlite3.connect(book.state / "journal.db")) as connection:
        assert scans(connection, statements) == []
