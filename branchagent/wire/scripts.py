"""Proxy auto-config scripts (PAC): read from a file or an address, and asked for the proxies to take."""

from __future__ import annotations

import warnings
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests

from branchagent.wire.route import DIRECT

_LARGEST = 1024 * 1024
_TIMEOUT_S = 10.0
_TAKEN = ("http://", "https://")


class ScriptError(Exception):
    """A script cannot be had or makes no sense."""


def read_script(place: str) -> str:
    """Read the script of a path, or of a file:, http: or https: address. Raises `ScriptError`."""
    try:
        content = _fetch(place) if place.lower().startswith(_TAKEN) else _path(place).read_bytes()
    except (OSError, ValueError) as error:
        # requests' own errors are OSErrors too
        raise ScriptError(f"cannot be read ({getattr(error, 'strerror', None) or type(error).__name__})") from None
    if len(content) > _LARGEST:
        raise ScriptError("is too large")
    return content.decode("utf-8", "replace")


def choose(script: str, url: str) -> list[str]:
    """Ask a script which way to go: proxies' addresses and `DIRECT`, best first. Raises `ScriptError`.

    Ways that we cannot go (SOCKS) are left out.
    """
    from pypac.parser import PACFile, parse_pac_value  # noqa: PLC0415 - it brings an interpreter along

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = PACFile(script).find_proxy_for_url(url, urlsplit(url).hostname or "")
            ways = parse_pac_value(answer or "DIRECT")
    except Exception as error:  # noqa: BLE001 - the interpreter raises what the script makes it raise
        raise ScriptError(f"makes no sense ({type(error).__name__})") from None
    found = [DIRECT if way == "DIRECT" else way for way in ways if way == "DIRECT" or way.startswith(_TAKEN)]
    if not found:
        raise ScriptError("names only ways that this program cannot go")
    return found


def _fetch(address: str) -> bytes:
    with requests.Session() as session:
        # The way to the script goes past every proxy, and no password of a .netrc goes along.
        session.trust_env = False
        with session.get(address, timeout=_TIMEOUT_S, stream=True) as response:
            response.raise_for_status()
            return response.raw.read(_LARGEST + 1, decode_content=True)


def _path(place: str) -> Path:
    parts = urlsplit(place)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else Path(place)
