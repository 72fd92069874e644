"""The texts of one language, by our own stable words: what holds, what was found, what to do."""

from __future__ import annotations

from branchagent import formats
from branchagent.catalogues import Catalogue, system_language
from branchagent.phrases import PHRASES, REASONS, Explained

__all__ = ["Explained", "Texts", "system_language"]


class Texts(Catalogue):
    """The messages of one language, and those that a stable word stands for."""

    def phrase(self, key: str, **values: object) -> str:
        """Give the phrase of a word with its values filled in."""
        return self.gettext(PHRASES[key], **values)

    def detail(self, text: str) -> str:
        """Give a detail in the reader's words if it is one of our own stable words, else as it is."""
        return self.phrase(text) if text in PHRASES else text

    def wait(self, why: str, name: str) -> str:
        """Say why a file waits, by our stable word for it."""
        if why in REASONS:
            return self.explain(why).what
        return self.phrase(why, name=name) if why in PHRASES else why

    def explain(self, reason: str, *, answer: str = "", printed: str = "", named: str = "") -> Explained:
        """Give a reason in words, for those that quote it with what the service said, and with the two numbers."""
        found = REASONS[reason]
        values = {"answer": answer or "-", "printed": printed or "-", "named": named or "-"}
        return Explained(self.gettext(found.what, **values), self.gettext(found.remedy, **values))

    def moment(self, seconds: float) -> str:
        """Give a day and a time in the machine's zone; `seconds` are since the epoch."""
        return formats.moment(formats.local(seconds), self.language)

    def time(self, seconds: float) -> str:
        """Give a time of day in the machine's zone; `seconds` are since the epoch."""
        return formats.time(formats.local(seconds), self.language)

    def date(self, seconds: float) -> str:
        """Give a day in the machine's zone; `seconds` are since the epoch."""
        return formats.date(formats.local(seconds), self.language)

    def number(self, value: int) -> str:
        """Give a whole number."""
        return formats.number(value, self.language)
