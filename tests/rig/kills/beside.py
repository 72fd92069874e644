"""Doing something again and again beside a test."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor


@contextlib.contextmanager
def beside(step, pause_s):
    """Call `step` in a thread, with pauses that `pause_s` gives, while the block lasts.

    What it raised is raised at the block's end.
    """
    over = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(_repeat, step, pause_s, over)
        try:
            yield
        finally:
            over.set()
        done.result()


def _repeat(step, pause_s, over):
    while not over.wait(pause_s()):
        step()
