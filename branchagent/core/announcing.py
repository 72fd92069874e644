"""What a person is told of, when and how often: nothing twice, nothing in vain, nothing at night.

Times are monotonic seconds, but for what is done at a time of day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from branchagent.core.receipts import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

GATHER_S = 5.0
"""A burst has ended when nothing came for so long."""
GATHER_AT_MOST_S = 60.0
SETTLE_S = 10.0
"""A state that holds for less is nobody's news."""
COMES_AND_GOES_S = 900.0
CLOSING_LEAD = timedelta(minutes=30)
SUMMARY_WITHIN = timedelta(hours=2)
"""A computer that is switched on later than that tells nothing of a day that is over."""

Span = tuple[time, time]


class Kind(StrEnum):
    """What an announcement is about."""

    SENT = "sent"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    OFFLINE = "offline"
    RECOVERED = "recovered"
    CONCERN = "concern"
    REMINDER = "reminder"
    NOTICE = "notice"
    SUMMARY = "summary"
    CLOSING = "closing"


KIND_OF = {Outcome.DONE: Kind.SENT, Outcome.DUPLICATE: Kind.DUPLICATE, Outcome.FAILED: Kind.FAILED}


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing to tell. `texts` are what was handed in about it, one for each of the `count` things it is about."""

    kind: Kind
    texts: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many things it is about."""
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody wants to be told: see the settings of the same names. None: not at all."""

    remind_s: float | None = 900.0
    summary_at: time | None = None
    closing_at: time | None = None
    quiet: Span | None = None

    def is_quiet(self, now: time) -> bool:
        """Tell whether nobody wants to hear anything now; the span may go past midnight."""
        if self.quiet is None:
            return False
        begin, end = self.quiet
        return begin <= now < end if begin <= end else now >= begin or now < end


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands. `concerns` are stable words for what needs a person, `text` says them.

    `handled` counts what became of receipts today, `open` those that wait or lie in failed/.
    """

    concerns: frozenset[str] = frozenset()
    text: str = ""
    offline: bool = False
    handled: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Instant:
    """Now: in monotonic seconds, and by the wall."""

    monotonic: float
    wall: datetime


class Announcer:
    """Is told of what happens, and says what is due to be told."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits
        self._gathered = {kind: _Gathered(kind) for kind in (Kind.FAILED, Kind.DUPLICATE, Kind.NOTICE, Kind.SENT)}
        self._concerns = _Concerns(habits.remind_s)
        self._outage = _Outage()
        self._daily = (
            _Daily(Kind.CLOSING, _before(habits.closing_at, CLOSING_LEAD), CLOSING_LEAD),
            _Daily(Kind.SUMMARY, habits.summary_at, SUMMARY_WITHIN),
        )
        self._standing = Standing()

    def filed(self, now: float, outcome: Outcome, text: str, concern: str | None = None) -> None:
        """Hear of a receipt that was filed; what is told of it counts as told of the concern that it makes."""
        self._gathered[KIND_OF[outcome]].add(now, text)
        if concern is not None:
            self._concerns.count_as_told(now, concern)

    def notice(self, now: float, text: str) -> None:
        """Hear of something that is to be told once, at once."""
        self._gathered[Kind.NOTICE].add(now, text)

    def stands(self, now: float, standing: Standing) -> None:
        """Hear how it stands."""
        self._standing = standing
        self._concerns.are(now, standing.concerns, standing.text)
        self._outage.holds(now, present=standing.offline)

    def count_as_told(self, now: float, concern: str) -> None:
        """Hear that a person knows of a concern because it is of their own making."""
        self._concerns.count_as_told(now, concern)

    def acknowledge(self) -> None:
        """Hear that a person knows of all that holds now: no more reminders of it."""
        self._concerns.acknowledge()

    @property
    def reminds(self) -> bool:
        """Whether something holds that a person is reminded of."""
        return self._concerns.reminds

    def told_today(self, kind: Kind, day: str) -> None:
        """Hear that the summary or the warning of a day (ISO 8601) was told before a restart."""
        for daily in self._daily:
            if daily.kind is kind:
                daily.told_on = day

    def due(self, now: Instant) -> list[Announcement]:
        """Give what is to be told now; it counts as told."""
        if self._habits.is_quiet(now.wall.time()):
            return []
        return list(self._due(now))

    def next_in(self, now: Instant) -> float | None:
        """Give in how many seconds something will be due, None if only something new can make it so."""
        waits = [at - now.monotonic for at in self._moments() if at is not None]
        waits += [wait for daily in self._daily if (wait := daily.next_in(now.wall)) is not None]
        if not waits:
            return None
        wait = max(min(waits), 0.0)
        return max(wait, self._quiet_left(now.wall + timedelta(seconds=wait)) + wait)

    def _due(self, now: Instant) -> Iterator[Announcement]:
        for gathered in self._gathered.values():
            yield from gathered.due(now.monotonic)
        yield from self._outage.due(now.monotonic)
        yield from self._concerns.due(now.monotonic)
        for daily in self._daily:
            yield from daily.due(now.wall, self._standing)

    def _moments(self) -> Iterator[float | None]:
        yield from (gathered.due_at for gathered in self._gathered.values())
        yield self._outage.due_at
        yield self._concerns.due_at

    def _quiet_left(self, wall: datetime) -> float:
        if self._habits.quiet is None or not self._habits.is_quiet(wall.time()):
            return 0.0
        return _seconds_until(wall, self._habits.quiet[1])


class _Gathered:
    """Things of one kind. Successes wait for the end of their burst; of all else the first is told at once."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._texts: list[str] = []
        self._first_at = self._last_at = self._told_at = float("-inf")

    def add(self, now: float, text: str) -> None:
        if not self._texts:
            self._first_at = now
        self._last_at = now
        self._texts.append(text)

    @property
    def due_at(self) -> float | None:
        if not self._texts:
            return None
        if self._kind is not Kind.SENT and self._first_at > self._told_at + GATHER_AT_MOST_S:
            return self._first_at
        return min(self._last_at + GATHER_S, self._first_at + GATHER_AT_MOST_S)

    def due(self, now: float) -> Iterator[Announcement]:
        if self.due_at is None or now < self.due_at:
            return
        texts, self._texts, self._told_at = tuple(self._texts), [], now
        yield Announcement(self._kind, texts)


class _Concerns:
    """What needs a person, told when it begins to hold, and again until it is mended or somebody knows of it."""

    def __init__(self, remind_s: float | None) -> None:
        self._remind_s = remind_s
        self._held: frozenset[str] = frozenset()
        self._since: dict[str, float] = {}
        self._told: dict[str, float] = {}
        self._known: set[str] = set()
        self._text = ""

    def are(self, now: float, held: frozenset[str], text: str) -> None:
        for concern in held - self._held:
            self._since[concern] = now
        for concern in self._held - held:
            self._known.discard(concern)
        self._held, self._text = held, text

    def count_as_told(self, now: float, concern: str) -> None:
        self._told[concern] = now
        self._known.discard(concern)

    def acknowledge(self) -> None:
        self._known |= self._held

    @property
    def reminds(self) -> bool:
        return bool(self._held - self._known)

    @property
    def due_at(self) -> float | None:
        times = [at for concern in self._held - self._known if (at := self._due_at(concern)) is not None]
        return min(times, default=None)

    def _due_at(self, concern: str) -> float | None:
        told, since = self._told.get(concern, float("-inf")), self._since[concern]
        if told < since:
            # What comes and goes is told no more often than what stays.
            return max(since + SETTLE_S, told + (self._remind_s or COMES_AND_GOES_S))
        return None if self._remind_s is None else told + self._remind_s

    def due(self, now: float) -> Iterator[Announcement]:
        if self.due_at is None or now < self.due_at:
            return
        is_news = any(self._told.get(one, float("-inf")) < self._since[one] for one in self._held - self._known)
        for concern in self._held:
            self._told[concern] = now
        yield Announcement(Kind.CONCERN if is_news else Kind.REMINDER, (self._text,))


class _Outage:
    """A service that is away, told once it has been for a while, and its return if its going was told."""

    def __init__(self) -> None:
        self._present = self._told = False
        self._since = 0.0

    def holds(self, now: float, *, present: bool) -> None:
        if present != self._present:
            self._present, self._since = present, now

    @property
    def due_at(self) -> float | None:
        return None if self._present == self._told else self._since + SETTLE_S

    def due(self, now: float) -> Iterator[Announcement]:
        if self.due_at is None or now < self.due_at:
            return
        self._told = self._present
        yield Announcement(Kind.OFFLINE if self._present else Kind.RECOVERED)


class _Daily:
    """What is told once a day, from a time of day on and not long after it."""

    def __init__(self, kind: Kind, at: time | None, within: timedelta) -> None:
        self.kind = kind
        self.told_on = ""
        self._at = at
        self._within = within

    def next_in(self, wall: datetime) -> float | None:
        return None if self._at is None else _seconds_until(wall, self._at)

    def due(self, wall: datetime, standing: Standing) -> Iterator[Announcement]:
        if self._at is None or self.told_on == wall.date().isoformat():
            return
        late = wall - wall.replace(hour=self._at.hour, minute=self._at.minute, second=0, microsecond=0)
        if not timedelta() <= late < self._within:
            return
        wanted = standing.open if self.kind is Kind.CLOSING else standing.open or standing.handled
        if wanted:
            self.told_on = wall.date().isoformat()
            yield Announcement(self.kind)


def _seconds_until(wall: datetime, at: time) -> float:
    """Give the seconds until the next time that a clock on the wall shows this."""
    today = wall.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return (today - wall + timedelta(days=today <= wall)).total_seconds()


def _before(at: time | None, lead: timedelta) -> time | None:
    if at is None:
        return None
    minutes = (at.hour * 60 + at.minute - lead // timedelta(minutes=1)) % (24 * 60)
    return time(minutes // 60, minutes % 60)
