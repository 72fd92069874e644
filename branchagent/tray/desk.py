"""Keeps the icon, the menu and the notifications as things are: one thread that wakes only when there is something."""

from __future__ import annotations

import queue
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from branchagent.core.announcing import Announcer, Habits, Instant, Kind, Standing
from branchagent.core.receipts import Outcome
from branchagent.core.status import Fault, State
from branchagent.core.verdicts import FOR_A_PERSON
from branchagent.events import Event, record
from branchagent.formats import midnight
from branchagent.notices import Notices
from branchagent.reporting import Report, is_silent
from branchagent.settings.hours import span_of, time_of
from branchagent.tray.glances import Glance, with_journal
from branchagent.tray.menu import Line, counts_line, menu_of, state_line
from branchagent.tray.wording import open_in, told_of, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchagent.results import Filed
    from branchagent.settings import Settings
    from branchagent.texts import Texts

_DRAWN_EVERY_S = 0.5
_LOOKS_EVERY_S = 60.0
"""How often it is seen whether the agent still lives, and the day is still the same."""
_LONGEST_TITLE = 120
"""Windows cuts a tray icon's tooltip at 127 characters."""
_DAILY = (Kind.SUMMARY, Kind.CLOSING)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the icon shows."""

    state: State
    title: str
    lines: tuple[Line, ...]


class Screen(Protocol):
    """Where it is shown."""

    def draw(self, shown: Shown) -> None:
        """Show the icon with its menu."""
        ...

    def notify(self, title: str, text: str) -> None:
        """Show a notification."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether sending is paused, whether the program starts at sign-in (None: unknown), and is so for all users."""

    paused: bool
    starts_itself: bool | None = None
    starts_fixed: bool = False


class Desk:
    """Hears of everything from any thread, and shows it on a screen by its own thread.

    `ask` gives what only the screen's side knows.
    """

    def __init__(self, settings: Settings, texts: Texts, screen: Screen, ask: Callable[[], Asked]) -> None:
        self._settings = settings
        self._texts = texts
        self._screen = screen
        self._ask = ask
        self._announcer = Announcer(_habits(settings))
        self._notices = Notices(settings.state.path, "told.json")
        for kind in _DAILY:
            self._announcer.told_today(kind, self._notices.latest(kind))
        self._heard: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._report = Report(State.SENDING, None, 0)
        self._glance = Glance()
        self._shown: Shown | None = None
        self._drawn_at = float("-inf")
        self._thread = threading.Thread(target=self._work, name="tray-desk", daemon=True)

    @property
    def glance(self) -> Glance:
        """What was shown last."""
        return self._glance

    def begin(self) -> None:
        """Begin to show."""
        self._thread.start()

    def end(self) -> None:
        """Show nothing any more."""
        self._heard.put(None)
        self._thread.join(5)

    def report(self, report: Report) -> None:
        """Hear how the agent is."""
        self._heard.put(lambda: self._take_report(report))

    def filed(self, filed: Filed) -> None:
        """Hear of a filed receipt."""
        self._heard.put(lambda: self._take_filed(filed))

    def notice(self, text: str) -> None:
        """Hear of something to be told once."""
        self._heard.put(lambda: self._announcer.notice(time.monotonic(), text))

    def seen(self) -> None:
        """Hear that a person knows of all that is shown."""
        self._heard.put(self._announcer.acknowledge)

    def called(self) -> None:
        """Hear that somebody wants to see how it is."""
        self._heard.put(self._tell_state)

    def refresh(self) -> None:
        """Hear that something may look otherwise now."""
        self._heard.put(lambda: None)

    def _work(self) -> None:
        while True:
            try:
                if not self._turn():
                    return
            except Exception as error:  # noqa: BLE001 - what shows the agent must not end because it once could not
                record(Event.MISHAP, where="tray", trace=error)
                time.sleep(_DRAWN_EVERY_S)

    def _turn(self) -> bool:
        """Wait until there is something, and show it; False at the end."""
        with suppress(queue.Empty):
            heard = self._heard.get(timeout=self._wait())
            # What comes in a burst is shown together.
            time.sleep(max(self._drawn_at + _DRAWN_EVERY_S - time.monotonic(), 0.0))
            while True:
                if heard is None:
                    return False
                heard()
                heard = self._heard.get_nowait()
        self._show()
        return True

    def _wait(self) -> float:
        now = self._now()
        due = self._announcer.next_in(now)
        to_midnight = midnight(time.time() + 86_400 + 7200) - time.time()
        return max(0.05, min(_LOOKS_EVERY_S, to_midnight, *([] if due is None else [due])))

    def _show(self) -> None:
        self._look()
        for announcement in self._announcer.due(self._now()):
            if announcement.kind in _DAILY:
                self._notices.is_new(announcement.kind, self._now().wall.date().isoformat())
            self._screen.notify(*word(announcement, self._glance, self._settings.ui.closing_at, self._texts))
        # Some of it may have been told just now, which changes what is reminded of.
        self._draw()

    def _look(self) -> None:
        asked = self._ask()
        glance = Glance(
            self._living_report(),
            paused=asked.paused,
            reminds=self._announcer.reminds,
            starts_itself=asked.starts_itself,
            starts_fixed=asked.starts_fixed,
        )
        self._glance = with_journal(glance, self._settings.state.path, self._settings.folder.literal, self._texts)
        self._announcer.stands(time.monotonic(), self._standing())

    def _draw(self) -> None:
        glance = self._glance = replace(self._glance, reminds=self._announcer.reminds)
        title = f"branchagent: {state_line(glance, self._texts)}"
        if len(title) > _LONGEST_TITLE:
            title = f"{title[: _LONGEST_TITLE - 1]}…"
        shown = Shown(glance.report.state, title, menu_of(glance, self._texts))
        if shown != self._shown:
            self._screen.draw(shown)
            self._shown = shown
            self._drawn_at = time.monotonic()

    def _living_report(self) -> Report:
        """Give the agent's latest report, unless its signs of life have ended."""
        if not is_silent(self._settings.state.path):
            return self._report
        return replace(self._report, state=State.ATTENTION, reason=self._texts.phrase("silent"), causes=("silent",))

    def _standing(self) -> Standing:
        glance = self._glance
        report = glance.report
        text = report.reason or self._texts.phrase(report.state)
        if report.state is State.PAUSED:
            text = self._texts.ngettext(
                "Sending is paused, and {count} file waits.",
                "Sending is paused, and {count} files wait.",
                report.waiting,
            )
        return Standing(_concerns(report), text, report.state is State.OFFLINE, glance.handled, open_in(glance))

    def _take_report(self, report: Report) -> None:
        if report.state is State.PAUSED and self._report.state is not State.PAUSED:
            # Whoever pauses knows of it; only a pause that is forgotten is worth a word.
            self._announcer.count_as_told(time.monotonic(), State.PAUSED)
        self._report = report

    def _take_filed(self, filed: Filed) -> None:
        outcome = filed.decided.outcome
        concern = Fault.FAILED_RECEIPTS if outcome is Outcome.FAILED else None
        self._announcer.filed(time.monotonic(), outcome, told_of(filed, self._texts), concern)

    def _tell_state(self) -> None:
        self._look()
        title = self._texts.gettext("branchagent is running already")
        text = f"{state_line(self._glance, self._texts)}\n{counts_line(self._glance, self._texts)}"
        self._screen.notify(title, text)

    def _now(self) -> Instant:
        return Instant(time.monotonic(), datetime.now().astimezone())


def _habits(settings: Settings) -> Habits:
    ui = settings.ui
    return Habits(ui.remind_min * 60 or None, time_of(ui.summary_at), time_of(ui.closing_at), span_of(ui.quiet_hours))


def _concerns(report: Report) -> frozenset[str]:
    """Give our words for what needs a person."""
    match report.state:
        case State.ATTENTION:
            return frozenset(report.causes) or frozenset({str(report.state)})
        case State.SIGN_IN:
            return frozenset({str(report.state)})
        case State.PAUSED if report.waiting:
            return frozenset({str(report.state)})
        case State.OFFLINE:
            return frozenset(report.causes) & {str(trouble) for trouble in FOR_A_PERSON}
    return frozenset()
