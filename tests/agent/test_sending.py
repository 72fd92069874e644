"""So many are sent at a time as the settings say; who waits for a slot looks again before it sends."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from rig.waiting import wait_until

from branchagent.clock import SystemClock
from branchagent.core.receipts import Document
from branchagent.core.retry import Backoff
from branchagent.core.verdicts import Answered, NotSent, Trouble
from branchagent.journal import Arrival, Journal
from branchagent.results import Again
from branchagent.sending import Attempt, Sender
from branchagent.service_watch import ServiceWatch

PARALLEL = 2
CONTENT = b"a receipt"


class Service:
    """Holds every upload until it is let go, and answers as it is told."""

    def __init__(self):
        self.under_way = 0
        self.most = 0
        self.fact = None
        self._lock = threading.Lock()
        self._go = threading.Semaphore(0)

    def encode(self, number, _):
        return number

    def send(self, number, _):
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        assert self._go.acquire(timeout=30)
        with self._lock:
            self.under_way -= 1
        return self.fact or Answered(200, f'{{"RC": "00", "message": "", "no_validasi": "{number}"}}'.encode())

    def answer(self, count):
        for _ in range(count):
            self._go.release()


class Office:
    """A sender at its service, and threads that use it."""

    def __init__(self, journal):
        clock = SystemClock()
        self.service, self.stopping = Service(), False
        watch = ServiceWatch(clock, Backoff())
        session = SimpleNamespace(token=lambda: "token", prove=lambda _: None)
        way = SimpleNamespace(uploader=self.service, session=session, service=watch)
        slots = threading.BoundedSemaphore(PARALLEL)
        self._sender = Sender(journal, way, clock, lambda: True, slots, lambda: self.stopping)
        self._threads = ThreadPoolExecutor(5)

    def send(self, count):
        document = Document(CONTENT, hashlib.sha256(CONTENT).hexdigest())
        arrivals = [Arrival(f"{n}.pdf", str(n), document.sha256, document.size, 1.0) for n in range(count)]
        return [self._threads.submit(self._sender.send, arrival, document) for arrival in arrivals]

    @contextmanager
    def all_slots_taken(self, count):
        """Send so many, of which some wait for a slot."""
        sent = self.send(count)
        wait_until(lambda: self.service.under_way == PARALLEL)
        yield sent
        self.service.answer(count)
        self._threads.shutdown()


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "state")
    yield journal
    journal.close()


@pytest.fixture
def office(journal):
    return Office(journal)


def attempts(journal):
    with journal._reading() as db:
        return db.execute("SELECT count(*) FROM attempt").fetchone()[0]


def test_no_more_than_the_settings_say_are_sent_at_a_time(office, journal):
    with office.all_slots_taken(5) as sent:
        assert attempts(journal) == PARALLEL
    assert all(isinstance(each.result(), Attempt) for each in sent)
    assert (office.service.most, attempts(journal)) == (PARALLEL, 5)


def test_whoever_waited_while_the_service_went_away_does_not_ask_it_once_more(office, journal):
    office.service.fact = NotSent(Trouble.NO_CONNECTION, "refused")
    with office.all_slots_taken(4) as sent:
        pass
    results = [each.result() for each in sent]
    assert sorted(again.why for again in results if isinstance(again, Again)) == [Trouble.NO_CONNECTION] * 2
    assert attempts(journal) == PARALLEL


def test_whoever_waited_while_the_agent_was_told_to_stop_is_left_for_the_next_run(office, journal):
    with office.all_slots_taken(4) as sent:
        office.stopping = True
    assert [each.result().why for each in sent if isinstance(each.result(), Again)] == ["", ""]
    assert attempts(journal) == PARALLEL
