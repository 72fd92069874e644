"""Native events of a real folder: every kind of arrival is told, and our own moves away cost nothing."""

import ctypes
import itertools
import threading
from pathlib import Path

import pytest
from rig.systems import ON_WINDOWS, descriptors, half_characters, linux_only, posix_only

from branchagent.watching import PROBE_PREFIX, Watcher, WatchingError

NAME = "01118053000013564019.pdf"
LINUX = linux_only("inotify is Linux's")
WINDOWS = pytest.mark.skipif(not ON_WINDOWS, reason="Windows' own calls")
QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")


def emitter_of(watcher):
    (emitter,) = watcher._observer.emitters
    return emitter


@pytest.mark.usefixtures("watcher")
def test_a_file_that_is_written_in_place_is_told(drop, hints):
    (drop / NAME).write_bytes(b"content")
    hints.wait_for(NAME)


@pytest.mark.usefixtures("watcher")
def test_the_close_of_a_file_is_told_once_more(drop, hints):
    with (drop / NAME).open("wb") as file:
        hints.wait_for(NAME)
        file.write(b"content")
        before = hints.names.count(NAME)
    hints.wait(lambda hints: hints.names.count(NAME) > before)


@pytest.mark.usefixtures("watcher")
def test_a_file_that_is_renamed_in_the_folder_is_told(drop, hints):
    (drop / "draft.tmp").write_bytes(b"content")
    (drop / "draft.tmp").rename(drop / NAME)
    hints.wait_for(NAME)


@pytest.mark.usefixtures("watcher")
def test_a_file_that_is_moved_in_is_told(drop, hints, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"content")
    (tmp_path / "elsewhere").rename(drop / NAME)
    hints.wait_for(NAME)


@pytest.mark.usefixtures("watcher")
def test_a_file_that_comes_back_from_a_folder_of_ours_is_told(drop, hints):
    (drop / "failed").mkdir()
    (drop / "failed" / NAME).write_bytes(b"content")
    (drop / "failed" / NAME).rename(drop / NAME)
    hints.wait_for(NAME)


def replaces(new, old):
    """As programs do on Windows, where a file cannot be replaced while somebody, be it the watch, looks at it."""
    try:
        new.replace(old)
    except PermissionError:
        if not ON_WINDOWS:
            raise
        return False
    return True


@pytest.mark.usefixtures("watcher")
def test_a_file_that_replaces_another_is_told(drop, hints, until, tmp_path):
    (drop / NAME).write_bytes(b"old")
    hints.wait_for(NAME)
    before = hints.names.count(NAME)
    (tmp_path / "new").write_bytes(b"new")
    until(lambda: replaces(tmp_path / "new", drop / NAME))
    hints.wait(lambda hints: hints.names.count(NAME) > before)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a\udcff.pdf", marks=half_characters),
        "naïve ✓.pdf",
        "x" * 255,
        pytest.param("a\nb.pdf", marks=posix_only("Windows has no line ends in names")),
    ],
)
@pytest.mark.usefixtures("watcher")
def test_a_name_of_any_bytes_is_told_as_it_is(drop, hints, name):
    (drop / name).write_bytes(b"content")
    hints.wait_for(name)


@pytest.mark.usefixtures("watcher")
def test_folders_and_what_lies_in_them_are_not_told(drop, hints):
    (drop / "folder").mkdir()
    (drop / "folder" / "inside.pdf").write_bytes(b"content")
    (drop / NAME).write_bytes(b"content")
    hints.wait_for(NAME)
    assert set(hints.names) == {NAME}


@pytest.mark.usefixtures("watcher")
def test_a_burst_is_told_name_by_name(drop, hints):
    names = {f"{index}.pdf" for index in range(1000)}
    for name in names:
        (drop / name).write_bytes(b"content")
    hints.wait(lambda hints: names <= set(hints.names))


@LINUX
def test_moves_away_are_not_even_asked_for(watcher):
    from watchdog.observers.inotify_c import InotifyConstants as Asked  # noqa: PLC0415 - Linux only

    group = emitter_of(watcher)._inotify
    assert not group.event_mask & (Asked.IN_MOVED_FROM | Asked.IN_DELETE | Asked.IN_MODIFY | Asked.IN_OPEN)
    arrivals = Asked.IN_MOVED_TO | Asked.IN_CREATE | Asked.IN_CLOSE_WRITE
    assert group.event_mask & arrivals == arrivals


class Recorder(Watcher):
    """Keeps what watchdog hands over, in its order."""

    def dispatch(self, event):
        self.__dict__.setdefault("kinds", []).append(event.event_type)
        super().dispatch(event)


@LINUX
def test_what_comes_right_after_a_move_away_is_not_held_behind_it(drop, hints):
    """Watchdog would hold a move away, and all that is behind it, for its partner, and then tell it as a deletion."""
    (drop / "done").mkdir()
    watcher = Recorder(drop, hints.on_hint, hints.on_lost)
    watcher.start()
    for index in range(30):
        (drop / f"{index}.pdf").write_bytes(b"content")
        (drop / f"{index}.pdf").rename(drop / "done" / f"{index}.pdf")
        (drop / f"next {index}.pdf").write_bytes(b"content")
    hints.wait(lambda hints: hints.names.count("next 29.pdf") == 2)
    watcher.stop()
    assert not {"deleted", "moved"} & set(watcher.kinds)
    firsts = list(dict.fromkeys(hints.names))
    assert firsts == [name for index in range(30) for name in (f"{index}.pdf", f"next {index}.pdf")]


@pytest.mark.usefixtures("watcher")
def test_the_probe_is_not_told_and_does_not_stay(drop, hints):
    (drop / NAME).write_bytes(b"content")
    hints.wait_for(NAME)
    assert not [name for name in hints.names if name.startswith(PROBE_PREFIX)]
    assert [path.name for path in drop.iterdir()] == [NAME]


def test_a_folder_that_is_missing_cannot_be_watched(tmp_path, hints):
    watcher = Watcher(tmp_path / "missing", hints.on_hint, hints.on_lost)
    with pytest.raises(WatchingError):
        watcher.start()
    assert not watcher.alive


@descriptors
def test_a_watch_that_cannot_begin_leaves_no_thread_and_no_descriptor(tmp_path, hints):
    def all_that_is_held():
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    before = all_that_is_held()
    for _ in range(5):
        with pytest.raises(WatchingError):
            Watcher(tmp_path / "missing", hints.on_hint, hints.on_lost).start()
    assert all_that_is_held() == before


@descriptors
def test_a_watch_that_is_stopped_leaves_no_thread_and_no_descriptor(drop, hints, until):
    def all_that_is_held():
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    before = all_that_is_held()
    for _ in range(5):
        watcher = Watcher(drop, hints.on_hint, hints.on_lost)
        watcher.start()
        assert watcher.alive
        watcher.stop()
        watcher.stop()
        assert not watcher.alive
    until(lambda: all_that_is_held() == before)


def test_a_watch_whose_emitter_died_is_not_alive(watcher):
    emitter_of(watcher).stop()
    emitter_of(watcher).join()
    assert not watcher.alive


def test_a_watch_whose_dispatcher_died_is_not_alive_and_stops_wholly(drop, hints, until):
    before = threading.active_count()
    watcher = Watcher(drop, hints.on_hint, hints.on_lost)
    watcher.start()
    end_the_dispatcher_alone(watcher._observer)
    assert not watcher.alive
    watcher.stop()
    until(lambda: threading.active_count() == before)


def end_the_dispatcher_alone(observer):
    """As an exception in a handler would, but without its noise."""
    observer._stopped_event.set()
    from watchdog.observers.api import EventDispatcher  # noqa: PLC0415 - beside its only use

    observer.event_queue.put(EventDispatcher.stop_event)
    observer.join()


@LINUX
def test_a_watch_whose_reader_died_is_not_alive(watcher):
    watcher._observer._inotify_fd.stop()
    watcher._observer._inotify_fd.join()
    assert not watcher.alive


@WINDOWS
def test_on_windows_a_watch_whose_reader_died_is_not_alive(watcher, until):
    """As it does when a share is out of reach."""
    from watchdog.observers.winapi import CancelIoEx  # noqa: PLC0415 - Windows only

    assert watcher.alive
    reader = emitter_of(watcher)._reader
    reader._should_stop = True
    CancelIoEx(reader._handle, None)
    until(lambda: not watcher.alive)


@WINDOWS
def test_on_windows_events_for_which_there_is_no_room_are_told_or_end_the_watch(watcher, drop, hints, until):
    """Windows tells it by an answer of no bytes, or by an error; either way the folder is listed."""
    make_no_room(emitter_of(watcher)._reader)
    for index in range(3):
        (drop / f"{index}.pdf").write_bytes(b"content")
    until(lambda: hints.lost or not watcher.alive)


def make_no_room(reader):
    read = reader._run_inner
    reader._run_inner = lambda handle, _, nbytes: read(handle, ctypes.create_string_buffer(16), nbytes)


@WINDOWS
def test_on_windows_a_watch_ends_in_the_midst_of_a_burst(drop, hints):
    """The system can be told to end a call, not that the next one shall not begin."""
    over = threading.Event()

    def save():
        for index in itertools.count():
            (drop / f"{index % 50}.pdf").write_bytes(b"content")
            if over.is_set():
                return

    saving = threading.Thread(target=save)
    saving.start()
    for _ in range(20):
        watcher = Watcher(drop, hints.on_hint, hints.on_lost)
        watcher.start()
        watcher.stop()
        assert not watcher.alive
    over.set()
    saving.join()


@LINUX
def test_a_watch_whose_folder_is_deleted_is_not_alive(watcher, drop, until):
    drop.rmdir()
    until(lambda: not watcher.alive)


@LINUX
@pytest.mark.skipif(not QUEUE.exists() or int(QUEUE.read_text()) > 100_000, reason="a longer queue takes too long")
def test_an_overflow_is_told(watcher, drop, hints):
    """The reader is kept from reading until the kernel has thrown events away."""
    with emitter_of(watcher)._inotify._lock:
        for index in range(int(QUEUE.read_text()) // 2 + 1000):
            path = drop / str(index)
            path.touch()
            path.unlink()
        assert hints.lost == 0
    hints.wait(lambda hints: hints.lost == 1)
    (drop / NAME).write_bytes(b"content")
    hints.wait_for(NAME)
    assert watcher.alive
