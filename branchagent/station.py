"""What one served folder works with: the collaborators, in the order of a receipt's way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.clock import Clock
    from branchagent.core.names import NumberRule
    from branchagent.core.schedule import Schedule
    from branchagent.filing import Cabinet
    from branchagent.journal import Journal
    from branchagent.messages import Inbox
    from branchagent.pipeline import Pipeline
    from branchagent.results import Filed
    from branchagent.service_watch import ServiceWatch
    from branchagent.settling import Gate
    from branchagent.watching import Sight


@dataclass(frozen=True, slots=True)
class Station:
    """The collaborators of one drop folder, made anew each time that its lock is taken."""

    drop: Path
    rule: NumberRule
    sight: Sight
    gate: Gate
    schedule: Schedule
    pipeline: Pipeline
    service: ServiceWatch
    journal: Journal
    cabinet: Cabinet
    clock: Clock
    inbox: Inbox
    submit: Callable[[Callable[[], None]], object]
    """Hands a step to a worker thread."""
    on_filed: Callable[[Filed], None]
