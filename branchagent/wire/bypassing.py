"""What the surroundings lead past every proxy: this machine itself, and what NO_PROXY lists."""

from __future__ import annotations

import contextlib
import os
import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import requests.utils

_PORTS = {"http": 80, "https": 443}


def is_passed_by(url: str) -> bool:
    """Tell whether `url` is reached without the proxy that the system names."""
    # What need not be encrypted because it stays on this machine must stay there, as with every browser.
    return _is_loopback(url) or requests.utils.should_bypass_proxies(url, None) or _is_listed(url)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    with contextlib.suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _is_listed(url: str) -> bool:
    """Look into NO_PROXY for the forms that other programs take there, and requests does not.

    These are `*.example`, networks and addresses of IPv6, a port, a dot at the end.
    """
    parts = urlsplit(url)
    host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    entries = map(_parted, re.split(r"[\s,]+", listed))
    return any(wanted in {None, port} and _covers(name, host) for name, wanted in entries)


def _parted(entry: str) -> tuple[str, int | None]:
    """Part an entry from its port; an address of IPv6 stands in brackets then."""
    name, _, port = entry.rpartition(":")
    if name and port.isdecimal() and (":" not in name or name.endswith("]")):
        return _bare(name), int(port)
    return _bare(entry), None


def _bare(name: str) -> str:
    return re.sub(r"[\[\]]", "", name)


def _covers(name: str, host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        suffix = name.removeprefix("*").strip(".").lower()
        return name == "*" or (bool(suffix) and f".{host}".endswith(f".{suffix}"))
    # An address ends in nothing: it is in a network, or it is not.
    with contextlib.suppress(ValueError):
        return address in ip_network(name, strict=False)
    return name == "*"
