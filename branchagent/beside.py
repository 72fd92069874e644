"""Processes of our own beside the agent's: each serves at the other end of a pipe, and is ended from here."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_PROCESSES = multiprocessing.get_context("spawn")
_STARTS_WITHIN_S = 60.0
_LONGEST_GREETING = 16
_starting = threading.Lock()


class Connection(Protocol):
    """One end of a pipe, of whatever kind the system has."""

    def send_bytes(self, content: bytes, /) -> None:
        """Send a message."""
        ...

    def recv_bytes(self, most: int | None = None, /) -> bytes:
        """Wait for a message of `most` bytes. Raises `EOFError` when the other end is gone."""
        ...

    def poll(self, seconds: float, /) -> bool:
        """Tell whether there is a message, within so many seconds."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


class GoneError(Exception):
    """The process did not answer in time, or ended."""


def begin(serve: Callable[..., None], *arguments: object, name: str) -> tuple[SpawnProcess, Any]:
    """Start a process that calls `serve` with its end of a pipe and the arguments; give it and our end."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=serve, args=(theirs, *arguments), name=name, daemon=True)
    try:
        with _untracked():
            process.start()
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours


def end(process: SpawnProcess) -> None:
    """End a process at once, whatever it does."""
    process.kill()
    process.join()
    # When the program ends, multiprocessing waits for it too, and one of two waits in vain.
    with contextlib.suppress(ValueError):
        process.close()


class Helper:
    """A process that is started when it is needed, and ended when nobody needed it for `idle_s` seconds.

    It says an empty message once it is ready. Whoever uses it holds its lock meanwhile.
    """

    def __init__(self, serve: Callable[[Any], None], name: str, idle_s: float) -> None:
        self.lock = threading.Lock()
        self.may_rest = True
        """Whether it may be ended: it remembers nothing that the next one would have to know."""
        self._serve = serve
        self._name = name
        self._idle_s = idle_s
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._used_at = 0.0
        self._timer: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return None if self._process is None else self._process.pid

    def connect(self) -> Connection:
        """Give the way to the process, which is started if there is none. Raises `GoneError` or `OSError`."""
        return self._connection or self._start()

    def use(self) -> None:
        """Take note that it was of use just now."""
        self._used_at = time.monotonic()

    def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is not None:
            end(process)

    def close(self) -> None:
        """End it for good."""
        self.stop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start(self) -> Connection:
        self._process, self._connection = begin(self._serve, name=self._name)
        self.may_rest = True
        try:
            answer(self._connection, _STARTS_WITHIN_S, _LONGEST_GREETING)
        except (EOFError, OSError, GoneError):
            self.stop()
            raise GoneError(f"the process that serves as {self._name} did not start") from None
        except BaseException:
            self.stop()
            raise
        self._look_again_in(self._idle_s)
        return self._connection

    def _look_again_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(seconds, self._end_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _end_if_idle(self) -> None:
        with self.lock:
            if self._timer is None or self._process is None:
                return
            left = self._used_at + self._idle_s - time.monotonic() if self.may_rest else self._idle_s
            if left > 0:
                self._look_again_in(left)
            else:
                self.stop()


def answer(connection: Connection, seconds: float, most: int) -> bytes:
    """Give what the other end answers within so many seconds. Raises `GoneError`, `EOFError` or `OSError`."""
    if not connection.poll(seconds):
        raise GoneError(f"no answer within {seconds:.0f} s")
    return connection.recv_bytes(most)


@contextlib.contextmanager
def _untracked() -> Iterator[None]:
    """Start no process that would clean up after ours: they have nothing to leave, and it would stay, with 11 MiB."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker  # noqa: PLC0415 - there is none on Windows

    with _starting, open(os.devnull, "wb", buffering=0) as nowhere:  # noqa: PTH123 - the null device is no path of ours
        begin_tracker = resource_tracker.getfd
        resource_tracker.getfd = nowhere.fileno
        try:
            yield
        finally:
            resource_tracker.getfd = begin_tracker
