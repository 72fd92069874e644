"""The command `branchagent simulator`."""

import argparse
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from branchagent.simulator.config import DEFAULT_PORT, SimulatorConfig
from branchagent.simulator.fault_kinds import TRAITS, Trait
from branchagent.simulator.rules import Rule, RuleError, parse_rule
from branchagent.simulator.simulator import Simulator

_WAKE_S = 0.5


def _fault_line(trait: Trait) -> str:
    mark = "*" if trait.processes else " "
    return f"  {trait.syntax:<14}{mark} {trait.explanation}"


EPILOG = "\n".join(
    [
        "rules:",
        "  PATTERN=STEP[,STEP...]: the first try of a number takes the first step, the last step repeats.",
        "  PATTERN is a number, a glob (0111*), a regular expression between slashes, or @login.",
        "  An exact number comes before patterns; of two patterns, the one given last wins.",
        "  STEP is a response code (28), ok or 00 (the normal answer), or a fault.",
        "  Without a rule, the first upload of a number gets RC 00, each later one RC 29.",
        "",
        "faults (* the receipt is stored, if it is new):",
        *(_fault_line(trait) for trait in TRAITS.values()),
        "",
        "control while it runs, on the same port, for rehearsals only (it asks for no password):",
        "  GET  /_simulator/state     counts: accepted, requests, tries, logins",
        "  GET  /_simulator/requests  every upload and its answer",
        '  POST /_simulator/rules     {"0111*": ["28", "00"]} adds or replaces rules',
        '  POST /_simulator/always    {"step": "http-503"} answers everything so; /normally ends it',
        "  POST /_simulator/down      closes every connection unanswered; /up ends it",
        "  POST /_simulator/revoke    every token known so far gets RC 98",
        "  POST /_simulator/reset     begins anew",
        "",
        "examples:",
        "  branchagent simulator --answer '0111*=28,00' --fault '*7=cut-stored,ok'",
        "  branchagent simulator --https --ca-file ca.pem --fault '@login=http-503:5,ok'",
    ]
)
"""What the help says below the options: rules, faults and control paths."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser this command's options and its epilog."""
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--port", type=_port, default=DEFAULT_PORT, metavar="N", help="port (8765); 0 takes any free one")
    help_rules = "how the numbers of a pattern are answered, see below; may be given many times"
    add("--answer", "--fault", dest="rules", action="append", type=_rule, metavar="RULE", help=help_rules)
    add("--https", action="store_true", help="serve https, with a certificate made at start")
    add("--ca-file", type=Path, metavar="PATH", help="where to write the authority, for server.ca_bundle")
    add("--token", metavar="T", help="the only token accepted, beside those of logins")
    add("--user", metavar="U", help="the user name a login must bring")
    add("--password", metavar="P", help="the password a login must bring")
    add("--api-key", metavar="K", help="the x-key a login must bring")
    add("--token-life", type=_seconds, default=3600.0, metavar="SECONDS", help="life of a login's token (3600)")
    add("--store", type=Path, metavar="DIR", help="keep what is accepted as DIR/NUMBER.pdf")
    add("--latency", type=_seconds, default=0.0, metavar="SECONDS", help="delay every answer")
    add("--quiet", action="store_true", help="no line for each request")


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM, then return 0; 1 if the address or a file cannot be had."""
    config = _config(args)
    try:
        with _ended_by_signals() as ended, Simulator(config) as simulator:
            print(_greeting(simulator.url, config.ca_file), flush=True)
            # In short waits, because a wait without end keeps Ctrl-C from being seen on Windows.
            while not ended.wait(_WAKE_S):
                pass
    except OSError as error:
        print(f"branchagent simulator: {error}", file=sys.stderr)
        return 1
    return 0


def _config(args: argparse.Namespace) -> SimulatorConfig:
    config = SimulatorConfig(
        host=args.host,
        port=args.port,
        https=args.https,
        ca_file=args.ca_file,
        token=args.token,
        user=args.user,
        password=args.password,
        api_key=args.api_key,
        token_life_s=args.token_life,
        store=args.store,
        latency_s=args.latency,
        quiet=args.quiet,
        rules=tuple(args.rules or ()),
    )
    if config.https and config.ca_file is None:
        folder = Path(tempfile.mkdtemp(prefix="branchagent-simulator-"))
        return replace(config, ca_file=folder / "ca.pem")
    return config


def _greeting(url: str, ca_file: Path | None) -> str:
    authority = f" (authority: {ca_file.absolute()})" if ca_file and url.startswith("https") else ""
    return f"SISKOHAT simulator at {url}{authority}"


@contextmanager
def _ended_by_signals() -> Iterator[threading.Event]:
    ended = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield ended
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: ended.set()) for number in numbers]
    try:
        yield ended
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _rule(text: str) -> Rule:
    try:
        return parse_rule(text)
    except RuleError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (0 to 65535)")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds (0 or more)")
    return seconds
