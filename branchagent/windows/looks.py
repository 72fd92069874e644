"""How the windows look: sizes by the screen's resolution, and one theme for all of them."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import tkinter as tk
from tkinter import font, ttk

PAPER, INK, MUTED, LINE = "#f5f6f8", "#1f2733", "#5b6673", "#c9d0d8"
ACCENT, ACCENT_DARK, GOOD, BAD, DOUBT = "#14538c", "#0d3d69", "#1b6e34", "#b3261e", "#8a5300"


def prepare() -> None:
    """Have Windows show the windows in the screen's own resolution; before the first of them is made."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.windll.shcore.SetProcessDpiAwareness(1)


class Looks:
    """The theme of a window, made for its screen."""

    def __init__(self, root: tk.Tk) -> None:
        self._scale = max(1.0, root.winfo_fpixels("1i") / 96)
        style = ttk.Style(root)
        self.native = "vista" in style.theme_names()
        style.theme_use("vista" if self.native else "clam")
        self._set_fonts(root)
        root.configure(background="white" if self.native else PAPER)
        style.configure("TFrame", background="white" if self.native else PAPER)
        style.configure("Head.TFrame", background="white")
        self._set_texts(style, "white" if self.native else PAPER)
        if not self.native:
            self._set_controls(style)

    def px(self, size: float) -> int:
        """Give a length, meant for a screen of 96 dots an inch, in dots of this one."""
        return round(size * self._scale)

    def _set_fonts(self, root: tk.Tk) -> None:
        plain = font.nametofont("TkDefaultFont", root=root)
        family = plain.actual("family")
        for name, size, weight in (("Title", 14, "bold"), ("Strong", plain.actual("size"), "bold")):
            # Named, because fonts that nobody holds are gone at the next collection.
            root.tk.call("font", "create", name, "-family", family, "-size", abs(size), "-weight", weight)

    def _set_texts(self, style: ttk.Style, paper: str) -> None:
        style.configure("TLabel", background=paper, foreground=INK)
        style.configure("Title.TLabel", background="white", foreground=INK, font="Title")
        style.configure("Head.TLabel", background="white", foreground=MUTED)
        style.configure("Strong.TLabel", font="Strong")
        for name, colour in (("Muted", MUTED), ("Good", GOOD), ("Bad", BAD), ("Doubt", DOUBT)):
            style.configure(f"{name}.TLabel", background=paper, foreground=colour)
        for name in ("TCheckbutton", "TRadiobutton"):
            style.configure(name, background=paper, foreground=INK)

    def _set_controls(self, style: ttk.Style) -> None:
        px = self.px
        style.configure(".", background=PAPER, foreground=INK, bordercolor=LINE, lightcolor=PAPER, darkcolor=PAPER)
        style.configure("TButton", padding=(px(14), px(5)), background="white", lightcolor="white", darkcolor="white")
        style.map("TButton", background=[("disabled", PAPER), ("active", "#e8eef5")], bordercolor=[("focus", ACCENT)])
        style.configure("Accent.TButton", background=ACCENT, foreground="white", lightcolor=ACCENT, darkcolor=ACCENT)
        style.map(
            "Accent.TButton",
            background=[("disabled", "#a9b4c0"), ("active", ACCENT_DARK)],
            foreground=[("disabled", "white")],
        )
        for name in ("TEntry", "TCombobox"):
            style.configure(name, padding=px(5), fieldbackground="white", lightcolor="white", bordercolor=LINE)
            style.map(
                name,
                bordercolor=[("focus", ACCENT)],
                lightcolor=[("focus", ACCENT)],
                fieldbackground=[("disabled", "#e9ecef"), ("readonly", "white")],
                foreground=[("disabled", MUTED)],
                selectbackground=[("readonly", "white")],
                selectforeground=[("readonly", INK)],
            )
        style.configure("TCheckbutton", indicatorsize=px(14), indicatormargin=px(4))
        style.configure("TRadiobutton", indicatorsize=px(14), indicatormargin=px(4))
        for name in ("TCheckbutton", "TRadiobutton"):
            style.map(name, background=[("active", PAPER)], indicatorbackground=[("selected", ACCENT)])
            style.map(name, indicatorforeground=[("selected", "white")], foreground=[("disabled", MUTED)])
        style.configure("TProgressbar", background=ACCENT, troughcolor="#e1e6ec", thickness=px(6), borderwidth=0)
