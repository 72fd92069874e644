"""Hostile names, documents and answers; how many of each were tried is told at the end."""

from collections import Counter

import pytest
from rig.examiner import LITTLE_MEMORY, Examiner

_TRIED = "tried"


@pytest.fixture
def tried(record_property):
    """Count what a test has tried: `tried("PDFs", 100)`."""

    def count(kind, number=1):
        record_property(_TRIED, (kind, number))

    return count


@pytest.fixture(scope="session")
def examiner():
    with Examiner() as examiner:
        yield examiner


@pytest.fixture
def verdict(examiner, tried):
    """Examine a document elsewhere; the memory that this took must be little."""

    def examined(content, deadline_s=15.0):
        tried("PDFs")
        found = examiner.verdict(content, deadline_s)
        assert examiner.peak < LITTLE_MEMORY
        return found

    return examined


def pytest_terminal_summary(terminalreporter):
    counted = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            # Both ways: what is known to be dear has been tried as well. A report tells of its phases one by one.
            if getattr(report, "when", "") == "call":
                for kind, number in (told for name, told in report.user_properties if name == _TRIED):
                    counted[kind] += number
    if counted:
        told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(counted.items()))
        terminalreporter.write_line(f"hostile: {told} were tried")
