"""How the commands speak to a running agent: files in a private folder, no port and no socket."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Control:
    """The wishes that commands leave for the agent of a state folder. Raises `OSError` where they cannot."""

    def __init__(self, state: Path) -> None:
        self.folder = state / "control"
        self._paused = self.folder / "paused"
        self._credentials = self.folder / "credentials"
        self._attention = self.folder / "look"
        self._calls = self.folder / "call"
        self._stops = self.folder / "stop"

    def make(self) -> None:
        """Make the folder, private as its parent."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def paused(self) -> bool:
        """Whether sending is paused; it stays so over restarts."""
        return self._paused.exists()

    def pause(self) -> None:
        """Stop sending."""
        self._leave(self._paused)

    def resume(self) -> None:
        """Go on with sending."""
        self._paused.unlink(missing_ok=True)
        self.ask_for_a_look()

    def tell_of_credentials(self) -> None:
        """Say that the keyring's entries have changed."""
        self._leave(self._credentials)

    def ask_for_a_look(self) -> None:
        """Ask the agent to list the folder and to try the service now."""
        self._leave(self._attention)

    def call(self) -> None:
        """Ask whoever runs to show itself."""
        self._leave(self._calls)

    def stop(self) -> None:
        """Ask whoever runs to end once the uploads in hand are through."""
        self._leave(self._stops)

    def stop_stamp(self) -> int:
        """Give a value that changes when `stop` is called."""
        return _stamp(self._stops)

    def call_stamp(self) -> int:
        """Give a value that changes when `call` is called."""
        return _stamp(self._calls)

    def credentials_stamp(self) -> int:
        """Give a value that changes when `tell_of_credentials` is called."""
        return _stamp(self._credentials)

    def look_stamp(self) -> int:
        """Give a value that changes when `ask_for_a_look` is called."""
        return _stamp(self._attention)

    def _leave(self, file: Path) -> None:
        self.make()
        draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
        draft.write_bytes(b"")
        draft.replace(file)


def _stamp(file: Path) -> int:
    try:
        status = file.stat()
    except OSError:
        return 0
    return status.st_mtime_ns ^ status.st_ino
