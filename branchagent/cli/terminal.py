"""What there is to show things on: a terminal, with colours or without, and the characters that it knows."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def draws() -> bool:
    """Tell whether tables can be drawn: on a terminal that is more than a typewriter."""
    return sys.stdout.isatty() and os.environ.get("TERM", "").lower() not in {"dumb", "unknown"}


def console() -> Console:
    """Give the terminal to draw on."""
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

    # NO_COLOR asks rich for no colours only; bold and dim letters are escape codes as well.
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(color_system=None, highlight=False) if plain else Console(highlight=False)


def can_show(text: str) -> bool:
    """Tell whether the terminal's encoding knows these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
