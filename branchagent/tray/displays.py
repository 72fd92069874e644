"""What a desktop's end would do to a process with GTK in it: GTK and GLib end the process on the spot.

The agent has uploads in hand then, and may have more to do: it must outlive its screen and its session's bus.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from branchagent.events import Event, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_XLIB = "libX11.so.6"
_FIRST_X11 = "x11,*"
_GL_OF_GDK = "GDK_GL"

_kept: list[object] = []
"""What C code calls must live as long as the process."""


def prefer_mortal_displays() -> None:
    """Let GTK choose a screen whose death can be outlived, where there is a choice; before GTK is first imported."""
    with contextlib.suppress(ImportError, ValueError):
        # GTK ends the process when a Wayland screen dies, and lets nobody have a say in it.
        _part_of_gtk("Gdk", "3.0").set_allowed_backends(_FIRST_X11)


@contextlib.contextmanager
def without_opengl() -> Iterator[None]:
    """Let GTK leave OpenGL alone if it is imported within: a menu needs none, and a driver takes 50 MiB and more.

    The programs that are started later have it as ever.
    """
    if _GL_OF_GDK in os.environ:
        yield
        return
    os.environ[_GL_OF_GDK] = "disable"
    try:
        yield
    finally:
        del os.environ[_GL_OF_GDK]


def outlive_desktop(go_on: Callable[[], int]) -> None:
    """Have the process live on when its screen or its session's bus ends; once GTK is there, in the main thread.

    When the screen dies, `go_on` is called in the main thread, deep within GTK, of which nothing may be used any more.
    It returns when all work is done, and the process then ends with the code that it gives.
    """
    if "gi" not in sys.modules:
        return
    _outlive_bus()
    _keep_interrupts()
    with contextlib.suppress(OSError, AttributeError):
        _outlive_screen(ctypes.CDLL(_XLIB), go_on)


def _outlive_bus() -> None:
    gio = _part_of_gtk("Gio", "2.0")
    try:
        gio.bus_get_sync(gio.BusType.SESSION, None).set_exit_on_close(False)
    except Exception as error:  # noqa: BLE001 - GLib's error has no Python class until it is raised
        record(Event.SESSION_BUS_MISSING, error=type(error).__name__)


def _keep_interrupts() -> None:
    """Let Ctrl-C be heard as before: pystray, as it begins, has it end the process at once."""
    handler = signal.getsignal(signal.SIGINT)

    def restore() -> bool:
        signal.signal(signal.SIGINT, handler)
        return False  # or GLib would call it again

    _part_of_gtk("GLib", "2.0").idle_add(restore)


def _outlive_screen(xlib: ctypes.CDLL, go_on: Callable[[], int]) -> None:
    def on_death(_: object) -> int:
        record(Event.SCREEN_LOST)
        code = 1
        try:
            code = go_on()
        except BaseException as error:  # noqa: BLE001 - nothing may go up into C code
            record(Event.MISHAP, where="agent", trace=error)
        finally:
            _end_process(code)
        return 0

    handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(on_death)
    _kept.append(handler)
    xlib.XSetIOErrorHandler(handler)


def _end_process(code: int) -> None:
    """End the process without a return to Xlib, which would end it with a code of its own."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(code)


def _part_of_gtk(name: str, version: str) -> Any:  # noqa: ANN401 - it has no types
    import_module("gi").require_version(name, version)
    return import_module(f"gi.repository.{name}")
