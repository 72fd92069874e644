"""Checks that a release's tag, the program's version and the changelog agree, and gives what the version changed.

python -m installer.tagged v1.2.3 [--notes FILE]
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from installer.linux.changelog import section
from installer.version import ROOT, version


def problems(tag: str, number: str, changelog: str) -> list[str]:
    """Say what does not agree."""
    found = []
    if tag != f"v{number}":
        found.append(f"the tag is {tag}, but branchagent.__version__ is {number}")
    if not re.search(rf"^## \[?{re.escape(number)}\b", changelog, re.MULTILINE):
        found.append(f"CHANGELOG.md has no section {number}")
    elif section(changelog, "Unreleased"):
        found.append("CHANGELOG.md still names changes that are not released")
    return found


def main() -> None:
    """Check, and write the notes if a file is named for them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag")
    parser.add_argument("--notes", type=Path)
    options = parser.parse_args()
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = problems(options.tag, version(), changelog)
    if found:
        raise SystemExit("\n".join(found))
    if options.notes:
        items = "".join(f"- {item}\n" for item in section(changelog, version()))
        options.notes.write_text(items, encoding="utf-8")


if __name__ == "__main__":
    main()
