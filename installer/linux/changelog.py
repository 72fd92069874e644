"""The project's changelog in Debian's form."""

from __future__ import annotations

import re
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime


def section(text: str, number: str) -> list[str]:
    """Give what a version changed, an item each; what is not released yet, if the version has no section of its own."""
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    named = {re.split(r"[\] ]", part.lstrip("["), maxsplit=1)[0].split("\n")[0]: part for part in parts}
    body = named.get(number) or named.get("Unreleased", "")
    items = re.findall(r"^- (.*(?:\n  .*)*)", body, flags=re.MULTILINE)
    return [re.sub(r"\s+", " ", item) for item in items]


def as_debian(text: str, number: str, date: int, maintainer: str) -> str:
    """Write the version's entry."""
    items = section(text, number) or [f"Version {number}."]
    lines = [textwrap.fill(item, 76, initial_indent="  * ", subsequent_indent="    ") for item in items]
    when = format_datetime(datetime.fromtimestamp(date, UTC))
    return f"branchagent ({number}) stable; urgency=medium\n\n" + "\n".join(lines) + f"\n\n -- {maintainer}  {when}\n"
