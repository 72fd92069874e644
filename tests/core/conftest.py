"""The core touches nothing: its tests run without a file, a socket or a process, and always the same way."""

from __future__ import annotations

import sys
from pathlib import PurePath

import pytest
from hypothesis import settings

settings.register_profile("core", derandomize=True, max_examples=100, database=None, deadline=None)
settings.load_profile("core")

_EFFECTS = ("open", "os.listdir", "os.scandir", "sqlite3.connect", "subprocess.Popen")
_CODE = {".py", ".pyc", ".so", ".pyd"}


class Guard:
    """Notes what a running core test does to the world. Audit hooks cannot be removed, so it is switched."""

    def __init__(self):
        self.on = False
        self.seen = []

    def __call__(self, event, args):
        if self.on and event.startswith((*_EFFECTS, "socket.")) and not _is_machinery(event, args):
            self.seen.append(f"{event} {args!r}")


def _is_machinery(event, args):
    """Python imports lazily and looks for the text of code, hypothesis keeps tables: neither is the core's doing.

    A descriptor that is wrapped was opened before, and seen then.
    """
    if event not in {"open", "os.listdir", "os.scandir"} or not args:
        return False
    if isinstance(args[0], int):
        return event == "open"
    path = PurePath(str(args[0]))
    of_code = path.suffix in _CODE or path.name.startswith("<")
    return of_code or ".hypothesis" in path.parts or (event != "open" and str(path) in sys.path)


_guard = Guard()
sys.addaudithook(_guard)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a test that passed but had an effect."""
    _guard.on = True
    _guard.seen.clear()
    try:
        result = yield
    finally:
        _guard.on = False
    if _guard.seen:
        pytest.fail(f"{item.name} is a test of the core and touched: {'; '.join(_guard.seen)}")
    return result
