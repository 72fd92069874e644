"""The first run: folder and server, sign-in, a check, and only then the settings file is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent import autostart, launching
from branchagent.checking import Finding, findings
from branchagent.locking import STATE_LOCK, is_taken
from branchagent.settings import Loaded, SettingsError, load
from branchagent.settings.changing import Standing, changed, standing, write
from branchagent.texts import Texts, system_language
from branchagent.windows.asking import Answers, Asking
from branchagent.windows.findings import Findings
from branchagent.windows.signing import Panel
from branchagent.windows.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def show_setup(config: Path | None, texts: Texts) -> int:
    """Lead through the setup; 0 once the settings are saved, 1 if it was closed before, 2 if a file is no TOML."""
    window = Window(texts, texts.gettext("Set up branchagent"), " ")
    try:
        found = standing(config)
    except SettingsError as error:
        window.code = 2
        window.turn_page(texts, texts.gettext("The settings cannot be read"), str(error))
        window.button(texts.gettext("Close"), window.close, default=True).focus_set()
        return window.show()
    return _Setup(window, config, found).show()


class _Setup:
    """The steps, one after the other; no settings are written before the last one."""

    def __init__(self, window: Window, config: Path | None, found: Standing) -> None:
        self._window = window
        self._config = config
        self._standing = found
        self._answers = Answers({}, *_starts_itself())
        self._draft = ""
        self._pages: list[Asking] = []

    def show(self) -> int:
        self._window.root.minsize(self._window.looks.px(540), self._window.looks.px(440))
        self._ask()
        return self._window.show()

    def _turn(self, step: int, title: str) -> Callable[..., str]:
        gettext = self._window.texts.gettext
        self._window.turn_page(self._window.texts, title, gettext("Setup, step {step} of 3", step=step))
        return gettext

    def _ask(self) -> None:
        gettext = self._turn(1, self._window.texts.gettext("Folder and service"))
        page = Asking(self._window, self._standing, self._answers)
        # Tk's variables must not be collected in another thread.
        self._pages.append(page)
        self._window.button(gettext("&Next"), lambda: self._take(page), default=True)
        self._window.button(gettext("Cancel"), self._window.close, side="left")

    def _take(self, page: Asking) -> None:
        answers = page.answers()
        if answers is None:
            return
        try:
            self._draft = changed(self._standing.file, answers.values)
            loaded = load(self._config, draft=self._draft)
        except SettingsError as error:
            page.blame(error)
        except (OSError, ValueError) as error:
            page.complain(f"{self._standing.file}: {error}")
        else:
            self._answers = answers
            self._window.texts = Texts(loaded.settings.ui.language or system_language())
            self._sign_in(loaded)

    def _sign_in(self, loaded: Loaded) -> None:
        gettext = self._turn(2, self._window.texts.gettext("Sign in to SISKOHAT"))
        panel = Panel(self._window, self._window.body, loaded.settings, lambda: self._examine(loaded))
        self._window.button(gettext("Try and &go on"), panel.submit, default=True)
        self._window.button(gettext("&Later"), lambda: self._examine(loaded))
        self._window.button(gettext("&Back"), self._ask)
        self._window.button(gettext("Cancel"), self._window.close, side="left")

    def _examine(self, loaded: Loaded) -> None:
        gettext = self._turn(3, self._window.texts.gettext("Check"))
        shown = Findings(self._window)
        said = self._window.label(self._window.body, gettext("Checking …"), "Strong.TLabel")
        said.pack(anchor="w", pady=(self._window.looks.px(8), 0))
        self._window.button(gettext("&Save"), lambda: self._save(loaded), default=True).focus_set()
        self._window.button(gettext("&Back"), self._ask)
        self._window.button(gettext("Cancel"), self._window.close, side="left")

        def task(give: Callable[[object], None]) -> None:
            for finding in findings(loaded, self._config):
                give(finding)
            give(None)

        def take(found: object) -> None:
            if isinstance(found, Finding):
                shown.add(found)
            else:
                said.configure(text=shown.sum())

        self._window.work(task, take)

    def _save(self, loaded: Loaded) -> None:
        gettext = self._window.texts.gettext
        problem = ""
        try:
            write(self._standing.file, self._draft)
        except OSError as error:
            told = gettext("{file} cannot be written: {error}", file=self._standing.file, error=error.strerror or error)
            self._window.label(self._window.body, f"✗ {told}", "Bad.TLabel").pack(anchor="w")
            return
        self._window.code = 0
        try:
            if self._answers.autostart:
                autostart.turn_on(self._config)
            elif _starts_itself()[0]:
                autostart.turn_off()
        except OSError as error:
            problem = gettext("✗ The start at sign-in could not be changed: {error}", error=error.strerror or error)
        self._finish(loaded, problem)

    def _finish(self, loaded: Loaded, problem: str) -> None:
        gettext, window = self._window.texts.gettext, self._window
        runs = is_taken(loaded.settings.state.path / STATE_LOCK)
        saved = gettext("The settings are saved in {file}.", file=self._standing.file)
        window.turn_page(window.texts, gettext("Ready"), saved)
        told = gettext("The program runs already; quit and start it anew, so that it takes the new settings.")
        asked = gettext("Shall the program start now? Its icon appears beside the clock.")
        window.label(window.body, told if runs else asked).pack(anchor="w")
        window.label(window.body, problem, "Bad.TLabel").pack(anchor="w")
        if not runs:
            window.button(gettext("&Start now"), self._start, default=True).focus_set()
        close = window.button(gettext("&Close"), window.close, default=runs)
        if runs:
            close.focus_set()

    def _start(self) -> None:
        try:
            launching.start("run", config=self._config)
        except OSError as error:
            gettext = self._window.texts.gettext
            told = gettext("✗ The program cannot be started: {error}", error=error.strerror or error)
            self._window.label(self._window.body, told, "Bad.TLabel").pack(anchor="w")
            return
        self._window.close()


def _starts_itself() -> tuple[bool, bool]:
    """Tell whether it starts at sign-in, and whether that is fixed."""
    try:
        return autostart.is_on(), autostart.is_fixed()
    except OSError:
        return False, False
