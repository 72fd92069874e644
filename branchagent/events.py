"""Every event that the program logs, by its stable name, and the one way in which it is logged.

Whoever reads the log by a script goes by the names and the fields' keys: both stay as they are once released.
"""

from __future__ import annotations

import logging
import re
from enum import StrEnum
from logging import CRITICAL, DEBUG, ERROR, INFO, WARNING

from branchagent.core.names import UNPRINTABLE
from branchagent.redaction import redact

LOGGER = "branchagent"
UNNAMED = "unnamed"
"""What stands in an event's place before a text that was logged past `record`."""


class Event(StrEnum):
    """An event's name, its level, what it means, and its id in Windows' Event Log if IT has to see it there.

    Ids are from 1 to 999, as the message file that Windows itself brings (EventCreate.exe) knows no others. Monitoring
    goes by them: none is ever given another meaning, not even when its event is gone.
    """

    level: int
    meaning: str
    id: int | None

    def __new__(cls, name: str, level: int, meaning: str, event_id: int | None = None) -> Event:
        """Make a member whose value is its name."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.level, member.meaning, member.id = level, meaning, event_id
        return member

    AGENT_STARTED = "agent-started", INFO, "The agent began.", 1
    AGENT_STOPPED = "agent-stopped", INFO, "The agent ended; `why` says what ended it.", 2
    NOT_STARTED = "not-started", ERROR, "The agent cannot run; `why` says what is in the way.", 3
    SERVING = "serving", INFO, "The drop folder is this agent's, and is served from now on."
    PAUSED = "paused", INFO, "Somebody paused sending."
    RESUMED = "resumed", INFO, "Somebody let sending go on."
    STATE_CHANGED = "state-changed", DEBUG, "`status` has another word for the agent, or another cause for it."
    SHOWN_AGAIN = "shown-again", DEBUG, "Somebody started the program once more, and is shown the one that runs."

    ATTENTION_NEEDED = "attention-needed", WARNING, "Something on this PC keeps receipts from being sent.", 100
    SIGN_IN_NEEDED = "sign-in-needed", WARNING, "Credentials are missing or were refused: nothing is sent.", 101
    SERVICE_AWAY = "service-away", WARNING, "The service cannot be reached, or has trouble: receipts wait.", 102
    TROUBLE_OVER = "trouble-over", INFO, "What 100, 101 or 102 told of is over.", 103
    TOKEN_ENDING = "token-ending", WARNING, "The token ends in a few days and has to be replaced.", 104

    SERVING_FAILED = "serving-failed", ERROR, "The folder could not be served; it is tried again.", 200
    FOLDER_UNUSABLE = "folder-unusable", WARNING, "The drop folder cannot be listed or made ready.", 201
    LOCK_LOST = "lock-lost", WARNING, "The drop folder's lock is gone, and is taken anew.", 202
    FILING_POSTPONED = "filing-postponed", WARNING, "A decided receipt cannot be moved yet; it is tried again.", 203
    RECEIPT_HELD = "receipt-held", WARNING, "This PC cannot read a receipt now; it is tried again.", 204
    JOURNAL_UNAVAILABLE = "journal-unavailable", ERROR, "The journal cannot be written, so nothing is sent.", 210
    JOURNAL_DAMAGED = "journal-damaged", ERROR, "The journal was damaged; it lies set aside, a new one began.", 211
    JOURNAL_NOT_SET_ASIDE = "journal-not-set-aside", ERROR, "A damaged journal cannot be set aside.", 212
    JOURNAL_TAKEN_AWAY = "journal-taken-away", ERROR, "Somebody took the journal's files away; they are put back.", 213
    MISHAP = "mishap", ERROR, "Something that nobody foresaw, with its trace; the program goes on.", 220
    NOT_CAUGHT = "not-caught", CRITICAL, "An error that ended what it met, with its trace.", 221

    ATTEMPT_BEGAN = "attempt-began", DEBUG, "A receipt is sent now."
    ATTEMPT_ENDED = "attempt-ended", INFO, "What came of sending a receipt: `how` is what it means, `ms` its time."
    RECEIPT_FILED = "receipt-filed", INFO, "A receipt lies where its outcome puts it."
    NOTICE = "notice", WARNING, "What a person is told of a receipt's number."
    FILE_LOOKED_AT = "file-looked-at", DEBUG, "What a look at a file in the drop folder showed."
    FILE_UNREADABLE = "file-unreadable", DEBUG, "A file in the drop folder cannot be opened now."
    FILE_COMPLETE = "file-complete", DEBUG, "A file is complete, and taken up."
    FILE_EXAMINED = "file-examined", DEBUG, "A file was read and examined: what it prints, and what it took."
    FOLDER_LISTED = "folder-listed", DEBUG, "A listing showed files that nobody looked after yet."
    WHEREABOUTS_UNKNOWN = "whereabouts-unknown", WARNING, "Nobody can tell whether a receipt was taken away."

    WATCH_BEGAN = "watch-began", DEBUG, "The system tells of changes in the drop folder from now on."
    WATCH_LOST = "watch-lost", WARNING, "The watch of the drop folder ended, and begins anew."
    WATCH_DOUBTED = "watch-doubted", WARNING, "A file was there without its event; the watch begins anew."
    WATCH_UNAVAILABLE = "watch-unavailable", WARNING, "The system tells of no changes here; the folder is listed often."
    COMMANDS_UNWATCHED = "commands-unwatched", WARNING, "The same for what commands ask of the agent."
    EXAMINER_LOST = "examiner-lost", WARNING, "The process that opens PDFs ended or hung; it is begun anew."

    TOKEN_FETCHED = "token-fetched", INFO, "The uploads have a new token; `life_s` is `-` if it does not say."
    TOKEN_NOT_RENEWED = "token-not-renewed", WARNING, "The token could not be renewed ahead of its end."
    TOKEN_END_UNREADABLE = "token-end-unreadable", WARNING, "No token's end can be read here: nobody is warned of it."
    ROUTE_TAKEN = "route-taken", DEBUG, "The way to the service: through which proxy, and who named it."
    PROXY_SCRIPT_IGNORED = "proxy-script-ignored", WARNING, "The system's proxy script fails, and counts for nothing."
    PROXY_SCRIPT_FAILED = "proxy-script-failed", WARNING, "A proxy script fails; its last choice still holds."
    CERTIFICATE_UNREADABLE = "certificate-unreadable", WARNING, "A server's certificate cannot be read here."

    NOTIFICATION_SHOWN = "notification-shown", INFO, "A person was told something beside the tray icon."
    NOTIFICATION_FAILED = "notification-failed", WARNING, "A notification could not be shown."
    MENU_FAILED = "menu-failed", WARNING, "What somebody chose in the menu could not be done."
    ICON_FAILED = "icon-failed", WARNING, "The tray icon cannot be shown or drawn, or ended; the agent goes on."
    SCREEN_LOST = "screen-lost", WARNING, "The screen is gone; the agent goes on without a tray icon."
    SESSION_BUS_MISSING = "session-bus-missing", INFO, "There is no session bus."


_PLAIN = re.compile(r'[^\s"=]+')
_LONE = frozenset({"", "-"})


def record(event: Event, *, trace: BaseException | None = None, **fields: object) -> None:
    """Log an event. Fields stand on its line as they come; `trace` is an error whose trace is wanted there too."""
    log = logging.getLogger(LOGGER)
    if log.isEnabledFor(event.level):
        told = " ".join([event, *(f"{key}={quoted(value)}" for key, value in fields.items())])
        log.log(event.level, told, exc_info=trace, extra={"event": event})


def quoted(value: object) -> str:
    r"""Give a field's value as it stands in the log: as it is, or in quotes if it has blanks, `"` or `=`.

    Within quotes `"` and `\` are escaped, and so is all that cannot be seen: what others wrote (a file's name, an
    answer's message) can forge neither lines nor fields. None is `-`. What is secret is blotted out before.
    """
    if value is None:
        return "-"
    text = redact(str(value).lower() if isinstance(value, bool) else str(value))
    if text not in _LONE and _PLAIN.fullmatch(text) and not UNPRINTABLE.search(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), escaped) + '"'


def event_of(logged: logging.LogRecord) -> Event | None:
    """Give the event that was logged; None for a text that was logged past `record`."""
    event = getattr(logged, "event", None)
    return event if isinstance(event, Event) else None
