"""How a simulator is set up."""

from dataclasses import dataclass
from pathlib import Path

from branchagent.simulator.rules import Rule

DEFAULT_PORT = 8765


@dataclass(frozen=True, slots=True)
class SimulatorConfig:
    """What a simulator is started with; the defaults suit tests.

    `port` 0 takes any free port. `token`, `user`, `password` and `api_key` are what clients must present;
    None accepts anything. `token_life_s` is how long a token from the login lives, in seconds; `latency_s`
    delays every answer. With `store`, accepted receipts are kept there as files, and those already there
    count as accepted. `https` makes a certificate at start, its authority written to `ca_file` if given.
    `quiet` prints no line for each request.
    """

    host: str = "127.0.0.1"
    port: int = 0
    https: bool = False
    ca_file: Path | None = None
    token: str | None = None
    user: str | None = None
    password: str | None = None
    api_key: str | None = None
    token_life_s: float = 3600.0
    store: Path | None = None
    latency_s: float = 0.0
    quiet: bool = True
    rules: tuple[Rule, ...] = ()
