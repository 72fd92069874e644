"""The form of a language's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Case = tuple[str, str]
"""What was found, and what to do about it (empty if nothing)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A step: its name, what it tries, and what it may find."""

    title: str
    tried: str
    cases: Mapping[str, Case]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One language. `troubles` are by the words of `Trouble`, `marks` by those of `Level`."""

    lines: Mapping[str, Line]
    troubles: Mapping[str, Case]
    general: Mapping[str, Case]
    phrases: Mapping[str, str]
    marks: Mapping[str, str]
    layers: Mapping[str, str]
    origins: Mapping[str, str]
