"""Opening the journal's file: private, durable, of the right version, and set aside if it is damaged."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
import sys
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from branchagent.moving import make_durable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_NAME = "journal.db"
_BUSY_TIMEOUT_S = 5.0
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class JournalUnavailableError(Exception):
    """The journal cannot be used now (full disk, no rights, locked); what was to be written is not in it."""


class JournalDamagedError(Exception):
    """The journal's file is no journal any more."""


class JournalTooNewError(Exception):
    """A newer branchagent has written this journal; this one must not touch it."""


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's exceptions into the journal's own."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGE:
            raise JournalDamagedError(str(error)) from error
        raise JournalUnavailableError(str(error)) from error
    except sqlite3.Error as error:
        raise JournalUnavailableError(str(error)) from error
    except OSError as error:
        raise JournalUnavailableError(error.strerror or str(error)) from error


def open_for_writing(state: Path) -> sqlite3.Connection:
    """Open the journal in the state folder, made anew or brought up to date where needed.

    The folder gets mode 0700 and the file 0600. Raises the errors of this module.
    """
    with translated():
        _make_private(state)
        connection = sqlite3.connect(
            state / FILE_NAME, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(state: Path) -> sqlite3.Connection | None:
    """Open the journal without ever writing to it; None where there is none yet."""
    file = state / FILE_NAME
    with translated():
        if not file.exists():
            return None
        connection = sqlite3.connect(_to_read(file), uri=True, timeout=_BUSY_TIMEOUT_S)
        try:
            begun = version_of(connection) > 0
        except BaseException:
            connection.close()
            raise
        if not begun:
            connection.close()
            return None
    return connection


def _to_read(file: Path) -> str:
    """Give SQLite's address of a file. A server's name may not stand in it where `as_uri` puts a UNC path's."""
    return f"file:{quote_from_bytes(os.fsencode(file.absolute()))}?mode=ro"


def set_aside(state: Path, stamp: str) -> Path:
    """Rename a damaged journal, with what belongs to it, so that a new one can begin; nothing is deleted.

    `stamp` goes into the name. Raises `JournalUnavailableError`.
    """
    with translated():
        tries = (state / f"journal-damaged-{stamp}{'' if n == 1 else f'-{n}'}.db" for n in itertools.count(1))
        aside = next(path for path in tries if not path.exists())
        for ending in ("", "-wal", "-shm"):
            file = state / (FILE_NAME + ending)
            if file.exists():
                file.replace(aside.with_name(aside.name + ending))
    return aside


Identity = tuple[tuple[int, int] | None, ...]
"""What tells the journal's file, and its write-ahead log, from others of their names; None: there is none."""


def identity_of(state: Path) -> Identity:
    """Tell which files lie in the journal's place. Raises `OSError` if that cannot be found out."""
    folder = os.fspath(state)
    return tuple(_identity(f"{folder}{os.sep}{FILE_NAME}{ending}") for ending in ("", "-wal"))


def _identity(file: str | Path) -> tuple[int, int] | None:
    try:
        status = os.stat(file)  # noqa: PTH116 - several times a receipt
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def put_back(state: Path, connection: sqlite3.Connection, identity: Identity, stamp: str) -> sqlite3.Connection:
    """Write what an open journal holds to its place again, where its files were deleted or replaced, and open that.

    As long as it is open, nothing of it is lost. What others put in its place is set aside, with `stamp` in its name.
    Raises `JournalUnavailableError`; the journal that is open is still good then.
    """
    draft = state / f"{FILE_NAME}.tmp"
    with translated():
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with contextlib.closing(sqlite3.connect(draft)) as copy:
            connection.backup(copy)
        if _identity(state / FILE_NAME) not in {None, identity[0]}:
            set_aside(state, stamp)
        for ending in ("-wal", "-shm"):
            # Side files without their journal would be taken for the new one's.
            (state / (FILE_NAME + ending)).unlink(missing_ok=True)
        draft.replace(state / FILE_NAME)
        make_durable(state)
    connection.close()
    return open_for_writing(state)


def _make_private(state: Path) -> None:
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    if sys.platform != "win32" and state.stat().st_uid == os.geteuid():
        state.chmod(0o700)
    # SQLite gives its side files the mode of the main file, so that one is made first, with ours.
    os.close(os.open(state / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)


def version_of(connection: sqlite3.Connection) -> int:
    """Give the number of migrations that a journal has seen; 0: it was not begun."""
    with translated():
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema to this program's version, each step in a transaction of its own."""
    steps = migrations()
    version = version_of(connection)
    if version > len(steps):
        raise JournalTooNewError(f"the journal has version {version}; this program knows {len(steps)}")
    for number, script in enumerate(steps[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


def migrations() -> list[str]:
    """Give the numbered migrations' scripts in order."""
    folder = resources.files(__package__) / "migrations"
    return [
        file.read_text("utf-8") for file in sorted(folder.iterdir(), key=lambda f: f.name) if file.name.endswith(".sql")
    ]


def schema() -> str:
    """Give the schema as it stands after all migrations; a test holds the two equal."""
    return (resources.files(__package__) / "schema.sql").read_text("utf-8")
