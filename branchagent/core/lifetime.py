"""How long a token lives: when it is renewed, and when a person is told that it ends."""

from __future__ import annotations

_DAY_S = 86_400.0
_LEAD_S = 600.0
_LEAD_SHARE = 0.2
WARNING_DAYS = (7, 3, 1)
"""A token that was handed to the bank takes days to be replaced; so many days ahead somebody is told."""

TOLERATED_SKEW_S = 60.0
"""A clock may be off by this much; the service's Date header has whole seconds, and the answer takes its time."""


def renewal(life_s: float, jitter: float) -> float:
    """Give how long after it was got a token is renewed, in seconds; `jitter` is uniform in [0, 1).

    The lead is at most ten minutes and a fifth of the life, the half of it drawn: a bank's branches, which all signed
    in when the day began, do not come back all at once.
    """
    lead = min(_LEAD_S, life_s * _LEAD_SHARE)
    return max(life_s - lead * (0.5 + jitter / 2), 0.0)


def warning(left_s: float) -> int | None:
    """Give the days of the warning that is due when a token lives for another `left_s` seconds.

    0 once it has ended, None while nothing is to be told.
    """
    if left_s <= 0:
        return 0
    due = [days for days in WARNING_DAYS if left_s <= days * _DAY_S]
    return min(due, default=None)


def is_off(skew_s: float | None) -> bool:
    """Tell whether a clock is off by more than can be tolerated; not if nobody knows."""
    return skew_s is not None and abs(skew_s) > TOLERATED_SKEW_S


def has_ended(ends_at: float | None, now: float, since_answer_s: float) -> bool:
    """Tell whether a token has ended for all that is known: by the clock, and by no good answer since.

    `ends_at` and `now` are of one clock, in seconds; the service may have answered well `since_answer_s` ago, which it
    does not to a token that has ended: then the clock is wrong.
    """
    return ends_at is not None and 0.0 <= now - ends_at <= since_answer_s
