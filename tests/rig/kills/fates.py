"""What the service, or the file itself, has in store for a receipt; its number tells."""

from dataclasses import dataclass

from rig.receipts import number

_SERIALS = 10**7
_DIGITS = 8
"""A number ends in this many digits of our own: the fate's, then the serial."""


@dataclass(frozen=True)
class Fate:
    """`steps` are the service's answers, as its rules write them; `fails_by` the reason that leads to failed/.

    `passes`: the steps end well. A service that lost its memory of them would then contradict itself.
    """

    digit: int
    steps: str = ""
    fails_by: str | None = None
    passes: bool = False

    def number(self, serial):
        return number(self.digit * _SERIALS + serial)

    @property
    def rule(self):
        return f"{number(self.digit * _SERIALS)[: -_DIGITS + 1]}*={self.steps}"


FINE = Fate(0)
SLOW = Fate(1, "slow:0.3")
NOT_FOUND = Fate(2, "05", "not-found")
NOT_STORED = Fate(3, "28", "upload-error")
KNOWN = Fate(4, "29")
IN_ERROR = Fate(5, "99", "service-error")
STORED_LATER = Fate(6, "28,ok", passes=True)
ERROR_ONCE = Fate(7, "99,ok", passes=True)
CUT_ONCE = Fate(8, "cut-stored,ok", passes=True)
NEVER_SENT = Fate(9)
FATES = (FINE, SLOW, NOT_FOUND, NOT_STORED, KNOWN, IN_ERROR, STORED_LATER, ERROR_ONCE, CUT_ONCE, NEVER_SENT)


def fate_of(number_):
    return FATES[int(number_[-_DIGITS])]
