"""One agent a folder: locks of the system, which a dead process cannot keep."""

import os
import threading

import pytest

from branchagent.locking import Lock, is_taken

if os.name == "posix":
    import fcntl

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows keeps a locked file from being deleted")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "agent.lock"


def test_a_lock_excludes_another_one_until_it_is_released(path):
    first, second = Lock(path), Lock(path)
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
    second.release()


def test_a_lock_excludes_another_process_and_goes_with_it(path, hold):
    process = hold("file", path)
    lock = Lock(path)
    assert not lock.take()
    assert is_taken(path)
    process.kill()
    process.wait()
    assert not is_taken(path)
    assert lock.take()
    assert path.exists()
    lock.release()


def test_of_eight_threads_one_gets_the_lock(path):
    locks = [Lock(path) for _ in range(8)]
    start = threading.Barrier(8)
    taken = []

    def run(lock):
        start.wait()
        if lock.take():
            taken.append(lock)

    threads = [threading.Thread(target=run, args=(lock,)) for lock in locks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1
    taken[0].release()


def test_a_lock_is_held_as_long_as_its_file_is_the_one_that_was_locked(path):
    lock = Lock(path)
    assert not lock.still_held()
    lock.take()
    assert lock.still_held()
    lock.release()
    assert not lock.still_held()


@POSIX
def test_a_lock_whose_file_was_deleted_is_not_held(path):
    lock = Lock(path)
    lock.take()
    path.unlink()
    assert not lock.still_held()
    lock.release()


@POSIX
def test_a_lock_whose_file_was_replaced_is_not_held(path):
    lock = Lock(path)
    lock.take()
    (path.parent / "other").touch()
    (path.parent / "other").replace(path)
    assert not lock.still_held()
    other = Lock(path)
    assert other.take()
    assert other.still_held()
    assert not lock.still_held()
    lock.release()
    other.release()


@POSIX
def test_a_lock_can_be_taken_again_after_its_file_was_lost(path):
    lock = Lock(path)
    lock.take()
    path.unlink()
    lock.release()
    assert lock.take()
    assert lock.still_held()
    lock.release()


def test_a_lock_where_no_file_can_be_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"."):
        Lock(tmp_path / "file" / "agent.lock").take()


def test_what_is_not_there_is_not_taken_and_is_not_made(path):
    assert not is_taken(path)
    assert not path.exists()


def test_asking_does_not_take(path):
    path.touch()
    assert not is_taken(path)
    lock = Lock(path)
    assert lock.take()
    assert is_taken(path)
    assert lock.still_held()
    lock.release()


@POSIX
def test_a_lock_that_a_server_gave_to_another_one_is_not_held(path, hold):
    """A server that forgot us after a long silence: the file is still the same, and another one has its lock."""
    lock = Lock(path)
    lock.take()
    fcntl.flock(lock._descriptor, fcntl.LOCK_UN)
    hold("file", path)
    assert not lock.still_held()
    lock.release()


@POSIX
def test_a_lock_that_a_server_forgot_is_held_again_if_nobody_took_it(path):
    lock = Lock(path)
    lock.take()
    fcntl.flock(lock._descriptor, fcntl.LOCK_UN)
    assert lock.still_held()
    assert not Lock(path).take()
    lock.release()
