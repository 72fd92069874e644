"""An act that is shared begins after each call for it."""

import threading

import pytest
from rig.waiting import wait_until

from branchagent.sharing import Shared


class Act:
    """Counts how often it was begun, and ends when it is let."""

    def __init__(self):
        self.begun = 0
        self.may_end = threading.Semaphore(0)

    def __call__(self):
        self.begun += 1
        assert self.may_end.acquire(timeout=30)


def test_all_who_ask_while_it_is_done_share_the_next_one():
    act, shared, waiting = Act(), Shared(threading.Lock()), []

    def ask():
        waiting.append(None)
        shared(act)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    threads[0].start()
    wait_until(lambda: act.begun == 1)
    for thread in threads[1:]:
        thread.start()
    wait_until(lambda: len(waiting) == 5)
    wait_until(lambda: next(shared._tickets) >= 6)
    for _ in range(5):
        act.may_end.release()
    for thread in threads:
        thread.join()
    assert act.begun == 2


def test_each_call_after_another_is_an_act_of_its_own():
    done, shared = [], Shared(threading.Lock())
    for _ in range(3):
        shared(lambda: done.append(None))
    assert len(done) == 3


def test_what_failed_for_one_is_tried_by_the_next():
    def fail():
        raise OSError("full")

    done, shared = [], Shared(threading.Lock())
    with pytest.raises(OSError, match="full"):
        shared(fail)
    shared(lambda: done.append(None))
    assert done == [None]
