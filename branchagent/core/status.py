"""The one word for how the agent is, from facts; never a good word while something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from branchagent.core.health import Condition


class State(StrEnum):
    """What `status` says; the values are the contract's."""

    IDLE = "idle"
    SENDING = "sending"
    OFFLINE = "offline"
    SIGN_IN = "sign-in"
    ATTENTION = "attention"
    PAUSED = "paused"
    STANDBY = "standby"
    STOPPED = "stopped"


class Fault(StrEnum):
    """What stands in the agent's own way, apart from the service: each needs to be told to a person."""

    FOLDER_MISSING = "folder-missing"
    FOLDER_UNUSABLE = "folder-unusable"
    JOURNAL = "journal"
    NOT_WATCHING = "not-watching"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not-a-file"
    STILL_GROWING = "still-growing"
    CANNOT_FILE = "cannot-file"
    STUCK = "stuck"
    INTERNAL = "internal"
    FAILED_RECEIPTS = "failed-receipts"


NEEDS_A_PERSON = frozenset({State.ATTENTION, State.SIGN_IN, State.OFFLINE})
"""States in which `status` exits with 1."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the state depends on. `waiting` counts the receipts still in the drop folder, those in hand included.

    `expired`: the token has ended, though nothing was sent yet that the service could have refused.
    """

    standby: bool = False
    paused: bool = False
    faults: tuple[Fault, ...] = ()
    condition: Condition = Condition.WELL
    waiting: int = 0
    in_hand: int = 0
    expired: bool = False


def state_of(situation: Situation) -> State:
    """Name the state. What a person must mend comes before what mends itself."""
    if situation.standby:
        return State.STANDBY
    blocking = [fault for fault in situation.faults if fault is not Fault.FAILED_RECEIPTS]
    if blocking:
        return State.ATTENTION
    if situation.paused:
        return State.PAUSED
    if situation.condition is Condition.REFUSED or situation.expired:
        return State.SIGN_IN
    if situation.condition is Condition.DOWN:
        return State.OFFLINE
    if situation.in_hand or situation.waiting:
        return State.SENDING
    return State.ATTENTION if situation.faults else State.IDLE


class Faults:
    """The faults that hold now, each with what it is about: files' names, or a few words."""

    def __init__(self) -> None:
        self._subjects: dict[Fault, dict[str, None]] = {}

    def note(self, fault: Fault, subject: str = "") -> None:
        """Remember that a fault holds for a subject."""
        self._subjects.setdefault(fault, {})[subject] = None

    def hold(self, fault: Fault, present: bool, subject: str = "") -> None:  # noqa: FBT001 - it is the fact itself
        """Remember that a fault holds for this subject alone, if it is present, else forget it."""
        self.clear(fault)
        if present:
            self.note(fault, subject)

    def clear(self, *faults: Fault) -> None:
        """Forget faults, whatever they are about."""
        for fault in faults:
            self._subjects.pop(fault, None)

    def clear_of(self, fault: Fault, subject: str) -> None:
        """Forget that a fault holds for a subject; it goes with its last one."""
        subjects = self._subjects.get(fault, {})
        subjects.pop(subject, None)
        if not subjects:
            self._subjects.pop(fault, None)

    def items(self) -> tuple[tuple[Fault, str], ...]:
        """Give what holds now, each with its latest subject; what keeps receipts from going out comes first."""
        order = list(Fault)
        held = sorted(self._subjects, key=order.index)
        return tuple((fault, next(reversed(self._subjects[fault]))) for fault in held)
