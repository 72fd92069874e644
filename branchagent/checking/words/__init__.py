"""What an examination says; one voice, no jargon where there is a plain word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.checking.words.general import SPOKEN
from branchagent.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchagent.checking.findings import Level
    from branchagent.checking.words.spoken import Case
    from branchagent.core.verdicts import Trouble
    from branchagent.settings.origins import Layer

_SPANS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


class Words:
    """The words of one language; as with `Texts`, any other language than the two is Indonesian."""

    def __init__(self, language: str) -> None:
        self._texts = Texts(language)

    def title(self, what: str) -> str:
        """Name a step."""
        return self._texts.gettext(SPOKEN.lines[what].title)

    def tried(self, what: str, **values: object) -> str:
        """Say what a step tries."""
        return self._texts.gettext(SPOKEN.lines[what].tried, **values)

    def case(self, what: str, case: str, **values: object) -> tuple[str, str]:
        """Say what a step found, and what is to be done about it."""
        return self._both(SPOKEN.lines[what].cases[case], values)

    def remedy(self, what: str, case: str) -> str:
        """Say what is to be done about a case whose remedy names nothing in particular."""
        return self._texts.gettext(SPOKEN.lines[what].cases[case][1])

    def general(self, case: str, **values: object) -> tuple[str, str]:
        """Say what may become of any step."""
        return self._both(SPOKEN.general[case], values)

    def trouble(self, trouble: Trouble, **values: object) -> tuple[str, str]:
        """Say what is in the way to the service, and what is to be done about it."""
        return self._both(SPOKEN.troubles[trouble], values)

    def phrase(self, key: str, **values: object) -> str:
        """Give a part of a sentence."""
        return self._texts.gettext(SPOKEN.phrases[key], **values)

    def mark(self, level: Level) -> str:
        """Name a level."""
        return self._texts.gettext(SPOKEN.marks[level])

    def layer(self, layer: Layer) -> str:
        """Name where a setting comes from."""
        return self._texts.gettext(SPOKEN.layers[layer])

    def value(self, value: str) -> str:
        """Give a setting's value: in words where it is left to somebody, else as TOML has it."""
        return self.phrase(value) if value in SPOKEN.phrases else value

    def origin(self, origin: str) -> str:
        """Name who named a proxy: a setting as it is, the system in words."""
        return self._texts.gettext(SPOKEN.origins[origin]) if origin in SPOKEN.origins else origin

    def keyring(self, word: str) -> str:
        """Say why the keyring cannot be used."""
        return self._texts.phrase(word)

    def detail(self, text: str) -> str:
        """Give a detail in the reader's words if it is one of our own stable words, else as it is."""
        return self._texts.detail(text) or "-"

    def moment(self, seconds: float) -> str:
        """Give a day and a time in the machine's zone; `seconds` are since the epoch."""
        return self._texts.moment(seconds)

    def span(self, seconds: float, *, rounded: bool = False) -> str:
        """Give a length of time in its largest unit, of which there are two at least.

        What is left of something is not rounded up: nobody may count on more than there is.
        """
        for unit, size in _SPANS:
            if seconds >= 2 * size or unit == "second":
                count = round(seconds / size) if rounded else int(seconds // size)
                return self.phrase(unit, count=max(0, count))
        return ""

    def _both(self, case: Case, values: Mapping[str, object]) -> Case:
        found, remedy = case
        return self._texts.gettext(found, **values), self._texts.gettext(remedy, **values)
