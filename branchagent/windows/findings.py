"""The findings of an examination, one below the other as they come."""

from __future__ import annotations

import tkinter as tk
from collections import Counter
from tkinter import ttk
from typing import TYPE_CHECKING

from branchagent.checking import Finding, Level
from branchagent.checking.words import Words
from branchagent.windows.looks import BAD, DOUBT, GOOD, INK, MUTED

if TYPE_CHECKING:
    from branchagent.windows.window import Window

_MARKS = {Level.OK: "✓", Level.WARNING: "!", Level.WRONG: "✗", Level.SKIPPED: "–"}
_COLOURS = {Level.OK: GOOD, Level.WARNING: DOUBT, Level.WRONG: BAD, Level.SKIPPED: MUTED}


class Findings:
    """A list that can be read through by the arrow keys, too."""

    def __init__(self, window: Window) -> None:
        px = window.looks.px
        frame = ttk.Frame(window.body)
        frame.pack(fill="both", expand=True)
        self._text = tk.Text(frame, width=62, height=16, wrap="word", font="TkDefaultFont", padx=px(10))
        self._text.configure(background="white", foreground=INK, relief="flat", highlightthickness=1)
        bar = ttk.Scrollbar(frame, command=self._text.yview)
        self._text.configure(yscrollcommand=bar.set, state="disabled", spacing1=px(3), cursor="arrow")
        bar.pack(side="right", fill="y")
        self._text.pack(side="left", fill="both", expand=True)
        self._text.tag_configure("title", font="Strong")
        self._text.tag_configure("more", lmargin1=px(20), lmargin2=px(20), foreground=MUTED)
        self._text.tag_configure("remedy", lmargin1=px(20), lmargin2=px(20))
        for level, colour in _COLOURS.items():
            self._text.tag_configure(str(level), foreground=colour, font="Strong")
        self._words = Words(window.texts.language)
        self._counts: Counter[Level] = Counter()

    def add(self, finding: Finding) -> None:
        """Add one."""
        self._counts[finding.level] += 1
        self._text.configure(state="normal")
        mark = f"{_MARKS[finding.level]} {self._words.mark(finding.level)}  "
        self._text.insert("end", mark, str(finding.level), f"{finding.title}\n", "title")
        self._text.insert("end", "".join(f"{line}\n" for line in (finding.found, *finding.details)), "more")
        if finding.remedy:
            self._text.insert("end", f"→ {self._words.phrase('remedy')}: {finding.remedy}\n", "remedy")
        self._text.configure(state="disabled")
        self._text.see("end")

    def sum(self) -> str:
        """Say how it stands with all of them."""
        wrongs, warnings = self._counts[Level.WRONG], self._counts[Level.WARNING]
        key = "not-well" if wrongs else "well-but" if warnings else "all-well"
        return self._words.phrase(key, wrongs=wrongs, warnings=warnings)
