"""Windows' Event Log, for what IT's monitoring has to see: start, stop and faults.

The installer registers the source with Windows; no right to do so is needed here, and none is used (the standard
library's handler would, each time that it may). A source that is not registered is shown all the same, with a remark of
Windows' own before the text.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from branchagent.events import Event, event_of
from branchagent.redaction import redact

SOURCE = "branchagent"
_LONGEST = 8000
_AGAIN_AFTER_S = 600.0
"""A fault that is met again and again must not push all else out of that log; ours has each time."""

_INSERTION = re.compile("%(?=[%0-9])")
"""What the viewer would put other texts in the place of."""


class Report(Protocol):
    """The way into the Event Log, as `win32evtlogutil.ReportEvent` has it."""

    def __call__(self, source: str, event_id: int, *, eventType: int, strings: Sequence[str]) -> object:  # noqa: N803
        """Write an event."""
        ...


class EventLogHandler(logging.Handler):
    """Writes each event that has an id: its name, what it means, and its fields. What cannot be written is left out.

    Raises `ImportError` where the library for it is not installed, unless a way is given.
    """

    def __init__(self, report: Report | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._report = report or _library()
        self._monotonic = monotonic
        self._written_at: dict[Event, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write an event, unless it was written just before."""
        event = event_of(record)
        if event is None or event.id is None or not self._is_due(event):
            return
        try:
            self._report(SOURCE, event.id, eventType=_kind(event), strings=[_text(event, record)])
        except Exception:  # noqa: BLE001 - the library raises an error of its own; no log stops anything
            self.handleError(record)

    def _is_due(self, event: Event) -> bool:
        now = self._monotonic()
        if event.level > logging.INFO and now < self._written_at.get(event, float("-inf")) + _AGAIN_AFTER_S:
            return False
        self._written_at[event] = now
        return True


def _library() -> Report:
    from win32evtlogutil import ReportEvent  # noqa: PLC0415 - there is none on other systems, and nobody else wants it

    report: Report = ReportEvent
    return report


def _kind(event: Event) -> int:
    """Give Windows' word for a level: EVENTLOG_INFORMATION_TYPE, _WARNING_TYPE or _ERROR_TYPE."""
    return {logging.INFO: 4, logging.WARNING: 2}.get(event.level, 1)


def _text(event: Event, record: logging.LogRecord) -> str:
    name, _, fields = redact(record.getMessage()).partition(" ")
    return _INSERTION.sub("% ", f"{name}: {event.meaning}\r\n{fields}"[:_LONGEST])
