"""The fault matrix is what it says: its tests exist, and CONTRIBUTING.md shows it as it is."""

import pytest

from tests.matrix.__main__ import ROOT, belongs, collected
from tests.matrix.table import ROWS, as_markdown


@pytest.fixture(scope="session")
def tests_there():
    return collected()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_the_test_of_a_row_exists(row, tests_there):
    assert any(belongs(test, row.test) for test in tests_there)


def test_no_two_rows_are_about_one_fault():
    assert len({row.fault for row in ROWS}) == len(ROWS)


def test_contributing_shows_the_table_as_it_is():
    assert f"\n\n{as_markdown()}\n" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
