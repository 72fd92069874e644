"""The log: one line an event, in the state folder, of bounded size, without any secret."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from branchagent.redaction import redact

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "branchagent.log"
_BYTES = 2 * 1024 * 1024
_FILES = 5
_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"


class _OneLine(logging.Formatter):
    """One line an event, traces too: what others wrote (a message, a file's name) cannot forge lines of its own.

    What is secret is blotted out here, whoever logs it.
    """

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record)).replace("\r", "\\r").replace("\n", "\\n")


def begin(state: Path, *, verbose: bool, to_screen: bool) -> None:
    """Log to the state folder and, if asked, to standard error. A log that cannot be written stops nothing."""
    handlers: list[logging.Handler] = []
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = logging.handlers.RotatingFileHandler(
            state / FILE_NAME, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", errors="backslashreplace"
        )
        handlers.append(file)
    except OSError:
        to_screen = True
    if to_screen and sys.stderr is not None:
        handlers.append(logging.StreamHandler(sys.stderr))
    root = logging.getLogger("branchagent")
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.raiseExceptions = False
    for handler in handlers:
        handler.setFormatter(_OneLine(_FORM))
        root.addHandler(handler)


def guard_traces() -> None:
    """Blot secrets out of the traces that Python writes of errors that nobody caught, in any thread."""

    def write(error: BaseException | None) -> None:
        if error is None or sys.stderr is None:
            return
        sys.stderr.write(redact("".join(traceback.format_exception(error))))
        log.critical("not caught", exc_info=error)

    log = logging.getLogger("branchagent")
    # Unless a log was begun, nothing else is to write the trace, unredacted, a second time.
    log.addHandler(logging.NullHandler())
    sys.excepthook = lambda _, error, __: write(error)
    threading.excepthook = lambda told: write(told.exc_value)
    sys.unraisablehook = lambda told: write(told.exc_value)
