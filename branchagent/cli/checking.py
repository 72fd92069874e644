"""`branchagent check`: what a first day can trip over, each with what was found and what to do. Sends no receipt."""

from __future__ import annotations

import json
import secrets
import socket
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from branchagent.cli.common import say, with_settings
from branchagent.core.receipts import Outcome
from branchagent.core.verdicts import Answered
from branchagent.credentials import PASSWORD, TOKEN, CredentialStore, KeyringError
from branchagent.filing import Cabinet
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError
from branchagent.locking import FOLDER_LOCK, STATE_LOCK, FolderLock, is_taken
from branchagent.moving import move
from branchagent.uploading import make_endpoint
from branchagent.watching import PROBE_PREFIX, Watcher, WatchingError, may_watch
from branchagent.wire import make_route, reach

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from branchagent.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined; `remedy` is empty where all is well."""

    what: str
    ok: bool
    found: str
    remedy: str = ""


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `check`."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(action=with_settings(_check))


def _check(options: argparse.Namespace, settings: Settings) -> int:
    well = True
    for finding in _findings(settings):
        well = well and finding.ok
        if options.json:
            say(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            say(f"{'ok   ' if finding.ok else 'WRONG'} {finding.what}: {finding.found}")
            if finding.remedy:
                say(f"      {finding.remedy}")
    return 0 if well else 1


def _findings(settings: Settings) -> Iterator[Finding]:
    steps: list[Callable[[Settings], Finding]] = [
        _folder,
        _filing,
        _lock,
        _watching,
        _journal,
        _keyring,
        _name,
        _endpoint,
    ]
    for step in steps:
        yield step(settings)


def _folder(settings: Settings) -> Finding:
    drop = settings.folder.path
    probe = drop / f"{PROBE_PREFIX}{secrets.token_hex(8)}"
    try:
        drop.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"probe")
        probe.unlink()
    except OSError as error:
        return Finding(
            "folder",
            ok=False,
            found=f"{drop}: {error.strerror or error}",
            remedy="give this user the right to read, write and delete in folder.path",
        )
    return Finding("folder", ok=True, found=f"{drop} can be read and written")


def _filing(settings: Settings) -> Finding:
    """A receipt must get from the drop folder to its place in one step, which needs one volume."""
    drop = settings.folder.path
    name = f"{PROBE_PREFIX}{secrets.token_hex(8)}"
    try:
        Cabinet(drop).make_folders()
        for outcome in Outcome:
            (drop / name).write_bytes(b"probe")
            move(drop / name, drop / outcome / name)
            (drop / outcome / name).unlink()
    except OSError as error:
        return Finding(
            "filing",
            ok=False,
            found=f"a file cannot be moved below {drop}: {error.strerror or error}",
            remedy="done, duplicate and failed must be plain folders inside the drop folder, on its volume",
        )
    finally:
        _remove(drop, name)
    return Finding("filing", ok=True, found="a file moves to done, duplicate and failed in one step")


def _remove(drop: Path, name: str) -> None:
    for place in (drop, *(drop / outcome for outcome in Outcome)):
        try:
            (place / name).unlink(missing_ok=True)
        except OSError:
            continue


def _lock(settings: Settings) -> Finding:
    if is_taken(settings.state.path / STATE_LOCK):
        return Finding("lock", ok=True, found="this user's agent is running")
    if is_taken(settings.folder.path / FOLDER_LOCK):
        owner = FolderLock(settings.folder.path).owner()
        return Finding("lock", ok=True, found=f"{owner} serves this folder; an agent here would stand by")
    return Finding("lock", ok=True, found="nobody serves this folder now")


def _watching(settings: Settings) -> Finding:
    drop = settings.folder.path
    if not may_watch(drop, settings.folder.watch):
        return Finding(
            "watching", ok=True, found="by listing every 2 seconds (a network folder, or folder.watch says so)"
        )
    watcher = Watcher(drop, lambda _: None, lambda: None)
    try:
        watcher.start()
    except WatchingError as error:
        demanded = settings.folder.watch == "native"
        return Finding(
            "watching",
            ok=not demanded,
            found=f"native events do not come: {error}",
            remedy='the folder is listed every 2 seconds instead; folder.watch = "polling" says so at once',
        )
    watcher.stop()
    return Finding("watching", ok=True, found="a probe file's event came at once")


def _journal(settings: Settings) -> Finding:
    try:
        settings.state.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = settings.state.path / f"probe-{secrets.token_hex(8)}"
        probe.write_bytes(b"probe")
        probe.unlink()
        with History(settings.state.path) as history:
            history.last()
    except (OSError, JournalUnavailableError, JournalDamagedError) as error:
        return Finding(
            "journal",
            ok=False,
            found=f"{settings.state.path}: {error}",
            remedy="give this user a writable folder as state.path, with free space",
        )
    return Finding("journal", ok=True, found=f"{settings.state.path} can be read and written")


def _keyring(settings: Settings) -> Finding:
    entry = TOKEN if settings.credentials.mode == "token" else PASSWORD
    store = CredentialStore(settings.server.url)
    try:
        backend, present = store.backend_name(), store.get(entry) is not None
    except KeyringError as error:
        return Finding("keyring", ok=False, found=str(error), remedy="unlock or install the system's keyring")
    if not present:
        return Finding(
            "keyring",
            ok=False,
            found=f"{backend} holds no {entry} for {settings.server.url}",
            remedy="run: branchagent login",
        )
    return Finding("keyring", ok=True, found=f"{backend} holds the {entry} for {settings.server.url}")


def _name(settings: Settings) -> Finding:
    parts = urlsplit(settings.server.url)
    host = parts.hostname or ""
    try:
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(host, parts.port or parts.scheme)}
    except OSError as error:
        return Finding(
            "name",
            ok=False,
            found=f"{host} cannot be resolved: {error.strerror or error}",
            remedy="check server.url, and this machine's DNS (behind a proxy this may be as it should be)",
        )
    return Finding("name", ok=True, found=f"{host} is {', '.join(sorted(addresses))}")


def _endpoint(settings: Settings) -> Finding:
    """Ask for the endpoint without sending anything: any answer shows that the way there is open."""
    url = make_endpoint(settings).url
    fact = reach(url, make_route(settings))
    if isinstance(fact, Answered):
        unencrypted = " (UNENCRYPTED)" if url.startswith("http://") else ""
        return Finding(
            "endpoint",
            ok=fact.status < 500 and fact.status != 407,
            found=f"{url} answers with HTTP {fact.status}{unencrypted}",
        )
    return Finding("endpoint", ok=False, found=f"{url}: {fact.trouble} ({fact.detail})", remedy=_REMEDIES[fact.trouble])


_REMEDIES = {
    "no-connection": "check server.url, the firewall, and whether a proxy is needed (server.proxy)",
    "timeout": "the server does not answer in server.timeout_s; check the firewall and the proxy",
    "tls": "the server's certificate is not trusted: set server.ca_bundle if the bank inspects TLS",
    "proxy": "the proxy refuses or cannot be reached; check server.proxy",
    "broken-off": "the connection breaks off; check firewall and proxy",
}
