"""All that the menu and the notifications show, as it is at one moment."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from branchagent.core.names import reason_name
from branchagent.core.receipts import Outcome, Reason
from branchagent.core.status import State
from branchagent.formats import midnight
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError
from branchagent.reasons import explain_entry
from branchagent.reporting import Report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from branchagent.journal import Entry
    from branchagent.texts import Texts

_LOOKED_AT = 200
"""How many failures of the past are held against what lies in failed/."""
_NAMES_ANOTHER = frozenset({Reason.BAD_NAME, Reason.NUMBER_MISMATCH})


@dataclass(frozen=True, slots=True)
class Failure:
    """A receipt that lies in failed/. `rename_to`: the one number that its document prints, if its name is at fault."""

    name: str
    what: str
    sha256: str
    rename_to: str | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """What there is to show. `counts` is None if the journal cannot be read.

    `reminds`: something holds that a person is reminded of. `starts_itself`: None where that cannot be asked for;
    `starts_fixed`: an administrator has it so.
    """

    report: Report = field(default_factory=lambda: Report(State.SENDING, None, 0))
    counts: dict[Outcome, int] | None = None
    last: Entry | None = None
    failures: tuple[Failure, ...] = ()
    paused: bool = False
    reminds: bool = False
    starts_itself: bool | None = None
    starts_fixed: bool = False

    @property
    def handled(self) -> int:
        """How many receipts were filed today."""
        return sum((self.counts or {}).values())


def with_journal(glance: Glance, state: Path, drop: Path, texts: Texts) -> Glance:
    """Give the glance with what the journal tells now."""
    try:
        with History(state) as history:
            return replace(
                glance,
                counts=history.counts(midnight(time.time())),
                last=history.last(),
                failures=tuple(_failures(history.filed_failures(), drop / Outcome.FAILED, texts)),
            )
    except (JournalUnavailableError, JournalDamagedError):
        return replace(glance, counts=None, last=None, failures=())


def _failures(entries: Iterator[Entry], folder: Path, texts: Texts) -> Iterator[Failure]:
    """Give those that still lie there, latest first."""
    seen: set[str] = set()
    for entry in islice(entries, _LOOKED_AT):
        name = (entry.filed_as or "").rpartition("/")[2]
        if name in seen:
            continue
        seen.add(name)
        if _size(folder / name) != entry.size:
            continue
        yield Failure(name, explain_entry(entry, texts).what, entry.sha256, _right_number(entry))


def _right_number(entry: Entry) -> str | None:
    printed = (entry.printed or "").split()
    return printed[0] if entry.reason in _NAMES_ANOTHER and len(printed) == 1 else None


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None


def reason_of(folder: Path, name: str) -> Path:
    """Give the reason file of a failed receipt."""
    return folder / reason_name(name)
