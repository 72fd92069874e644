"""The log's lines: an event each, which nobody else can forge, without any secret."""

import contextlib
import logging
import os
import re
import stat
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from branchagent import logs, redaction
from branchagent.events import LOGGER, Event, record
from branchagent.logfile import LogFile

LEVELS = "DEBUG|INFO|WARNING|ERROR|CRITICAL"
STAMP = re.compile(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}[+-]\d\d:\d\d ({LEVELS}) [a-z-]+( |$)")
FIELD = re.compile(r' ([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"=]+))')
ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)")
FORGED = "2026-11-24T08:00:00.000+07:00 INFO receipt-filed number=1 rc=00"

pytestmark = pytest.mark.usefixtures("fresh_log")


@pytest.fixture
def begun(tmp_path, fresh_log):  # noqa: ARG001 - it has to be there before
    logs.begin(tmp_path / "state", verbose=False, to_screen=False)


def lines(tmp_path):
    return (tmp_path / "state" / logs.FILE_NAME).read_bytes().decode("utf-8").split("\n")[:-1]


def fields(line):
    """Read a line as a script does; what is between the fields must be nothing."""
    head = STAMP.match(line)
    assert FIELD.sub("", line[head.end() - 1 :]) == "", line
    return {key: plain or read(inside) for key, inside, plain in FIELD.findall(line)}


def read(quoted):
    return ESCAPE.sub(lambda found: unescaped(found[0]), quoted)


def unescaped(escape):
    return escape[1] if escape[1] in '"\\' else escape.encode("ascii").decode("unicode_escape")


@pytest.mark.usefixtures("begun")
def test_a_line(tmp_path):
    record(Event.RECEIPT_FILED, number="0012", name="scan (3).pdf", rc=None, place="done/0012.pdf", ok=True)
    (line,) = lines(tmp_path)
    when, told = line.split(" ", 1)
    assert told == 'INFO receipt-filed number=0012 name="scan (3).pdf" rc=- place=done/0012.pdf ok=true'
    when = datetime.fromisoformat(when)
    assert abs(when - datetime.now().astimezone()) < timedelta(minutes=5)
    assert when.utcoffset() == datetime.now().astimezone().utcoffset()


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    "said",
    [
        *(f"x{ending}{FORGED}" for ending in ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029")),
        "a rc=00",
        'a" rc="00',
        'a\\" rc="00',
        "a\\",
        "=",
        "-",
        "",
        " ",
        "\u3000rc=00",
        "\u202egpj.fdp",
        "C:\\Bukti Setoran\\new",
        "C:\\Bukti\\new",
        "\x1b[2J\x00\t",
        "سند ✓ 受領書",
        "%s %(name)s {rc}",
    ],
)
def test_what_others_wrote_forges_neither_lines_nor_fields(tmp_path, said):
    record(Event.ATTEMPT_ENDED, message=said, rc="05")
    (line,) = lines(tmp_path)
    assert line.splitlines() == [line]
    assert STAMP.match(line)
    assert fields(line) == {"message": said, "rc": "05"}


@pytest.mark.usefixtures("begun")
def test_a_trace_is_a_field_of_its_event(tmp_path):
    try:
        raise ValueError(f"x\n{FORGED}")  # noqa: TRY301 - it is to be logged
    except ValueError as error:
        record(Event.MISHAP, where="here", trace=error)
    (line,) = lines(tmp_path)
    assert STAMP.match(line)
    assert fields(line)["where"] == "here"
    assert fields(line)["trace"].splitlines()[0] == "Traceback (most recent call last):"
    assert f"ValueError: x\n{FORGED}" in fields(line)["trace"]


@pytest.mark.usefixtures("begun")
def test_what_was_logged_past_the_events_is_a_field_too(tmp_path):
    logging.getLogger(f"{LOGGER}.elsewhere").warning("said: %s", f"x\n{FORGED}")
    (line,) = lines(tmp_path)
    assert " WARNING unnamed text=" in line
    assert fields(line) == {"text": f"said: x\n{FORGED}"}


def test_a_name_of_any_bytes_can_be_logged(begun, tmp_path, fresh_log):  # noqa: ARG001 - as above
    """Handed to our handler alone: pytest's own cannot send such a name from worker to worker."""
    (handler,) = (each for each in fresh_log.handlers if isinstance(each, LogFile))
    handler.handle(logging.makeLogRecord({"msg": "file %s", "args": ("a\udcff.pdf",)}))
    (line,) = lines(tmp_path)
    assert line.endswith('text="file a\\udcff.pdf"')


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    "secret", ["plain-secret-1", 'with "quotes"\\and blanks', "über\tgeheim\n=x", "käse&<p>'%41", 'a"\x1bsecret']
)
def test_no_secret_is_logged(tmp_path, secret):
    redaction.conceal(secret)
    record(Event.ATTEMPT_ENDED, message=f"your key {secret} is wrong", key=secret)
    logging.getLogger(LOGGER).error("%s", secret)
    with contextlib.suppress(ValueError):
        try:
            raise ValueError(secret)  # noqa: TRY301 - it is to be logged
        except ValueError as error:
            record(Event.MISHAP, trace=error)
            raise
    told = lines(tmp_path)
    assert len(told) == 3
    assert all(redaction.BLOT in line for line in told)
    assert not any(form in line for form in redaction.forms_of(secret) for line in told)


def test_details_are_logged_only_if_asked_for(begun, tmp_path, fresh_log):  # noqa: ARG001 - as above
    record(Event.FILE_LOOKED_AT, name="x")
    assert lines(tmp_path) == []
    fresh_log.setLevel(logging.DEBUG)
    record(Event.FILE_LOOKED_AT, name="x")
    assert len(lines(tmp_path)) == 1


@pytest.mark.usefixtures("begun")
def test_the_log_is_rotated_by_size_and_bounded(tmp_path):
    for index in range(1500):
        record(Event.RECEIPT_FILED, index=index, text="a long line " * 800)
    files = sorted(path.name for path in (tmp_path / "state").iterdir())
    assert files == [logs.FILE_NAME, *(f"{logs.FILE_NAME}.{number}" for number in range(1, 6))]
    assert all(path.stat().st_size <= 2 * 1024 * 1024 for path in (tmp_path / "state").iterdir())
    assert " index=1499 " in lines(tmp_path)[-1]


def test_the_screen_gets_the_same_lines(tmp_path, capsys):
    logs.begin(tmp_path / "state", verbose=True, to_screen=True)
    record(Event.FILE_UNREADABLE, error="one\ntwo")
    assert capsys.readouterr().err.split("\n")[:-1] == lines(tmp_path)


def test_where_no_log_can_be_written_the_screen_gets_it(tmp_path, capsys):
    (tmp_path / "state").touch()
    logs.begin(tmp_path / "state", verbose=False, to_screen=False)
    record(Event.PAUSED)
    assert "INFO paused" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.usefixtures("begun")
def test_the_log_is_private(tmp_path):
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "state" / logs.FILE_NAME).stat().st_mode) == 0o600


def test_no_command_starts_slower_for_it():
    heavy = "{'logging.handlers', 'logging.config', 'socket', 'branchagent.eventlog', 'win32evtlogutil'}"
    code = f"import sys, branchagent.cli.main; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
