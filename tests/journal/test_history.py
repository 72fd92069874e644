"""What people and scripts read, also while the agent writes."""

import threading
from pathlib import Path

import pytest
from rig.systems import ON_WINDOWS

from branchagent.core.receipts import Outcome, Reason
from branchagent.journal import History, Journal

NOON = 1_795_000_000.0
NUMBER = "01118053000013564019"
OTHER = "01118053000013564020"


def names(entries):
    return [entry.name for entry in entries]


@pytest.fixture
def three(book):
    """One receipt an hour."""
    for hour, number in enumerate((NUMBER, OTHER, NUMBER)):
        book.carry(number=number, name=f"{hour}.pdf", content=bytes(hour), now=NOON + 3600 * hour)
    return book


def test_there_is_an_empty_history_before_there_is_a_journal(tmp_path):
    with History(tmp_path / "nowhere") as history:
        assert list(history.entries()) == []
        assert history.last() is None
        assert history.counts(0) == dict.fromkeys(Outcome, 0)
        assert list(history.filed_failures()) == []
    assert not (tmp_path / "nowhere").exists()


def test_a_journal_whose_first_start_was_cut_off_is_empty(state):
    state.mkdir()
    (state / "journal.db").touch()
    with History(state) as history:
        assert list(history.entries()) == []
        assert history.last() is None


ELSEWHERE = ["\\\\?\\{}", "\\\\localhost\\C${}"]
"""How Windows names a folder without its usual limits, and one on a server, which here is this machine."""


@pytest.mark.skipif(not ON_WINDOWS, reason="Windows' own names")
@pytest.mark.parametrize("naming", ELSEWHERE, ids=["without limits", "on a server"])
def test_a_state_folder_of_any_name_is_read(book, state, naming):
    named = Path(naming.format(state if "?" in naming else str(state).removeprefix("C:")))
    if not named.is_dir():
        pytest.skip("this machine does not serve its own disk")
    book.carry()
    with History(named) as history:
        assert len(list(history.entries())) == 1


@pytest.mark.parametrize("name", ["a b", "50%25", "#1", "é", "a;b"])
def test_a_state_folder_with_signs_of_addresses_is_read(tmp_path, name):
    Journal(tmp_path / name).close()
    with History(tmp_path / name) as history:
        assert list(history.entries()) == []
        assert history._connection is not None


def test_an_entry_tells_all_of_a_receipt(book):
    book.cut_off(book.intend())
    book.carry("29")
    (entry,) = book.history()
    arrival = book.arrival()
    assert (entry.no_validasi, entry.name, entry.filed_as) == (NUMBER, arrival.name, f"done/{arrival.name}")
    assert (entry.outcome, entry.reason, entry.rc, entry.http_status) == (Outcome.DONE, Reason.RECOVERED, "29", 200)
    assert (entry.message, entry.attempts, entry.sha256, entry.size) == ("code 29", 2, arrival.sha256, 9)
    assert (entry.dropped_at.timestamp(), entry.finished_at.timestamp()) == (NOON - 1, NOON)
    assert entry.finished_at.utcoffset().total_seconds() == 0


def test_a_refused_file_has_no_code_and_no_attempt(book):
    book.journal.refuse(book.arrival(number=None, name="scan.docx"), Reason.BAD_NAME, NOON)
    (entry,) = book.history()
    assert (entry.no_validasi, entry.rc, entry.http_status, entry.attempts) == (None, None, None, 0)
    assert (entry.filed_as, entry.outcome, entry.reason) == (None, Outcome.FAILED, Reason.BAD_NAME)


def test_what_waits_or_was_withdrawn_is_no_history(book):
    book.intend(name="1.pdf")
    book.cut_off(book.intend(name="2.pdf"))
    book.journal.withdrawn("2.pdf")
    assert book.history() == []


def test_entries_come_oldest_first(three):
    assert names(three.history()) == ["0.pdf", "1.pdf", "2.pdf"]


def test_the_beginning_counts_and_the_end_does_not(three):
    assert names(three.history(since=NOON + 3600)) == ["1.pdf", "2.pdf"]
    assert names(three.history(until=NOON + 3600)) == ["0.pdf"]
    assert names(three.history(since=NOON + 1, until=NOON + 7200)) == ["1.pdf"]


def test_a_number_picks_its_receipts(three):
    assert names(three.history(number=NUMBER)) == ["0.pdf", "2.pdf"]
    assert names(three.history(number=NUMBER, since=NOON + 1)) == ["2.pdf"]
    assert three.history(number="' OR 1=1 --") == []


def test_the_last_is_the_latest_outcome(three):
    with History(three.state) as history:
        assert history.last().name == "2.pdf"


def test_counts_are_by_outcome_since_a_time(three):
    three.journal.refuse(three.arrival(name="x"), Reason.BAD_NAME, NOON + 7200)
    with History(three.state) as history:
        assert history.counts(NOON + 3600) == {Outcome.DONE: 2, Outcome.DUPLICATE: 0, Outcome.FAILED: 1}
        assert history.counts(NOON + 9000) == dict.fromkeys(Outcome, 0)


def test_filed_failures_are_those_whose_file_lies_somewhere(book):
    for index, place in enumerate(("failed/a.pdf", None, "failed/c.pdf")):
        decided = book.journal.refuse(book.arrival(name=f"{index}"), Reason.EMPTY, NOON + index)
        book.journal.filed(decided.receipt_id, place)
    book.carry()
    with History(book.state) as history:
        assert [entry.filed_as for entry in history.filed_failures()] == ["failed/c.pdf", "failed/a.pdf"]


def test_a_reader_that_stops_half_way_holds_nobody_up(three):
    with History(three.state) as history:
        assert next(history.entries()).name == "0.pdf"
        three.carry(name="3.pdf", content=b"later", now=NOON + 9000)
        assert history.last().name == "3.pdf"


def test_many_write_while_another_reads(book):
    def write(worker):
        for index in range(15):
            book.carry(name=f"{worker}-{index}.pdf", content=f"{worker} {index}".encode())

    writers = [threading.Thread(target=write, args=(worker,)) for worker in range(4)]
    for writer in writers:
        writer.start()
    seen = [0]
    while any(writer.is_alive() for writer in writers):
        with History(book.state) as history:
            seen.append(history.counts(0)[Outcome.DONE])
    for writer in writers:
        writer.join()
    assert seen == sorted(seen)
    assert len(book.history()) == 60
    assert all(entry.filed_as == f"done/{entry.name}" for entry in book.history())
