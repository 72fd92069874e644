"""watchdog's observer on Windows, which tells of what went wrong in its threads.

By itself, it tells nobody of a folder that cannot be opened, or of events that were lost. It hands events over when
none came for a while, which in a long burst is never. And a stop that comes in the instant between two of the system's
calls waits for the next event.
"""

from __future__ import annotations

import contextlib
import ctypes
import queue
from ctypes import wintypes
from typing import TYPE_CHECKING, cast

from watchdog.observers.read_directory_changes import WindowsApiEmitter, WindowsApiObserver
from watchdog.observers.winapi import CancelIoEx, DirectoryChangeReader

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from watchdog.observers.api import BaseObserver
    from watchdog.observers.winapi import WinAPINativeEvent

_CANCELS_AGAIN_S = 0.05
_NO_EVENTS = (b"", False)


class _Reader(DirectoryChangeReader):
    def __init__(self, path: str, lost: Callable[[], None]) -> None:
        super().__init__(path, recursive=False)
        self._lost = lost
        self._failure: OSError | None = None

    @property
    def thread(self) -> threading.Thread | None:
        return self._reader_thread

    def start(self) -> None:
        super().start()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        with self._lock:
            self._should_stop = True
        while self._reader_thread is not None and self._reader_thread.is_alive():
            with self._lock, contextlib.suppress(OSError):
                if self._handle is not None:
                    CancelIoEx(self._handle, None)
            self._reader_thread.join(_CANCELS_AGAIN_S)

        self._buf_queue.put(_NO_EVENTS)  # nobody waits for more

    def get_events(self, timeout: float) -> list[WinAPINativeEvent]:
        try:
            first = self._buf_queue.get(timeout=timeout)
        except queue.Empty:
            return []
        self._buf_queue.queue.appendleft(first)
        return super().get_events(0)

    def _run(self) -> None:
        try:
            super()._run()
        except OSError as error:
            self._failure = error
            self._buf_queue.put(_NO_EVENTS)  # nobody waits for its beginning

    def _run_inner(
        self, handle: wintypes.HANDLE, event_buffer: ctypes.Array[ctypes.c_char], nbytes: wintypes.DWORD
    ) -> None:
        super()._run_inner(handle, event_buffer, nbytes)
        if not nbytes.value and not self._should_stop:
            # More has happened than the system keeps.
            self._lost()


class _Emitter(WindowsApiEmitter):
    lost: Callable[[], None]

    def on_thread_start(self) -> None:
        reader = _Reader(self.watch.path, self.lost)
        self._reader = reader
        reader.start()

    def is_alive(self) -> bool:
        """Tell whether events still come: its own thread waits on when the one that takes them has ended."""
        thread = self._reader.thread if isinstance(self._reader, _Reader) else None
        return super().is_alive() and thread is not None and thread.is_alive()


def telling_observer(on_lost: Callable[[], None]) -> BaseObserver:
    """Make an observer that fails where a folder cannot be watched, and calls `on_lost` when events were lost."""
    emitter = type("_TellingEmitter", (_Emitter,), {"lost": staticmethod(on_lost)})
    observer = WindowsApiObserver()
    observer._emitter_class = cast("type[_Emitter]", emitter)  # noqa: SLF001 - watchdog offers no other way in
    return observer
