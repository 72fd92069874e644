"""The log: one line an event, in the state folder, of bounded size, without any secret."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from branchagent.events import LOGGER, UNNAMED, Event, event_of, quoted, record
from branchagent.logfile import LogFile
from branchagent.redaction import redact

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "branchagent.log"
_BYTES = 2 * 1024 * 1024
_FILES = 5


class _OneLine(logging.Formatter):
    """One line an event: `2026-11-26T12:29:26.123+07:00 INFO receipt-filed number=… name="…"`, local time with offset.

    A trace is a field of it, so that what others wrote (a message, a file's name) cannot forge lines of its own. What
    is secret is blotted out here, whoever logs it.
    """

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")
        told = record.getMessage() if event_of(record) else f"{UNNAMED} text={quoted(record.getMessage())}"
        trace = "" if record.exc_info is None else f" trace={quoted(self.formatException(record.exc_info))}"
        return redact(f"{when} {record.levelname} {told}{trace}")


def begin(state: Path, *, verbose: bool, to_screen: bool, to_system: bool = False) -> None:
    """Log to the state folder and, if asked, to standard error, and to Windows' Event Log where there is one.

    A log that cannot be written stops nothing.
    """
    handlers: list[logging.Handler] = []
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        handlers.append(LogFile(state / FILE_NAME, _BYTES, _FILES))
    except OSError:
        to_screen = True
    if to_screen and sys.stderr is not None:
        handlers.append(logging.StreamHandler(sys.stderr))
    root = logging.getLogger(LOGGER)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.raiseExceptions = False
    for handler in handlers:
        handler.setFormatter(_OneLine())
        root.addHandler(handler)
    if to_system and sys.platform == "win32":
        _begin_event_log(root)


def _begin_event_log(root: logging.Logger) -> None:
    with contextlib.suppress(Exception):  # whatever its library stumbles over, the file has it all
        from branchagent.eventlog import EventLogHandler  # noqa: PLC0415 - on Windows alone, and only for the agent

        root.addHandler(EventLogHandler())


def guard_traces() -> None:
    """Blot secrets out of the traces that Python writes of errors that nobody caught, in any thread."""

    def write(error: BaseException | None) -> None:
        if error is None or sys.stderr is None:
            return
        sys.stderr.write(redact("".join(traceback.format_exception(error))))
        record(Event.NOT_CAUGHT, error=type(error).__name__, trace=error)

    # Unless a log was begun, nothing else is to write the trace, unredacted, a second time.
    logging.getLogger(LOGGER).addHandler(logging.NullHandler())
    sys.excepthook = lambda _, error, __: write(error)
    threading.excepthook = lambda told: write(told.exc_value)
    sys.unraisablehook = lambda told: write(told.exc_value)
