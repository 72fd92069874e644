"""Print the fault matrix, or run all its tests: see `--help`."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from tests.matrix.table import ROWS, as_markdown

ROOT = Path(__file__).parents[2]


def collected():
    """Give the ids of all tests in the rows' files: pytest itself would run none if one were missing."""
    files = sorted({file for row in ROWS if (ROOT / (file := row.test.partition("::")[0])).exists()})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return [line for line in told.stdout.splitlines() if "::" in line]


def belongs(test, to):
    """Tell whether a test is a row's, of which it may be one case."""
    return test == to or test.startswith(f"{to}[")


class Tally:
    """What became of each test."""

    def __init__(self):
        self.outcomes = {}

    def pytest_runtest_logreport(self, report):
        """Keep the worst of a test's three phases."""
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.nodeid] = report.outcome

    def of(self, row):
        """Give one word for a row: `passed` only if there are tests and each of them passed."""
        outcomes = {word for test, word in self.outcomes.items() if belongs(test, row.test)}
        return next((word for word in ("failed", "skipped", "passed") if word in outcomes), "missing")


def run(workers):
    """Run every row's tests and tell how many rows are green; give the exit code."""
    tests = [test for test in collected() if any(belongs(test, row.test) for row in ROWS)]
    tally = Tally()
    pytest.main(["-q", "-n", workers, *tests], plugins=[tally])
    words = [tally.of(row) for row in ROWS]
    for row, word in zip(ROWS, words, strict=True):
        if word != "passed":
            print(f"{word}: {row.fault} ({row.test})")
    green = words.count("passed")
    print(f"{green} of {len(ROWS)} rows are green")
    return 0 if green == len(ROWS) else 1


def main():
    parser = argparse.ArgumentParser(prog="tests.matrix", description=__doc__)
    parser.add_argument("--run", metavar="WORKERS", help="run the tests in so many processes (auto: as many as cores)")
    options = parser.parse_args()
    if options.run:
        return run(options.run)
    print(as_markdown(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
