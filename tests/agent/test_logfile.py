"""The log's file: rotated by size and number, written by several, on disks that are full, beside who meddles."""

import logging
import os
import subprocess
import sys

import pytest

from branchagent.logfile import LogFile

WRITER = """
import logging, pathlib, sys
from branchagent.logfile import LogFile
path, who, lines, most, files = sys.argv[1:]
log = LogFile(pathlib.Path(path), int(most), int(files))
print("ready", flush=True)
sys.stdin.readline()
for index in range(int(lines)):
    log.handle(logging.makeLogRecord({"msg": f"{who} {index} " + "x" * (index % 97)}))
"""
HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "rb")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
posix = pytest.mark.skipif(os.name != "posix", reason="on Windows an open file can be neither renamed nor locked so")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "branchagent.log"


@pytest.fixture
def open_log(path):
    made = []

    def open_log(most=1000, files=3):
        made.append(LogFile(path, most, files))
        return made[-1]

    yield open_log
    for log in made:
        log.close()


def say(log, *texts):
    for text in texts:
        log.handle(logging.makeLogRecord({"msg": text}))


def content(path):
    return {each.name: each.read_text("utf-8").splitlines() for each in sorted(path.parent.glob(f"{path.name}*"))}


def test_the_oldest_goes_first(path, open_log):
    say(open_log(most=20, files=3), *(f"line number {index}" for index in range(6)))
    assert content(path) == {
        path.name: ["line number 5"],
        f"{path.name}.1": ["line number 4"],
        f"{path.name}.2": ["line number 3"],
        f"{path.name}.3": ["line number 2"],
    }


def test_it_goes_on_where_it_was(path, open_log):
    say(open_log(), "before")
    say(open_log(), "after")
    assert content(path) == {path.name: ["before", "after"]}


def test_a_line_longer_than_a_file_is_written(path, open_log):
    say(open_log(most=20), "short", "y" * 100, "short")
    assert content(path) == {path.name: ["short"], f"{path.name}.1": ["y" * 100], f"{path.name}.2": ["short"]}


@posix
def test_several_processes_lose_no_line(path):
    each, most = 1500, 30_000
    command = [sys.executable, "-c", WRITER, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, str(who), str(each), str(most), "99"], **pipes) for who in range(3)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [writer.communicate(timeout=60) and writer.returncode for writer in writers] == [0, 0, 0]
    written = content(path)
    found = [tuple(map(int, line.split()[:2])) for lines in written.values() for line in lines]
    assert sorted(found) == [(who, index) for who in range(3) for index in range(each)]
    assert len(written) > 5
    assert all(file.stat().st_size <= most for file in path.parent.iterdir())
    assert f"{path.name}.0" not in written


@posix
def test_a_process_that_was_halted_with_the_lock_holds_up_nobody(path, open_log):
    log = open_log(most=10)
    say(log, "before")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        say(log, "meanwhile")
        assert content(path) == {path.name: ["before", "meanwhile"]}
        holder.communicate()
    say(log, "after")
    assert content(path) == {path.name: ["after"], f"{path.name}.1": ["before", "meanwhile"]}


def test_what_cannot_be_rotated_grows_on_and_is_rotated_later(path, open_log, monkeypatch):
    log = open_log(most=10, files=2)
    say(log, "one line", "two lines", "three lines")
    in_the_way = path.with_name(f"{path.name}.2")
    in_the_way.unlink()
    (in_the_way / "held").mkdir(parents=True)
    say(log, "four", "five", "six", "seven")
    kept = [line for name, lines in reversed(content_of_files(path).items()) for line in lines]
    assert kept == ["two lines", "three lines", "four", "five", "six", "seven"]
    (in_the_way / "held").rmdir()
    in_the_way.rmdir()
    say(log, "eight")
    assert content(path)[path.name][-1] == "eight"
    monkeypatch.setattr(log, "_rotate_at", 0.0)
    say(log, "nine", "ten, at length")
    assert f"{path.name}.0" not in content(path)
    assert content(path)[path.name] == ["ten, at length"]


def content_of_files(path):
    return {each.name: each.read_text("utf-8").splitlines() for each in sorted(path.parent.iterdir()) if each.is_file()}


@posix
def test_a_file_that_was_taken_away_is_begun_anew(path, open_log):
    log = open_log()
    say(log, "before")
    path.unlink()
    say(log, "after")
    path.rename(path.with_name("elsewhere"))
    say(log, "and after")
    assert content(path) == {path.name: ["and after"]}


def fill(ballast):
    with ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)


def test_a_full_disk_stops_nothing_and_tears_no_line_but_the_last(small_disk, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    path = small_disk / "branchagent.log"
    log = LogFile(path, 10**6, 3)
    say(log, "before")
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space"):
        fill(ballast)
    say(log, *("z" * 3000 for _ in range(4)))
    ballast.unlink()
    say(log, "after", "and after")
    log.close()
    lines = path.read_text("utf-8").split("\n")
    assert lines[0] == "before"
    assert lines[-3:] == ["after", "and after", ""]
    assert all(set(line) == {"z"} for line in lines[1:-3])
    assert any(len(line) < 3000 for line in lines[1:-3])


def test_a_line_that_a_dead_process_left_half_written_is_ended(path, open_log):
    path.write_bytes(b"half a li")
    say(open_log(), "whole")
    assert content(path) == {path.name: ["half a li", "whole"]}


def test_a_folder_that_is_gone_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    folder = tmp_path / "state"
    folder.mkdir()
    log = LogFile(folder / "branchagent.log", 1000, 3)
    if os.name == "posix":
        (folder / "branchagent.log").unlink()
        folder.rmdir()
        say(log, "lost")
        folder.mkdir()
    say(log, "found")
    log.close()
    assert content(folder / "branchagent.log") == {"branchagent.log": ["found"]}
