"""Times of day as settings have them: text such as "15:30", or "off"."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from branchagent.settings.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

OFF = "off"


def time_of(text: str) -> time | None:
    """Give the time that a setting names; None if it is off. Raises `ValueError` if it names none."""
    return None if text == OFF else _time(text)


def span_of(text: str) -> tuple[time, time] | None:
    """Give the beginning and the end of the hours that a setting names; None if it is off. Raises `ValueError`."""
    if text == OFF:
        return None
    begin, end = text.split("-")
    return _time(begin), _time(end)


def _time(text: str) -> time:
    hours, minutes = text.strip().replace(".", ":").split(":")
    if not (hours.isascii() and minutes.isascii() and len(minutes) == 2):
        raise ValueError(text)
    return time(int(hours), int(minutes))


class Hour(Kind):
    """A time of day, or off; kept as text."""

    __slots__ = ()
    requirement = 'a time of day such as "15:30", or "off"'

    def read(self, raw: object, base: Path) -> str:  # noqa: ARG002  only paths have a base
        """Give the time as HH:MM. Raises UnfitError."""
        text = self.text_of(raw).strip()
        try:
            at = time_of(text)
        except ValueError:
            raise self.refused() from None
        return OFF if at is None else f"{at:%H:%M}"


class Hours(Kind):
    """A part of the day, which may go past midnight, or off; kept as text."""

    __slots__ = ()
    requirement = 'two times of day such as "18:00-07:00", or "off"'

    def read(self, raw: object, base: Path) -> str:  # noqa: ARG002  only paths have a base
        """Give the times as HH:MM-HH:MM. Raises UnfitError."""
        text = self.text_of(raw).strip()
        try:
            span = span_of(text)
        except ValueError:
            raise self.refused() from None
        if span is not None and span[0] == span[1]:
            raise self.refused("begins when it ends")
        return OFF if span is None else f"{span[0]:%H:%M}-{span[1]:%H:%M}"
