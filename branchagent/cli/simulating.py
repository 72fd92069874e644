"""`branchagent simulator`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.simulator import command as simulator

if TYPE_CHECKING:
    import argparse


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the simulator's own options."""
    simulator.add_arguments(parser)
    parser.set_defaults(action=simulator.run)
