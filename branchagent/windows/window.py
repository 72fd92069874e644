"""What all windows share: head, body and buttons, the keyboard, and work that is done beside Tk's thread."""

from __future__ import annotations

import queue
import sys
import threading
import tkinter as tk
from contextlib import suppress
from tkinter import ttk
from typing import TYPE_CHECKING

from branchagent.icons import icon_file
from branchagent.windows.looks import Looks, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from branchagent.texts import Texts

_LOOKS_EVERY_MS = 50
_WIDTH = 470


class WindowUnavailableError(Exception):
    """There is no screen to show a window on, or Tk is not installed."""


class Window:
    """A window with a head, a body to fill, and buttons. `code` is the exit code that closing it gives."""

    def __init__(self, texts: Texts, title: str, subtitle: str = "", *, code: int = 1) -> None:
        prepare()
        try:
            self.root = tk.Tk(className="branchagent")
        except tk.TclError as error:
            raise WindowUnavailableError(str(error).partition("\n")[0]) from None
        self.root.withdraw()
        self._show_icon()
        self.root.report_callback_exception = self._report
        self.texts = texts
        self.code = code
        self.looks = Looks(self.root)
        self._keys: set[str] = set()
        self._working = False
        self.root.title(f"{title} – branchagent")
        self._page = 0
        self._make_head(title, subtitle)
        px = self.looks.px
        self.body = ttk.Frame(self.root, padding=(px(24), px(16), px(24), px(8)))
        self.body.pack(fill="both", expand=True)
        self.buttons = ttk.Frame(self.root, padding=(px(24), px(10), px(24), px(16)))
        self.buttons.pack(fill="x", side="bottom")
        self._place_progress()
        self.root.protocol("WM_DELETE_WINDOW", self.close)
        self.root.bind("<Escape>", lambda _: self.close())
        self.root.bind("<Return>", self._press_default)
        self.root.bind("<KP_Enter>", self._press_default)
        self._default: ttk.Button | None = None

    def _show_icon(self) -> None:
        with suppress(OSError, tk.TclError):
            self.root.iconphoto(True, tk.PhotoImage(master=self.root, file=icon_file("branchagent.png")))  # noqa: FBT003

    def _make_head(self, title: str, subtitle: str) -> None:
        px = self.looks.px
        head = ttk.Frame(self.root, style="Head.TFrame", padding=(px(24), px(16), px(24), px(14)))
        head.pack(fill="x")
        self._title = ttk.Label(head, text=title, style="Title.TLabel")
        self._title.pack(anchor="w")
        self._subtitle = ttk.Label(head, text=subtitle, style="Head.TLabel", wraplength=px(_WIDTH), justify="left")
        if subtitle:
            self._subtitle.pack(anchor="w", pady=(px(4), 0))
        ttk.Separator(self.root).pack(fill="x")

    def _place_progress(self) -> None:
        # Its place is kept while it is not seen, so that nothing jumps.
        frame = ttk.Frame(self.root, height=self.looks.px(8))
        frame.pack(fill="x", side="bottom", padx=self.looks.px(24))
        frame.pack_propagate(flag=False)
        self.progress = ttk.Progressbar(frame, mode="indeterminate")

    def show(self) -> int:
        """Show the window until it is closed; give its exit code."""
        self.root.update_idletasks()
        width, height = self.root.winfo_reqwidth(), self.root.winfo_reqheight()
        left = (self.root.winfo_screenwidth() - width) // 2
        top = (self.root.winfo_screenheight() - height) // 3
        self.root.geometry(f"+{max(0, left)}+{max(0, top)}")
        self.root.resizable(width=False, height=False)
        self.root.deiconify()
        self.root.lift()
        self.root.mainloop()
        return self.code

    def close(self) -> None:
        """Close it; work that is still under way ends with the process, and nothing comes of it."""
        self.root.destroy()

    def end(self, code: int) -> None:
        """Close it with an exit code."""
        self.code = code
        self.close()

    def turn_page(self, texts: Texts, title: str, subtitle: str) -> None:
        """Empty the window for its next page; what the page before was still working at is dropped."""
        self._page += 1
        self.texts = texts
        self.root.title(f"{title} – branchagent")
        self._title.configure(text=title)
        self._subtitle.configure(text=subtitle)
        self._default = None
        self._hide_work()
        for child in (*self.body.winfo_children(), *self.buttons.winfo_children()):
            child.destroy()
        for key in self._keys:
            for letter in (key, key.upper()):
                self.root.unbind(f"<Alt-KeyPress-{letter}>")
        self._keys.clear()

    def label(self, parent: tk.Misc, text: str, style: str = "TLabel") -> ttk.Label:
        """Make a label whose text is folded at the window's width."""
        return ttk.Label(parent, text=text, style=style, wraplength=self.looks.px(_WIDTH), justify="left")

    def button(self, text: str, act: Callable[[], None], *, default: bool = False, side: str = "right") -> ttk.Button:
        """Make a button; an & stands before its access key, and Enter presses the default one."""
        plain, underline = split(text)
        style = "Accent.TButton" if default and not self.looks.native else "TButton"
        button = ttk.Button(self.buttons, text=plain, underline=underline, command=act, style=style)
        gap = self.looks.px(8)
        button.pack(side="right" if side == "right" else "left", padx=(gap, 0) if side == "right" else (0, gap))
        self.access(text, button.invoke)
        if default:
            button.configure(default="active")
            self._default = button
        return button

    def access(self, text: str, act: Callable[[], object]) -> None:
        """Let Alt and the letter behind the & of a text do something."""
        plain, underline = split(text)
        if underline < 0 or sys.platform == "darwin":
            return
        letter = plain[underline].lower()
        if letter in self._keys:
            raise ValueError(f"two things have the access key {letter}: {text}")
        self._keys.add(letter)
        for key in (letter, letter.upper()):
            self.root.bind(f"<Alt-KeyPress-{key}>", lambda _: act())

    def work(self, task: Callable[[Callable[[object], None]], None], take: Callable[[object], None]) -> None:
        """Do something that may take long in a thread of its own; what it hands over is taken in Tk's thread.

        The task hands over by the function that it is given. An exception that it raises is handed over too.
        """
        results: queue.SimpleQueue[object] = queue.SimpleQueue()
        over = threading.Event()

        def run() -> None:
            try:
                task(results.put)
            except Exception as error:  # noqa: BLE001 - whoever takes the results tells of it
                results.put(error)
            finally:
                over.set()

        self._show_work()
        threading.Thread(target=run, name="work", daemon=True).start()
        self._look(self._page, results, over, take)

    def _look(
        self, page: int, results: queue.SimpleQueue[object], over: threading.Event, take: Callable[[object], None]
    ) -> None:
        if page != self._page:
            return
        is_last = over.is_set()
        if is_last:
            self._hide_work()
        for result in _all_of(results):
            take(result)
            if page != self._page:
                return
        if not is_last:
            self.root.after(_LOOKS_EVERY_MS, self._look, page, results, over, take)

    def _show_work(self) -> None:
        self._working = True
        self.progress.pack(fill="x")
        self.progress.start(15)
        if self._default is not None:
            self._default.state(["disabled"])

    def _hide_work(self) -> None:
        self._working = False
        self.progress.stop()
        self.progress.pack_forget()
        if self._default is not None:
            self._default.state(["!disabled"])

    def make_default(self, button: ttk.Button) -> None:
        """Let Enter press another button from now on."""
        if self._default is not None:
            self._default.configure(default="normal", style="TButton")
        button.configure(default="active", style="TButton" if self.looks.native else "Accent.TButton")
        self._default = button

    def _press_default(self, event: tk.Event[tk.Misc]) -> None:
        pressed = event.widget if isinstance(event.widget, ttk.Button) else self._default
        if pressed is not None and (pressed is not self._default or not self._working):
            pressed.invoke()

    def _report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        # The hook blots out what is secret; Tk's own report does not.
        sys.excepthook(kind, error, trace)


def _all_of(results: queue.SimpleQueue[object]) -> Iterator[object]:
    while True:
        try:
            yield results.get_nowait()
        except queue.Empty:
            return


def split(text: str) -> tuple[str, int]:
    """Give a text without its &, and the place of the letter behind that; -1 if there is none."""
    at = text.find("&")
    return (text, -1) if at < 0 else (text[:at] + text[at + 1 :], at)


class Field:
    """A labelled line to type into, with room for a word on what is wrong with it. `secret`: it is masked."""

    def __init__(self, window: Window, parent: tk.Misc, text: str, *, secret: bool = False, hint: str = "") -> None:
        px = window.looks.px
        self.frame = ttk.Frame(parent)
        self.frame.pack(fill="x", pady=(0, px(10)))
        plain, underline = split(text)
        ttk.Label(self.frame, text=plain, underline=underline).pack(anchor="w", pady=(0, px(3)))
        self.row = ttk.Frame(self.frame)
        self.row.pack(fill="x")
        self.entry = ttk.Entry(self.row, width=52, show="•" if secret else "", exportselection=not secret)
        self.entry.pack(side="left", fill="x", expand=True)
        self._note = window.label(self.frame, hint, "Muted.TLabel")
        self._hint = hint
        if hint:
            self._note.pack(anchor="w", pady=(px(2), 0))
        self._gap = px(2)
        window.access(text, self.entry.focus_set)
        self.entry.bind("<Control-a>", self._select_all)

    def _select_all(self, _: tk.Event[tk.Misc]) -> str:
        self.entry.selection_range(0, "end")
        return "break"

    @property
    def text(self) -> str:
        """What stands in it, without blanks around it."""
        return self.entry.get().strip()

    def put(self, text: str) -> None:
        """Put a text into it."""
        self.entry.delete(0, "end")
        self.entry.insert(0, text)

    def clear(self) -> None:
        """Take out what stands in it."""
        self.entry.delete(0, "end")

    def blame(self, why: str) -> None:
        """Say beside it what is wrong with it; nothing, if `why` is empty."""
        self._note.configure(text=f"✗ {why}" if why else self._hint, style="Bad.TLabel" if why else "Muted.TLabel")
        if why or self._hint:
            self._note.pack(anchor="w", pady=(self._gap, 0))
        else:
            self._note.pack_forget()

    def lock(self, why: str) -> None:
        """Grey it, with a word why."""
        self.entry.state(["disabled"])
        self._hint = why
        self.blame("")

    def focus(self) -> None:
        """Put the cursor into it."""
        self.entry.focus_set()

    def veil(self, *, hidden: bool) -> None:
        """Mask what stands in it, or show it."""
        self.entry.configure(show="•" if hidden else "")
