"""The drop folder and the state folder: rights, space, moving, locking, watching."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from typing import TYPE_CHECKING

from branchagent.core.receipts import Outcome
from branchagent.filing import Cabinet
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError
from branchagent.locking import FOLDER_LOCK, STATE_LOCK, Lock, is_taken
from branchagent.moving import move
from branchagent.roster import serving
from branchagent.volumes import plain
from branchagent.watching import PROBE_PREFIX, Watcher, WatchingError, may_watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from branchagent.checking.case import Case
    from branchagent.checking.findings import Finding

_MIB = 1024 * 1024
_LEAST_MIB = 100
"""Room for the journal, the log and the receipts of some busy days."""

_BY_NUMBER = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EROFS: "read-only"}
_BY_WINDOWS = {19: "read-only", 39: "full", 112: "full", 1295: "full"}
"""Windows' numbers for write-protected media, a full disk (twice) and a quota; not all of them have one of POSIX's."""

_CONTENT = b"branchagent: a probe, to be removed"


def folder(case: Case) -> Finding:
    """Try the rights that the agent needs in the drop folder."""
    return _try_rights(case, "folder", case.settings.folder.literal)


def _try_rights(case: Case, what: str, place: Path, mode: int = 0o777) -> Finding:
    probe = place / _probe_name()
    acts: dict[str, Callable[[], object]] = {
        "make": lambda: place.mkdir(parents=True, exist_ok=True, mode=mode),
        "list": lambda: _list(place),
        "write": lambda: probe.write_bytes(_CONTENT),
        "read": lambda: _read_back(probe),
        "delete": probe.unlink,
    }
    for act, do in acts.items():
        try:
            do()
        except OSError as error:
            _remove(probe)
            obstacle = next(filter(_is_no_folder, (place, *place.parents)), None)
            if act == "make" and obstacle is not None:
                return case.wrong(what, "no-folder", obstacle=plain(obstacle))
            return case.wrong(what, _of_disk(error) or act, error=_words(error))
    return case.ok(what, "usable")


def _is_no_folder(path: Path) -> bool:
    """Tell whether something else than a folder has this name."""
    with contextlib.suppress(OSError):
        return (path.is_symlink() or path.exists()) and not path.is_dir()
    return False


def _of_disk(error: OSError) -> str | None:
    """Give our word for what is the disk's fault, whatever was tried; None for all else, such as missing rights."""
    return _BY_WINDOWS.get(getattr(error, "winerror", None) or 0) or _BY_NUMBER.get(error.errno or 0)


def _list(place: Path) -> None:
    with os.scandir(place) as entries:
        next(entries, None)


def _read_back(probe: Path) -> None:
    if probe.read_bytes() != _CONTENT:
        raise OSError(errno.EIO, "the content has changed")


def space(case: Case) -> Finding:
    """See whether there is room for receipts and journal."""
    places = (case.settings.folder.literal, case.settings.state.path)
    try:
        free = [shutil.disk_usage(_existing(place)).free // _MIB for place in places]
    except OSError as error:
        return case.warning("space", "unknown", error=_words(error))
    told = {"drop_free": _size(free[0]), "state_free": _size(free[1]), "least": _size(_LEAST_MIB)}
    return case.wrong("space", "scarce", **told) if min(free) < _LEAST_MIB else case.ok("space", "enough", **told)


def _existing(place: Path) -> Path:
    """Give the folder, or the one in which it would be made."""
    return next((each for each in (place, *place.parents) if each.is_dir()), place)


def _size(mib: int) -> str:
    return f"{mib} MiB" if mib < 10 * 1024 else f"{mib // 1024} GiB"


def filing(case: Case) -> Finding:
    """A receipt must get from the drop folder to its place in one step, which needs one volume."""
    if case.first_wrong("folder"):
        return case.skipped("filing", "folder")
    drop, name = case.settings.folder.literal, _probe_name()
    if (obstacle := _obstacle(drop)) is not None:
        return case.wrong("filing", "a-link" if obstacle.is_symlink() else "no-folder", obstacle=plain(obstacle))
    target: str = "done, duplicate, failed"
    try:
        Cabinet(drop).make_folders()
        for target in Outcome:
            (drop / name).write_bytes(_CONTENT)
            move(drop / name, drop / target / name)
            (drop / target / name).unlink()
    except OSError as error:
        return case.wrong("filing", "stuck", error=_words(error), target=target)
    finally:
        _remove(drop / name, *(drop / outcome / name for outcome in Outcome))
    return case.ok("filing", "moves")


def _obstacle(drop: Path) -> Path | None:
    """Give what has the name of one of the three folders and is none; a link to a folder may lead anywhere."""
    places = [drop / outcome for outcome in Outcome]
    return next((place for place in places if place.is_symlink() or _is_no_folder(place)), None)


def lock(case: Case) -> Finding:
    """See who serves the folder; where nobody does, prove that the volume knows locks at all."""
    drop = case.settings.folder.literal
    if is_taken(case.settings.state.path / STATE_LOCK):
        return case.ok("lock", "running")
    if is_taken(drop / FOLDER_LOCK):
        return case.ok("lock", "other", owner=serving(drop))
    return case.skipped("lock", "folder") if case.first_wrong("folder") else _try_lock(case, drop)


def _try_lock(case: Case, drop: Path) -> Finding:
    # Not the agent's own lock: one that starts in this instant would take us for another agent.
    probe = drop / _probe_name()
    trial = Lock(probe)
    try:
        taken = trial.take()
    except (OSError, NotImplementedError) as error:
        return case.wrong("lock", "cannot", error=_words(error))
    finally:
        trial.release()
        _remove(probe)
    return case.ok("lock", "free") if taken else case.wrong("lock", "cannot", error="-")


def watching(case: Case) -> Finding:
    """Prove by a probe file that arrivals are told of."""
    drop, mode = case.settings.folder.literal, case.settings.folder.watch
    if case.first_wrong("folder"):
        return case.skipped("watching", "folder")
    if not may_watch(drop, mode):
        return case.ok("watching", "chosen" if mode == "polling" else "share")
    watcher = Watcher(drop, lambda _: None, lambda: None)
    try:
        watcher.start()
    except WatchingError as error:
        tell = case.wrong if mode == "native" else case.warning
        return tell("watching", "demanded" if mode == "native" else "blind", error=case.words.detail(str(error)))
    watcher.stop()
    return case.ok("watching", "native")


def journal(case: Case) -> Finding:
    """See whether the journal can be kept, and what there is can be read."""
    state = case.settings.state.path
    rights = _try_rights(case, "journal", state, 0o700)
    if not rights.ok:
        return rights
    try:
        with History(state) as history:
            history.last()
    except JournalDamagedError:
        return case.warning("journal", "damaged")
    except JournalUnavailableError as error:
        return case.wrong("journal", "unreadable", error=error)
    return rights


def _probe_name() -> str:
    return f"{PROBE_PREFIX}{secrets.token_hex(8)}"


def _remove(*probes: Path) -> None:
    for probe in probes:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
