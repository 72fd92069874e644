"""The log's file where nothing that is open can be renamed."""

import logging
import subprocess
import sys

import pytest

from branchagent.logfile import LogFile

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows' own calls")

WRITER = """
import logging, pathlib, sys
from branchagent.logfile import LogFile
path, who, lines, most = sys.argv[1:]
log = LogFile(pathlib.Path(path), int(most), 99)
print("ready", flush=True)
sys.stdin.readline()
for index in range(int(lines)):
    log._rotate_at = 0.0
    log.handle(logging.makeLogRecord({"msg": f"{who} {index}"}))
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "branchagent.log"


@pytest.fixture
def log(path):
    log = LogFile(path, 10, 3)
    yield log
    log.close()


def say(log, *texts):
    for text in texts:
        log.handle(logging.makeLogRecord({"msg": text}))


def content(path):
    return {each.name: each.read_bytes().decode("utf-8").split("\n")[:-1] for each in sorted(path.parent.iterdir())}


def test_it_is_rotated_while_we_have_it_open(path, log):
    say(log, "line one", "line two", "line three", "line four", "line five")
    assert content(path) == {
        path.name: ["line five"],
        f"{path.name}.1": ["line four"],
        f"{path.name}.2": ["line three"],
        f"{path.name}.3": ["line two"],
    }


def test_held_open_by_another_it_grows_on_and_is_rotated_later(path, log):
    say(log, "line one", "line two")
    with path.open("rb") as viewer:
        say(log, "line three", "line four")
        assert viewer.read() == b"line two\nline three\nline four\n"
        log._rotate_at = 0.0
        say(log, "line five")
    assert content(path) == {
        path.name: ["line two", "line three", "line four", "line five"],
        f"{path.name}.1": ["line one"],
    }
    say(log, "not tried again at once")
    log._rotate_at = 0.0
    say(log, "line six")
    assert content(path) == {
        path.name: ["line six"],
        f"{path.name}.1": ["line two", "line three", "line four", "line five", "not tried again at once"],
        f"{path.name}.2": ["line one"],
    }


def test_an_older_one_held_open_costs_nothing(path, log):
    say(log, "line one", "line two", "line three")
    with path.with_name(f"{path.name}.1").open("rb"):
        for text in ("line four", "line five", "line six"):
            log._rotate_at = 0.0
            say(log, text)
    log._rotate_at = 0.0
    say(log, "line seven")
    log._rotate_at = 0.0
    say(log, "line eight")
    written = content(path)
    assert f"{path.name}.0" not in written
    assert written[path.name] == ["line eight"]
    kept = [line for name in sorted(written, reverse=True) for line in written[name]]
    # The oldest had to go, as always; nothing younger did.
    assert kept[-6:] == [f"line {each}" for each in ("three", "four", "five", "six", "seven", "eight")]


def test_several_processes_lose_no_line(path):
    each = 400
    command = [sys.executable, "-X", "utf8", "-c", WRITER, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    writers = [subprocess.Popen([*command, str(who), str(each), "1000"], **pipes) for who in range(3)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [writer.communicate(timeout=120) and writer.returncode for writer in writers] == [0, 0, 0]
    found = [tuple(map(int, line.split())) for lines in content(path).values() for line in lines]
    assert sorted(found) == [(who, index) for who in range(3) for index in range(each)]
