"""The log: one line an event, in the state folder, of bounded size."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "branchagent.log"
_BYTES = 2 * 1024 * 1024
_FILES = 5
_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"


class _OneLine(logging.Formatter):
    """One line an event, traces too: what others wrote (a message, a file's name) cannot forge lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")


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
