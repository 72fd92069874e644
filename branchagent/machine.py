"""What the agent has of its machine: time, files, events, locks, threads. A simulation gives another one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from branchagent.clock import SystemClock
from branchagent.disk import Disk
from branchagent.journal import Journal
from branchagent.locking import Lock
from branchagent.messages import Inbox
from branchagent.roster import FolderLock
from branchagent.watching import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from branchagent.clock import Clock


class Workers(Protocol):
    """Threads that carry steps out."""

    def submit(self, step: Callable[[], None], /) -> object:
        """Hand over a step; it begins when a thread is free."""
        ...

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002 - the executors' signature
        """Take no more steps, and wait for those in hand."""
        ...


class Task(Protocol):
    """A thread that was begun."""

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        ...


class Machine:
    """The real one."""

    def __init__(self) -> None:
        self.clock: Clock = SystemClock()
        self.disk = Disk()

    def event(self) -> threading.Event:
        """Give an event that threads can wait for."""
        return threading.Event()

    def inbox(self) -> Inbox:
        """Give the way into the agent's thread."""
        return Inbox()

    def workers(self, count: int) -> AbstractContextManager[Workers]:
        """Give so many threads."""
        return ThreadPoolExecutor(count, thread_name_prefix="carry")

    def begin(self, work: Callable[[], None], name: str) -> Task:
        """Begin a thread that keeps no process alive."""
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        return thread

    def mutex(self) -> AbstractContextManager[object]:
        """Give what only one of our threads at a time can hold."""
        return threading.Lock()

    def slots(self, count: int) -> AbstractContextManager[object]:
        """Give what so many of our threads at a time can hold."""
        return threading.BoundedSemaphore(count)

    def lock(self, path: Path) -> Lock:
        """Give a lock on a file, not taken yet."""
        return Lock(path)

    def folder_lock(self, drop: Path, state: Path) -> FolderLock:
        """Give the right to serve a drop folder, not taken yet; `state` is who asks for it."""
        return FolderLock(drop, state)

    def watcher(self, folder: Path, on_hint: Callable[[str], None], on_lost: Callable[[], None]) -> Watcher:
        """Give a watch of a folder, not begun yet."""
        return Watcher(folder, on_hint, on_lost)

    def journal(self, state: Path) -> Journal:
        """Open the journal of a state folder; see `Journal` for what it raises."""
        return Journal(state)
