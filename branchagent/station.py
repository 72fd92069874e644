"""What the agent works with: what lasts as long as it runs, and what each served folder gets anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent import examining
from branchagent.core.names import NumberRule
from branchagent.core.naming import NumberPolicy
from branchagent.core.retry import Backoff
from branchagent.core.schedule import Schedule
from branchagent.core.settling import Patience
from branchagent.credentials import KeyringProcess, KeyringStore, MakeKeyringStore, make_store
from branchagent.examiner import Examiner
from branchagent.filing import Cabinet
from branchagent.messages import Hint, Relist
from branchagent.pipeline import Limits, Pipeline
from branchagent.releases import Releases
from branchagent.routing import make_route
from branchagent.sending import Sender
from branchagent.service_watch import ServiceWatch
from branchagent.settling import Gate
from branchagent.signing_in import Refusals, Session, Source, make_source
from branchagent.texts import Texts, system_language
from branchagent.uploading import Uploader, make_endpoint
from branchagent.watching import Sight
from branchagent.wire import Passwords, Route

if TYPE_CHECKING:
    from pathlib import Path

    from branchagent.clock import Clock
    from branchagent.disk import Disk
    from branchagent.journal import Journal
    from branchagent.machine import Machine
    from branchagent.messages import Inbox
    from branchagent.results import Filed
    from branchagent.settings import Settings

_MIB = 1024 * 1024

Submit = Callable[[Callable[[], None]], object]


@dataclass(frozen=True, slots=True)
class Ties:
    """What a station has of its agent."""

    inbox: Inbox
    submit: Submit
    """Hands a step to a worker thread."""
    on_filed: Callable[[Filed], None]
    holds_folder: Callable[[], bool]
    """Tells whether the right to serve the folder is still ours."""
    is_stopping: Callable[[], bool] = lambda: False
    """Tells whether nothing more is to be sent."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """The collaborators that outlive a change of the folder: the way to the service, and what is known of it."""

    session: Session
    passwords: Passwords
    uploader: Uploader
    examiner: Examiner
    service: ServiceWatch
    backoff: Backoff
    texts: Texts
    keyring: KeyringProcess | None = None

    def close(self) -> None:
        """Let connections and processes go."""
        self.uploader.close()
        self.examiner.close()
        if self.keyring is not None:
            self.keyring.close()


@dataclass(frozen=True, slots=True)
class Station:
    """The collaborators of one drop folder, in the order of a receipt's way; made anew each time its lock is taken."""

    drop: Path
    disk: Disk
    rule: NumberRule
    sight: Sight
    gate: Gate
    schedule: Schedule
    pipeline: Pipeline
    service: ServiceWatch
    journal: Journal
    cabinet: Cabinet
    clock: Clock
    inbox: Inbox
    submit: Submit
    """Hands a step to a worker thread."""
    on_filed: Callable[[Filed], None]


def make_lasting(settings: Settings, clock: Clock, source: Source | None = None) -> Lasting:
    """Make what lasts. `source` is where the token comes from, None for what the settings say."""
    # Elsewhere the system's own library reaches the keyring, and is there anyway.
    keyring = KeyringProcess() if sys.platform == "linux" else None
    of_keyring: MakeKeyringStore = KeyringStore if keyring is None else keyring.store
    route = make_route(settings, of_keyring)
    backoff = Backoff(settings.upload.first_wait_s, settings.upload.longest_wait_s)
    return Lasting(
        session=Session(source or _make_source(settings, route, of_keyring), clock),
        passwords=route.passwords,
        uploader=Uploader(make_endpoint(settings), route),
        examiner=Examiner(),
        service=ServiceWatch(clock, backoff),
        backoff=backoff,
        texts=Texts(settings.ui.language or system_language()),
        keyring=keyring,
    )


def _make_source(settings: Settings, route: Route, of_keyring: MakeKeyringStore) -> Source:
    store = make_store(settings, of_keyring=of_keyring)
    return make_source(settings.credentials, settings.server.url, route, store, Refusals(store))


def make_station(settings: Settings, lasting: Lasting, journal: Journal, machine: Machine, ties: Ties) -> Station:
    """Put together what one served folder works with."""
    drop, folder = settings.folder.literal, settings.folder
    clock, disk = machine.clock, machine.disk
    rule = NumberRule(settings.receipt.number_pattern)
    cabinet = Cabinet(drop, disk, machine.mutex)
    return Station(
        drop=drop,
        disk=disk,
        rule=rule,
        sight=_make_sight(settings, machine, ties.inbox),
        gate=Gate(drop, rule, Patience(folder.quiet_s, folder.incomplete_s), clock, disk),
        schedule=Schedule(workers_for(settings)),
        pipeline=_make_pipeline(settings, lasting, journal, cabinet, machine, ties),
        service=lasting.service,
        journal=journal,
        cabinet=cabinet,
        clock=clock,
        inbox=ties.inbox,
        submit=ties.submit,
        on_filed=ties.on_filed,
    )


def workers_for(settings: Settings) -> int:
    """Tell how many receipts are in hand at a time: one more than are sent, which is read or filed meanwhile."""
    return settings.upload.parallel + 1


def _make_sight(settings: Settings, machine: Machine, inbox: Inbox) -> Sight:
    drop, folder = settings.folder.literal, settings.folder
    return Sight(
        drop,
        folder.watch,
        folder.rescan_s,
        machine.disk,
        lambda: machine.watcher(drop, lambda name: inbox.put(Hint(name)), lambda: inbox.put(Relist())),
    )


def _make_pipeline(
    settings: Settings, lasting: Lasting, journal: Journal, cabinet: Cabinet, machine: Machine, ties: Ties
) -> Pipeline:
    drop, disk, clock = settings.folder.literal, machine.disk, machine.clock
    receipt = settings.receipt
    numbers = NumberPolicy(receipt.printed_number, receipt.name_from_print, receipt.number_pattern)
    return Pipeline(
        cabinet,
        journal,
        Sender(journal, lasting, clock, ties.holds_folder, machine.slots(settings.upload.parallel), ties.is_stopping),
        lasting.service,
        clock,
        Limits(int(receipt.max_size_mib * _MIB), numbers, settings.upload.retries, lasting.backoff),
        lasting.texts,
        lambda name, settled, most: examining.read(drop / name, settled, most, disk),
        lasting.examiner.look,
        Releases(drop, disk),
        ties.holds_folder,
    )
