"""Runs the parts of the suite that meet Windows' own calls, inside the Windows Python under Wine.

    python -m tests.wine.suite WINDOWS_FOLDER [PYTEST_OPTION…]

On a real Windows, `python -m tests.on_windows` runs the same list.
"""

import subprocess
import sys
from pathlib import Path

from tests.wine.wine import Wine

_PROJECT = Path(__file__).resolve().parents[2]
TESTS = [_PROJECT / "tests" / name for name in ("on_windows", "settings", "filing", "seeing", "journal", "agent")]
"""What differs on Windows; the core does not."""
_OPTIONS = ("-q", "-p", "no:cacheprovider", "--basetemp", r"C:\pytest", "--timeout", "120")


def run(windows, options):
    """Run them, with what they say going through, and give pytest's exit code."""
    wine = Wine(windows)
    with wine.on():
        command = ["wine", str(wine.python), "-m", "pytest", *_OPTIONS, *map(str, TESTS), *options]
        # A Windows Python under Wine ends at once when its output is a file: it is given a pipe in any case.
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with subprocess.Popen(command, env=wine.environment(), cwd=_PROJECT, **pipes) as process:
            for line in process.stdout:
                sys.stdout.buffer.write(line)
                sys.stdout.flush()
        return process.returncode


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]).absolute(), sys.argv[2:]))
