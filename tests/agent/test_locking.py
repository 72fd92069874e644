"""One agent a folder: locks of the system, which a dead process cannot keep."""

import json
import os
import threading

import pytest

from branchagent.locking import FOLDER_LOCK, FOLDER_OWNER, FolderLock, Lock, is_taken

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


def test_who_serves_a_folder_signs_for_it(tmp_path, hold):
    process = hold("folder", tmp_path)
    lock = FolderLock(tmp_path)
    assert not lock.take()
    note = json.loads((tmp_path / FOLDER_OWNER).read_text("utf-8"))
    assert note["pid"] == process.pid
    assert lock.owner() == f"{note['user']}@{note['host']}"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([FOLDER_LOCK, FOLDER_OWNER])


def test_the_next_one_to_serve_signs_anew(tmp_path, hold):
    process = hold("folder", tmp_path)
    process.kill()
    process.wait()
    lock = FolderLock(tmp_path)
    assert lock.take()
    assert json.loads((tmp_path / FOLDER_OWNER).read_text("utf-8"))["pid"] == os.getpid()
    lock.release()


@pytest.mark.parametrize("note", [None, b"", b"{", b"[]", b"{}", b'{"user": "x"}', b"\xff\xfe", b"5"])
def test_a_note_that_tells_nothing_names_nobody(tmp_path, note):
    if note is not None:
        (tmp_path / FOLDER_OWNER).write_bytes(note)
    assert FolderLock(tmp_path).owner() == "?"


def test_the_lock_does_not_depend_on_the_note(tmp_path):
    (tmp_path / FOLDER_OWNER).mkdir()
    lock = FolderLock(tmp_path)
    assert lock.take()
    assert lock.owner() == "?"
    lock.release()
