"""Proxy auto-config scripts (PAC): read from a file or an address, and asked for the proxies to take."""

from __future__ import annotations

import os
import re
import sys
import warnings
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import requests
import urllib3.exceptions

from branchagent.beside import begin, end
from branchagent.wire.cutting import CuttableAdapter, Cutter
from branchagent.wire.route import DIRECT, Route
from branchagent.wire.trust import TrustError, make_context

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_LARGEST = 1024 * 1024
_TIMEOUT_S = 10.0
_TAKEN = ("http://", "https://")
_DRIVE = re.compile(r"[A-Za-z]:")
_NEEDED = frozenset({"SYSTEMROOT"})
"""Windows' sockets do not work without it."""


class ScriptError(Exception):
    """A script cannot be had or makes no sense."""


def read_script(place: str, route: Route) -> str:
    """Read the script of a path, or of a file:, http: or https: address. Raises `ScriptError`."""
    try:
        content = _fetch(place, route) if place.lower().startswith(_TAKEN) else _path(place).read_bytes()
    except TrustError as error:
        raise ScriptError(str(error)) from None
    except (OSError, ValueError, urllib3.exceptions.HTTPError) as error:
        # requests' own errors are OSErrors too
        raise ScriptError(f"cannot be read ({getattr(error, 'strerror', None) or type(error).__name__})") from None
    if len(content) > _LARGEST:
        raise ScriptError("is too large")
    return content.decode("utf-8", "replace")


def choose(script: str, url: str, seconds: float = 10.0) -> list[str]:
    """Ask a script which way to go: proxies' addresses and `DIRECT`, best first. Raises `ScriptError`.

    Ways that we cannot go (SOCKS) are left out. It runs in a process of its own: while it does, Python's other threads
    stand still, and nothing but the end of the process ends one that runs for ever.
    """
    process, receiving = begin(_answer, script, url, name="proxy-script")
    with receiving:
        try:
            if not receiving.poll(seconds):
                raise ScriptError("does not come to an end")
            ways = receiving.recv()
        except EOFError:
            raise ScriptError("ended the process that ran it") from None
        finally:
            end(process)
    if isinstance(ways, str):
        raise ScriptError(f"makes no sense ({ways})")
    found = [DIRECT if way == "DIRECT" else way for way in ways if way == "DIRECT" or way.startswith(_TAKEN)]
    if not found:
        raise ScriptError("names only ways that this program cannot go")
    return found


def _answer(sending: Connection, script: str, url: str) -> None:
    """Run a script, in its own process, and send back the ways that it names, or in a word what it stumbled over."""
    for name in set(os.environ) - _NEEDED:
        # The interpreter shows the environment to its scripts, and there may be passwords in it.
        del os.environ[name]
    from pypac.parser import PACFile, parse_pac_value  # noqa: PLC0415 - it brings an interpreter along

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = PACFile(script).find_proxy_for_url(url, urlsplit(url).hostname or "")
            sending.send(parse_pac_value(answer or "DIRECT"))
    except Exception as error:  # noqa: BLE001 - the interpreter raises what the script makes it raise
        sending.send(type(error).__name__)


def _fetch(address: str, route: Route) -> bytes:
    with requests.Session() as session:
        # The way to the script goes past every proxy, and no password of a .netrc goes along.
        session.trust_env = False
        if address.lower().startswith("https:"):
            # Trusted like the service; our own certificate is for that alone.
            context = make_context(replace(route, client_certificate=None))
            session.mount("https://", CuttableAdapter(Cutter(), context))
        with session.get(address, timeout=_TIMEOUT_S, stream=True) as response:
            response.raise_for_status()
            return response.raw.read(_LARGEST + 1, decode_content=True)


def windows_path(place: str) -> PureWindowsPath:
    """Give the path of a file: address in the forms that Windows itself takes.

    They are file:///C:/x, file://C:/x, the same with backslashes, and file://server/share/x.
    """
    parts = urlsplit(place.replace("\\", "/"))
    host, path = unquote(parts.netloc), unquote(parts.path)
    if _DRIVE.fullmatch(host):
        return PureWindowsPath(host + path)
    if _DRIVE.match(path.lstrip("/")):
        return PureWindowsPath(path.lstrip("/"))
    return PureWindowsPath(path if host.lower() in {"", "localhost"} else f"//{host}{path}")


def _path(place: str) -> Path:
    parts = urlsplit(place)
    if parts.scheme != "file":
        return Path(place)
    return Path(windows_path(place)) if sys.platform == "win32" else Path(url2pathname(parts.path))
