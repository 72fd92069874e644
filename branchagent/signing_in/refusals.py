"""Remembering which user name and password the service refused, so that no account is locked by our asking."""

from __future__ import annotations

import contextlib
import json

from branchagent.core.retry import Backoff
from branchagent.credentials import REFUSALS, CredentialStore, KeyringError

_WAITS = Backoff(15 * 60.0, 12 * 3600.0)
"""A service commonly locks an account after three to five wrong passwords, and forgets them in a quarter of an hour."""


class Refusals:
    """What was refused, and how often; kept in the keyring, so that a restart does not ask all over again.

    Where nothing can be kept there, this object remembers it: uploads in hand together must not ask one by one.
    """

    def __init__(self, store: CredentialStore) -> None:
        self._store = store
        self._unkept: str | None = None

    def may_ask(self, stamp: str | None, now: float) -> bool:
        """Tell whether the credentials with this stamp may be tried at `now`, in seconds since the epoch."""
        kept, times, at = self._read()
        if kept != stamp or not times:
            return True
        wait = _WAITS.wait(times, 1.0)
        # A clock that was set back must not lengthen the wait.
        return now < at or now - at >= wait

    def note(self, stamp: str | None, now: float) -> None:
        """Remember that these were refused."""
        kept, times, _ = self._read()
        self._write({"stamp": stamp, "times": times + 1 if kept == stamp else 1, "at": now})

    def forget(self) -> None:
        """Forget all: they were accepted."""
        self._unkept = None
        with contextlib.suppress(KeyringError):
            if self._store.can_be_written and self._store.get(REFUSALS) is not None:
                self._store.remove(REFUSALS)

    def _read(self) -> tuple[object, int, float]:
        try:
            kept = json.loads(self._unkept or self._store.get(REFUSALS) or "{}")
            return kept.get("stamp"), int(kept.get("times", 0)), float(kept.get("at", 0.0))
        except (KeyringError, ValueError, TypeError, AttributeError, OverflowError):
            return None, 0, 0.0

    def _write(self, kept: dict[str, object]) -> None:
        self._unkept = json.dumps(kept)
        with contextlib.suppress(KeyringError):
            if self._store.can_be_written:
                self._store.put(REFUSALS, self._unkept)
                self._unkept = None
