"""The gate: every file that start-up, an event or a rescan names is looked at here until it is complete."""

from __future__ import annotations

import heapq
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.core.names import NumberRule, Receipt, being_written_names
from branchagent.core.settling import Look, Patience, Settled, Track, Unsettled, follow, looks_whole, settle
from branchagent.core.status import Fault
from branchagent.disk import NotAFileError
from branchagent.events import Event, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from branchagent.clock import Clock
    from branchagent.core.receipts import Fingerprint
    from branchagent.disk import Disk

_KILOBYTE = 1024
_RETRY_UNREADABLE_S = 5.0
_STUCK_AFTER_S = 30.0
_GROWING_FOR_LONG_S = 15 * 60.0
_TOLERATED_S = 15.0
"""A file that cannot be opened is no fault at first: on Windows its writer simply holds it."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A complete file, ready to be taken up. `first_seen` is in wall-clock seconds since the epoch."""

    name: str
    number: str | None
    fingerprint: Fingerprint
    first_seen: float


@dataclass(slots=True)
class _Watched:
    first_seen: float
    since: float
    track: Track | None = None
    look_at: float = 0.0


class Gate:
    """The files of the drop folder that are not complete yet. It never waits: ask `next_at` when to come again."""

    def __init__(self, drop: Path, rule: NumberRule, patience: Patience, clock: Clock, disk: Disk) -> None:
        self._drop = drop
        self._disk = disk
        self._rule = rule
        self._patience = patience
        self._clock = clock
        self._watched: dict[str, _Watched] = {}
        self._due: list[tuple[float, str]] = []
        self.faults: dict[str, Fault] = {}
        """The files that a person has to look at, by name."""

    def __len__(self) -> int:
        return len(self._watched)

    def __iter__(self) -> Iterator[str]:
        return iter(self._watched)

    def __contains__(self, name: str) -> bool:
        return name in self._watched

    @property
    def is_stuck(self) -> bool:
        """Whether nothing here will be complete soon: each file is faulty or has been watched for long."""
        now = self._clock.monotonic()
        patience = _STUCK_AFTER_S + self._patience.incomplete_s
        return all(name in self.faults or now - each.since > patience for name, each in self._watched.items())

    def fault_items(self) -> list[tuple[Fault, str]]:
        """Give one of each kind of fault, with the name of a file that has it."""
        return list({fault: (fault, name) for name, fault in self.faults.items()}.values())

    def hint(self, name: str) -> None:
        """Look at `name` at the next chance: something happened to it."""
        watched = self._watched.get(name)
        if watched is None:
            watched = self._watched[name] = _Watched(self._clock.now(), self._clock.monotonic())
        elif watched.look_at == 0.0:
            return
        self._look_later(name, watched, 0.0)

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget the files that a listing no longer shows."""
        present = set(names)
        for name in [name for name in self._watched if name not in present]:
            self.forget(name)
        for name in [name for name in self.faults if name not in present]:
            del self.faults[name]

    def forget(self, name: str) -> None:
        """Stop watching a file."""
        self._watched.pop(name, None)
        self.faults.pop(name, None)

    def next_at(self) -> float | None:
        """Give the monotonic time of the next look, None if nothing is watched."""
        while self._due:
            look_at, name = self._due[0]
            watched = self._watched.get(name)
            if watched is not None and watched.look_at == look_at:
                return look_at
            heapq.heappop(self._due)
        return None

    def arrivals(self, most: int) -> Iterator[Arrived]:
        """Look at the files that are due, at most `most` of them, and give those that are complete."""
        for _ in range(most):
            look_at = self.next_at()
            now = self._clock.monotonic()
            if look_at is None or look_at > now:
                return
            name = heapq.heappop(self._due)[1]
            arrived = self._look_at(name, self._watched[name], now)
            if arrived is not None:
                yield arrived

    def _look_at(self, name: str, watched: _Watched, now: float) -> Arrived | None:
        try:
            seen = look(self._drop / name, self._disk)
        except FileNotFoundError:
            self.forget(name)
        except OSError as error:
            self._not_now(name, watched, now, error)
        else:
            return self._judge(name, watched, seen, now)
        return None

    def _judge(self, name: str, watched: _Watched, seen: Look, now: float) -> Arrived | None:
        watched.track = follow(watched.track, seen, now)
        answer = settle(watched.track, now, self._patience)
        _tell(name, seen, answer, now)
        if isinstance(answer, Settled):
            self.forget(name)
            verdict = self._rule.read(name)
            number = verdict.number if isinstance(verdict, Receipt) else None
            return Arrived(name, number, seen.fingerprint, watched.first_seen)
        if now - watched.since > _GROWING_FOR_LONG_S:
            self.faults[name] = Fault.STILL_GROWING
        self._look_later(name, watched, answer.again_at)
        return None

    def _not_now(self, name: str, watched: _Watched, now: float, error: OSError) -> None:
        if isinstance(error, NotAFileError):
            if isinstance(self._rule.read(name), Receipt):
                self.faults[name] = Fault.NOT_A_FILE
                watched.look_at = float("inf")
            else:
                self.forget(name)
            return
        record(Event.FILE_UNREADABLE, name=name, error=error)
        if now - watched.since > _TOLERATED_S:
            self.faults[name] = Fault.UNREADABLE
        self._look_later(name, watched, now + min(max(now - watched.since, 0.1), _RETRY_UNREADABLE_S))

    def _look_later(self, name: str, watched: _Watched, at: float) -> None:
        watched.look_at = at
        heapq.heappush(self._due, (at, name))


def _tell(name: str, seen: Look, answer: Settled | Unsettled, now: float) -> None:
    wait = None if isinstance(answer, Settled) else round(answer.again_at - now, 3)
    size, writer = seen.fingerprint.size, seen.writer.value
    record(
        Event.FILE_LOOKED_AT, name=name, bytes=size, writer=writer, whole=seen.whole, beside=seen.companion, wait_s=wait
    )


def look(path: Path, disk: Disk) -> Look:
    """Look at a file once, without waiting for anything. Raises `NotAFileError` or another `OSError`."""
    with disk.open(path) as file:
        seen = disk.fingerprint(file)
        writer = disk.writer_of(path, file)
        beginning = file.read(_KILOBYTE)
        file.seek(max(0, seen.size - _KILOBYTE), io.SEEK_SET)
        whole = looks_whole(beginning, file.read(_KILOBYTE))
    companion = not whole and any(disk.is_there(path.with_name(name)) for name in being_written_names(path.name))
    return Look(seen, writer, whole, companion)
