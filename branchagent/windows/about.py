"""What the help desk asks for: version, places, server."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from tkinter import ttk
from typing import TYPE_CHECKING

from branchagent import __version__, logs
from branchagent.redaction import redact
from branchagent.reporting import read_report
from branchagent.settings.addresses import is_unencrypted
from branchagent.settings.presenting import paths
from branchagent.windows.window import Window

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.settings import Settings
    from branchagent.texts import Texts


def show_about(settings: Settings, config: Path | None, texts: Texts) -> int:
    """Show it until it is closed."""
    gettext = texts.gettext
    told = gettext("Sends hajj deposit receipts to SISKOHAT. Licence: Apache 2.0.")
    window = Window(texts, f"branchagent {__version__}", told, code=0)
    rows = details(settings, config, texts)
    for row, (name, value) in enumerate(rows):
        gap = window.looks.px(4)
        ttk.Label(window.body, text=name, style="Muted.TLabel").grid(row=row, column=0, sticky="nw", pady=gap)
        value_label = ttk.Label(window.body, text=value, wraplength=window.looks.px(360), justify="left")
        value_label.grid(row=row, column=1, sticky="w", padx=(window.looks.px(16), 0), pady=gap)
    said = window.label(window.body, "", "Good.TLabel")
    said.grid(row=len(rows), column=0, columnspan=2, sticky="w", pady=(window.looks.px(6), 0))

    def copy() -> None:
        window.root.clipboard_clear()
        window.root.clipboard_append(redact("\n".join(f"{name}: {value}" for name, value in rows)))
        said.configure(text=gettext("✓ Copied. Paste it into your message to the help desk."), style="Good.TLabel")

    def opened(path: Path) -> None:
        if not open_in_system(path):
            said.configure(text=gettext("✗ {path} cannot be opened.", path=path), style="Bad.TLabel")

    window.button(gettext("Close"), window.close, default=True).focus_set()
    window.button(gettext("&Copy details"), copy)
    window.button(gettext("Open &folder"), lambda: opened(settings.folder.path), side="left")
    window.button(gettext("Open &log"), lambda: opened(settings.state.path / logs.FILE_NAME), side="left")
    return window.show()


def details(settings: Settings, config: Path | None, texts: Texts) -> list[tuple[str, str]]:
    """Give what there is to say, by name; no secret is among it."""
    gettext = texts.gettext
    report = read_report(settings.state.path, texts)
    server = settings.server.url
    unencrypted = f" ({texts.phrase('unencrypted')})" if is_unencrypted(server) else ""
    return [
        (gettext("Version"), __version__),
        (gettext("State"), texts.phrase("stopped" if report is None else report.state)),
        (gettext("Drop folder"), str(settings.folder.path)),
        (gettext("Server"), f"{server}{unencrypted}"),
        (gettext("Settings file"), str(paths(config)[1].path)),
        (gettext("State folder"), str(settings.state.path)),
        (gettext("Log file"), str(settings.state.path / logs.FILE_NAME)),
        (gettext("System"), f"{platform.system()} {platform.release()}, Python {platform.python_version()}"),
    ]


def open_in_system(path: Path) -> bool:
    """Open a file or a folder in the program that the system has for it; give whether one was found."""
    if not path.exists():
        return False
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - a place of ours
        else:
            opener = "open" if sys.platform == "darwin" else "xdg-open"
            subprocess.Popen(  # noqa: S603 - as above
                [opener, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
    except OSError:
        return False
    return True
