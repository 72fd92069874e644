"""Calls that may take for ever (a keyring that asks a person, a script of somebody else's), given only so long."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class OutOfPatienceError(Exception):
    """A call did not end in its time; it goes on by itself, in a thread that keeps no process alive."""

    def __init__(self) -> None:
        super().__init__("it does not answer")


class _Call(threading.Thread, Generic[Result]):
    def __init__(self, function: Callable[[], Result]) -> None:
        super().__init__(name="patience", daemon=True)
        self._function = function
        self.result: list[Result] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result.append(self._function())
        except BaseException as error:  # noqa: BLE001 - it is raised again where it was called
            self.error = error

    def begin(self) -> None:
        try:
            self.start()
        except RuntimeError:
            # There is no thread to be had: the machine is short of memory.
            raise OutOfPatienceError from None

    def outcome(self, seconds: float) -> Result:
        self.join(seconds)
        if self.is_alive():
            raise OutOfPatienceError
        if self.error is not None:
            try:
                raise self.error
            finally:
                # Else the error, its traceback and this call would hold each other, and what the function had open.
                self.error = None
        return self.result[0]


def within(seconds: float, function: Callable[[], Result]) -> Result:
    """Call a function and give its result, if it ends within so many seconds. Raises `OutOfPatienceError`."""
    call = _Call(function)
    call.begin()
    return call.outcome(seconds)


class Patience:
    """Calls one function at a time; while one is still out, the next is not begun: nobody is asked twice at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._out: threading.Thread | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a call that took too long is still out."""
        return self._out is not None and self._out.is_alive()

    def call(self, function: Callable[[], Result]) -> Result:
        """Call a function and give its result. Raises `OutOfPatienceError`, at once if an earlier one is still out."""
        with self._lock:
            if self.is_waiting:
                raise OutOfPatienceError
            call = _Call(function)
            call.begin()
            try:
                return call.outcome(self.seconds)
            except OutOfPatienceError:
                self._out = call
                raise
