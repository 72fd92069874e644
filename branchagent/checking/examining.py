"""The steps of an examination, one after the other; whatever becomes of one, the next ones are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from branchagent.checking import credentials, folders, given, network
from branchagent.checking.case import Case
from branchagent.checking.findings import Finding, Level
from branchagent.checking.words import Words
from branchagent.core.names import printable
from branchagent.patience import OutOfPatienceError, within
from branchagent.redaction import redact
from branchagent.texts import system_language

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.settings import Loaded, SettingsError

Step = Callable[[Case], Finding]

_QUICK_S = 30.0
_KEYRING_S = 60.0
_NETWORK_S = 120.0
"""The last resort, beside what a request may take: a step has limits of its own, which tell more."""

_HERE: tuple[tuple[str, Step, float], ...] = (
    ("settings", given.settings, _QUICK_S),
    ("folder", folders.folder, _QUICK_S),
    ("space", folders.space, _QUICK_S),
    ("filing", folders.filing, _QUICK_S),
    ("lock", folders.lock, _QUICK_S),
    ("watching", folders.watching, _QUICK_S),
    ("journal", folders.journal, _QUICK_S),
    ("keyring", credentials.keyring, _KEYRING_S),
)
_THERE: tuple[tuple[str, Step], ...] = (
    ("proxy", network.proxy),
    ("name", network.name),
    ("connection", network.connection),
    ("certificate", network.certificate),
    ("endpoint", network.endpoint),
    ("clock", network.clock),
    ("token", credentials.token),
    ("sign-in", credentials.sign_in),
)
STEPS = (*(what for what, *_ in _HERE), *(what for what, _ in _THERE))
"""The stable words of all steps, in their order."""


def findings(loaded: Loaded, config: Path | None = None) -> Iterator[Finding]:
    """Examine all that the agent needs, and yield as it goes. No receipt is sent, and nobody is asked for anything.

    `config` is the file that was named instead of the user's.
    """
    case = Case(loaded, config)
    network_s = _NETWORK_S + loaded.settings.server.timeout_s
    for what, step, seconds in (*_HERE, *((what, step, network_s) for what, step in _THERE)):
        finding = examined(case, what, step, seconds)
        case.remember(finding)
        yield finding


def of_wrong_settings(error: SettingsError) -> Finding:
    """Tell of settings that cannot be used: nothing else can be examined with them."""
    words = Words(error.language or system_language())
    found, remedy = words.case("settings", "wrong", count=len(error.problems))
    told = words.title("settings"), words.tried("settings"), found, remedy
    return _fit_to_show(Finding("settings", Level.WRONG, *told, tuple(str(problem) for problem in error.problems)))


def examined(case: Case, what: str, step: Step, seconds: float) -> Finding:
    """Take one step; one that ends badly, or not at all, is a finding too."""
    try:
        found = within(seconds, lambda: step(case))
    except OutOfPatienceError:
        found = case.failed(what, "slow", seconds=round(seconds))
    except Exception as error:  # noqa: BLE001 - nothing may keep the other steps from being taken
        # Its text is left out: nobody knows what a foreign exception quotes.
        found = case.failed(what, "unforeseen", error=type(error).__name__)
    return _fit_to_show(found)


def _fit_to_show(finding: Finding) -> Finding:
    """Names of files, certificates and servers come from outside: they must neither steer a terminal nor leak."""

    def fit(text: str) -> str:
        return printable(redact(text))

    return replace(
        finding,
        tried=fit(finding.tried),
        found=fit(finding.found),
        remedy=fit(finding.remedy),
        details=tuple(fit(detail) for detail in finding.details),
    )
