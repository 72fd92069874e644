"""What commands write, and to whom: a pipe of any encoding, and a reader who leaves early."""

import contextlib
import json
import os
import select
import subprocess

import pytest

NAME = "bukti ñ \u0098 \U0001f4c4.pdf"


@pytest.fixture
def foreign(make_branch, tmp_path):
    """A branch whose folder and one failed receipt have names beyond any code page."""
    branch = make_branch(folder__path=tmp_path / "Setoran ñ \U0001f4c4")
    branch.drop(NAME, b"no receipt")
    branch.command("run", "--once", code=1)
    return branch


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("command", ["check", "status", "history"])
def test_json_is_json_whatever_the_pipes_encoding(foreign, command, encoding):
    foreign.environment["PYTHONIOENCODING"] = encoding
    told = foreign.command(command, "--json", code=None).stdout
    assert told.isascii()
    lines = [json.loads(line) for line in told.splitlines()]
    texts = json.dumps(lines, ensure_ascii=False)
    assert "ñ" in texts
    assert "\U0001f4c4" in texts


@contextlib.contextmanager
def a_pipe_that_nobody_reads():
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@contextlib.contextmanager
def what_takes_nothing():
    """What answers a write as Windows does for a pipe that nobody reads: an invalid argument."""
    if not hasattr(select, "epoll"):
        pytest.skip("nothing here answers a write with EINVAL")
    with select.epoll() as taking_nothing:
        yield taking_nothing.fileno()


def run_unheard(branch, output, *arguments):
    command = [*branch.program, *arguments, "--config", str(branch.config)]
    with output() as stdout:
        return subprocess.run(
            command, stdout=stdout, stderr=subprocess.PIPE, env=branch.environment, timeout=60, check=False
        )


OUTPUTS = pytest.mark.parametrize("output", [a_pipe_that_nobody_reads, what_takes_nothing])
TELLING = ["check", "check --json", "status", "history", "history --json", "history --csv", "config show"]


@OUTPUTS
@pytest.mark.parametrize("command", TELLING)
def test_a_reader_that_has_gone_ends_what_only_tells(branch, command, output):
    for name in ("one", "two", "three"):
        branch.drop(f"{name}.doc", b"")
    branch.command("run", "--once", code=1)
    result = run_unheard(branch, output, *command.split())
    assert (result.returncode, result.stderr) == (0, b"")


@OUTPUTS
def test_what_is_done_is_done_though_nobody_listens(branch, output):
    branch.drop("one.doc", b"")
    branch.drop("two.doc", b"")
    result = run_unheard(branch, output, "run", "--once")
    assert (result.returncode, result.stderr) == (1, b"")
    assert branch.waiting() == []
    assert (run_unheard(branch, output, "retry").returncode, branch.waiting()) == (0, ["one.doc", "two.doc"])
    assert run_unheard(branch, output, "pause").returncode == 0
