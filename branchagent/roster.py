"""Who looks after a shared folder: each agent leaves a note there, held by a lock that goes with its process."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from branchagent import __version__
from branchagent.core.names import printable
from branchagent.locking import FOLDER_LOCK, Lock, is_taken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = ".branchagent.roster"
SERVING = "serving"
STANDBY = "standby"

_TRIES = 5
_BETWEEN_TRIES_S = 0.03
_LONGEST_NOTE = 4096
_MOST = 200
_LONGEST_WORD = 100
_FIELDS = ("host", "user", "version", "role", "since")


@dataclass(frozen=True, slots=True)
class Signed:
    """One agent of the folder. `role` is `serving` or `standby`, `since` when it took that (ISO 8601 with offset)."""

    host: str
    user: str
    version: str
    role: str
    since: str

    @property
    def who(self) -> str:
        """The person and the machine."""
        return f"{self.user}@{self.host}"


class Roster:
    """Our own note in a folder's roster. It is for people: nothing depends on it, and no fault of it stops anything."""

    def __init__(self, drop: Path, state: Path) -> None:
        self._folder = drop / FOLDER
        self._host, self._user = socket.gethostname(), _user()
        # One note for each agent that could run beside us: of a machine, a user and a state folder.
        own = hashlib.sha256("\0".join((self._host, self._user, str(state))).encode("utf-8", "replace")).hexdigest()[
            :16
        ]
        self._note = self._folder / f"{own}.json"
        self._lock = Lock(self._folder / f"{own}.lock")
        self._role = ""

    def sign(self, role: str) -> None:
        """Tell the others what we do; nothing is written while that stays the same."""
        with contextlib.suppress(OSError, NotImplementedError):
            if role == self._role and self._note.exists() and self._lock.still_held():
                return
            self._folder.mkdir(exist_ok=True)
            if self._lock.still_held() or self._take():
                self._write(role)
                self._role = role
                _tidy(self._folder)

    def leave(self) -> None:
        """Take our note away: the agent ends."""
        if not self._role:
            return
        self._role = ""
        with contextlib.suppress(OSError):
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def _take(self) -> bool:
        """Get our lock; whoever looks whether we live may have it for an instant."""
        for _ in range(_TRIES):
            if self._lock.take():
                return True
            time.sleep(_BETWEEN_TRIES_S)
        return False

    def _write(self, role: str) -> None:
        note = Signed(
            self._host, self._user, __version__, role, datetime.now().astimezone().isoformat(timespec="seconds")
        )
        draft = self._note.with_name(f"{self._note.name}.{os.getpid()}.tmp")
        draft.write_text(json.dumps(asdict(note)), "utf-8")
        draft.replace(self._note)


class FolderLock(Lock):
    """The right to serve a drop folder; whoever asks for it is in the folder's roster, as serving it or standing by."""

    def __init__(self, drop: Path, state: Path) -> None:
        super().__init__(drop / FOLDER_LOCK)
        self._drop = drop
        self._roster = Roster(drop, state)

    def take(self) -> bool:
        """Try to get the right, and sign for it."""
        taken = super().take()
        self._roster.sign(SERVING if taken else STANDBY)
        return taken

    def leave(self) -> None:
        """Give the right up and strike us off the roster: the agent ends."""
        self._roster.leave()
        self.release()

    def owner(self) -> str:
        """Name who serves the folder, as far as the roster tells."""
        return serving(self._drop)


def whoami() -> str:
    """Name the person and the machine, as the roster does."""
    return f"{_user()}@{socket.gethostname()}"


def serving(drop: Path) -> str:
    """Name who serves a folder, as far as its roster tells."""
    try:
        return next((signed.who for signed in read_roster(drop) if signed.role == SERVING), "?")
    except OSError:
        return "?"


def read_roster(drop: Path) -> list[Signed]:
    """Give the agents that live, the one that serves first. Raises `OSError` where the folder cannot be looked at."""
    taken = (note for note in _notes(drop / FOLDER) if is_taken(note.with_suffix(".lock")))
    living = [signed for note in taken if (signed := _read(note)) is not None]
    # A frozen agent still calls itself serving while another one has taken over: the latest comes first.
    latest = sorted(living, key=lambda signed: (signed.since, signed.who), reverse=True)
    return sorted(latest, key=lambda signed: signed.role != SERVING)


def _notes(folder: Path) -> Iterator[Path]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(".json"))
    except FileNotFoundError:
        return
    yield from (folder / name for name in names[:_MOST])


def _read(note: Path) -> Signed | None:
    """Read a note; what others wrote there is shown on our screens, so it is taken with care."""
    try:
        with note.open("rb") as file:
            told = json.loads(file.read(_LONGEST_NOTE))
        return Signed(*(printable(str(told[field]))[:_LONGEST_WORD] for field in _FIELDS))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _tidy(folder: Path) -> None:
    """Take the notes of the dead away; their locks' files stay, for somebody may just be about to lock one."""
    for note in _notes(folder):
        if not is_taken(note.with_suffix(".lock")):
            with contextlib.suppress(OSError):
                note.unlink(missing_ok=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"
