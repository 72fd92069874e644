"""Native events of one folder, proved by a probe file before they are trusted."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import threading
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from branchagent.volumes import is_remote

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchdog.observers.api import BaseObserver

PROBE_PREFIX = ".branchagent-probe-"
_PROBE_TIMEOUT_S = 3.0
_ARRIVES = frozenset({"created", "closed", "moved", "modified"})


class WatchingError(Exception):
    """Native events cannot be had or cannot be trusted for this folder; it has to be listed often instead.

    The text is the system's, or `no-event`, which `texts` knows: a probe file was dropped, and nothing told of it.
    """


class Watcher(FileSystemEventHandler):
    """Native events of one folder.

    `on_hint` gets the name of a file that may have arrived, `on_lost` is called when events were lost and the folder
    has to be listed; both from a foreign thread.
    """

    def __init__(self, folder: Path, on_hint: Callable[[str], None], on_lost: Callable[[], None]) -> None:
        self._folder = folder
        self._on_hint = on_hint
        self._on_lost = on_lost
        self._probed = threading.Event()
        self._probe_name = ""
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Begin to watch, and prove by a probe file that events come. Raises `WatchingError`, and is stopped then."""
        try:
            self._begin()
            self._prove()
        except WatchingError:
            self.stop()
            raise
        except (OSError, RuntimeError) as error:
            self.stop()
            raise WatchingError(str(error)) from error

    @property
    def alive(self) -> bool:
        """Whether every thread of the watch still runs."""
        observer = self._observer
        if observer is None:
            return False
        reader = getattr(observer, "_inotify_fd", observer)
        return observer.is_alive() and reader.is_alive() and all(each.is_alive() for each in observer.emitters)

    def stop(self) -> None:
        """End the watch and its threads."""
        observer, self._observer = self._observer, None
        if observer is None:
            return
        if observer.is_alive():
            observer.stop()
            observer.join()
        else:
            # Its emitters and its reader have threads of their own, which run on without it.
            observer.on_thread_stop()

    def dispatch(self, event: FileSystemEvent) -> None:
        """Take an event from watchdog: only its name matters."""
        if event.event_type not in _ARRIVES or event.is_directory:
            return
        path = os.fsdecode(event.dest_path or event.src_path)
        name = os.path.basename(path)  # noqa: PTH119 - thousands of times in a burst
        if name == self._probe_name:
            self._probed.set()
        elif not name.startswith(PROBE_PREFIX):
            self._on_hint(name)

    def _begin(self) -> None:
        observer = self._observer = self._make_observer()
        observer.schedule(self, str(self._folder), recursive=False)
        observer.start()

    def _make_observer(self) -> BaseObserver:
        if sys.platform == "linux":
            from branchagent.watching.inotify import arrivals_observer  # noqa: PLC0415 - Linux only

            return arrivals_observer(self._on_lost)
        if sys.platform == "win32":
            from branchagent.watching.directory_changes import telling_observer  # noqa: PLC0415 - Windows only

            return telling_observer(self._on_lost)
        return Observer()

    def _prove(self) -> None:
        self._probe_name = PROBE_PREFIX + secrets.token_hex(8)
        probe = self._folder / self._probe_name
        try:
            probe.touch(exist_ok=False)
            if not self._probed.wait(_PROBE_TIMEOUT_S):
                raise WatchingError("no-event")
        finally:
            with contextlib.suppress(OSError):
                probe.unlink(missing_ok=True)


def may_watch(folder: Path, mode: str) -> bool:
    """Tell whether to try native events: `mode` is the setting `folder.watch` (auto, native, polling)."""
    if mode == "auto":
        return not is_remote(folder)
    return mode == "native"
