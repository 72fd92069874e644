"""`branchagent completion`: what lets a shell complete our commands, options and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.cli.common import show

if TYPE_CHECKING:
    import argparse


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the shells to choose from."""
    parser.add_argument("shell", choices=("bash", "zsh"), help="whose script is printed; see below for where it goes")
    parser.epilog = (
        'bash: add eval "$(branchagent completion bash)" to ~/.bashrc. '
        "zsh: branchagent completion zsh > a file _branchagent in a folder of $fpath."
    )
    parser.set_defaults(action=_complete)


def _complete(options: argparse.Namespace) -> int:
    import shtab  # noqa: PLC0415 - no other command needs it

    from branchagent.cli.main import whole_parser  # noqa: PLC0415 - it loads us

    show(shtab.complete(whole_parser(), options.shell).removesuffix("\n"))
    return 0
