"""Whether a program still writes a file: asked of a real system about real programs."""

import os
import subprocess
import sys

import pytest

from branchagent.core.settling import Writer
from branchagent.disk import Disk
from branchagent.settling import look
from branchagent.writers import writer_of

NAME = "01118053000013564019.pdf"
WHOLE = b"%PDF-1.7\n%%EOF\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")

HOLDER = "import sys; file = open(sys.argv[1], sys.argv[2]); print('open', flush=True); sys.stdin.read()"


def asked(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return writer_of(path, descriptor)
    finally:
        os.close(descriptor)


def holder(path, mode):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    return process


@pytest.fixture
def path(tmp_path):
    path = tmp_path / NAME
    path.write_bytes(WHOLE)
    if asked(path) is Writer.UNKNOWN:
        pytest.skip("this file system gives no leases")
    return path


def test_a_file_that_nobody_has_open_is_closed(path):
    assert asked(path) is Writer.CLOSED


def test_a_reader_is_no_writer(path):
    with path.open("rb"):
        assert asked(path) is Writer.CLOSED


@pytest.mark.parametrize("mode", ["ab", "r+b"])
def test_a_writer_in_this_process_is_seen_until_it_closes(path, mode):
    with path.open(mode):
        assert asked(path) is Writer.OPEN
    assert asked(path) is Writer.CLOSED


def test_a_writer_in_another_process_is_seen_until_it_ends(path):
    with holder(path, "ab") as process:
        assert asked(path) is Writer.OPEN
        process.communicate()
    assert asked(path) is Writer.CLOSED


def test_a_reader_in_another_process_is_no_writer(path):
    with holder(path, "rb") as process:
        assert asked(path) is Writer.CLOSED
        process.communicate()


def test_a_look_leaves_the_next_writer_alone(path):
    for _ in range(50):
        assert look(path, Disk()).writer is Writer.CLOSED
        with path.open("ab") as file:
            file.write(b"")
    assert path.read_bytes() == WHOLE


def test_the_gate_waits_for_a_writer_and_lets_the_file_through_when_it_closes(door):
    path = door.save(NAME)
    with holder(path, "ab") as process:
        assert door.hinted(NAME) == []
        assert door.settle(at_most=120)[0] == []
        process.communicate()
    assert door.hinted(NAME) == [NAME]


def test_the_gate_waits_for_a_writer_in_this_process_too(door):
    path = door.save(NAME)
    with path.open("ab"):
        assert door.hinted(NAME) == []
        first = door.gate.next_at() - door.clock.monotonic()
        assert 0 < first <= 0.05
    assert door.after(first) == [NAME]
