"""The icons' files, in an installed program and in a checkout; how they are drawn, `assets/make_icons.py` says."""

from __future__ import annotations

from pathlib import Path

_FOLDERS = (Path(__file__).parent / "icons", Path(__file__).parents[1] / "assets" / "icons")


def icon_file(name: str) -> Path:
    """Give an icon's file. Raises `FileNotFoundError` if the program was packed without it."""
    for folder in _FOLDERS:
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(name)
