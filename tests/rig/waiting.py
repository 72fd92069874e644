"""Waiting for what the product does in its own time: a deadline is a limit, never a measure."""

import time

_POLL_S = 0.02


def wait_until(condition, deadline_s=30.0, what=None):
    """Give the condition's first true value; an AssertionError if there is none before the deadline."""
    deadline = time.monotonic() + deadline_s
    while not (value := condition()):
        if time.monotonic() > deadline:
            told = what() if callable(what) else what or getattr(condition, "__name__", "the condition")
            raise AssertionError(f"not within {deadline_s} s: {told}")
        time.sleep(_POLL_S)
    return value
