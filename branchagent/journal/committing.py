"""Writing what several threads want written in one transaction: the disk is waited for once, by all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast

if TYPE_CHECKING:
    import sqlite3
    from contextlib import AbstractContextManager

T = TypeVar("T")


class Transaction(Protocol):
    """Begins a transaction, which is committed at its block's end."""

    def __call__(self, *, durable: bool) -> AbstractContextManager[sqlite3.Connection]:
        """Begin; `durable`: such that what is committed outlives a power cut."""
        ...


class Wanted(Generic[T]):
    """Changes that a thread wants made, and what came of them."""

    def __init__(self, write: Callable[[sqlite3.Connection], T], *, durable: bool) -> None:
        self.write = write
        self.durable = durable
        self.is_done = False
        self._result: T | None = None
        self._error: Exception | None = None

    def succeed(self, result: T) -> None:
        """Note what `write` gave, now that it is committed."""
        self._result, self.is_done = result, True

    def fail(self, error: Exception) -> None:
        """Note why nothing of it was written."""
        self._error, self.is_done = error, True

    def result(self) -> T:
        """Give what `write` gave, or raise what kept it from being written."""
        if self._error is not None:
            raise self._error
        return cast("T", self._result)


class Queue:
    """What is wanted and not begun yet; any thread may add to it, and whoever has the journal's lock takes."""

    def __init__(self) -> None:
        self._waiting: deque[Wanted[object]] = deque()

    def add(self, write: Callable[[sqlite3.Connection], T], *, durable: bool) -> Wanted[T]:
        """Put changes at the end."""
        wanted = Wanted(write, durable=durable)
        self._waiting.append(cast("Wanted[object]", wanted))
        return wanted

    def take(self, own: Wanted[T]) -> list[Wanted[object]]:
        """Take all that waits; the taker's `own` is among it even if another taker has failed over it."""
        taken = [self._waiting.popleft() for _ in range(len(self._waiting))]
        return taken if own in taken else [cast("Wanted[object]", own), *taken]


def together(batch: list[Wanted[object]], transaction: Transaction) -> None:
    """Commit a batch as one; if that fails, each by itself, so that what fails is its own wanter's to hear."""
    if len(batch) > 1 and _commit(batch, transaction) is None:
        return
    for wanted in batch:
        if (error := _commit([wanted], transaction)) is not None:
            wanted.fail(error)


def _commit(batch: list[Wanted[object]], transaction: Transaction) -> Exception | None:
    """Write a batch in one transaction, and tell what is in the way; None if it is written."""
    try:
        with transaction(durable=any(wanted.durable for wanted in batch)) as db:
            results = [wanted.write(db) for wanted in batch]
    except Exception as error:  # noqa: BLE001 - whatever it was, it is raised where the changes were wanted
        return error
    for wanted, result in zip(batch, results, strict=True):
        wanted.succeed(result)
    return None
