"""`branchagent check`: what a first day can trip over, each with what was found and what to do. Sends no receipt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from branchagent.checking import as_json, findings, of_wrong_settings
from branchagent.checking.showing import Showing
from branchagent.cli.common import show
from branchagent.settings import SettingsError, load
from branchagent.texts import system_language

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from branchagent.checking import Finding


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `check`."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(action=_check)


def _check(options: argparse.Namespace) -> int:
    language, found = _examination(options)
    showing = Showing(language or system_language(), show)
    well = True
    for finding in found:
        well = well and finding.ok
        if options.json:
            show(json.dumps(as_json(finding)))
        else:
            showing.show(finding)
    if not options.json:
        showing.finish()
    return 0 if well else 1


def _examination(options: argparse.Namespace) -> tuple[str | None, Iterable[Finding]]:
    """Give the language that the settings ask for, and what is found."""
    try:
        loaded = load(options.config)
    except SettingsError as error:
        return error.language, (of_wrong_settings(error),)
    return loaded.settings.ui.language, findings(loaded, options.config)
