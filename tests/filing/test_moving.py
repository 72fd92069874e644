"""A move is one step and never goes over another file, whichever system call does it."""

import os
import threading

import pytest
from rig.systems import half_characters, links

from branchagent import moving

RENAMES = [moving.move, moving._checked]


@pytest.fixture(params=RENAMES, ids=["the system's", "looked first"])
def rename(request):
    return request.param


def test_a_file_is_moved_as_it_is(tmp_path, rename):
    source = tmp_path / "a"
    source.write_bytes(b"content")
    inode = source.stat().st_ino
    rename(source, tmp_path / "b")
    assert not source.exists()
    assert (tmp_path / "b").read_bytes() == b"content"
    assert (tmp_path / "b").stat().st_ino == inode


def test_a_taken_name_is_left_as_it_is(tmp_path, rename):
    (tmp_path / "a").write_bytes(b"new")
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        rename(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert (tmp_path / "b").read_bytes() == b"old"


@links
def test_a_link_that_leads_nowhere_takes_its_name_too(tmp_path, rename):
    (tmp_path / "a").write_bytes(b"new")
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        rename(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").is_symlink()


def test_an_empty_folder_takes_its_name_too(tmp_path, rename):
    (tmp_path / "a").write_bytes(b"new")
    (tmp_path / "b").mkdir()
    with pytest.raises(FileExistsError):
        rename(tmp_path / "a", tmp_path / "b")


def test_what_is_not_there_is_told(tmp_path, rename):
    with pytest.raises(FileNotFoundError):
        rename(tmp_path / "a", tmp_path / "b")


def test_a_folder_that_is_not_there_is_told(tmp_path, rename):
    (tmp_path / "a").touch()
    with pytest.raises(FileNotFoundError):
        rename(tmp_path / "a", tmp_path / "missing" / "b")
    assert (tmp_path / "a").exists()


@half_characters
def test_a_name_of_any_bytes_can_be_moved(tmp_path, rename):
    source = tmp_path / "a\udcff"
    source.write_bytes(b"content")
    rename(source, tmp_path / "b\udcfe")
    assert (tmp_path / "b\udcfe").read_bytes() == b"content"


def race(folder, target):
    """Eight threads want one name; give what each got."""
    start = threading.Barrier(8)
    results = [None] * 8

    def run(index):
        start.wait()
        try:
            moving.move(folder / f"source {index}", target)
            results[index] = "moved"
        except FileExistsError:
            results[index] = "taken"

    threads = [threading.Thread(target=run, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_eight_threads_that_race_for_a_name_one_gets_it(tmp_path):
    for round_ in range(25):
        folder = tmp_path / str(round_)
        folder.mkdir()
        for index in range(8):
            (folder / f"source {index}").write_bytes(str(index).encode())
        results = race(folder, folder / "target")
        winner = results.index("moved")
        assert sorted(results) == ["moved", *["taken"] * 7]
        assert (folder / "target").read_bytes() == str(winner).encode()
        assert {path.read_bytes() for path in folder.iterdir()} == {str(index).encode() for index in range(8)}


def test_a_move_that_can_never_be_is_told_by_the_second_way_too(tmp_path):
    """Linux answers a folder's move into itself as it answers a flag that it does not know."""
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(OSError, match="folder"):
        moving.move(folder, folder / "inside")
    assert folder.is_dir()


def test_a_folder_is_made_durable_and_a_missing_one_is_told(tmp_path):
    moving.make_durable(tmp_path)
    if os.name == "posix":
        with pytest.raises(FileNotFoundError):
            moving.make_durable(tmp_path / "missing")
