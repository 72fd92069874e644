import logging
import subprocess
import sys

import pytest

HOLDER = """
import pathlib, sys
from branchagent.locking import Lock
from branchagent.roster import FolderLock
path = pathlib.Path(sys.argv[2])
lock = FolderLock(path, "another state") if sys.argv[1] == "folder" else Lock(path)
print(lock.take(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def hold():
    """Hold a lock in another process."""
    made = []

    def hold(kind, path):
        command = [sys.executable, "-c", HOLDER, kind, str(path)]
        made.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert made[-1].stdout.readline() == "True\n"
        return made[-1]

    yield hold
    for process in made:
        process.kill()
        process.communicate()


@pytest.fixture
def fresh_log():
    """The program's logger as a process finds it at its start, and as it was afterwards."""
    root = logging.getLogger("branchagent")
    before = root.handlers[:], root.level, logging.raiseExceptions
    root.handlers[:] = []
    root.propagate = False
    yield root
    root.propagate = True
    for handler in root.handlers:
        handler.close()
    root.handlers[:], level, logging.raiseExceptions = before
    root.setLevel(level)
