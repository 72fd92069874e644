"""Who looks after a shared folder, as its agents tell it there."""

import json
import socket

import pytest

from branchagent import __version__
from branchagent.locking import FOLDER_LOCK
from branchagent.roster import FOLDER, FolderLock, read_roster, serving

NOTE = {"host": "pc", "user": "dewi", "version": "1", "role": "serving", "since": "2026-11-25T08:00:00+07:00"}


@pytest.fixture
def make_lock(tmp_path):
    """Agents of one folder, each with a state of its own."""
    made = []

    def make(state):
        made.append(FolderLock(tmp_path, state))
        return made[-1]

    yield make
    for lock in made:
        lock.leave()


def roles(drop):
    return [signed.role for signed in read_roster(drop)]


def notes(drop):
    return sorted((drop / FOLDER).glob("*.json"))


def test_one_serves_and_the_others_stand_by(tmp_path, make_lock):
    first, second = make_lock("one"), make_lock("two")
    assert first.take()
    assert not second.take()
    assert roles(tmp_path) == ["serving", "standby"]
    (signed, _) = read_roster(tmp_path)
    assert (signed.host, signed.version) == (socket.gethostname(), __version__)
    assert second.owner() == serving(tmp_path) == f"{signed.user}@{signed.host}"
    assert {path.name for path in tmp_path.iterdir()} == {FOLDER_LOCK, FOLDER}


def test_whoever_takes_over_says_so(tmp_path, make_lock):
    first, second = make_lock("one"), make_lock("two")
    first.take()
    second.take()
    first.leave()
    assert roles(tmp_path) == ["standby"]
    assert second.take()
    assert roles(tmp_path) == ["serving"]


def test_a_dead_agent_is_not_on_the_roster_and_its_note_is_taken_away(tmp_path, make_lock, hold):
    process = hold("folder", tmp_path)
    lock = make_lock("two")
    assert not lock.take()
    assert roles(tmp_path) == ["serving", "standby"]
    process.kill()
    process.wait()
    assert roles(tmp_path) == ["standby"]
    assert lock.take()
    assert len(notes(tmp_path)) == 1


def test_the_same_role_is_signed_for_once(tmp_path, make_lock):
    lock = make_lock("one")
    lock.take()
    (note,) = notes(tmp_path)
    before = note.stat().st_mtime_ns, note.stat().st_ino
    lock.take()
    assert (note.stat().st_mtime_ns, note.stat().st_ino) == before


def test_a_note_that_was_taken_away_is_written_anew(tmp_path, make_lock):
    lock = make_lock("one")
    lock.take()
    notes(tmp_path)[0].unlink()
    lock.take()
    assert roles(tmp_path) == ["serving"]


def test_of_two_that_call_themselves_serving_the_latest_is_believed(tmp_path, make_lock):
    """A frozen agent cannot say that another one has taken over."""
    first, second = make_lock("one"), make_lock("two")
    first.take()
    second.take()
    for note, since, user in zip(
        notes(tmp_path), ("2026-11-25T08:00:00+07:00", "2026-11-25T09:00:00+07:00"), "ab", strict=True
    ):
        note.write_text(json.dumps({**NOTE, "user": user, "since": since}))
    assert serving(tmp_path) == "b@pc"


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b"{}", b'{"user": "x"}', b"\xff\xfe", b"5", b"[" * 5000])
def test_a_note_that_tells_nothing_names_nobody(tmp_path, make_lock, note):
    make_lock("one").take()
    notes(tmp_path)[0].write_bytes(note)
    assert read_roster(tmp_path) == []
    assert serving(tmp_path) == "?"


def test_what_another_machine_wrote_cannot_draw_on_a_screen_or_flood_it(tmp_path, make_lock):
    make_lock("one").take()
    notes(tmp_path)[0].write_text(json.dumps({**NOTE, "host": "\x1b[2Jpc\n", "user": "x" * 1000}))
    (signed,) = read_roster(tmp_path)
    assert signed.host == "\\x1b[2Jpc\\n"
    assert len(signed.user) == 100


def test_a_folder_without_a_roster_has_nobody(tmp_path):
    assert read_roster(tmp_path) == []


@pytest.mark.parametrize("kind", ["file", "notes are folders"])
def test_the_lock_does_not_depend_on_the_roster(tmp_path, make_lock, kind):
    if kind == "file":
        (tmp_path / FOLDER).touch()
    lock = make_lock("one")
    assert lock.take()
    if kind != "file":
        note = notes(tmp_path)[0]
        note.unlink()
        note.mkdir()
        assert lock.take()
    assert lock.still_held()
