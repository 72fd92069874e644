"""The states' icons as pictures."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from branchagent.icons import icon_file

if TYPE_CHECKING:
    from PIL.Image import Image

    from branchagent.core.status import State

SIZE = 64
"""Pixels of a side, where the system scales the picture itself."""


@cache
def picture(state: State) -> Image:
    """Give a state's icon in its largest size; it remembers its file. Raises `OSError` if it is not there."""
    from PIL import Image  # noqa: PLC0415 - only a tray needs it

    file = icon_file(f"{state}.ico")
    with Image.open(file) as icon:
        icon.size = (SIZE, SIZE)  # type: ignore[misc] # of an icon's file one may choose a size
        drawn = icon.convert("RGBA")
    drawn.info["file"] = str(file)
    return drawn
