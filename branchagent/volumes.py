"""What kind of volume a folder lies on: one that other machines write to, a disk, or memory."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "afs",
    "ncp",
    "9p",
    "fuse",
    "virtiofs",
    "vboxsf",
    "vmhgfs",
    "prl_fs",
    "drvfs",
    "ceph",
    "gluster",
    "lustre",
)
_ESCAPED = re.compile(r"\\([0-7]{3})")
_DRIVE_REMOTE = 4
_LITERAL, _LITERAL_SHARE = "\\\\?\\", "\\\\?\\UNC\\"
_MOUNTS = Path("/proc/self/mountinfo")


def literal(folder: Path) -> Path:
    """Give a path to a folder below which Windows takes every name as it stands; elsewhere the folder itself.

    In the usual form a path ends at 259 characters, and names such as `nul.pdf`, which a share's server may well have
    files of, are devices.
    """
    if sys.platform != "win32" or str(folder).startswith(_LITERAL):
        return folder
    # What is taken as it stands has no `..` that would be followed.
    whole = os.path.abspath(folder)  # noqa: PTH100 - as above
    return Path(_LITERAL_SHARE + whole[2:] if whole.startswith("\\\\") else _LITERAL + whole)


def plain(path: Path) -> Path:
    """Give a path as people write it, whatever form it came in."""
    text = str(path)
    if text.startswith(_LITERAL_SHARE):
        return Path("\\\\" + text.removeprefix(_LITERAL_SHARE))
    return Path(text.removeprefix(_LITERAL))


def is_remote(folder: Path) -> bool:
    """Tell whether `folder` is on a network or shared-folder volume, as far as the system says."""
    if sys.platform == "win32":
        return _is_remote_drive(folder)
    if sys.platform == "linux":
        return is_network_type(file_system_of(folder))
    return str(folder).startswith(("/Volumes/", "/Network/", "/net/"))


def file_system_of(folder: Path) -> str:
    """Name the type of the file system that `folder` lies on, as Linux calls it; empty on other systems."""
    if sys.platform != "linux":
        return ""
    return mount_type(_MOUNTS.read_text("utf-8", "surrogateescape"), os.path.realpath(folder))


def is_network_type(file_system: str) -> bool:
    """Tell whether a file system of this type may be written to by other machines without an event here."""
    return file_system.lower().startswith(_NETWORK)


def mount_type(mountinfo: str, path: str) -> str:
    """Give the type of the file system that `path` lies on, from the text of Linux' mountinfo (see proc(5))."""
    best, found = "", ""
    for line in mountinfo.splitlines():
        mounted, _, source = line.partition(" - ")
        fields, kinds = mounted.split(" "), source.split(" ")
        if len(fields) < 5:
            continue
        point = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, found = point, kinds[0]
    return found


def _is_remote_drive(folder: Path) -> bool:
    folder = plain(folder)
    if str(folder).startswith(("\\\\", "//")):
        return True
    import ctypes  # noqa: PLC0415 - Windows only

    return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _DRIVE_REMOTE)  # type: ignore[attr-defined, unused-ignore]
