"""The simulator as tests and the demo use it: a SISKOHAT in this process."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from branchagent.simulator import control
from branchagent.simulator.config import SimulatorConfig
from branchagent.simulator.ledger import Acceptance, Ledger, RedirectRecord, RequestRecord
from branchagent.simulator.rulebook import RuleBook
from branchagent.simulator.rules import make_rule, parse_step
from branchagent.simulator.server import Server
from branchagent.simulator.service import Service
from branchagent.simulator.store import Store
from branchagent.simulator.tls import Identity, make_identity
from branchagent.simulator.tokens import Account, Gate

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - recognised, not bound


class Simulator:
    """A SISKOHAT that serves between `start` and `close`, or within `with Simulator(config) as simulator`.

    A closed one does not start again; another may take its port at once.
    """

    def __init__(self, config: SimulatorConfig | None = None) -> None:
        self._config = config = config or SimulatorConfig()
        account = Account(config.user, config.password, config.api_key)
        self._service = Service(
            Gate(account, config.token, config.token_life_s),
            RuleBook(config.rules),
            Ledger(Store(config.store) if config.store else None),
            _keep_quiet if config.quiet else _print_line,
            config.latency_s,
        )
        self._identity: Identity | None = None
        self._server: Server | None = None

    def start(self) -> None:
        """Begin to serve; OSError if the address is taken or `ca_file` cannot be written."""
        config = self._config
        if config.https:
            self._identity = make_identity(config.host)
            if config.ca_file:
                config.ca_file.write_bytes(self._identity.authority_pem)
        context = self._identity.context if self._identity else None
        self._server = Server(config.host, config.port, self._service, context)
        self._server.start()

    def close(self) -> None:
        """Stop serving: every connection is closed, every thread has ended. Does nothing the second time."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end; RuntimeError while it does not serve."""
        host = _ANY_ADDRESS.get(self._config.host, self._config.host)
        scheme = "https" if self._config.https else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def port(self) -> int:
        """The port; RuntimeError while it does not serve."""
        if self._server is None:
            raise RuntimeError("the simulator does not serve; start it first")
        return self._server.server_port

    @property
    def authority_pem(self) -> bytes | None:
        """The certificate that clients must trust (PEM), if it serves https."""
        return self._identity.authority_pem if self._identity else None

    @property
    def accepted(self) -> Mapping[str, Acceptance]:
        """What was accepted, by validation number, as of now."""
        return self._service.ledger.accepted

    @property
    def requests(self) -> list[RequestRecord]:
        """Every upload so far, in the order of their verdicts."""
        return self._service.ledger.requests

    @property
    def inquiries(self) -> int:
        """How often a token was shown without an upload."""
        return self._service.ledger.inquiries

    @property
    def redirects(self) -> list[RedirectRecord]:
        """Every client that followed a redirect."""
        return self._service.ledger.redirects

    @property
    def logins(self) -> int:
        """How many logins got a token."""
        return self._service.ledger.logins_granted

    @property
    def state(self) -> dict[str, object]:
        """The counts, as `GET /_simulator/state` tells them."""
        return self._service.ledger.state()

    def rule(self, pattern: str, *steps: str) -> None:
        """Answer the numbers of a pattern by these steps; RuleError if one cannot be read."""
        self._service.rulebook.put(make_rule(pattern, steps))

    def always(self, step: str) -> None:
        """Answer every upload by this step, whatever the rules say, and every login too if it is a fault."""
        self._service.rulebook.always(parse_step(step))

    def normally(self) -> None:
        """End `always` and `down`; rules stay."""
        self._service.rulebook.always(None)
        self.up()

    def down(self) -> None:
        """Close the connection on every upload and login."""
        self._service.is_down.set()

    def up(self) -> None:
        """End `down`."""
        self._service.is_down.clear()

    def reset(self) -> None:
        """Begin anew: no rules, no records, nothing accepted or revoked, and up. Stored files stay."""
        control.reset(self._service)

    def revoke_tokens(self) -> None:
        """Answer RC 98 to every token issued, expected or seen so far."""
        self._service.gate.revoke()

    def expect_token(self, token: str | None) -> None:
        """Accept from now on only this token and those of later logins; None accepts any."""
        self._service.gate.expect(token)


def _keep_quiet(_line: str) -> None:
    """Swallow a line."""


def _print_line(line: str) -> None:
    # A reader of our output who went away must not disturb the clients. One write keeps lines whole.
    with suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
