"""The tray icon: the agent's state as a picture, and a menu in the supervisor's language.

The icon is a face and never the agent's life: wherever it cannot be had or dies, the sending goes on.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from branchagent.control import Control
from branchagent.core.names import printable
from branchagent.core.receipts import Outcome
from branchagent.core.status import State
from branchagent.disk import Disk
from branchagent.filing import Cabinet
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError
from branchagent.texts import Texts, system_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PIL.Image import Image

    from branchagent.agent import Agent
    from branchagent.journal import Entry
    from branchagent.reporting import Report
    from branchagent.settings import Settings

log = logging.getLogger(__name__)

_SIZE = 64
_MISNAMED_LOOKED_AT, _MISNAMED_SHOWN = 50, 5
_LONGEST_TITLE = 120
"""Windows cuts a tray icon's tooltip at 127 characters."""

_COLOURS = {
    State.IDLE: "#2e7d32",
    State.SENDING: "#1565c0",
    State.OFFLINE: "#616161",
    State.SIGN_IN: "#ef6c00",
    State.ATTENTION: "#c62828",
    State.PAUSED: "#616161",
    State.STANDBY: "#78909c",
    State.STOPPED: "#616161",
}


class TrayUnavailableError(Exception):
    """There is no screen, no session or no tray here."""


class Tray:
    """The icon with its menu. It owns the main thread while it runs, as pystray asks for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._texts = Texts(settings.ui.language or system_language())
        self._control = Control(settings.state.path)
        self._report: Report | None = None
        self._icon: Any = None

    def run(self, agent: Agent, run_agent: Callable[[Agent], int]) -> int:
        """Show the icon until the agent ends; give its exit code. Raises `TrayUnavailableError` before it begins."""
        icon = self._make_icon(agent)
        code: list[int] = []

        def work() -> None:
            try:
                code.append(run_agent(agent))
            finally:
                self._end_icon()

        self._icon = icon
        worker = threading.Thread(target=work, name="agent-run")
        worker.start()
        try:
            icon.run(self._appear)
        except Exception as error:  # noqa: BLE001 - pystray raises what its systems raise; the agent outlives its icon
            log.warning("the tray icon ended: %s", type(error).__name__)
            # pystray's own thread still waits for an icon that will never be ready, and would keep the process alive.
            icon._mark_ready()  # noqa: SLF001
        worker.join()
        return code[0] if code else 1

    def _make_icon(self, agent: Agent) -> Any:  # noqa: ANN401 - pystray has no types
        try:
            import pystray  # noqa: PLC0415 - it raises on import where there is no display

            return pystray.Icon("branchagent", draw(State.SENDING, _SIZE), "branchagent", self._menu(pystray, agent))
        except Exception as error:
            raise TrayUnavailableError(type(error).__name__) from error

    def _menu(self, pystray: Any, agent: Agent) -> Any:  # noqa: ANN401 - pystray has no types
        return pystray.Menu(lambda: self._items(pystray, agent))

    def _items(self, pystray: Any, agent: Agent) -> list[Any]:  # noqa: ANN401 - pystray has no types
        item, phrase = pystray.MenuItem, self._texts.phrase
        return [
            item(lambda _: self._state_line(), None, enabled=False),
            item(lambda _: self._counts_line(), None, enabled=False),
            pystray.Menu.SEPARATOR,
            item(phrase("open-folder"), self._doing(lambda: _open(self._settings.folder.path)), default=True),
            item(phrase("open-failed"), self._doing(lambda: _open(self._settings.folder.path / Outcome.FAILED))),
            item(phrase("retry-all"), self._doing(self._retry_all)),
            *(
                item(
                    phrase("rename", name=printable(name), number=entry.printed),
                    self._doing(partial(self._rename, name, entry)),
                )
                for name, entry in self._misnamed()
            ),
            pystray.Menu.SEPARATOR,
            item(lambda _: phrase("resume" if self._control.paused else "pause"), self._doing(self._toggle_pause)),
            item(phrase("quit"), self._doing(agent.stop)),
        ]

    def _doing(self, action: Callable[[], object]) -> Callable[[], None]:
        """Make a menu action that cannot bring the icon down."""

        def do() -> None:
            try:
                action()
            except OSError as error:
                log.warning("menu: %s", error)

        return do

    def show(self, report: Report) -> None:
        """Show the agent's state; may be called from any thread."""
        self._report = report
        icon = self._icon
        if icon is None:
            return
        try:
            icon.icon = draw(report.state, _SIZE)
            icon.title = f"branchagent: {self._state_line()}"[:_LONGEST_TITLE]
            icon.update_menu()
        except Exception as error:  # noqa: BLE001 - a dead display must not stop the agent
            log.warning("the tray icon cannot be drawn: %s", type(error).__name__)

    def notify(self, text: str) -> None:
        """Show a notification; may be called from any thread."""
        icon = self._icon
        try:
            if icon is not None and icon.HAS_NOTIFICATION:
                icon.notify(text, "branchagent")
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("no notification can be shown: %s", type(error).__name__)

    def _appear(self, icon: Any) -> None:  # noqa: ANN401 - pystray has no types
        try:
            icon.visible = True
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("the tray icon cannot be shown: %s", type(error).__name__)

    def _end_icon(self) -> None:
        try:
            self._icon.stop()
        except Exception as error:  # noqa: BLE001 - it may have ended before
            log.warning("the tray icon ended by itself: %s", type(error).__name__)

    def _state_line(self) -> str:
        report = self._report
        if report is None:
            return self._texts.phrase(State.SENDING)
        state = self._texts.phrase(report.state)
        return f"{state}: {report.reason}" if report.reason else state

    def _counts_line(self) -> str:
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        try:
            with History(self._settings.state.path) as history:
                counts = history.counts(midnight.timestamp())
        except (JournalUnavailableError, JournalDamagedError):
            return self._texts.phrase("journal")
        named = {str(outcome): counts[outcome] for outcome in Outcome}
        return self._texts.phrase("counts", waiting=self._report.waiting if self._report else 0, **named)

    def _retry_all(self) -> None:
        cabinet = Cabinet(self._settings.folder.path)
        for name in cabinet.failures():
            try:
                cabinet.put_back(name)
            except OSError as error:
                log.warning("cannot be put back: %s", error)
        self._control.ask_for_a_look()

    def _misnamed(self) -> list[tuple[str, Entry]]:
        """Give the latest failed files whose document prints one number, each with its line of the history."""
        failed = self._settings.folder.path / Outcome.FAILED
        try:
            with History(self._settings.state.path) as history:
                found = list(islice(history.misnamed(), _MISNAMED_LOOKED_AT))
        except (JournalUnavailableError, JournalDamagedError):
            return []
        there: dict[str, Entry] = {}
        for entry in found:
            name = (entry.filed_as or "").rpartition("/")[2]
            if entry.printed and name not in there and _size(failed / name) == entry.size:
                there[name] = entry
        return list(there.items())[:_MISNAMED_SHOWN]

    def _rename(self, name: str, entry: Entry) -> None:
        disk = Disk()
        with disk.open(self._settings.folder.path / Outcome.FAILED / name) as file:
            is_the_one = disk.digest(file) == entry.sha256
        if is_the_one:
            Cabinet(self._settings.folder.path).put_back(name, f"{entry.printed}.pdf")
            self._control.ask_for_a_look()

    def _toggle_pause(self) -> None:
        if self._control.paused:
            self._control.resume()
        else:
            self._control.pause()


def draw(state: State, size: int) -> Image:
    """Draw a state's picture: told apart by its mark as well as by its colour. `size` is in pixels."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only a tray needs it

    scale = 4
    side = size * scale
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse(
        (side * 0.04, side * 0.04, side * 0.96, side * 0.96), fill=_COLOURS[state], outline="white", width=side // 24
    )
    for shape in _MARKS[state]:
        pen.polygon([(x * side, y * side) for x, y in shape], fill="white")
    return image.resize((size, size), Image.Resampling.LANCZOS)


_Shape = tuple[tuple[float, float], ...]
_BAR: _Shape = ((0.44, 0.22), (0.56, 0.22), (0.54, 0.60), (0.46, 0.60))
_DOT: _Shape = ((0.44, 0.68), (0.56, 0.68), (0.56, 0.80), (0.44, 0.80))
_TICK: _Shape = ((0.24, 0.52), (0.33, 0.43), (0.45, 0.55), (0.68, 0.30), (0.77, 0.39), (0.45, 0.73))
_ARROW: _Shape = ((0.50, 0.18), (0.76, 0.48), (0.58, 0.48), (0.58, 0.80), (0.42, 0.80), (0.42, 0.48), (0.24, 0.48))
_CROSS: tuple[_Shape, ...] = (
    ((0.28, 0.36), (0.36, 0.28), (0.72, 0.64), (0.64, 0.72)),
    ((0.64, 0.28), (0.72, 0.36), (0.36, 0.72), (0.28, 0.64)),
)
_KEY: tuple[_Shape, ...] = (
    ((0.22, 0.36), (0.46, 0.36), (0.46, 0.64), (0.22, 0.64)),
    ((0.46, 0.46), (0.80, 0.46), (0.80, 0.64), (0.72, 0.64), (0.72, 0.54), (0.46, 0.54)),
)
_PAUSE: tuple[_Shape, ...] = (
    ((0.32, 0.28), (0.44, 0.28), (0.44, 0.72), (0.32, 0.72)),
    ((0.56, 0.28), (0.68, 0.28), (0.68, 0.72), (0.56, 0.72)),
)
_WAIT: _Shape = ((0.30, 0.24), (0.70, 0.24), (0.53, 0.50), (0.70, 0.76), (0.30, 0.76), (0.47, 0.50))
_STOP: _Shape = ((0.32, 0.32), (0.68, 0.32), (0.68, 0.68), (0.32, 0.68))

_MARKS: dict[State, tuple[_Shape, ...]] = {
    State.IDLE: (_TICK,),
    State.SENDING: (_ARROW,),
    State.OFFLINE: _CROSS,
    State.SIGN_IN: _KEY,
    State.ATTENTION: (_BAR, _DOT),
    State.PAUSED: _PAUSE,
    State.STANDBY: (_WAIT,),
    State.STOPPED: (_STOP,),
}


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None


def _open(folder: Path) -> None:
    """Open a folder in the system's file browser."""
    if sys.platform == "win32":
        os.startfile(folder)  # noqa: S606 - a folder of ours
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    subprocess.Popen([opener, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
