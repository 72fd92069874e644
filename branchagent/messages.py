"""What other threads may tell the conductor."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from branchagent.results import Result


@dataclass(frozen=True, slots=True)
class Hint:
    """Something happened to a file of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Relist:
    """The folder has to be listed now: events were lost, or somebody asked."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A worker is through with a file."""

    name: str
    result: Result


@dataclass(frozen=True, slots=True)
class Wake:
    """Nothing but a reason to look at the wishes of commands, or to stop."""


Message = Hint | Relist | Finished | Wake


class Inbox:
    """The one way into the conductor's thread; anybody may `put`, also a signal handler."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def put(self, message: Message) -> None:
        """Leave a message."""
        self._queue.put(message)

    def take(self, timeout: float | None = 0.0) -> Message | None:
        """Take the next message; None if none came within `timeout` seconds (None: wait for ever)."""
        try:
            return self._queue.get(timeout=timeout) if timeout is None or timeout > 0 else self._queue.get_nowait()
        except queue.Empty:
            return None
