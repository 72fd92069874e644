"""What the menu's lines do. None of it may hold up the icon, or bring it down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

from branchagent import autostart, launching
from branchagent.control import Control
from branchagent.core.receipts import Outcome
from branchagent.disk import Disk
from branchagent.events import Event, record
from branchagent.filing import Cabinet
from branchagent.tray.glances import reason_of
from branchagent.tray.menu import Act

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from branchagent.settings import Settings
    from branchagent.texts import Texts
    from branchagent.tray.desk import Desk

_QUITS = frozenset({0, 5})
"""What the window that asks ends with: yes, or it could not be shown, and then nobody can have meant to stay."""
_NO_WINDOW = 0
if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
_CHECK_WITHIN_S = 180.0


class Acts:
    """Does what was clicked, each in a thread of its own. `notify` shows what came of it where nothing else does."""

    def __init__(
        self,
        settings: Settings,
        config: Path | None,
        texts: Texts,
        desk: Desk,
        quit_agent: Callable[[], None],
        notify: Callable[[str, str], None],
    ) -> None:
        self._settings = settings
        self._config = config
        self._texts = texts
        self._desk = desk
        self._quit_agent = quit_agent
        self._notify = notify
        self._control = Control(settings.state.path)
        self._failed = settings.folder.path / Outcome.FAILED
        self._busy: set[Act] = set()
        self._acts: dict[Act, Callable[[str], None]] = {
            Act.OPEN_FOLDER: lambda _: self._open(settings.folder.path),
            Act.OPEN_FAILED: lambda _: self._open(self._failed),
            Act.OPEN_REASON: self._open_reason,
            Act.RENAME: self._rename,
            Act.HISTORY: lambda _: self._start("report", "--open"),
            Act.DAILY_REPORT: lambda _: self._start("report", "--xlsx", "--open"),
            Act.RETRY_ALL: lambda _: self._retry_all(),
            Act.PAUSE: lambda _: self._control.pause(),
            Act.RESUME: lambda _: self._control.resume(),
            Act.TEST: lambda _: self._test(),
            Act.SIGN_IN: lambda _: self._start("window", "sign-in"),
            Act.SETTINGS: lambda _: self._start("window", "setup"),
            Act.START_ITSELF: lambda _: self._toggle_start(),
            Act.SEEN: lambda _: self._desk.seen(),
            Act.ABOUT: lambda _: self._start("window", "about"),
            Act.QUIT: lambda _: self._quit(),
        }

    def do(self, act: Act, subject: str = "") -> None:
        """Begin what a line stands for; what is under way already is not begun twice."""
        if act in self._busy:
            return
        self._busy.add(act)
        threading.Thread(target=partial(self._do, act, subject), name=f"tray-{act}", daemon=True).start()

    def _do(self, act: Act, subject: str) -> None:
        try:
            self._acts[act](subject)
        except (OSError, subprocess.SubprocessError) as error:
            record(Event.MENU_FAILED, act=act, error=error)
            self._notify(self._texts.gettext("That did not work"), str(getattr(error, "strerror", None) or error))
        finally:
            self._busy.discard(act)
            self._desk.refresh()

    def _start(self, *arguments: str) -> None:
        code = launching.start(*arguments, config=self._config).wait()
        if code > 1:
            text = self._texts.gettext("The window could not be opened; see the log.")
            record(Event.MENU_FAILED, act=" ".join(arguments), code=code)
            self._notify(self._texts.gettext("That did not work"), text)

    def _open(self, path: Path) -> None:
        if not path.exists():
            raise FileNotFoundError(2, os.strerror(2), str(path))
        if not launching.open_path(path):
            raise OSError(self._texts.gettext("{file} cannot be opened; open it yourself", file=path))

    def _open_reason(self, name: str) -> None:
        reason = reason_of(self._failed, name)
        self._open(reason if reason.exists() else self._failed)

    def _retry_all(self) -> None:
        cabinet = Cabinet(self._settings.folder.literal)
        stuck = 0
        for name in cabinet.failures():
            try:
                cabinet.put_back(name)
            except OSError as error:
                stuck += 1
                record(Event.MENU_FAILED, act=Act.RETRY_ALL, name=name, error=error)
        self._control.ask_for_a_look()
        if stuck:
            text = self._texts.ngettext("{count} file could not be moved.", "{count} files could not be moved.", stuck)
            self._notify(self._texts.gettext("That did not work"), text)

    def _rename(self, name: str) -> None:
        """Put a failed file back under the number that it prints, if it is still the one that was shown."""
        failure = next((one for one in self._desk.glance.failures if one.name == name), None)
        if failure is None or failure.rename_to is None:
            return
        disk = Disk()
        with disk.open(self._failed / name) as file:
            is_the_one = disk.digest(file) == failure.sha256
        if is_the_one:
            Cabinet(self._settings.folder.literal).put_back(name, f"{failure.rename_to}.pdf")
            self._control.ask_for_a_look()

    def _test(self) -> None:
        """Examine the way to the service in a process of its own, and tell the first thing that is wrong."""
        command = [*launching.program(), "check", "--json", *launching.with_config(self._config)]
        ran = subprocess.run(  # noqa: S603 - the program itself
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_CHECK_WITHIN_S,
            check=False,
            creationflags=_NO_WINDOW,
        )
        wrong = next((told for told in _findings(ran.stdout) if not told[0]), None)
        if wrong is None and ran.returncode == 0:
            self._notify(self._texts.gettext("Connection test"), self._texts.gettext("All is well."))
        elif wrong is not None:
            self._notify(self._texts.gettext("Connection test: something is wrong"), f"{wrong[1]} {wrong[2]}")
        else:
            raise OSError(self._texts.gettext("The test ended without a result; see the log."))

    def _toggle_start(self) -> None:
        if autostart.is_on():
            autostart.turn_off()
        else:
            autostart.turn_on(self._config)

    def _quit(self) -> None:
        in_hand = self._desk.glance.report.in_hand
        if in_hand:
            asking = launching.start("window", "quit", "--in-hand", str(in_hand), config=self._config)
            if asking.wait() not in _QUITS:
                return
        self._quit_agent()


def _findings(output: bytes) -> list[tuple[bool, str, str]]:
    """Give what an examination told, a line each, in its order."""
    told = []
    for line in output.splitlines():
        try:
            finding = json.loads(line)
            told.append((bool(finding["ok"]), str(finding["found"]), str(finding["remedy"])))
        except (ValueError, KeyError, TypeError):
            continue
    return told
