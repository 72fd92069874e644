"""How long to wait before the next try."""

from __future__ import annotations

from dataclasses import dataclass


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
