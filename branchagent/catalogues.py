"""What people read in their language: English stands in the code, every other language in a catalogue of gettext's."""

from __future__ import annotations

import gettext
import locale
import os
from functools import cache
from pathlib import Path

from branchagent import formats

DOMAIN = "branchagent"
FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("id", "en")
"""The first one is shown where neither is asked for: it is the readers'."""


def N_(message: str) -> str:  # noqa: N802 - the name that extractors know
    """Mark a message of a table for the catalogues; who shows it translates it then."""
    return message


class Catalogue:
    """The messages of one language; any other language than ours is shown as the first of ours."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._translations = _translations(self.language)

    def gettext(self, message: str, /, **values: object) -> str:
        """Give a message with its values filled in."""
        # To gettext the empty message is the catalogue's own head.
        return self._translations.gettext(message).format(**values) if message else ""

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Give a message in the number that `count` asks for; it may quote that as {count}."""
        quoted = formats.number(count, self.language)
        return self._translations.ngettext(one, many, count).format(**{"count": quoted, **values})


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=language == "en")


def system_language() -> str:
    """Give the language of the system's user: `en` where it is English, else Indonesian, as the readers are."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not named and os.name == "nt":
        named = locale.getlocale()[0] or ""
    return "en" if named.lower().startswith("en") else "id"
