"""The process that opens PDFs: as good as opening them here, and nothing that happens to it is anybody's fault."""

import os
import signal
import threading

import pytest

from branchagent.core.receipts import Reason
from branchagent.examiner import Examiner
from branchagent.pdfs import objection

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")


@pytest.fixture
def make_examiner():
    made = []

    def make(seconds=20.0):
        made.append(Examiner(seconds))
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
    assert shared.objection(content) is objection(content)


def test_a_document_of_any_length_is_taken(shared, samples):
    assert shared.objection(b"") is Reason.DAMAGED
    assert shared.objection(samples.bytes_of(11) + b"\n" * 9_000_000) is None


def test_many_threads_use_one_process(shared, samples):
    wrong = []

    def run(content, expected):
        wrong.extend(got for _ in range(10) if (got := shared.objection(content)) is not expected)

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


@POSIX
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_dies_or_hangs_is_replaced_and_no_file_is_blamed(make_examiner, samples, blow):
    examiner = make_examiner(2.0)
    assert examiner.objection(samples.bytes_of(11)) is None
    first = examiner._process.pid
    os.kill(first, blow)
    assert examiner.objection(samples.bytes_of(11)) is None
    assert examiner._process.pid != first


@POSIX
def test_ctrl_c_is_not_for_it(make_examiner, samples):
    examiner = make_examiner()
    examiner.objection(samples.bytes_of(11))
    os.kill(examiner._process.pid, signal.SIGINT)
    first = examiner._process.pid
    assert examiner.objection(samples.bytes_of(11)) is None
    assert examiner._process.pid == first


def test_what_ends_each_process_that_opens_it_is_damaged(make_examiner, samples):
    """As a document does that makes PDFium crash; here somebody ends the process whenever that document comes."""
    examiner = make_examiner()
    poison = samples.bytes_of(12)
    send_to, sent = examiner._ask, []

    def ask(content):
        sent.append(content)
        if content == poison and examiner._process is not None:
            examiner._process.kill()
            examiner._process.join()
        return send_to(content)

    examiner._ask = ask
    assert examiner.objection(samples.bytes_of(11)) is None
    assert examiner.objection(poison) is Reason.DAMAGED
    assert sent.count(poison) == 2
    assert examiner.objection(samples.bytes_of(11)) is None


def test_a_machine_on_which_nothing_can_be_opened_blames_no_file(make_examiner, samples):
    examiner = make_examiner(0.0)
    with pytest.raises(OSError, match="no PDF can be opened now"):
        examiner.objection(samples.bytes_of(11))


def test_it_can_be_closed_and_used_again(make_examiner, samples):
    examiner = make_examiner()
    examiner.close()
    assert examiner.objection(samples.bytes_of(11)) is None
    examiner.close()
    examiner.close()
    assert examiner.objection(samples.bytes_of(41)) is Reason.ENCRYPTED
