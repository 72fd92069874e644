"""What shows the agent to people: it is told of everything, and asked for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from branchagent.events import Event, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchagent.reporting import Report
    from branchagent.results import Filed

Told = TypeVar("Told")


def safely(tell: Callable[[Told], None], told: Told) -> None:
    """Tell a face of the agent; its faults are its own."""
    try:
        tell(told)
    except Exception as error:  # noqa: BLE001 - whatever it is
        record(Event.MISHAP, where="face", trace=error)


class Face:
    """Shows nothing. All is told on the agent's thread, which must not be kept waiting; a face's faults are its own."""

    def report(self, report: Report) -> None:
        """Hear of a change in how the agent is."""

    def filed(self, filed: Filed) -> None:
        """Hear of a filed receipt."""

    def notice(self, text: str) -> None:
        """Hear of something that a person should know, once; of receipts `filed` tells."""

    def called(self) -> None:
        """Hear that somebody started the program once more, and wants to see the one that runs."""
