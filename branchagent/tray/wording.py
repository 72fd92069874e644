"""What notifications say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.core.announcing import Announcement, Kind
from branchagent.core.names import printable
from branchagent.core.receipts import Outcome
from branchagent.core.status import State
from branchagent.reasons import explain_decided, notice

if TYPE_CHECKING:
    from branchagent.results import Filed
    from branchagent.texts import Texts
    from branchagent.tray.glances import Glance

_MOST_LINES = 3
_ON_THEIR_WAY = frozenset({State.IDLE, State.SENDING})
Worded = tuple[str, str]
"""A title and a text."""


def told_of(filed: Filed, texts: Texts) -> str:
    """Say what became of a receipt: of one that was sent its number, of all others what is to be known."""
    decided = filed.decided
    if decided.outcome is Outcome.DONE:
        return decided.number or printable(decided.name)
    return notice(filed, texts) or f"{printable(decided.name)}: {explain_decided(decided, texts).what}"


def word(announcement: Announcement, glance: Glance, closing_at: str, texts: Texts) -> Worded:
    """Put an announcement into words."""
    count = announcement.count
    match announcement.kind:
        case Kind.SENT if count == 1:
            return texts.gettext("Sent"), texts.gettext("Receipt {number} was sent.", number=announcement.texts[0])
        case Kind.SENT:
            return texts.gettext("Sent"), texts.ngettext(
                "{count} receipt was sent.", "{count} receipts were sent.", count
            )
        case Kind.DUPLICATE:
            title = texts.ngettext("A receipt had been sent before", "{count} receipts had been sent before", count)
            return title, _lines(announcement.texts, texts)
        case Kind.FAILED:
            return texts.ngettext("A receipt failed", "{count} receipts failed", count), _lines(
                announcement.texts, texts
            )
        case Kind.NOTICE:
            return texts.gettext("Please note"), "\n".join(announcement.texts)
        case Kind.CONCERN | Kind.REMINDER:
            return texts.phrase(glance.report.state), announcement.texts[0]
        case Kind.OFFLINE:
            return texts.gettext("No connection"), _offline(glance, texts)
        case Kind.RECOVERED:
            return texts.gettext("Connection restored"), _recovered(glance, texts)
        case Kind.SUMMARY:
            return texts.gettext("Today"), _summary(glance, texts)
        case Kind.CLOSING:
            return texts.gettext("Not everything is sent"), _closing(glance, closing_at, texts)


def _lines(told: tuple[str, ...], texts: Texts) -> str:
    shown = told[:_MOST_LINES]
    more = len(told) - len(shown)
    rest = [texts.ngettext("and {count} more", "and {count} more", more)] if more else []
    return "\n".join([*shown, *rest])


def _offline(glance: Glance, texts: Texts) -> str:
    reason = glance.report.reason or texts.phrase("no-connection")
    kept = texts.gettext("The files are kept and will be sent by themselves.")
    return f"{reason} {kept}"


def _recovered(glance: Glance, texts: Texts) -> str:
    waiting = glance.report.waiting
    if not waiting:
        return texts.gettext("The connection to SISKOHAT is back.")
    return texts.ngettext(
        "The connection is back. Sending {count} file that waited.",
        "The connection is back. Sending {count} files that waited.",
        waiting,
    )


def _summary(glance: Glance, texts: Texts) -> str:
    done = (glance.counts or {}).get(Outcome.DONE, 0)
    sent = texts.ngettext("{count} file was sent today", "{count} files were sent today", done)
    left = texts.ngettext("{count} needs attention.", "{count} need attention.", open_in(glance))
    return f"{sent}, {left}"


def open_in(glance: Glance) -> int:
    """Count what does not get through by itself now: what failed and lies there still, what waits and is not sent."""
    waiting = 0 if glance.report.state in _ON_THEIR_WAY else glance.report.waiting
    return waiting + len(glance.failures)


def _closing(glance: Glance, closing_at: str, texts: Texts) -> str:
    hour = closing_at.replace(":", "." if texts.language == "id" else ":")
    told = texts.ngettext(
        "{count} file has not been sent yet; SISKOHAT closes at {hour}.",
        "{count} files have not been sent yet; SISKOHAT closes at {hour}.",
        open_in(glance),
        hour=hour,
    )
    return told if glance.report.reason is None else f"{told} {glance.report.reason}"
