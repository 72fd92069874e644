"""What the service was asked and what it accepted; the proof that nothing was accepted twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from branchagent.simulator.parsing import Encoding, Upload
from branchagent.simulator.store import Store


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A receipt accepted as new. It lies in `path`, if the simulator keeps a store, or in memory."""

    number: str
    sha256: str
    size: int
    path: Path | None
    memory: bytes | None

    @property
    def content(self) -> bytes:
        """The bytes accepted; OSError if the stored file is gone."""
        if self.path is not None:
            return self.path.read_bytes()
        return self.memory or b""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One upload that arrived, and what became of it.

    `number` and the fields of the file are None if the body was unreadable; `size` is the file's, in bytes.
    `token_ending` is the token's last four characters. `accepted` says that it was accepted as new, even if
    the answer was then lost; `rc` and `status` are what was sent, None where nothing was.
    """

    at: datetime
    number: str | None
    encoding: Encoding | None
    file_name: str | None
    part_type: str | None
    size: int
    sha256: str | None
    token_ending: str | None
    accepted: bool
    rc: str | None
    status: int | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class RedirectRecord:
    """A client that followed a redirect; `token_ending` is set if it brought its token along."""

    at: datetime
    method: str
    token_ending: str | None


class Ledger:
    """Keeps the records; safe under threads."""

    def __init__(self, store: Store | None) -> None:
        self._lock = Lock()
        self._store = store
        self._accepted: dict[str, Acceptance] = {}
        self._acceptances: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()
        self._requests: list[RequestRecord] = []
        self._redirects: list[RedirectRecord] = []
        self._logins: Counter[bool] = Counter()
        self._inquiries = 0
        self._in_hand = 0
        self._in_hand_max = 0
        for number, sha256, path in store.found() if store else ():
            self._accepted[number] = Acceptance(number, sha256, path.stat().st_size, path, None)
            self._acceptances[number] = 1

    def accept(self, upload: Upload) -> bool:
        """Accept a receipt as new, whole or not at all; False if its number was accepted before."""
        number, content = upload.number, upload.content
        with self._lock:
            if number in self._accepted:
                return False
            path = self._store.keep(number, content) if self._store else None
            memory = content if path is None else None
            self._accepted[number] = Acceptance(number, upload.sha256, len(content), path, memory)
            self._acceptances[number] += 1
            return True

    @contextmanager
    def in_hand(self) -> Iterator[None]:
        """Count a request as being served while the block lasts."""
        with self._lock:
            self._in_hand += 1
            self._in_hand_max = max(self._in_hand_max, self._in_hand)
        try:
            yield
        finally:
            with self._lock:
                self._in_hand -= 1

    def note_request(self, record: RequestRecord) -> None:
        """Record an upload."""
        with self._lock:
            self._requests.append(record)
            if record.number is not None:
                self._tries[record.number] += 1

    def note_inquiry(self) -> None:
        """Record a token that was shown without an upload."""
        with self._lock:
            self._inquiries += 1

    def note_redirect(self, record: RedirectRecord) -> None:
        """Record a client that followed a redirect."""
        with self._lock:
            self._redirects.append(record)

    def note_login(self, *, granted: bool) -> None:
        """Record a login."""
        with self._lock:
            self._logins[granted] += 1

    @property
    def accepted(self) -> Mapping[str, Acceptance]:
        """What was accepted, by number, as of now."""
        with self._lock:
            return MappingProxyType(dict(self._accepted))

    @property
    def requests(self) -> list[RequestRecord]:
        """Every upload so far, in the order of their verdicts."""
        with self._lock:
            return list(self._requests)

    @property
    def redirects(self) -> list[RedirectRecord]:
        """Every client that followed a redirect."""
        with self._lock:
            return list(self._redirects)

    @property
    def logins_granted(self) -> int:
        """How many logins got a token."""
        return self._logins[True]

    @property
    def inquiries(self) -> int:
        """How often a token was shown without an upload."""
        return self._inquiries

    def state(self) -> dict[str, object]:
        """The counts, as `GET /_simulator/state` tells them. `count` of a number can only ever be 1."""
        with self._lock:
            return {
                "accepted": {
                    number: {"sha256": kept.sha256, "size": kept.size, "count": self._acceptances[number]}
                    for number, kept in self._accepted.items()
                },
                "requests": len(self._requests),
                "inquiries": self._inquiries,
                "concurrent_max": self._in_hand_max,
                "tries": dict(self._tries),
                "logins": {"granted": self._logins[True], "refused": self._logins[False]},
                "redirected": {
                    "calls": len(self._redirects),
                    "with_token": sum(record.token_ending is not None for record in self._redirects),
                },
            }

    def clear(self) -> None:
        """Forget everything; stored files stay where they are."""
        with self._lock:
            for records in (self._accepted, self._acceptances, self._tries, self._logins):
                records.clear()
            self._requests.clear()
            self._redirects.clear()
            self._inquiries = 0
            self._in_hand_max = self._in_hand
