"""What commands write, and to whom: a pipe of any encoding, and a reader who leaves early."""

import json

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
