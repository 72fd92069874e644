"""The texts of one language."""

from __future__ import annotations

import locale
import os

from branchagent.phrases import PHRASES, REASONS, Explained

LANGUAGES = ("id", "en")


class Texts:
    """The texts of one language; any other language than the two is shown Indonesian."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "id"

    def phrase(self, key: str, **values: object) -> str:
        """Give a phrase with its values filled in."""
        return PHRASES[self.language][key].format(**values)

    def detail(self, text: str) -> str:
        """Give a detail in the reader's words if it is one of our own stable words, else as it is."""
        return self.phrase(text) if text in PHRASES[self.language] else text

    def wait(self, why: str, name: str) -> str:
        """Say why a file waits, by our stable word for it."""
        if why in REASONS[self.language]:
            return self.explain(why).what
        return self.phrase(why, name=name) if why in PHRASES[self.language] else why

    def explain(self, reason: str, *, answer: str = "", printed: str = "", named: str = "") -> Explained:
        """Give a reason in words, for those that quote it with what the service said, and with the two numbers."""
        found = REASONS[self.language][reason]
        values = {"answer": answer or "-", "printed": printed or "-", "named": named or "-"}
        return Explained(found.what.format_map(values), found.remedy.format_map(values))


def system_language() -> str:
    """Give the language of the system's user: `en` where it is English, else Indonesian, as the readers are."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not named and os.name == "nt":
        named = locale.getlocale()[0] or ""
    return "en" if named.lower().startswith("en") else "id"
