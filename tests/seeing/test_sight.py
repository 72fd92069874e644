"""The folder is kept in sight: listed as it is, and watched again whatever became of the watch."""

import os
import sys

import pytest
from rig.systems import fifos, links, posix_only

from branchagent.disk import Disk
from branchagent.listing import list_folder
from branchagent.watching import Sight, Watcher, may_watch

NAME = "01118053000013564019.pdf"
REPLACED = posix_only("Windows keeps a watched folder from being renamed")


@pytest.fixture
def make_sight(drop, hints):
    made = []

    def make(mode="native", folder=drop):
        made.append(Sight(folder, mode, 30.0, Disk(), lambda: Watcher(folder, hints.on_hint, hints.on_lost)))
        return made[-1]

    yield make
    for sight in made:
        sight.close()


@pytest.fixture
def sight(make_sight):
    sight = make_sight()
    assert sight.keep(0.0)
    return sight


def test_a_watch_is_begun_once(sight, drop, hints):
    assert sight.kind == "native"
    assert not sight.keep(1.0)
    (drop / NAME).touch()
    hints.wait_for(NAME)


def test_a_watched_folder_is_listed_seldom_and_an_unwatched_one_often(sight, make_sight):
    polling = make_sight("polling")
    assert not polling.keep(0.0)
    assert (sight.interval, polling.interval) == (30.0, 2.0)
    assert (polling.kind, polling.blind) == ("polling", False)


def test_a_watch_whose_threads_died_is_replaced(sight, drop, hints):
    watcher = sight._watcher
    watcher._observer.stop()
    watcher._observer.join()
    assert not watcher.alive
    assert sight.keep(1.0)
    assert sight._watcher is not watcher
    (drop / NAME).touch()
    hints.wait_for(NAME)


@REPLACED
def test_a_folder_that_was_replaced_is_watched_anew(sight, drop, hints, tmp_path):
    drop.rename(tmp_path / "old")
    drop.mkdir()
    assert sight.keep(1.0)
    (drop / NAME).touch()
    hints.wait_for(NAME)
    assert not sight.keep(2.0)


@REPLACED
def test_a_folder_that_was_replaced_is_told_without_events_too(make_sight, drop, tmp_path):
    sight = make_sight("polling")
    assert not sight.keep(0.0)
    drop.rename(tmp_path / "old")
    drop.mkdir()
    assert sight.keep(1.0)
    assert not sight.keep(2.0)


@REPLACED
def test_a_folder_that_is_away_is_told_until_it_is_back(sight, drop, hints, tmp_path):
    drop.rename(tmp_path / "away")
    for moment in (1.0, 2.0):
        with pytest.raises(FileNotFoundError):
            sight.keep(moment)
    (tmp_path / "away").rename(drop)
    sight.keep(3.0)
    (drop / NAME).touch()
    hints.wait_for(NAME)


def test_a_watch_that_is_distrusted_is_begun_anew_at_once(sight, drop, hints):
    sight.distrust(5.0)
    assert sight.kind == "polling"
    assert sight.keep(5.0)
    (drop / NAME).touch()
    hints.wait_for(NAME)


def test_where_no_watch_can_begin_the_folder_is_listed_often_and_tried_again_later(make_sight, tmp_path):
    """A file can be named as a folder, and its probe cannot be dropped in it."""
    file = tmp_path / "file"
    file.touch()
    sight = make_sight(folder=file)
    assert not sight.keep(0.0)
    assert (sight.kind, sight.blind, sight.interval) == ("polling", True, 2.0)
    assert sight._try_native_at == 300.0
    file.unlink()
    file.mkdir()
    sight.keep(299.0)
    assert sight.blind
    assert sight.keep(300.0)
    assert not sight.blind


def test_a_listing_shows_what_may_concern_us(drop):
    (drop / NAME).write_bytes(b"12345")
    (drop / "scan.docx").touch()
    for name in ("done", "failed", "archive"):
        (drop / name).mkdir()
    for name in (".branchagent.lock", "~$x.docx", "Thumbs.db", f"{NAME}.part"):
        (drop / name).touch()
    listed = {entry.name: entry for entry in list_folder(drop, Disk())}
    assert set(listed) == {NAME, "scan.docx", "archive"}
    assert (listed[NAME].size, listed[NAME].mtime_ns) == (5, (drop / NAME).stat().st_mtime_ns)
    assert (listed["archive"].size, listed["archive"].mtime_ns) == (None, None)


@fifos
@links
def test_a_listing_follows_no_link_and_shows_what_takes_our_folders_place(drop):
    (drop / NAME).symlink_to(drop)
    (drop / "done").write_bytes(b"a file")
    (drop / "failed").symlink_to(drop)
    os.mkfifo(drop / "fifo.pdf")
    sizes = {entry.name: entry.size for entry in list_folder(drop, Disk())}
    assert sizes == {NAME: None, "done": 6, "failed": None, "fifo.pdf": None}


@posix_only("Windows has no time that a rename renews")
def test_a_listing_tells_since_when_a_moved_file_is_there(drop, tmp_path):
    old = tmp_path / "old"
    old.touch()
    os.utime(old, (1_000_000_000, 1_000_000_000))
    old.rename(drop / NAME)
    (entry,) = list_folder(drop, Disk())
    assert entry.mtime_ns == 1_000_000_000 * 10**9
    assert entry.arrived_at == (drop / NAME).stat().st_ctime


def test_a_folder_that_is_not_there_cannot_be_listed(tmp_path):
    with pytest.raises(FileNotFoundError):
        list_folder(tmp_path / "missing", Disk())


def test_the_setting_decides_and_auto_asks_the_volume(drop):
    assert may_watch(drop, "native")
    assert not may_watch(drop, "polling")
    if sys.platform == "linux":
        assert isinstance(may_watch(drop, "auto"), bool)
