"""`branchagent check`: what a first day can trip over, each with what was found and what to do. Sends no receipt."""

from __future__ import annotations

import json
import secrets
import socket
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from branchagent.cli.common import say, with_settings
from branchagent.core.receipts import Outcome
from branchagent.core.verdicts import Answered
from branchagent.credentials import PASSWORD, TOKEN, KeyringError, make_store
from branchagent.filing import Cabinet
from branchagent.journal import History, JournalDamagedError, JournalUnavailableError
from branchagent.locking import FOLDER_LOCK, STATE_LOCK, FolderLock, is_taken
from branchagent.moving import move
from branchagent.reasons import local_time
from branchagent.routing import make_route
from branchagent.signing_in import expiry
from branchagent.uploading import make_endpoint
from branchagent.watching import PROBE_PREFIX, Watcher, WatchingError, may_watch
from branchagent.wire import reach

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
    ]
    for step in steps:
        yield step(settings)
    yield from _endpoint(settings)


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
    store = make_store(settings)
    try:
        backend, secret = store.backend_name(), store.get(entry)
    except KeyringError as error:
        return Finding("keyring", ok=False, found=str(error), remedy="unlock or install the system's keyring")
    if secret is None:
        return Finding(
            "keyring",
            ok=False,
            found=f"{backend} holds no {entry} for {settings.server.url}",
            remedy="run: branchagent login",
        )
    return _lifetime(secret, f"{backend} holds the {entry} for {settings.server.url}", settings)


def _lifetime(secret: str, found: str, settings: Settings) -> Finding:
    ends = expiry(secret) if settings.credentials.mode == "token" else None
    if ends is None:
        return Finding("keyring", ok=True, found=found)
    if ends <= time.time():
        remedy = "ask the ministry for a new token, then run: branchagent login"
        return Finding("keyring", ok=False, found=f"{found}; it expired on {local_time(ends)}", remedy=remedy)
    return Finding("keyring", ok=True, found=f"{found}; it expires on {local_time(ends)}")


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


def _endpoint(settings: Settings) -> Iterator[Finding]:
    """Ask for the endpoint without sending anything: an answer shows that the way there is open."""
    url = make_endpoint(settings).url
    fact = reach(url, make_route(settings))
    if not isinstance(fact, Answered):
        remedy = _REMEDIES.get(fact.trouble, "")
        yield Finding("endpoint", ok=False, found=f"{url}: {fact.trouble} ({fact.detail})", remedy=remedy)
        return
    unencrypted = " (UNENCRYPTED)" if url.startswith("http://") else ""
    remedy = next((remedy for statuses, remedy in _STATUSES if fact.status in statuses), "")
    yield Finding("endpoint", ok=not remedy, found=f"{url} answers with HTTP {fact.status}{unencrypted}", remedy=remedy)
    yield _clock(fact.date)


def _clock(date: float | None) -> Finding:
    if date is None:
        return Finding("clock", ok=True, found="the server's answer has no time to compare with")
    off = time.time() - date
    if abs(off) <= _TOLERATED_CLOCK_S:
        return Finding("clock", ok=True, found="this machine's clock agrees with the server's")
    ahead = "ahead of" if off > 0 else "behind"
    return Finding(
        "clock",
        ok=False,
        found=f"this machine's clock is {abs(off):.0f} seconds {ahead} the server's",
        remedy="set the clock; tokens and certificates are judged by it",
    )


_TOLERATED_CLOCK_S = 60.0

_STATUSES = (
    (range(300, 400), "it redirects, which uploads do not follow: check server.url"),
    (range(407, 408), "the proxy wants a password: check server.proxy"),
    (range(500, 600), "the service or a gateway before it has a fault; receipts wait until it is mended"),
)

_REMEDIES = {
    "no-connection": "check server.url, the firewall, and whether a proxy is needed (server.proxy)",
    "timeout": "the server does not answer in server.timeout_s; check the firewall and the proxy",
    "tls": "the server's certificate is not trusted: set server.ca_bundle if the bank inspects TLS",
    "proxy": "the proxy refuses or cannot be reached; check server.proxy",
    "broken-off": "the connection breaks off; check firewall and proxy",
}
