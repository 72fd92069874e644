"""Decided receipts whose files could not be moved yet: another program holds them, or the disk or share is away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.core.retry import Backoff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from branchagent.journal import Decided

OWN_FAULT = Backoff(first_s=0.5, longest_s=30.0)
"""Waits, in seconds, for what this machine itself stands in the way of."""

_TELL_AFTER = 4
_MOST_CONTENTS = 16
"""Contents that are kept in memory against the rare case that a file changes before it can be filed."""


@dataclass(slots=True)
class _Entry:
    decided: Decided
    content: bytes | None = None
    failures: int = 0
    not_before: float = 0.0
    in_hand: bool = False


class Backlog:
    """What is still to be filed, by the name in the drop folder. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def in_hand(self) -> int:
        """How many of them workers have now."""
        return sum(entry.in_hand for entry in self._entries.values())

    def add(self, decided: Iterable[Decided]) -> None:
        """Take up what an earlier run decided and did not file."""
        for each in decided:
            # The earlier of two verdicts under one name has the file; the other is found to have none.
            self._entries.setdefault(each.name, _Entry(each))

    @property
    def is_stuck(self) -> bool:
        """Whether each of them has failed so often that waiting for it makes no sense."""
        return all(entry.failures >= _TELL_AFTER for entry in self._entries.values())

    def take_due(self, now: float) -> list[tuple[Decided, bytes | None]]:
        """Give those whose time has come, into the workers' hands, with their accepted bytes where they were kept."""
        due = [entry for entry in self._entries.values() if not entry.in_hand and entry.not_before <= now]
        for entry in due:
            entry.in_hand = True
        return [(entry.decided, entry.content) for entry in due]

    def postpone(self, decided: Decided, content: bytes | None, now: float, jitter: float) -> bool:
        """Keep one that could not be filed; tell whether that has happened so often that a person should know."""
        entry = self._entries.setdefault(decided.name, _Entry(decided))
        if entry.content is not None or sum(e.content is not None for e in self._entries.values()) < _MOST_CONTENTS:
            entry.content = content
        entry.failures += 1
        entry.in_hand = False
        entry.not_before = now + OWN_FAULT.wait(entry.failures, 0.5 + jitter / 2)
        return entry.failures >= _TELL_AFTER

    def try_again(self, name: str, not_before: float) -> None:
        """Keep one that something else than its file stood in the way of."""
        entry = self._entries[name]
        entry.in_hand = False
        entry.not_before = not_before

    def finish(self, name: str) -> None:
        """Forget one that is filed."""
        self._entries.pop(name, None)

    def next_at(self) -> float | None:
        """Give the time of the next try."""
        return min((entry.not_before for entry in self._entries.values() if not entry.in_hand), default=None)
