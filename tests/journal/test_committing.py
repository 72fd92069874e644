"""What several threads want written is written together, and fails alone."""

import threading
from contextlib import contextmanager

import pytest
from rig.waiting import wait_until

from branchagent.journal import JournalUnavailableError
from branchagent.journal.committing import Queue, together


class Disk:
    """Transactions, each told by what it was begun with; `broken` fails at its end."""

    def __init__(self):
        self.begun = []
        self.broken = False

    @contextmanager
    def transaction(self, *, durable):
        self.begun.append(durable)
        yield self
        if self.broken:
            raise JournalUnavailableError("full")


@pytest.fixture
def disk():
    return Disk()


def fail(_):
    raise JournalUnavailableError("unknown")


def wanted(*writes, durable=True):
    queue = Queue()
    added = [queue.add(write, durable=durable) for write in writes]
    return queue, added


def test_all_that_waits_is_one_transaction(disk):
    queue, (first, second) = wanted(lambda _: 1, lambda _: 2)
    together(queue.take(first), disk.transaction)
    assert (first.result(), second.result(), disk.begun) == (1, 2, [True])


def test_one_that_fails_takes_no_other_along(disk):
    queue, (first, second, third) = wanted(lambda _: 1, fail, lambda _: 3)
    together(queue.take(third), disk.transaction)
    assert (first.result(), third.result()) == (1, 3)
    with pytest.raises(JournalUnavailableError, match="unknown"):
        second.result()


def test_nothing_is_written_that_could_not_be_committed(disk):
    disk.broken = True
    queue, both = wanted(lambda _: 1, lambda _: 2)
    together(queue.take(both[0]), disk.transaction)
    for each in both:
        with pytest.raises(JournalUnavailableError, match="full"):
            each.result()


def test_a_batch_is_as_durable_as_the_most_durable_of_it(disk):
    queue = Queue()
    lazy = queue.add(lambda _: None, durable=False)
    together(queue.take(lazy), disk.transaction)
    lazy, _ = queue.add(lambda _: None, durable=False), queue.add(lambda _: None, durable=True)
    together(queue.take(lazy), disk.transaction)
    assert disk.begun == [False, True]


def test_one_whose_taker_was_killed_over_it_is_taken_by_its_own_thread(disk):
    queue, (first, second) = wanted(lambda _: 1, lambda _: 2)
    queue.take(first)  # and nothing came of it
    together(queue.take(second), disk.transaction)
    assert second.result() == 2
    assert not first.is_done


def test_threads_that_wait_for_the_disk_share_the_next_transaction(book):
    """The journal's lock is held as a commit holds it; what came meanwhile is committed at once."""
    journal, threads = book.journal, []
    commits = []
    journal._connection.set_trace_callback(lambda text: commits.append(text) if text == "COMMIT" else None)
    with journal._lock:
        for _ in range(5):
            threads.append(threading.Thread(target=book.intend))
            threads[-1].start()
        wait_until(lambda: len(journal._queue._waiting) == 5)
    for thread in threads:
        thread.join()
    assert len(commits) == 1
    assert book.rows("SELECT count(*) FROM attempt") == [(5,)]


def test_only_that_a_receipt_was_filed_is_not_synced(book):
    asked = []
    book.journal._connection.set_trace_callback(asked.append)
    book.carry()
    assert [line for line in asked if "synchronous" in line or line == "COMMIT"] == [
        "COMMIT",
        "COMMIT",
        "PRAGMA synchronous = NORMAL",
        "COMMIT",
        "PRAGMA synchronous = FULL",
    ]
