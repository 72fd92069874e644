"""The program's version, read without importing the program."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def version() -> str:
    """Give the version as `branchagent.__version__` has it."""
    text = (ROOT / "branchagent" / "__init__.py").read_text("utf-8")
    return re.findall(r'^__version__ = "([^"]+)"', text, re.MULTILINE)[0]
