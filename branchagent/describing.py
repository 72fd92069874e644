"""Turning the agent's facts into the report that people and scripts read."""

from __future__ import annotations

from dataclasses import dataclass, field

from branchagent.core.health import Condition, Health
from branchagent.core.lifetime import has_ended, is_off, warning
from branchagent.core.names import printable
from branchagent.core.status import Fault, Situation, State, state_of
from branchagent.core.verdicts import Trouble
from branchagent.reporting import Report
from branchagent.texts import Texts


@dataclass(frozen=True, slots=True)
class Moment:
    """Now: by the wall, in seconds since the epoch, and in monotonic seconds.

    `skew` is by how many seconds the wall's clock is ahead of the service's, None if nobody knows.
    """

    wall: float = 0.0
    monotonic: float = 0.0
    skew: float | None = None

    @property
    def at_service(self) -> float:
        """Now, by the service's clock as far as it is known."""
        return self.wall - (self.skew or 0.0)


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
    token_ends_at: float | None = None
    now: Moment = field(default_factory=Moment)

    @property
    def token_has_ended(self) -> bool:
        """Whether the token has ended, for all that is known."""
        since_answer = self.now.monotonic - self.health.answered_at
        return has_ended(self.token_ends_at, self.now.at_service, since_answer)


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
            facts.token_has_ended,
        )
    )
    waits = tuple((printable(name), why) for name, why in facts.waits)
    return Report(
        state,
        _reason(state, facts, texts),
        facts.waiting,
        waits,
        facts.watch,
        facts.owner,
        facts.token_ends_at,
        facts.in_hand,
        _causes(facts),
    )


def token_warning(facts: Facts, texts: Texts) -> tuple[int, str] | None:
    """Give the days of the warning that is due for the token (0: it has ended) and its text; None if none is."""
    if facts.token_ends_at is None or facts.standby:
        return None
    days = warning(facts.token_ends_at - facts.now.at_service)
    if days is None or (days == 0 and not facts.token_has_ended):
        return None
    when = texts.moment(facts.token_ends_at)
    return days, texts.phrase("token-ends" if days else "token-has-ended", when=when)


def _causes(facts: Facts) -> tuple[str, ...]:
    faults = tuple(str(fault) for fault, _ in facts.faults)
    trouble = facts.health.trouble
    return faults if facts.health.condition is Condition.WELL or trouble is None else (*faults, str(trouble))


def _reason(state: State, facts: Facts, texts: Texts) -> str | None:
    told = [_of_fault(fault, detail, texts) for fault, detail in facts.faults]
    if state is State.STANDBY:
        told = [f"{texts.phrase('standby')} ({facts.owner})"]
    if state is State.PAUSED:
        told.insert(0, texts.phrase("is-paused"))
    told = _of_credentials(facts, texts) + told + _of_service(facts, texts)
    return " ".join(told) or None


def _of_fault(fault: Fault, detail: str, texts: Texts) -> str:
    if fault is Fault.FAILED_RECEIPTS and detail.isdecimal():
        return texts.ngettext(
            "{count} failed file waits in the folder failed.",
            "{count} failed files wait in the folder failed.",
            int(detail),
        )
    return texts.phrase(fault, name=printable(detail))


def _of_credentials(facts: Facts, texts: Texts) -> list[str]:
    told = []
    if facts.health.condition is Condition.REFUSED:
        phrase = texts.phrase(facts.health.trouble or "credentials")
        told.append(_with_detail(phrase, texts.detail(facts.health.message)))
    if (due := token_warning(facts, texts)) is not None:
        told.append(due[1])
    if told and facts.health.trouble is not Trouble.PROXY_AUTH:
        told += _of_clock(facts, texts)
    return told


def _of_service(facts: Facts, texts: Texts) -> list[str]:
    trouble = facts.health.trouble
    if facts.health.condition is not Condition.DOWN or trouble is None:
        return []
    about_time = trouble in {Trouble.TLS_EXPIRED, Trouble.TLS_NOT_YET_VALID}
    told = [_with_detail(texts.phrase(trouble), facts.health.message)]
    return told + _of_clock(facts, texts) if about_time else told


def _of_clock(facts: Facts, texts: Texts) -> list[str]:
    """Tell of a clock that is off: tokens and certificates are judged by it."""
    skew = facts.now.skew
    if skew is None or not is_off(skew):
        return []
    return [texts.phrase("clock-ahead" if skew > 0 else "clock-behind", minutes=max(1, round(abs(skew) / 60)))]


def _with_detail(text: str, detail: str) -> str:
    return f"{text} ({detail})" if detail else text
