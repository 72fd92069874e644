"""How long to wait before the next try."""

from __future__ import annotations

from dataclasses import dataclass

_REST_AFTER_A_SECOND_S = 12.0
"""A lone agent on a good line hardly notices it, and thousands leave a queue of a few seconds' work."""
_LONGEST_REST_S = 400.0
"""Whoever drew it in the first rush must not lie idle when that is long over."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential waits with full jitter, in seconds: a thousand agents that fell together do not rise together."""

    first_s: float = 2.0
    longest_s: float = 900.0

    def wait(self, failures: int, jitter: float, retry_after: float | None = None) -> float:
        """Give the wait after the `failures`-th failure in a row; `jitter` is uniform in [0, 1).

        A server's Retry-After is the least wait, and the jitter comes on top of it; an absurd one (over a day) is cut.
        """
        ceiling = min(self.longest_s, self.first_s * 2.0 ** min(max(failures, 1) - 1, 60))
        asked = min(max(retry_after or 0.0, 0.0), 86_400.0)
        return asked + ceiling * jitter

    def rest(self, took: float) -> float:
        """Give the longest rest after an answer that `took` so many seconds, from a service that is to be spared.

        It grows by the square: what is answered promptly is hardly held up, and a queue of seconds empties.
        """
        return min(self.longest_s, _LONGEST_REST_S, _REST_AFTER_A_SECOND_S * took * took)
