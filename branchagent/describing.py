"""Turning the agent's facts into the report that people and scripts read."""

from __future__ import annotations

from dataclasses import dataclass, field

from branchagent.core.health import Condition, Health
from branchagent.core.names import printable
from branchagent.core.status import Fault, Situation, State, state_of
from branchagent.reporting import Report
from branchagent.texts import Texts


@dataclass(frozen=True, slots=True)
class Facts:
    """What the agent knows of itself; see `Situation` and `Report` for the fields that they share."""

    standby: bool = False
    paused: bool = False
    faults: tuple[tuple[Fault, str], ...] = ()
    health: Health = field(default_factory=Health)
    waiting: int = 0
    in_hand: int = 0
    waits: tuple[tuple[str, str], ...] = ()
    watch: str = ""
    owner: str = ""


def describe(facts: Facts, texts: Texts) -> Report:
    """Give the state in one word, with the reason in the reader's language where there is one to tell."""
    state = state_of(
        Situation(
            facts.standby,
            facts.paused,
            tuple(fault for fault, _ in facts.faults),
            facts.health.condition,
            facts.waiting,
            facts.in_hand,
        )
    )
    waits = tuple((printable(name), why) for name, why in facts.waits)
    return Report(state, _reason(state, facts, texts), facts.waiting, waits, facts.watch, facts.owner)


def _reason(state: State, facts: Facts, texts: Texts) -> str | None:
    told = [texts.phrase(fault, name=printable(detail), count=detail) for fault, detail in facts.faults]
    if state is State.STANDBY:
        told = [f"{texts.phrase('standby')} ({facts.owner})"]
    if state is State.PAUSED:
        told.insert(0, texts.phrase("is-paused"))
    if facts.health.condition is Condition.REFUSED:
        told.insert(0, _with_detail(texts.phrase("credentials"), facts.health.message))
    if facts.health.condition is Condition.DOWN and facts.health.trouble is not None:
        told.append(_with_detail(texts.phrase(facts.health.trouble), facts.health.message))
    return " ".join(told) or None


def _with_detail(text: str, detail: str) -> str:
    return f"{text} ({detail})" if detail else text
