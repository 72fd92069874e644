"""What an examination tells: one finding for each thing that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands with what was examined; only WRONG needs somebody before the agent can do its work."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined.

    `what` is a stable word, for scripts; all else is for people, in their language. `remedy` is empty where nothing
    is to be done; `details` are further lines of what was found.
    """

    what: str
    level: Level
    title: str
    tried: str
    found: str
    remedy: str = ""
    details: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the agent can work with that."""
        return self.level is not Level.WRONG


def as_json(finding: Finding) -> dict[str, object]:
    """Give a finding as an object for scripts."""
    return {
        "what": finding.what,
        "ok": finding.ok,
        "level": str(finding.level),
        "tried": finding.tried,
        "found": finding.found,
        "remedy": finding.remedy,
        "details": list(finding.details),
    }
