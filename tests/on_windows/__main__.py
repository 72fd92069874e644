"""Runs on a real Windows what the suite under Wine runs: the same list.

python -m tests.on_windows [PYTEST_OPTION…]
"""

import sys

import pytest

from tests.wine.suite import TESTS

if __name__ == "__main__":
    sys.exit(pytest.main([*map(str, TESTS), *sys.argv[1:]]))
