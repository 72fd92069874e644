"""What settings must be true of together, each being right by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from branchagent.settings.addresses import is_this_machine
from branchagent.settings.literals import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_OUTCOME_FOLDERS = {"done", "duplicate", "failed"}

Values = dict[str, Any]


class Breach(NamedTuple):
    """A rule that is broken: by which keys, what is wrong, what would be right."""

    keys: tuple[str, ...]
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Rule:
    keys: tuple[str, ...]
    judge: Callable[[Mapping[str, Any]], tuple[str, str] | None]


def breaches(values: Mapping[str, Any]) -> Iterator[Breach]:
    """Go through the rules whose keys all have a value."""
    for rule in _RULES:
        if all(key in values for key in rule.keys) and (broken := rule.judge(values)):
            yield Breach(rule.keys, *broken)


def _plain_http(values: Mapping[str, Any]) -> tuple[str, str] | None:
    url = values["server.url"]
    if url.lower().startswith("https:") or values["server.allow_plain_http"] or is_this_machine(url):
        return None
    message = f"server.url is {literal(url)}: the token and the receipts would travel unencrypted"
    return message, "use https://, or set server.allow_plain_http = true"


def _key_without_certificate(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if values["server.client_key"] is None or values["server.client_certificate"] is not None:
        return None
    return "server.client_key is set without server.client_certificate", "set both, or neither"


def _outcome_folder_watched(values: Mapping[str, Any]) -> tuple[str, str] | None:
    folder = values["folder.path"]
    if folder.name.lower() not in _OUTCOME_FOLDERS:
        return None
    message = f"folder.path is {literal(folder)}, and {folder.name} is a folder that the agent files into"
    return message, "name the folder that receipts are saved into"


def _state_in_folder(values: Mapping[str, Any]) -> tuple[str, str] | None:
    folder, state = values["folder.path"], values["state.path"]
    if state.is_relative_to(folder):
        return f"state.path ({state}) lies in folder.path ({folder})", "keep them in separate folders"
    if folder.is_relative_to(state):
        return f"folder.path ({folder}) lies in state.path ({state})", "keep them in separate folders"
    return None


def _waits_out_of_order(values: Mapping[str, Any]) -> tuple[str, str] | None:
    first, longest = values["upload.first_wait_s"], values["upload.longest_wait_s"]
    if first <= longest:
        return None
    message = f"upload.longest_wait_s is {literal(longest)}, less than upload.first_wait_s ({literal(first)})"
    return message, "the longest wait must be at least the first"


_RULES = (
    _Rule(("server.url", "server.allow_plain_http"), _plain_http),
    _Rule(("server.client_key", "server.client_certificate"), _key_without_certificate),
    _Rule(("folder.path",), _outcome_folder_watched),
    _Rule(("folder.path", "state.path"), _state_in_folder),
    _Rule(("upload.longest_wait_s", "upload.first_wait_s"), _waits_out_of_order),
)
