"""What goes into the packaged program beside what PyInstaller finds by itself, and what it finds and nobody uses."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from PyInstaller.utils.hooks import collect_submodules

if TYPE_CHECKING:
    from pathlib import Path

    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

DATA = [
    ("branchagent/locale/id/LC_MESSAGES/branchagent.mo", "branchagent/locale/id/LC_MESSAGES"),
    ("branchagent/activity/page.html", "branchagent/activity"),
    ("branchagent/activity/page.css", "branchagent/activity"),
    ("branchagent/activity/page.js", "branchagent/activity"),
    ("branchagent/journal/schema.sql", "branchagent/journal"),
    ("branchagent/journal/migrations", "branchagent/journal/migrations"),
    ("assets/icons/*.ico", "branchagent/icons"),
    ("assets/icons/branchagent.png", "branchagent/icons"),
    ("assets/samples/*.pdf", "branchagent/demo/samples"),
    ("LICENSE", "."),
]
"""The program's own files that are no modules: from where in the project, to where in the package."""

_PLATFORM = {
    "win32": ["pystray._win32", "keyring.backends.Windows"],
    "darwin": ["pystray._darwin", "keyring.backends.macOS"],
    "linux": ["pystray._appindicator", "pystray._gtk", "pystray._xorg", "keyring.backends.SecretService"],
}
HIDDEN = [*collect_submodules("branchagent"), *_PLATFORM[sys.platform]]
"""Modules that are loaded by a name which PyInstaller cannot see: commands, and the system's backends."""

UNUSED = [
    # Of the standard library: what other libraries import for their own tests, documentation and terminals.
    "doctest", "ensurepip", "idlelib", "lib2to3", "pdb", "pydoc", "pydoc_data", "test", "turtle", "turtledemo",
    "unittest", "venv", "xmlrpc", "curses", "readline", "distutils", "smtplib", "ftplib", "imaplib",
    # Build and test tools that stand in the same environment.
    "_pytest", "babel", "hypothesis", "mypy", "pip", "pkg_resources", "pytest", "setuptools", "wheel", "numpy",
    # Parts of libraries for what is not done here.
    "PIL.AvifImagePlugin", "PIL.WebPImagePlugin", "PIL._avif", "PIL._webp", "PIL._imagingcms", "PIL._imagingft",
    "PIL.ImageQt", "PIL.ImageShow", "pygments", "markdown_it", "cffi", "pycparser",
    "pypdfium2_cli", "win32com", "pythoncom",
]  # fmt: skip

if sys.platform == "linux":
    # The desktop's own libraries come with the desktop: a second GTK in one process with its modules ends in crashes.
    # Left out so is what describes them; PyGObject's overrides stay, without which GTK is not even set up.
    UNUSED += [
        f"gi.repository.{name}" for name in ("Gtk", "Gdk", "GdkPixbuf", "Gio", "GLib", "GObject", "AppIndicator3")
    ]
    UNUSED += ["gi.repository.AyatanaAppIndicator3", "gi.repository.Notify", "cairo", "gi._gi_cairo"]
    UNUSED += [f"gi.overrides.{name}" for name in ("GIMarshallingTests", "keysyms")]
    HIDDEN += [f"gi.overrides.{name}" for name in ("GLib", "GObject", "Gio", "Gdk", "GdkPixbuf", "Gtk", "Pango")]

UNUSED_FILES = re.compile(
    r"(^|/)_?(tcl|tk)_data/(demos|images|http1\.0|opt0\.4|tzdata|msgs)/"
    r"|(^|/)tcl8/"
    r"|(^|/)_tcl_data/encoding/(?!ascii|cp125|cp437|cp85|iso8859|symbol)"
    r"|\.dist-info/(RECORD|INSTALLER|REQUESTED)$"
    r"|(^|/)(gi_typelibs|share/(icons|locale|themes|glib-2\.0))/"
    r"|^lib(girepository|glib|gobject|gio|gmodule)-[\d.]+\.so"
    r"|^lib(X11|Xau|Xdmcp|Xext|Xft|Xrender|Xss|fontconfig|freetype|expat|brotli\w+|png16|bsd|md)\.so"
    r"|^lib(mount|blkid|selinux|pcre2-8|uuid|cairo(-gobject)?|pixman-1|xcb-(render|shm))\.so"
    # Debian mends these, and the desktop's libraries in the same process may want newer ones than would be packed.
    r"|^lib(bz2|crypto|ffi|gcc_s|lzma|sqlite3|ssl|z)\.so"
    r"|(^|/)gi/overrides/"
)
"""Files by their place in the package: Tk's demonstrations and far encodings; what the system has itself."""


def version_of(root: Path) -> str:
    """Read the version without importing the program."""
    text = (root / "branchagent" / "__init__.py").read_text("utf-8")
    return re.findall(r'^__version__ = "([^"]+)"', text, re.MULTILINE)[0]


def version_resource(version: str, file_name: str) -> VSVersionInfo:
    """Make what the Explorer shows of a file, and what inventories read."""
    from PyInstaller.utils.win32 import versioninfo as info  # noqa: PLC0415 - it loads on Windows only

    numbers = (*(int(part) for part in re.findall(r"\d+", version)[:3]), 0)
    texts = {
        "CompanyName": "branchagent",
        "FileDescription": "branchagent: bukti setoran haji ke SISKOHAT",
        "FileVersion": version,
        "InternalName": "branchagent",
        "LegalCopyright": "Apache License 2.0",
        "OriginalFilename": file_name,
        "ProductName": "branchagent",
        "ProductVersion": version,
    }
    strings = [info.StringStruct(name, text) for name, text in texts.items()]
    return info.VSVersionInfo(
        ffi=info.FixedFileInfo(
            filevers=numbers, prodvers=numbers, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0
        ),
        kids=[
            info.StringFileInfo([info.StringTable("040904B0", strings)]),
            info.VarFileInfo([info.VarStruct("Translation", [0x0409, 0x04B0])]),
        ],
    )
