"""The states' icons; how they are drawn, `assets/make_icons.py` says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

    from branchagent.core.status import State

_FOLDERS = (Path(__file__).parent / "icons", Path(__file__).parents[2] / "assets" / "icons")
"""Where the icons are in an installed program and in a checkout."""
SIZE = 64
"""Pixels of a side, where the system scales the picture itself."""


def icon_file(state: State) -> Path:
    """Give a state's icon, all its sizes in one file. Raises `FileNotFoundError` if the program was packed without."""
    name = f"{state}.ico"
    for folder in _FOLDERS:
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(name)


@cache
def picture(state: State) -> Image:
    """Give a state's icon in its largest size; it remembers its file. Raises `OSError` if it is not there."""
    from PIL import Image  # noqa: PLC0415 - only a tray needs it

    file = icon_file(state)
    with Image.open(file) as icon:
        icon.size = (SIZE, SIZE)  # type: ignore[misc] # of an icon's file one may choose a size
        drawn = icon.convert("RGBA")
    drawn.info["file"] = str(file)
    return drawn
