"""One thread keeps all limits: each alarm comes once, none too early, and none after it was cancelled."""

import threading
import time

import pytest
from rig.waiting import wait_until

from branchagent.wire.alarms import Alarms


class Bell:
    def __init__(self):
        self.rung = []

    def ring(self):
        self.rung.append(time.monotonic())


def test_an_alarm_comes_once_and_not_too_early():
    alarms, bell, other = Alarms(), Bell(), Bell()
    began = time.monotonic()
    alarms.set(bell.ring, 0.05)
    wait_until(lambda: bell.rung)
    alarms.set(other.ring, 0.05)
    wait_until(lambda: other.rung)
    assert len(bell.rung) == 1
    assert bell.rung[0] >= began + 0.05


def test_one_that_was_cancelled_does_not_come():
    alarms, bell, later = Alarms(), Bell(), Bell()
    alarms.set(bell.ring, 0.05)
    alarms.cancel(bell.ring)
    alarms.set(later.ring, 0.1)
    wait_until(lambda: later.rung)
    assert bell.rung == []


def test_one_that_is_set_anew_comes_by_its_new_time():
    alarms, bell, earlier = Alarms(), Bell(), Bell()
    alarms.set(bell.ring, 0.05)
    alarms.set(bell.ring, 3600)
    alarms.set(earlier.ring, 0.1)
    wait_until(lambda: earlier.rung)
    assert bell.rung == []
    alarms.set(bell.ring, 0.0)
    wait_until(lambda: bell.rung)


def test_a_sooner_one_does_not_wait_for_a_later_one():
    alarms, later, sooner = Alarms(), Bell(), Bell()
    alarms.set(later.ring, 3600)
    wait_until(lambda: alarms._wakes_at < float("inf"))
    alarms.set(sooner.ring, 0.01)
    wait_until(lambda: sooner.rung)


def test_where_no_thread_can_be_begun_that_is_told_and_tried_again(monkeypatch):
    def fail(_):
        raise RuntimeError("can't start new thread")

    alarms, bell = Alarms(), Bell()
    with monkeypatch.context() as crowded:
        crowded.setattr(threading.Thread, "start", fail)
        with pytest.raises(RuntimeError):
            alarms.set(bell.ring, 0.0)
    assert bell.rung == []
    alarms.set(bell.ring, 0.01)
    wait_until(lambda: bell.rung)


def test_all_alarms_share_one_thread():
    alarms, bells = Alarms(), [Bell() for _ in range(20)]
    before = threading.active_count()
    for bell in bells:
        alarms.set(bell.ring, 3600)
    assert threading.active_count() == before + 1
    for bell in bells:
        alarms.cancel(bell.ring)
