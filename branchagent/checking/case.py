"""What every step of the examination stands on: the settings, the words, and what was found before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from branchagent.checking.findings import Finding, Level
from branchagent.checking.keys import Keys
from branchagent.checking.way import Way
from branchagent.checking.words import Words
from branchagent.texts import system_language
from branchagent.uploading import make_endpoint

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.core.verdicts import Trouble
    from branchagent.settings import Loaded


class Case:
    """One examination. Its methods make findings out of the words that `words` has for a step and a case of it."""

    def __init__(self, loaded: Loaded, config: Path | None = None) -> None:
        self.loaded = loaded
        self.config = config
        self.settings = loaded.settings
        self.words = Words(self.settings.ui.language or system_language())
        self.keys = Keys(self.settings)
        self.way = Way(self.settings, self.keys)
        self._levels: dict[str, Level] = {}
        self._known = {
            "folder": self.settings.folder.path,
            "state": self.settings.state.path,
            "server": self.settings.server.url,
            "url": make_endpoint(self.settings).url,
            "host": urlsplit(self.settings.server.url).hostname or "",
        }

    def remember(self, finding: Finding) -> None:
        """Note how a step ended, for those that come after it."""
        self._levels[finding.what] = finding.level

    def first_wrong(self, *whats: str) -> str | None:
        """Name the first of these steps that found something wrong."""
        return next((what for what in whats if self._levels.get(what) is Level.WRONG), None)

    def ok(self, what: str, case: str, *details: str, **values: object) -> Finding:
        """All is well."""
        return self._finding(what, Level.OK, self.words.case(what, case, **self._known | values), details)

    def warning(self, what: str, case: str, *details: str, **values: object) -> Finding:
        """The agent can work, but somebody should know."""
        return self._finding(what, Level.WARNING, self.words.case(what, case, **self._known | values), details)

    def wrong(self, what: str, case: str, *details: str, **values: object) -> Finding:
        """Somebody has to mend it."""
        return self._finding(what, Level.WRONG, self.words.case(what, case, **self._known | values), details)

    def skipped(self, what: str, first: str) -> Finding:
        """It cannot be examined before something else is mended."""
        words = self.words.general("skipped", first=self.words.title(first))
        return self._finding(what, Level.SKIPPED, words, ())

    def failed(self, what: str, case: str, **values: object) -> Finding:
        """The examination itself did not come to its end."""
        return self._finding(what, Level.WRONG, self.words.general(case, **values), ())

    def trouble(self, what: str, trouble: Trouble, detail: str, *details: str) -> Finding:
        """Something on the way to the service is wrong."""
        found, remedy = self.words.trouble(trouble, **self._known)
        told = f"{found} ({detail})" if detail else found
        return self._finding(what, Level.WRONG, (told, remedy), details)

    def _finding(self, what: str, level: Level, words: tuple[str, str], details: tuple[str, ...]) -> Finding:
        found, remedy = words
        tried = self.words.tried(what, **self._known)
        return Finding(what, level, self.words.title(what), tried, found, remedy, details)
