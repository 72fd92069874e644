"""The process that opens PDFs: as good as opening them here, and nothing that happens to it is anybody's fault."""

import multiprocessing
import os
import signal
import sys
import threading
import time

import pytest
from rig.processes import children
from rig.systems import signals
from rig.waiting import wait_until

from branchagent.core.names import DEFAULT_PATTERN
from branchagent.core.printed import Question
from branchagent.core.receipts import Reason
from branchagent.examiner import Examiner
from branchagent.pdfs import look


@pytest.fixture
def make_examiner():
    made = []

    def make(seconds=20.0, idle=60.0):
        made.append(Examiner(seconds, idle))
        return made[-1]

    yield make
    for examiner in made:
        examiner.close()


@pytest.fixture(scope="module")
def shared():
    examiner = Examiner()
    yield examiner
    examiner.close()


@pytest.mark.parametrize("serial", [11, 12, 13, 41, 42, 44])
def test_it_says_what_opening_here_says(shared, samples, serial):
    content = samples.bytes_of(serial)
    question = Question(None, DEFAULT_PATTERN)
    assert shared.look(content, question) == look(content, question)


def test_a_document_of_any_length_is_taken(shared, samples):
    assert shared.look(b"").objection is Reason.DAMAGED
    assert shared.look(samples.bytes_of(11) + b"\n" * 9_000_000).objection is None


def test_many_threads_use_one_process(shared, samples):
    wrong = []

    def run(content, expected):
        wrong.extend(got for _ in range(10) if (got := shared.look(content).objection) is not expected)

    cases = [
        (samples.bytes_of(11), None),
        (samples.bytes_of(41), Reason.ENCRYPTED),
        (samples.bytes_of(42), Reason.DAMAGED),
    ]
    threads = [threading.Thread(target=run, args=case) for case in cases * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("blow", ["dies", pytest.param("hangs", marks=signals)])
def test_a_process_that_dies_or_hangs_is_replaced_and_no_file_is_blamed(make_examiner, samples, blow):
    examiner = make_examiner(2.0)
    assert examiner.look(samples.bytes_of(11)).objection is None
    first = examiner.pid
    if blow == "dies":
        examiner._helper._process.kill()
    else:
        os.kill(first, signal.SIGSTOP)
    assert examiner.look(samples.bytes_of(11)).objection is None
    assert examiner.pid != first


@signals
def test_ctrl_c_is_not_for_it(make_examiner, samples):
    examiner = make_examiner()
    examiner.look(samples.bytes_of(11))
    os.kill(examiner.pid, signal.SIGINT)
    first = examiner.pid
    assert examiner.look(samples.bytes_of(11)).objection is None
    assert examiner.pid == first


def test_what_ends_each_process_that_opens_it_is_damaged(make_examiner, samples):
    """As a document does that makes PDFium crash; here somebody ends the process whenever that document comes."""
    examiner = make_examiner()
    poison = samples.bytes_of(12)
    send_to, sent = examiner._ask, []

    def ask(content, question):
        sent.append(content)
        if content == poison and examiner._helper._process is not None:
            examiner._helper._process.kill()
            examiner._helper._process.join()
        return send_to(content, question)

    examiner._ask = ask
    assert examiner.look(samples.bytes_of(11)).objection is None
    assert examiner.look(poison).objection is Reason.DAMAGED
    assert sent.count(poison) == 2
    assert examiner.look(samples.bytes_of(11)).objection is None


@signals
def test_a_machine_on_which_nothing_can_be_opened_blames_no_file(make_examiner, samples):
    examiner = make_examiner(0.2)
    begin = examiner._helper._start

    def begin_and_hang():
        connection = begin()
        os.kill(examiner.pid, signal.SIGSTOP)
        return connection

    examiner._helper._start = begin_and_hang
    with pytest.raises(OSError, match="no PDF can be opened now"):
        examiner.look(samples.bytes_of(11))


def test_an_answer_to_another_question_is_never_taken(make_examiner, samples):
    """As what a process says that was too late before."""
    examiner = make_examiner()
    examiner.look(samples.bytes_of(11))
    examiner._helper._connection.send_bytes(b"[0, null]")
    examiner._helper._connection.send_bytes(samples.bytes_of(41))
    assert examiner.look(samples.bytes_of(12)).objection is None
    assert examiner.look(samples.bytes_of(41)).objection is Reason.ENCRYPTED


def test_a_process_that_starts_too_late_is_not_kept(make_examiner, samples, monkeypatch):
    monkeypatch.setattr("branchagent.beside._STARTS_WITHIN_S", 0.0)
    examiner = make_examiner()
    with pytest.raises(OSError, match="no PDF can be opened now"):
        examiner.look(samples.bytes_of(11))
    assert examiner._helper._process is None
    monkeypatch.undo()
    assert examiner.look(samples.bytes_of(41)).objection is Reason.ENCRYPTED


def test_the_process_ends_when_nobody_needs_it_and_another_one_begins(make_examiner, samples):
    examiner = make_examiner()
    examiner.look(samples.bytes_of(11))
    first = examiner._helper._process
    examiner._helper._idle_s = 0.5
    examiner._helper._look_again_in(0.5)
    wait_until(lambda: first not in multiprocessing.active_children(), 30)
    assert examiner.look(samples.bytes_of(41)).objection is Reason.ENCRYPTED


def test_a_process_in_use_stays(make_examiner, samples):
    examiner = make_examiner(idle=1.0)
    examiner.look(samples.bytes_of(11))
    first, until = examiner.pid, time.monotonic() + 3
    while time.monotonic() < until:
        examiner.look(samples.bytes_of(11))
        assert examiner.pid == first
        time.sleep(0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="a process's children are read in /proc")
def test_no_other_process_than_its_own_comes_along(make_examiner, samples):
    before = children(os.getpid())
    examiner = make_examiner()
    examiner.look(samples.bytes_of(11))
    assert children(os.getpid()) - before == {examiner.pid}
    examiner.close()
    assert children(os.getpid()) <= before


def test_it_can_be_closed_and_used_again(make_examiner, samples):
    examiner = make_examiner()
    examiner.close()
    assert examiner.look(samples.bytes_of(11)).objection is None
    examiner.close()
    examiner.close()
    assert examiner.look(samples.bytes_of(41)).objection is Reason.ENCRYPTED
