"""The question before quitting while uploads are in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.windows.window import Window

if TYPE_CHECKING:
    from branchagent.texts import Texts


def show_quit(in_hand: int, texts: Texts) -> int:
    """Ask whether to quit; 0: once the uploads are through, 1: stay."""
    gettext = texts.gettext
    window = Window(texts, gettext("Quit branchagent?"))
    told = texts.ngettext(
        "{count} upload is in hand. Quit when it is through?",
        "{count} uploads are in hand. Quit when they are through?",
        in_hand,
    )
    window.label(window.body, told, "Strong.TLabel").pack(anchor="w")
    later = gettext("Receipts that are not sent yet stay in the folder, and are sent when the program runs again.")
    window.label(window.body, later, "Muted.TLabel").pack(anchor="w", pady=(window.looks.px(8), 0))
    window.button(gettext("&Wait and quit"), lambda: window.end(0), default=True).focus_set()
    window.button(gettext("&Stay"), window.close)
    return window.show()
