"""An X server that dies: GTK would end the whole process at once, and with it the sending."""

from __future__ import annotations

import ctypes
import logging
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

_Handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
_kept: list[Any] = []
"""What Xlib calls must not be taken for garbage."""


def outlive_the_screen(wait_for_end: Callable[[], int]) -> None:
    """From now on, let the thread that meets a dead X server call `wait_for_end`, and end the process with its code.

    To be called once GTK has opened its display, whose own handler this replaces. Without Xlib nothing is done.
    """
    if sys.platform != "linux" or "gi" not in sys.modules:
        return

    def on_lost_display(_: int | None) -> int:
        # Xlib ends the process once this returns, so it does not.
        log.warning("the display is gone; going on without the icon")
        code = wait_for_end()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)

    handler = _Handler(on_lost_display)
    try:
        ctypes.CDLL("libX11.so.6").XSetIOErrorHandler(handler)
    except (OSError, AttributeError):
        log.warning("Xlib cannot be asked to outlive a display")
        return
    _kept.append(handler)
