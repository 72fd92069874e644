"""The figures of the page, from times and words of the journal. Days and hours are the machine's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from branchagent.core.receipts import Outcome
from branchagent.core.verdicts import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Mark = tuple[datetime, Outcome]
"""When a receipt was judged, and how."""
Ending = tuple[datetime, str]
"""When an attempt ended, and how: a word of the journal."""
DAYS = 30
_LEAST_OUTAGE = timedelta(minutes=1)
_TROUBLES = frozenset(str(trouble) for trouble in Trouble)


@dataclass(frozen=True, slots=True)
class Day:
    """What one day brought."""

    day: date
    counts: Counter[Outcome]

    @property
    def total(self) -> int:
        """How many in all."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which no attempt was answered. `ended` is None if none was since, the latest of them at `last`."""

    began: datetime
    last: datetime
    ended: datetime | None
    tries: int
    why: str


def days(marks: Iterable[Mark], today: date) -> list[Day]:
    """Count by day, the last 30 of them, oldest first."""
    counted = {today - timedelta(days=ago): Counter[Outcome]() for ago in reversed(range(DAYS))}
    for when, outcome in marks:
        if (counts := counted.get(when.astimezone().date())) is not None:
            counts[outcome] += 1
    return [Day(day, counts) for day, counts in counted.items()]


def hours(marks: Iterable[Mark], today: date) -> list[int]:
    """Count by the hour of the day over the same days."""
    counted = [0] * 24
    first = today - timedelta(days=DAYS - 1)
    for when, _ in marks:
        local = when.astimezone()
        if first <= local.date() <= today:
            counted[local.hour] += 1
    return counted


def outages(endings: Iterable[Ending]) -> Iterator[Outage]:
    """Find the times, longer than a minute, in which every attempt met a trouble; `endings` come oldest first.

    An outage is only seen where something was to be sent, so it may have been longer than is told.
    """
    began = last = None
    tries, why = 0, ""
    for when, how in endings:
        if how in _TROUBLES:
            if began is None:
                began, tries, why = when, 0, how
            tries, last = tries + 1, when
        elif began is not None and last is not None:
            if when - began >= _LEAST_OUTAGE:
                yield Outage(began, last, when, tries, why)
            began = None
    if began is not None and last is not None and last - began >= _LEAST_OUTAGE:
        yield Outage(began, last, None, tries, why)
