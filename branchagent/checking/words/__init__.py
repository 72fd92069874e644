"""What an examination says, in Indonesian and English; one voice, no jargon where there is a plain word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.checking.words import english, indonesian
from branchagent.texts import Texts

if TYPE_CHECKING:
    from branchagent.checking.findings import Level
    from branchagent.core.verdicts import Trouble
    from branchagent.settings.origins import Layer

LANGUAGES = {"id": indonesian.SPOKEN, "en": english.SPOKEN}
_SPANS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


class Words:
    """The words of one language; as with `Texts`, any other language than the two is Indonesian."""

    def __init__(self, language: str) -> None:
        self._texts = Texts(language)
        self._spoken = LANGUAGES[self._texts.language]

    def title(self, what: str) -> str:
        """Name a step."""
        return self._spoken.lines[what].title

    def tried(self, what: str, **values: object) -> str:
        """Say what a step tries."""
        return self._spoken.lines[what].tried.format(**values)

    def case(self, what: str, case: str, **values: object) -> tuple[str, str]:
        """Say what a step found, and what is to be done about it."""
        found, remedy = self._spoken.lines[what].cases[case]
        return found.format(**values), remedy.format(**values)

    def remedy(self, what: str, case: str) -> str:
        """Say what is to be done about a case whose remedy names nothing in particular."""
        return self._spoken.lines[what].cases[case][1]

    def general(self, case: str, **values: object) -> tuple[str, str]:
        """Say what may become of any step."""
        found, remedy = self._spoken.general[case]
        return found.format(**values), remedy.format(**values)

    def trouble(self, trouble: Trouble, **values: object) -> tuple[str, str]:
        """Say what is in the way to the service, and what is to be done about it."""
        found, remedy = self._spoken.troubles[trouble]
        return found.format(**values), remedy.format(**values)

    def phrase(self, key: str, **values: object) -> str:
        """Give a part of a sentence."""
        return self._spoken.phrases[key].format(**values)

    def mark(self, level: Level) -> str:
        """Name a level."""
        return self._spoken.marks[level]

    def layer(self, layer: Layer) -> str:
        """Name where a setting comes from."""
        return self._spoken.layers[layer]

    def value(self, value: str) -> str:
        """Give a setting's value: in words where it is left to somebody, else as TOML has it."""
        return self._spoken.phrases.get(value, value)

    def origin(self, origin: str) -> str:
        """Name who named a proxy: a setting as it is, the system in words."""
        return self._spoken.origins.get(origin, origin)

    def keyring(self, word: str) -> str:
        """Say why the keyring cannot be used."""
        return self._texts.phrase(word)

    def detail(self, text: str) -> str:
        """Give a detail in the reader's words if it is one of our own stable words, else as it is."""
        return self._texts.detail(text) or "-"

    def span(self, seconds: float, *, rounded: bool = False) -> str:
        """Give a length of time in its largest unit, of which there are two at least.

        What is left of something is not rounded up: nobody may count on more than there is.
        """
        for unit, size in _SPANS:
            if seconds >= 2 * size or unit == "second":
                count = round(seconds / size) if rounded else int(seconds // size)
                return self.phrase(unit, count=max(0, count))
        return ""
