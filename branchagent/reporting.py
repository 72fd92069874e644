"""What a running agent tells of itself: a small file in the state folder, read by `status` and the tray."""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from branchagent import __version__
from branchagent.core.status import Fault, State
from branchagent.events import Event, record
from branchagent.locking import STATE_LOCK, is_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from branchagent.settings import Settings
    from branchagent.texts import Texts

FILE_NAME = "agent.json"
_SILENT_AFTER_S = 180.0


@dataclass(frozen=True, slots=True)
class Report:
    """The agent as it is now. `waits` names the first few files that wait, each with a word for why.

    `reason` is for people, None while nothing is to be explained; `causes` are our stable words for it. `watch` is
    `native` or `polling`. `token_ends_at` is when a token that only a person can replace ends, in seconds since the
    epoch. `in_hand` counts the receipts that workers have now.
    """

    state: State
    reason: str | None
    waiting: int
    waits: tuple[tuple[str, str], ...] = ()
    watch: str = ""
    owner: str = ""
    token_ends_at: float | None = None
    in_hand: int = 0
    causes: tuple[str, ...] = ()


_TROUBLES = {
    State.ATTENTION: Event.ATTENTION_NEEDED,
    State.SIGN_IN: Event.SIGN_IN_NEEDED,
    State.OFFLINE: Event.SERVICE_AWAY,
}
_FAILED_ALONE = (Fault.FAILED_RECEIPTS.value,)


def record_change(before: Report | None, now: Report) -> None:
    """Log how the agent is, if that is something else than before."""
    trouble = _trouble_of(now)
    if before is not None and (before.state, before.causes) == (now.state, now.causes):
        return
    record(Event.STATE_CHANGED, state=now.state, causes=",".join(now.causes), waiting=now.waiting)
    if trouble is not None:
        record(trouble, causes=",".join(now.causes), reason=now.reason, waiting=now.waiting)
    elif before is not None and _trouble_of(before) is not None:
        record(Event.TROUBLE_OVER, state=now.state, waiting=now.waiting)


def _trouble_of(report: Report) -> Event | None:
    """Give what IT should see; receipts that failed are for the clerk, whom their folder tells."""
    return None if report.causes == _FAILED_ALONE and report.state is State.ATTENTION else _TROUBLES.get(report.state)


@contextlib.contextmanager
def recorded_life(settings: Settings, stopped_by: Callable[[], str | None]) -> Iterator[None]:
    """Log that the agent began and that it ended, and why: what asked for it, an error, or that all was done."""
    folder, server = settings.folder.path, settings.server.url
    record(Event.AGENT_STARTED, version=__version__, pid=os.getpid(), folder=folder, server=server)
    why = "done"
    try:
        yield
    except BaseException as error:
        why = type(error).__name__
        raise
    finally:
        record(Event.AGENT_STOPPED, why=stopped_by() or why, pid=os.getpid())


class Reporter:
    """Writes the report when it changes, and shows by the file's time that the agent lives."""

    def __init__(self, state: Path) -> None:
        self._file = state / FILE_NAME
        self._written: Report | None = None

    def tell(self, report: Report) -> None:
        """Make `report` known. Where it cannot be written nothing stops, but the old one must not stay as it is."""
        if report == self._written:
            try:
                os.utime(self._file)
            except OSError:
                self._written = None  # somebody took it away; it is written anew
            else:
                return
        draft = self._file.with_name(f"{FILE_NAME}.tmp")
        try:
            draft.write_text(_as_text(report), "utf-8")
            draft.replace(self._file)
            self._written = report
        except OSError:
            self._written = None
            self._replace_in_place(report)

    def _replace_in_place(self, report: Report) -> None:
        """Take the old report away; in a folder that lets nobody do that, write over it, be it in two steps."""
        with contextlib.suppress(OSError):
            try:
                self._file.unlink(missing_ok=True)
            except OSError:
                self._file.write_text(_as_text(report), "utf-8")

    def clear(self) -> None:
        """Take the report away: the agent ends."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)


def is_silent(state: Path) -> bool:
    """Tell whether an agent that has told something of itself has not done so for long: it hangs."""
    try:
        return time.time() - (state / FILE_NAME).stat().st_mtime > _SILENT_AFTER_S
    except OSError:
        return False


def _as_text(report: Report) -> str:
    return json.dumps({**asdict(report), "pid": os.getpid()})


def read_report(state: Path, texts: Texts) -> Report | None:
    """Give the report of the agent that runs with this state folder; None if none runs.

    An agent that holds its lock and has not reported for long hangs, which is worse than a bad report.
    """
    if not is_taken(state / STATE_LOCK):
        return None
    try:
        age = time.time() - (state / FILE_NAME).stat().st_mtime
        told = json.loads((state / FILE_NAME).read_text("utf-8"))
        waits = tuple((str(name), str(why)) for name, why in told["waits"])
        report = Report(
            State(told["state"]),
            told["reason"],
            int(told["waiting"]),
            waits,
            told["watch"],
            told["owner"],
            told["token_ends_at"],
            int(told.get("in_hand", 0)),
            tuple(map(str, told.get("causes", ()))),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Report(State.ATTENTION, texts.phrase("silent"), 0)
    if age > _SILENT_AFTER_S:
        return Report(State.ATTENTION, texts.phrase("silent"), report.waiting, report.waits)
    return report
