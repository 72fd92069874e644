"""Imports without what others bring along where they can, and we never use."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def without(*packages: str) -> Iterator[None]:
    """Import within as on a machine where these are not installed; those that were imported before are there."""
    hidden = [package for package in packages if package not in sys.modules]
    for package in hidden:
        sys.modules[package] = None  # type: ignore[assignment] # Python's way to say that it cannot be imported
    try:
        yield
    finally:
        for package in hidden:
            del sys.modules[package]
