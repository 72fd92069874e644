"""The setup's first page: what has to be known before anything can be tried."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from tkinter import filedialog, ttk
from typing import TYPE_CHECKING

from branchagent.settings import Layer
from branchagent.windows.window import Field, Window, split

if TYPE_CHECKING:
    from branchagent.settings import SettingsError
    from branchagent.settings.changing import Standing

_FOLDER, _SERVER, _MODE, _LANGUAGE = "folder.path", "server.url", "credentials.mode", "ui.language"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: settings by their keys, and whether the agent is to start at sign-in."""

    values: dict[str, object]
    autostart: bool
    autostart_fixed: bool = False


class Asking:
    """The fields of that page, filled with what is set already or was answered before."""

    def __init__(self, window: Window, standing: Standing, before: Answers) -> None:
        self._window = window
        self._standing = standing
        self._before = before
        self._languages = ("", "id", "en")
        gettext = window.texts.gettext
        self._fields = {
            _FOLDER: Field(window, window.body, gettext("&Folder that receipts are saved into")),
            _SERVER: Field(window, window.body, gettext("&Address of the service"), hint="https://…"),
        }
        for name, field in self._fields.items():
            field.put(str(self._value(name) or ""))
            if name in standing.fixed:
                field.lock(self._why_fixed(name))
        if _FOLDER not in standing.fixed:
            self._add_browsing()
        self._add_modes()
        self._add_language()
        self._add_autostart()
        next(
            (field for name, field in self._fields.items() if name not in standing.fixed), self._fields[_FOLDER]
        ).focus()
        self._problem = window.label(window.body, "", "Bad.TLabel")

    def _value(self, name: str) -> object:
        values = self._before.values if name in self._before.values else self._standing.values
        return values.get(name)

    def _why_fixed(self, name: str) -> str:
        gettext, origin = self._window.texts.gettext, self._standing.fixed[name]
        if origin.layer is Layer.ENVIRONMENT:
            return gettext("Set by the environment variable {name}.", name=origin.source)
        if origin.layer is Layer.POLICY:
            return gettext("Set by your organisation.")
        return gettext("Set by your administrator for this computer.")

    def _add_browsing(self) -> None:
        text = self._window.texts.gettext("B&rowse …")
        plain, underline = split(text)
        button = ttk.Button(self._fields[_FOLDER].row, text=plain, underline=underline, command=self._browse)
        button.pack(side="left", padx=(self._window.looks.px(8), 0))
        self._window.access(text, button.invoke)

    def _browse(self) -> None:
        field = self._fields[_FOLDER]
        if chosen := filedialog.askdirectory(parent=self._window.root, initialdir=field.text or None):
            field.put(chosen)
        field.focus()

    def _add_modes(self) -> None:
        gettext, px = self._window.texts.gettext, self._window.looks.px
        frame = ttk.Frame(self._window.body)
        frame.pack(fill="x", pady=(0, px(10)))
        ttk.Label(frame, text=gettext("Sign in with")).pack(anchor="w", pady=(0, px(3)))
        self._mode = tk.StringVar(self._window.root, str(self._value(_MODE) or "token"))
        for mode, text in (("token", gettext("a &token")), ("login", gettext("&user name and password"))):
            plain, underline = split(text)
            button = ttk.Radiobutton(frame, text=plain, underline=underline, variable=self._mode, value=mode)
            button.pack(side="left", padx=(0, px(20)))
            self._window.access(text, button.invoke)
            if _MODE in self._standing.fixed:
                button.state(["disabled"])
        if _MODE in self._standing.fixed:
            self._window.label(self._window.body, self._why_fixed(_MODE), "Muted.TLabel").pack(anchor="w")

    def _add_language(self) -> None:
        gettext, px = self._window.texts.gettext, self._window.looks.px
        frame = ttk.Frame(self._window.body)
        frame.pack(fill="x", pady=(0, px(10)))
        text = gettext("&Language")
        plain, underline = split(text)
        ttk.Label(frame, text=plain, underline=underline).pack(side="left")
        names = (gettext("the system's"), "Bahasa Indonesia", "English")
        self._language = ttk.Combobox(frame, values=names, state="readonly", width=20)
        self._language.pack(side="left", padx=px(10))
        value = str(self._value(_LANGUAGE) or "")
        self._language.current(self._languages.index(value) if value in self._languages else 0)
        self._window.access(text, self._language.focus_set)
        if _LANGUAGE in self._standing.fixed:
            self._language.state(["disabled"])
            ttk.Label(frame, text=self._why_fixed(_LANGUAGE), style="Muted.TLabel").pack(side="left")

    def _add_autostart(self) -> None:
        text = self._window.texts.gettext("&Start when I sign in to this computer")
        plain, underline = split(text)
        self._autostart = tk.BooleanVar(self._window.root, self._before.autostart)
        button = ttk.Checkbutton(self._window.body, text=plain, underline=underline, variable=self._autostart)
        button.pack(anchor="w")
        if self._before.autostart_fixed:
            button.state(["disabled"])
        self._window.access(text, button.invoke)

    def answers(self) -> Answers | None:
        """Give what is to be changed; None, and it is told, if something is left out."""
        missing = self._window.texts.gettext("Please fill this in.")
        empty = [field for name, field in self._fields.items() if name not in self._standing.fixed and not field.text]
        for field in self._fields.values():
            field.blame(missing if field in empty else "")
        if empty:
            empty[0].focus()
            return None
        given: dict[str, object] = {name: field.text for name, field in self._fields.items()}
        given[_MODE] = self._mode.get()
        given[_LANGUAGE] = self._languages[self._language.current()] or None
        values = {name: value for name, value in given.items() if self._is_news(name, value)}
        return Answers(values, self._autostart.get(), self._before.autostart_fixed)

    def _is_news(self, name: str, value: object) -> bool:
        default = "token" if name == _MODE else None
        return name not in self._standing.fixed and value != self._standing.values.get(name, default)

    def blame(self, error: SettingsError) -> None:
        """Tell what the settings' own examination found, beside the field that it is about."""
        others = []
        for problem in error.problems:
            field = self._fields.get(problem.key or "")
            if field is None:
                others.append(str(problem))
            else:
                gettext = self._window.texts.gettext
                cannot = gettext("This cannot be used.")
                field.blame(f"{cannot} {problem.message}; {problem.remedy}")
                field.focus()
        self.complain("\n".join(others))

    def complain(self, text: str) -> None:
        """Tell what is wrong with none of the fields."""
        self._problem.configure(text=f"✗ {text}" if text else "")
        self._problem.pack(anchor="w", pady=(self._window.looks.px(8), 0))
