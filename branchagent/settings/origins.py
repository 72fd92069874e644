"""Where a value came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """The layers of settings, weakest first; each value is its name in texts for people."""

    DEFAULT = "default"
    RECOMMENDED = "recommended policy"
    MACHINE = "machine's file"
    USER = "user's file"
    CONFIG = "--config file"
    ENVIRONMENT = "environment"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Origin:
    """One place that sets a value.

    `source` is a file's path, an environment variable's name or a registry key and its value; empty for a default.
    """

    layer: Layer
    source: str = ""
    line: int | None = None

    @property
    def place(self) -> str:
        """The source as a problem names it."""
        return f"environment variable {self.source}" if self.layer is Layer.ENVIRONMENT else self.source

    def __str__(self) -> str:
        if self.layer is Layer.DEFAULT:
            return "default"
        if self.layer is Layer.ENVIRONMENT:
            return self.place
        line = "" if self.line is None else f", line {self.line}"
        return f"{self.layer} {self.source}{line}"


BY_DEFAULT = Origin(Layer.DEFAULT)
