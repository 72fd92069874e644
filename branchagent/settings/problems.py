"""What is wrong with the settings, in words for whoever wrote them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    `source` is a file's path, "environment variable NAME" or a place in the registry, `line` counts from 1, `key` is
    dotted (None where the whole file is meant), `message` says what is wrong and `remedy` what would be right.
    """

    source: str
    line: int | None
    key: str | None
    message: str
    remedy: str

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        return f"{self.source}{line}: {self.message}; {self.remedy}"


class SettingsError(Exception):
    """The settings cannot be used; `problems` holds every reason found: policies first, then the weakest layer.

    `language` is the one that they ask for, None if they ask for none, or that could not be read either.
    """

    def __init__(self, problems: tuple[Problem, ...], language: str | None = None) -> None:
        super().__init__(problems)
        self.problems = problems
        self.language = language

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
