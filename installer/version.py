"""The program's version and date, read without importing the program."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def version() -> str:
    """Give the version as `branchagent.__version__` has it."""
    text = (ROOT / "branchagent" / "__init__.py").read_text("utf-8")
    return re.findall(r'^__version__ = "([^"]+)"', text, re.MULTILINE)[0]


def source_date() -> int:
    """Give the time that packages bear, in seconds since 1970: the last commit's, or what SOURCE_DATE_EPOCH names."""
    named = os.environ.get("SOURCE_DATE_EPOCH")
    if named:
        return int(named)
    git = shutil.which("git") or "git"
    said = subprocess.run([git, "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, check=True)
    return int(said.stdout)
