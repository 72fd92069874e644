"""The log: a line an event, which nobody else can forge, of bounded size."""

import logging
import logging.handlers
import os
import re
import stat

import pytest

from branchagent import logs

STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ branchagent\.\S+ ")


pytestmark = pytest.mark.usefixtures("fresh_log")


@pytest.fixture
def log(tmp_path, fresh_log):  # noqa: ARG001 - it has to be there before
    logs.begin(tmp_path / "state", verbose=False, to_screen=False)
    return logging.getLogger("branchagent.test")


def lines(tmp_path):
    return (tmp_path / "state" / logs.FILE_NAME).read_bytes().decode("utf-8").split("\n")[:-1]


FORGED = "2026-11-24 08:00:00,000 INFO branchagent.test accepted"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_what_others_wrote_cannot_begin_a_line(log, tmp_path, ending):
    log.info("said: %s", f"x{ending}{FORGED}")
    (line,) = lines(tmp_path)
    assert STAMP.match(line)
    assert line.count(FORGED) == 1
    assert "\r" not in line


def test_an_exceptions_words_cannot_begin_a_line_that_looks_like_ours(log, tmp_path):
    try:
        raise ValueError(f"x\n{FORGED}")  # noqa: TRY301 - it is to be logged
    except ValueError:
        log.exception("mishap")
    assert len([line for line in lines(tmp_path) if STAMP.match(line)]) == 1
    assert any("ValueError" in line for line in lines(tmp_path))


def test_a_name_of_any_bytes_can_be_logged(log, tmp_path, fresh_log):
    """Handed to our handler alone: pytest's own cannot send such a name from worker to worker."""
    (handler,) = (each for each in fresh_log.handlers if isinstance(each, logging.handlers.RotatingFileHandler))
    handler.handle(log.makeRecord(log.name, logging.INFO, "", 0, "file %s", ("a\udcff.pdf",), None))
    (line,) = lines(tmp_path)
    assert line.endswith("file a\\udcff.pdf")


def test_details_are_logged_only_if_asked_for(log, tmp_path, fresh_log):
    log.debug("a detail")
    assert lines(tmp_path) == []
    fresh_log.setLevel(logging.DEBUG)
    log.debug("a detail")
    assert len(lines(tmp_path)) == 1


def test_the_log_is_rotated_by_size_and_bounded(log, tmp_path):
    for index in range(1500):
        log.info("%s %s", index, "a long line " * 800)
    files = sorted(path.name for path in (tmp_path / "state").iterdir())
    assert files == [logs.FILE_NAME, *(f"{logs.FILE_NAME}.{number}" for number in range(1, 6))]
    assert all(path.stat().st_size <= 2 * 1024 * 1024 for path in (tmp_path / "state").iterdir())
    assert " 1499 a long line" in lines(tmp_path)[-1]


def test_the_screen_gets_the_same_lines(tmp_path, capsys):
    logs.begin(tmp_path / "state", verbose=True, to_screen=True)
    logging.getLogger("branchagent.test").debug("one\ntwo")
    assert capsys.readouterr().err.split("\n")[:-1] == lines(tmp_path)


def test_where_no_log_can_be_written_the_screen_gets_it(tmp_path, capsys):
    (tmp_path / "state").touch()
    logs.begin(tmp_path / "state", verbose=False, to_screen=False)
    logging.getLogger("branchagent.test").info("all the same")
    assert "all the same" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.usefixtures("log")
def test_the_folder_of_the_log_is_private(tmp_path):
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
