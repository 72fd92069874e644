"""Secrets longer than a keyring's entry may be, kept in parts.

Windows holds 2,560 bytes an entry, which are 1,280 UTF-16 characters; a JWT may be longer. The entry itself then holds
a head: how many parts there are, in which of two sets, and the hash of the whole. A new secret goes into the set that
is not in use, and the head is written last: a crash leaves the old secret or the new one, and the half-written is seen.
"""

from __future__ import annotations

import hashlib
import re
from typing import Protocol

from branchagent.credentials.backends import KeyringError

LONGEST = 1200
"""UTF-16 units that an entry may hold."""

_PART = 600
"""Characters of a part: each may be two UTF-16 units."""
_SETS = ("a", "b")
_HEAD = re.compile(r"branchagent-parts:([ab]):(\d{1,4}):([0-9a-f]{64})")


class Entries(Protocol):
    """A keyring's entries of one service."""

    def read(self, name: str) -> str | None:
        """Give an entry, None if there is none."""
        ...

    def write(self, name: str, value: str) -> None:
        """Write an entry, in place of what was there."""
        ...

    def delete(self, name: str) -> None:
        """Remove an entry that is there."""
        ...


def read(entries: Entries, name: str) -> str | None:
    """Give a secret, whole. Raises `KeyringError` if parts of it are missing."""
    value = entries.read(name)
    head = _HEAD.fullmatch(value or "")
    if head is None:
        return value
    found = [entries.read(_part_name(name, head[1], index)) for index in range(int(head[2]))]
    whole = "".join(part or "" for part in found)
    if None in found or _hash(whole) != head[3]:
        raise KeyringError(f"the keyring's {name} is incomplete; store it again", "keyring-incomplete", name)
    return whole


def write(entries: Entries, name: str, secret: str) -> None:
    """Keep a secret, in parts if it is long or looks like a head."""
    before = _HEAD.fullmatch(entries.read(name) or "")
    if _units(secret) <= LONGEST and _HEAD.fullmatch(secret) is None:
        entries.write(name, secret)
    else:
        in_use = before[1] if before else "b"
        _write_parts(entries, name, secret, "a" if in_use == "b" else "b")
    if before is not None:
        _clear(entries, name, before[1])


def remove(entries: Entries, name: str) -> bool:
    """Remove a secret with all its parts, those of an interrupted writing too; tell whether there was anything."""
    cleared = [_clear(entries, name, each) for each in _SETS]
    there = entries.read(name) is not None
    if there:
        entries.delete(name)
    return there or any(cleared)


def _write_parts(entries: Entries, name: str, secret: str, into: str) -> None:
    _clear(entries, name, into)
    parts = [secret[start : start + _PART] for start in range(0, len(secret), _PART)]
    for index, part in enumerate(parts):
        entries.write(_part_name(name, into, index), part)
    entries.write(name, f"branchagent-parts:{into}:{len(parts)}:{_hash(secret)}")


def _clear(entries: Entries, name: str, which: str) -> bool:
    """Remove the parts of a set, the last one first: what an interruption leaves still begins with the first one."""
    count = 0
    while entries.read(_part_name(name, which, count)) is not None:
        count += 1
    for index in reversed(range(count)):
        entries.delete(_part_name(name, which, index))
    return count > 0


def _part_name(name: str, which: str, index: int) -> str:
    return f"{name}.{which}{index}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
