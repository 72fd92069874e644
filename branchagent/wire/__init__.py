"""The way to the service: the one place that speaks HTTP. What came of a request is told as a fact of the core."""

from branchagent.wire import loading  # noqa: F401 - before all others
from branchagent.wire.exchange import LONGEST_ANSWER, Wire, reach
from branchagent.wire.looking import look
from branchagent.wire.proxies import Proxies, Proxy, ProxyUnknownError
from branchagent.wire.route import NoPasswords, Pair, Passwords, Route, SecretUnavailableError
from branchagent.wire.system import System

__all__ = [
    "LONGEST_ANSWER",
    "NoPasswords",
    "Pair",
    "Passwords",
    "Proxies",
    "Proxy",
    "ProxyUnknownError",
    "Route",
    "SecretUnavailableError",
    "System",
    "Wire",
    "look",
    "reach",
]
