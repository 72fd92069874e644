"""Kinds of settings that name a place on the network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from branchagent.settings.kinds import Kind
from branchagent.settings.paths import Place

if TYPE_CHECKING:
    from pathlib import Path

_NAME_OR_IPV4 = re.compile(r"\w[\w.-]*")
_PATH_BELOW = re.compile(r"/*[^\s/?#:@\\][^\s?#:@\\]*")


@dataclass(frozen=True, slots=True)
class Address(Kind):
    """An http:// or https:// address without credentials, query and fragment. What may hold a secret is not quoted."""

    example: str

    @property
    def requirement(self) -> str:
        """The form, by an example."""
        return f"an http:// or https:// address, such as {self.example}"

    def read(self, raw: object, base: Path) -> str:  # noqa: ARG002  only paths have a base
        """Give the address without a slash at its end. Raises UnfitError."""
        text = self.text_of(raw)
        if "@" in text:
            raise self.refused(
                "holds a user name or password", f"secrets have no place in settings: write it as {self.example}"
            )
        if "?" in text or "#" in text:
            raise self.refused("has a query or a fragment", "leave out everything from the ? or # on")
        if not _is_web_address(text):
            raise self.refused()
        scheme, _, rest = text.partition(":")
        # In one writing: what is done for https must not depend on how somebody wrote it.
        return f"{scheme.lower()}:{rest.rstrip('/')}"


@dataclass(frozen=True, slots=True)
class WordOrAddress(Address):
    """An address, or a word that stands for none."""

    word: str = ""

    @property
    def requirement(self) -> str:
        """The word or the form."""
        return f'"{self.word}", or an http:// or https:// address such as {self.example}'

    def read(self, raw: object, base: Path) -> str:
        """Give the word, or the address without a slash at its end. Raises UnfitError."""
        return self.word if raw == self.word else Address.read(self, raw, base)


class Script(Kind):
    """A path or an address of a script."""

    __slots__ = ()
    requirement = "a path, or an http:// or https:// address such as http://wpad.example/proxy.pac"

    def read(self, raw: object, base: Path) -> str:
        """Give the address as it is, or the absolute path. Raises UnfitError."""
        text = self.text_of(raw)
        if re.match(r"(https?|file)://", text, re.IGNORECASE):
            if "@" in text:
                raise self.refused("holds a user name or password", "secrets have no place in settings")
            return text
        return str(Place().read(text, base))


class PathBelow(Kind):
    """A path below the server's address."""

    __slots__ = ()
    requirement = 'a path below server.url, such as "umrah/bank/login"'

    def read(self, raw: object, base: Path) -> str:  # noqa: ARG002  the base is for paths of files
        """Give the path without a slash at its start. Raises UnfitError."""
        text = self.text_of(raw)
        if "@" in text or "?" in text:
            raise self.refused("is no plain path")
        if not _PATH_BELOW.fullmatch(text):
            raise self.refused()
        return text.lstrip("/")


def is_this_machine(address: str) -> bool:
    """Tell whether an address stays on this machine: localhost, 127.0.0.0/8 or ::1."""
    host = urlsplit(address).hostname or ""
    return host == "localhost" or (_is_ip(host) and ip_address(host).is_loopback)


def is_unencrypted(address: str) -> bool:
    """Tell whether what goes to an address can be read on its way: plain http beyond this machine."""
    return address.lower().startswith("http:") and not is_this_machine(address)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    # An empty port or a // in the path come of pasting one address behind another.
    sane = not re.search(r"\s", text) and not parts.netloc.endswith(":") and "//" not in parts.path and port != 0
    return sane and parts.scheme in {"http", "https"} and _has_host(parts)


def _has_host(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return _is_ip(host) if "[" in parts.netloc else bool(_NAME_OR_IPV4.fullmatch(host))


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
