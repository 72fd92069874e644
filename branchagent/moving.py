"""Moving a file within a volume in one step, and never over another one."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

Rename = Callable[[Path, Path], None]

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
_RENAME_EXCL = 4
_NOT_OFFERED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def move(source: Path, target: Path) -> None:
    """Rename `source` to `target` atomically.

    Raises `FileExistsError` if `target` exists (nothing is ever overwritten), `FileNotFoundError` if `source` does not,
    and `PermissionError` while another program holds the file on Windows.
    """
    try:
        _RENAME(source, target)
    except OSError as error:
        if error.errno not in _NOT_OFFERED or _RENAME is _plain:
            raise
        _checked(source, target)


def make_durable(folder: Path) -> None:
    """See to it that the names in `folder` outlive a power cut, where the system offers that."""
    if os.name != "posix":
        return  # Windows logs its renames, and lets nobody sync a folder.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_OFFERED:
            raise
    finally:
        os.close(descriptor)


def _plain(source: Path, target: Path) -> None:
    """Windows' own rename refuses a taken name."""
    source.rename(target)


def _checked(source: Path, target: Path) -> None:
    """Rename where the file system offers no exclusive rename (some network file systems).

    Only this agent, which holds the folder's lock, puts files below `done/`, `duplicate/` and `failed/`, so that
    between the look and the rename at most a person's hand could come.
    """
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)


def _renameat2() -> Rename:
    function = ctypes.CDLL(None, use_errno=True).renameat2

    def rename(source: Path, target: Path) -> None:
        if function(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE):
            _raise(source, target)

    return rename


def _renamex_np() -> Rename:
    function = ctypes.CDLL(None, use_errno=True).renamex_np

    def rename(source: Path, target: Path) -> None:
        if function(os.fsencode(source), os.fsencode(target), _RENAME_EXCL):
            _raise(source, target)

    return rename


def _raise(source: Path, target: Path) -> None:
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code), str(source), None, str(target))


def _exclusive_rename() -> Rename:
    try:
        if sys.platform == "linux":
            return _renameat2()
        if sys.platform == "darwin":
            return _renamex_np()
    except (AttributeError, OSError):
        return _checked
    return _plain if os.name == "nt" else _checked


_RENAME = _exclusive_rename()
