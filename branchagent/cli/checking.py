"""`branchagent check`: what a first day can trip over, each with what was found and what to do. Sends no receipt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from branchagent.checking import as_json, findings
from branchagent.checking.showing import Showing
from branchagent.cli.common import EXIT_CONFIGURATION, load_or_tell, show
from branchagent.texts import system_language

if TYPE_CHECKING:
    import argparse


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `check`."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(action=_check)


def _check(options: argparse.Namespace) -> int:
    loaded = load_or_tell(options)
    if loaded is None:
        return EXIT_CONFIGURATION
    showing = Showing(loaded.settings.ui.language or system_language(), show)
    well = True
    for finding in findings(loaded, options.config):
        well = well and finding.ok
        if options.json:
            show(json.dumps(as_json(finding)))
        else:
            showing.show(finding)
    if not options.json:
        showing.finish()
    return 0 if well else 1
