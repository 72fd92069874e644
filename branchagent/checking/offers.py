"""Which kinds of password a proxy asks for: it is asked the way, by hand and without any password."""

from __future__ import annotations

import re
import socket
import time

from branchagent.checking.way import host_and_port

BASIC = "Basic"
_WITHIN_S = 5.0
_LONGEST = 16 * 1024
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_KNOWN = {scheme.lower(): scheme for scheme in (BASIC, "Digest", "NTLM", "Negotiate", "Kerberos", "Bearer")}
_WORD = re.compile(r"[A-Za-z]+")


def schemes(proxy: str, url: str) -> tuple[str, ...]:
    """Give the kinds that a proxy offers on the way to `url`; empty if it does not tell."""
    if not proxy.startswith("http://"):
        return ()  # one that is spoken to by TLS: what it said to the request itself has to do
    try:
        return read_offer(_ask(proxy, url))
    except (OSError, UnicodeError):
        return ()


def read_offer(head: str) -> tuple[str, ...]:
    """Read the kinds out of an answer's head; those that nobody has heard of are left out."""
    found: dict[str, None] = {}
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "proxy-authenticate":
            words = _WORD.findall(_QUOTED.sub("", value))
            found |= dict.fromkeys(_KNOWN[word.lower()] for word in words if word.lower() in _KNOWN)
    return tuple(found)


def _ask(proxy: str, url: str) -> str:
    deadline = time.monotonic() + _WITHIN_S
    with socket.create_connection(host_and_port(proxy), _WITHIN_S) as connection:
        connection.sendall(_request(url))
        head = b""
        while b"\r\n\r\n" not in head and len(head) < _LONGEST and time.monotonic() < deadline:
            connection.settimeout(max(0.1, deadline - time.monotonic()))
            if not (part := connection.recv(4096)):
                break
            head += part
    return head.decode("latin-1")


def _request(url: str) -> bytes:
    host, port = host_and_port(url)
    named = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    line = f"CONNECT {named}:{port}" if url.startswith("https://") else f"HEAD {url}"
    return f"{line} HTTP/1.1\r\nHost: {named}:{port}\r\nConnection: close\r\n\r\n".encode("ascii")
