"""Asking for credentials: the fields, the trial, and what is said of it; a window, and a step of the setup."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk
from typing import TYPE_CHECKING

from branchagent import enrolling
from branchagent.credentials import API_KEY, PASSWORD, TOKEN, USERNAME, KeyringError
from branchagent.enrolling import Place, Secrets, UnfitError
from branchagent.settings.addresses import is_unencrypted
from branchagent.trials import Result, Tried
from branchagent.windows.window import Field, Window, split

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchagent.settings import Settings
    from branchagent.texts import Texts


class Kept:
    """They were stored; `note` is what is to be said of that."""

    def __init__(self, note: str, style: str) -> None:
        self.note = note
        self.style = style


class Panel:
    """The fields that the mode asks for. `on_kept` is called once what was typed is stored."""

    def __init__(self, window: Window, parent: tk.Misc, settings: Settings, on_kept: Callable[[], None]) -> None:
        self._window = window
        self._settings = settings
        self._on_kept = on_kept
        self._texts = window.texts
        self._fields = self._make_fields(parent)
        self._make_toggle(parent)
        self._said = window.label(parent, "", "Muted.TLabel")
        self._said.pack(anchor="w", fill="x", pady=(window.looks.px(4), 0))
        self._anyway, underline = split(self._texts.gettext("Store an&yway"))
        self._force = ttk.Button(
            parent, text=self._anyway, underline=underline, command=lambda: self.submit(force=True)
        )
        window.access(self._texts.gettext("Store an&yway"), self._press_force)
        self.focus()

    def _make_fields(self, parent: tk.Misc) -> dict[str, Field]:
        gettext = self._texts.gettext
        asked = [(TOKEN, gettext("&Token"), True, gettext("Paste the token that the service gave to your bank."))]
        if self._settings.credentials.mode == "login":
            optional = gettext("Leave this empty if your bank has none.")
            asked = [
                (USERNAME, gettext("User &name"), False, ""),
                (PASSWORD, gettext("&Password"), True, ""),
                (API_KEY, gettext("API &key"), True, optional),
            ]
        return {name: Field(self._window, parent, text, secret=hide, hint=hint) for name, text, hide, hint in asked}

    def _make_toggle(self, parent: tk.Misc) -> None:
        text = self._texts.gettext("&Show what I type")
        plain, underline = split(text)
        toggle = ttk.Checkbutton(parent, text=plain, underline=underline, command=lambda: self._veil(toggle))
        toggle.state(["!alternate"])
        toggle.pack(anchor="w")
        self._window.access(text, toggle.invoke)

    def _veil(self, toggle: ttk.Checkbutton) -> None:
        for name, field in self._fields.items():
            if name != USERNAME:
                field.veil(hidden=not toggle.instate(["selected"]))

    def focus(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self._fields.values())).entry.focus_set()

    def clear(self) -> None:
        """Take what was typed out of the fields."""
        for field in self._fields.values():
            field.clear()

    def _press_force(self) -> None:
        if self._force.winfo_ismapped():
            self._force.invoke()

    def submit(self, *, force: bool = False) -> None:
        """Try what was typed, and store what works; what was refused only with `force`."""
        secrets = self._typed()
        if secrets is None:
            return
        self._force.pack_forget()
        self._say(self._texts.gettext("Trying …"), "Muted.TLabel")
        settings, texts = self._settings, self._texts

        def task(give: Callable[[object], None]) -> None:
            place = enrolling.place(settings)
            place.expect_room()
            give(enrolling.try_out(place, settings, secrets))

        def take(found: object) -> None:
            if isinstance(found, Tried) and (force or enrolling.may_be_kept(found)):
                self._keep(secrets, found)
            elif isinstance(found, Tried):
                self._refused(found)
            else:
                self._say(_failure(found, settings, texts), "Bad.TLabel")

        self._window.work(task, take)

    def _typed(self) -> Secrets | None:
        for field in self._fields.values():
            field.blame("")
        secrets = {name: field.text for name, field in self._fields.items() if field.text or name != API_KEY}
        for name, secret in secrets.items():
            try:
                enrolling.fit({name: secret})
            except UnfitError as error:
                self._fields[name].blame(_unfit(error, self._texts))
                self._fields[name].entry.focus_set()
                return None
        return secrets

    def _keep(self, secrets: Secrets, tried: Tried) -> None:
        settings, texts = self._settings, self._texts

        def task(give: Callable[[object], None]) -> None:
            place: Place = enrolling.place(settings)
            place.keep(secrets)
            enrolling.tell_agent(settings)
            give(_kept(tried, texts))

        def take(found: object) -> None:
            if isinstance(found, Kept):
                self.clear()
                self._say(found.note, found.style)
                self._on_kept()
            else:
                self._say(_failure(found, settings, texts), "Bad.TLabel")

        self._window.work(task, take)

    def _refused(self, tried: Tried) -> None:
        gettext = self._texts.gettext
        told = [gettext("✗ Refused: {why}", why=self._texts.detail(tried.detail) or "-")]
        if tried.logged_in:
            told.append(gettext("The sign-in itself was accepted, but the token that it gave was not."))
        told.append(gettext("Nothing was stored. Check what you typed and try again."))
        self._say("\n".join(told), "Bad.TLabel")
        self._force.pack(anchor="w", pady=(self._window.looks.px(8), 0))
        self.focus()

    def _say(self, text: str, style: str) -> None:
        self._said.configure(text=text, style=style)


def _kept(tried: Tried, texts: Texts) -> Kept:
    gettext = texts.gettext
    if tried.result is Result.WORKS:
        until = (
            gettext("The token is valid until {when}.", when=texts.moment(tried.expires_at)) if tried.expires_at else ""
        )
        accepted = gettext("✓ Accepted by SISKOHAT, and stored.")
        return Kept(f"{accepted} {until}".strip(), "Good.TLabel")
    if tried.result is Result.REFUSED:
        return Kept(gettext("! Stored, although it was refused."), "Doubt.TLabel")
    why = enrolling.why_untried(tried, texts, gettext("The answer told nothing of it."))
    return Kept(gettext("! Stored, but it could not be tried: {why}", why=why), "Doubt.TLabel")


def _unfit(error: UnfitError, texts: Texts) -> str:
    if error.word == "empty":
        return texts.gettext("Please fill this in.")
    return texts.gettext("This holds blanks, line breaks or foreign characters. Copy it anew, all of it.")


def _failure(found: object, settings: Settings, texts: Texts) -> str:
    if isinstance(found, KeyringError):
        told = enrolling.of_keyring(found, settings, texts, texts.gettext("Nothing was stored."))
        return f"✗ {told}"
    if isinstance(found, UnfitError):
        return texts.gettext("✗ This computer's service gets its credentials from systemd; nothing was stored.")
    return texts.gettext("✗ An error inside the program ({error}); nothing was stored.", error=type(found).__name__)


def show_sign_in(settings: Settings, texts: Texts) -> int:
    """Ask for the service's credentials; 0 if they were stored, 1 if not."""
    gettext = texts.gettext
    told = gettext("For {server}. It is kept in this computer's keyring, never in a file.", server=settings.server.url)
    if is_unencrypted(settings.server.url):
        told += f" {texts.phrase('unencrypted')}!"
    window = Window(texts, gettext("Sign in to SISKOHAT"), told)

    def kept() -> None:
        window.code = 0
        cancel.pack_forget()
        sign_in.configure(text=gettext("Close"), underline=-1, command=window.close)
        sign_in.focus_set()

    panel = Panel(window, window.body, settings, kept)
    sign_in = window.button(gettext("Sign &in"), panel.submit, default=True)
    cancel = window.button(gettext("Cancel"), window.close)
    return window.show()
