"""The tray icon: the agent's state as a picture, and a menu in the supervisor's language.

The icon is a face and never the agent's life: wherever it cannot be had or dies, the sending goes on.
"""

from __future__ import annotations

import sys
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

from branchagent import autostart
from branchagent.control import Control
from branchagent.core.status import State
from branchagent.events import Event, record
from branchagent.faces import Face
from branchagent.texts import Texts, system_language
from branchagent.tray.acts import Acts
from branchagent.tray.desk import Asked, Desk, Shown
from branchagent.tray.displays import outlive_desktop, prefer_mortal_displays, without_opengl
from branchagent.tray.menu import SEPARATOR, Line, menu_of
from branchagent.tray.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from branchagent.agent import Agent
    from branchagent.reporting import Report
    from branchagent.results import Filed
    from branchagent.settings import Settings

_LONGEST_NOTICE, _LONGEST_NOTICE_TITLE = 250, 60
"""Windows' balloons take 255 and 63 characters."""

_LOG_OFF_S = 4.0
"""Windows waits for five seconds at log-off; what is not through by then goes on from the journal."""
_JOINS_S = 0.5
_NOTIFIED_WITHIN_MS = 3000


class TrayUnavailableError(Exception):
    """There is no screen, no session or no tray here."""


class Tray(Face):
    """The icon with its menu. It owns the main thread while it runs, as pystray asks for.

    `config`: the settings file that was named for the agent, None for the user's own.
    """

    def __init__(self, settings: Settings, config: Path | None = None) -> None:
        self._texts = Texts(settings.ui.language or system_language())
        self._settings = settings
        self._config = config
        self._control = Control(settings.state.path)
        self._desk = Desk(settings, self._texts, self, self._asked)
        self._acts: Acts | None = None
        self._pystray: Any = None
        self._icon: Any = None

    def run(self, agent: Agent, run_agent: Callable[[Agent], int]) -> int:
        """Show the icon until the agent ends; give its exit code. Raises `TrayUnavailableError` before it begins."""
        self._acts = Acts(
            self._settings, self._config, self._texts, self._desk, partial(agent.stop, "menu"), self.notify
        )
        icon = self._icon = self._make_icon()
        code: list[int] = []

        def work() -> None:
            try:
                code.append(run_agent(agent))
            finally:
                self._desk.end()
                self._end_icon()

        worker = threading.Thread(target=work, name="agent-run")

        def end_in_good_order() -> None:
            agent.stop("session-end")
            worker.join(_LOG_OFF_S)

        def wait_for_end() -> int:
            self._icon = None
            while worker.is_alive():
                # Not without a limit: a signal's handler runs between two waits of the main thread.
                worker.join(_JOINS_S)
            return code[0] if code else 1

        icon.on_end_of_session = end_in_good_order
        outlive_desktop(wait_for_end)
        worker.start()
        self._desk.begin()
        try:
            icon.run(self._appear)
        except Exception as error:  # noqa: BLE001 - pystray raises what its systems raise; the agent outlives its icon
            record(Event.ICON_FAILED, step="running", error=type(error).__name__)
            # pystray's own thread still waits for an icon that will never be ready, and would keep the process alive.
            icon._mark_ready()  # noqa: SLF001
        return wait_for_end()

    def report(self, report: Report) -> None:
        """Show how the agent is."""
        self._desk.report(report)

    def filed(self, filed: Filed) -> None:
        """Show what became of a receipt."""
        self._desk.filed(filed)

    def notice(self, text: str) -> None:
        """Show something that a person should know."""
        self._desk.notice(text)

    def called(self) -> None:
        """Show how it is to whoever started the program once more."""
        self._desk.called()

    def draw(self, shown: Shown) -> None:
        """Show the icon with its menu; may be called from any thread."""
        icon = self._icon
        if icon is None:
            return
        try:
            icon.icon = picture(shown.state)
            icon.menu = self._pystray.Menu(*self._items(shown.lines))
            icon.title = shown.title
            if not icon.visible:
                # There was no task bar yet when it was to appear, as at sign-in.
                icon.visible = True
        except UnicodeEncodeError:
            # A bare X server knows no other letters in titles.
            icon.title = shown.title.encode("ascii", "replace").decode()
        except Exception as error:  # noqa: BLE001 - a dead display must not stop the agent
            record(Event.ICON_FAILED, step="drawing", error=type(error).__name__)

    def notify(self, title: str, text: str) -> None:
        """Show a notification; may be called from any thread."""
        icon = self._icon
        record(Event.NOTIFICATION_SHOWN, title=title, text=text)
        try:
            if icon is not None and icon.HAS_NOTIFICATION:
                icon.notify(_cut(text, _LONGEST_NOTICE), _cut(title, _LONGEST_NOTICE_TITLE))
        except Exception as error:  # noqa: BLE001 - as above
            record(Event.NOTIFICATION_FAILED, error=type(error).__name__)

    def _make_icon(self) -> Any:  # noqa: ANN401 - pystray has no types
        try:
            with without_opengl():
                prefer_mortal_displays()
                import pystray  # noqa: PLC0415 - it raises on import where there is no display

            self._pystray = pystray
            # An icon whose menu is empty is never shown.
            menu = pystray.Menu(*self._items(menu_of(self._desk.glance, self._texts)))
            return _kind_of_icon(pystray)("branchagent", picture(State.SENDING), "branchagent", menu)
        except Exception as error:
            raise TrayUnavailableError(type(error).__name__) from error

    def _items(self, lines: Iterable[Line]) -> list[Any]:
        return [self._item(line) for line in lines]

    def _item(self, line: Line) -> Any:  # noqa: ANN401 - as above
        if line == SEPARATOR:
            return self._pystray.Menu.SEPARATOR
        action: Any = self._pystray.Menu(*self._items(line.below)) if line.below else self._doing(line)
        checked = None if line.checked is None else lambda _, checked=line.checked: checked
        return self._pystray.MenuItem(line.text, action, checked, default=line.default, enabled=line.enabled)

    def _doing(self, line: Line) -> Callable[[], None] | None:
        acts = self._acts
        if line.act is None or acts is None:
            return None
        act, subject = line.act, line.subject
        # pystray counts the arguments that an action could take, so this one takes none.
        return lambda: acts.do(act, subject)

    def _asked(self) -> Asked:
        try:
            return Asked(self._control.paused, autostart.is_on(), autostart.is_fixed())
        except OSError:
            return Asked(self._control.paused)

    def _appear(self, icon: Any) -> None:  # noqa: ANN401 - as above
        try:
            _tame_notifications(icon)
            icon.visible = True
        except Exception as error:  # noqa: BLE001 - as above
            record(Event.ICON_FAILED, step="showing", error=type(error).__name__)

    def _end_icon(self) -> None:
        icon = self._icon
        try:
            if icon is not None:
                icon.stop()
        except Exception as error:  # noqa: BLE001 - it may have ended before
            record(Event.ICON_FAILED, step="ending", error=type(error).__name__)


def _kind_of_icon(pystray: Any) -> Any:  # noqa: ANN401 - as above
    if sys.platform != "win32":
        return pystray.Icon

    from branchagent.tray import on_windows  # noqa: PLC0415 - there only

    return on_windows.Icon


def _tame_notifications(icon: Any) -> None:  # noqa: ANN401 - as above
    """Keep a desktop's earlier notification on the screen, in whose place pystray would put the new one.

    And let a service that hangs not hold up the icon for half a minute.
    """
    notifier = getattr(icon, "_notifier", None)
    if notifier is None or not hasattr(notifier, "_nid"):
        return
    notifier._notify.set_default_timeout(_NOTIFIED_WITHIN_MS)  # noqa: SLF001 - as below
    replace = notifier.notify

    def add(*what: object) -> None:
        # In GTK's own thread, where pystray calls it: the number of the one before is known only then.
        notifier._nid = 0  # noqa: SLF001 - it has no other way
        replace(*what)

    notifier.notify = add


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
