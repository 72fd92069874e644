"""The menu as plain values: a supervisor reads from the top, and knows in three seconds whether everything is sent."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from branchagent.core.names import printable
from branchagent.core.receipts import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchagent.texts import Texts
    from branchagent.tray.glances import Failure, Glance

_WIDTH = 72
"""Characters of a line; a menu does not fold its lines."""
_FAILURE_WIDTH = 90
_MOST_WAITS = 10
_MOST_FAILURES = 5
_LONGEST_NAME = 40


class Act(StrEnum):
    """What a line does."""

    OPEN_FOLDER = "open-folder"
    OPEN_FAILED = "open-failed"
    OPEN_REASON = "open-reason"
    RENAME = "rename"
    HISTORY = "history"
    DAILY_REPORT = "daily-report"
    RETRY_ALL = "retry-all"
    PAUSE = "pause"
    RESUME = "resume"
    TEST = "test"
    SIGN_IN = "sign-in"
    SETTINGS = "settings"
    START_ITSELF = "start-itself"
    SEEN = "seen"
    ABOUT = "about"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the menu; without an act and lines below it, it only tells. `subject` is what it is done to."""

    text: str
    act: Act | None = None
    subject: str = ""
    enabled: bool = True
    checked: bool | None = None
    default: bool = False
    below: tuple[Line, ...] = ()


SEPARATOR = Line("")


def menu_of(glance: Glance, texts: Texts) -> tuple[Line, ...]:
    """Give the whole menu."""
    return (
        *_how_it_is(glance, texts),
        SEPARATOR,
        *_waits(glance, texts),
        *_failures(glance, texts),
        Line(texts.gettext("Open Drop Folder"), Act.OPEN_FOLDER, default=True),
        Line(texts.gettext("Open Failed Folder"), Act.OPEN_FAILED),
        Line(texts.gettext("Show History"), Act.HISTORY),
        Line(texts.gettext("Daily Report"), Act.DAILY_REPORT),
        Line(texts.gettext("Send All Failed Again"), Act.RETRY_ALL, enabled=bool(glance.failures)),
        SEPARATOR,
        Line(texts.gettext("Resume Sending"), Act.RESUME)
        if glance.paused
        else Line(texts.gettext("Pause Sending"), Act.PAUSE),
        Line(texts.gettext("Test Connection"), Act.TEST),
        Line(texts.gettext("Sign In…"), Act.SIGN_IN),
        SEPARATOR,
        Line(texts.gettext("Settings…"), Act.SETTINGS),
        *_starts_itself(glance, texts),
        Line(texts.gettext("About"), Act.ABOUT),
        Line(texts.gettext("Quit"), Act.QUIT),
    )


def state_line(glance: Glance, texts: Texts) -> str:
    """Say in one line how it is."""
    state = texts.phrase(glance.report.state)
    return f"{state}: {glance.report.reason}" if glance.report.reason else state


def counts_line(glance: Glance, texts: Texts) -> str:
    """Say in one line what today has brought."""
    if glance.counts is None:
        return texts.phrase("journal")
    named = {str(outcome): texts.number(glance.counts[outcome]) for outcome in Outcome}
    return texts.phrase("counts", waiting=texts.number(glance.report.waiting), **named)


def _how_it_is(glance: Glance, texts: Texts) -> Iterator[Line]:
    # What tells how it is leads to more of it; greyed lines would be the hardest to read.
    yield Line(texts.phrase(glance.report.state), Act.HISTORY)
    yield from (Line(f"    {line}", Act.HISTORY) for line in textwrap.wrap(glance.report.reason or "", _WIDTH))
    if glance.reminds:
        yield Line(texts.gettext("Mark as Seen"), Act.SEEN)
    yield Line(counts_line(glance, texts), Act.HISTORY)
    if glance.last is not None:
        yield Line(_last(glance, texts), Act.HISTORY)


def _last(glance: Glance, texts: Texts) -> str:
    last = glance.last
    assert last is not None  # noqa: S101 - the caller's
    told = {"name": _short(last.name), "when": texts.moment(last.finished_at.timestamp())}
    match last.outcome:
        case Outcome.DONE:
            return texts.gettext("Last: {name} was sent, {when}", **told)
        case Outcome.DUPLICATE:
            return texts.gettext("Last: {name} had been sent before, {when}", **told)
        case Outcome.FAILED:
            return texts.gettext("Last: {name} failed, {when}", **told)


def _waits(glance: Glance, texts: Texts) -> Iterator[Line]:
    waits, count = glance.report.waits[:_MOST_WAITS], glance.report.waiting
    if not waits:
        return
    below = [
        Line(f"{_short(name)}: {texts.wait(why, name)}" if why else _short(name), enabled=False) for name, why in waits
    ]
    if count > len(waits):
        more = texts.ngettext("and {count} more", "and {count} more", count - len(waits))
        below.append(Line(more, Act.OPEN_FOLDER))
    yield Line(texts.ngettext("{count} waits", "{count} wait", count), below=tuple(below))


def _failures(glance: Glance, texts: Texts) -> Iterator[Line]:
    for failure in glance.failures[:_MOST_FAILURES]:
        text = textwrap.shorten(f"{_short(failure.name)}: {failure.what}", _FAILURE_WIDTH, placeholder="…")
        if failure.rename_to is None:
            yield Line(text, Act.OPEN_REASON, failure.name)
        else:
            yield Line(text, below=tuple(_choices(failure, texts)))
    if (more := len(glance.failures) - _MOST_FAILURES) > 0:
        yield Line(texts.ngettext("and {count} more failure", "and {count} more failures", more), Act.OPEN_FAILED)
    if glance.failures:
        yield SEPARATOR


def _choices(failure: Failure, texts: Texts) -> Iterator[Line]:
    yield Line(texts.gettext("What to do…"), Act.OPEN_REASON, failure.name)
    told = texts.phrase("rename", name=_short(failure.name), number=failure.rename_to)
    yield Line(told, Act.RENAME, failure.name)


def _starts_itself(glance: Glance, texts: Texts) -> Iterator[Line]:
    if glance.starts_itself is not None:
        yield Line(
            starts_itself_text(texts), Act.START_ITSELF, checked=glance.starts_itself, enabled=not glance.starts_fixed
        )


def starts_itself_text(texts: Texts) -> str:
    """Name the start at login, by the system where its users know it by that."""
    if sys.platform == "win32":
        return texts.gettext("Start When Signing In to Windows")
    return texts.gettext("Start When Signing In")


def _short(name: str) -> str:
    """Give a file's name as a line has room for it: its end tells more than its middle."""
    shown = printable(name)
    half = _LONGEST_NAME // 2
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: half - 1]}…{shown[-half:]}"
