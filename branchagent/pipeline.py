"""One receipt's way: examined, uploaded, judged, recorded, filed. A worker thread carries it from end to end."""

from __future__ import annotations

import contextlib
import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent import examining
from branchagent.core.names import filing_name
from branchagent.core.naming import Named
from branchagent.core.printed import Print
from branchagent.core.receipts import Document, Fingerprint, Outcome, Reason
from branchagent.core.verdicts import (
    Final,
    Suspect,
    Verdict,
    decide,
    why,
)
from branchagent.events import Event, record
from branchagent.filing import Found
from branchagent.journal import Arrival, Decided, JournalDamagedError, JournalUnavailableError
from branchagent.reasons import reason_text
from branchagent.results import (
    Again,
    Changed,
    Examined,
    Filed,
    FilingPostponed,
    JournalFault,
    Mishap,
    Renumbered,
    Result,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchagent.clock import Clock
    from branchagent.core.naming import NumberPolicy, Release
    from branchagent.core.printed import Printed
    from branchagent.core.retry import Backoff
    from branchagent.core.schedule import Waiting
    from branchagent.filing import Cabinet
    from branchagent.journal import Journal
    from branchagent.releases import Releases
    from branchagent.sending import Attempt, Sender
    from branchagent.service_watch import ServiceWatch
    from branchagent.texts import Texts


@dataclass(frozen=True, slots=True)
class Limits:
    """What a receipt may be, under which number it goes, and how often it is tried."""

    max_size: int
    numbers: NumberPolicy
    retries: int
    backoff: Backoff


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file that may be sent: its content, and what is recorded of it."""

    document: Document
    arrival: Arrival


class Pipeline:
    """Carries receipts; safe to use from several threads, one receipt each."""

    def __init__(  # noqa: PLR0913, PLR0917 - one collaborator for each effect
        self,
        cabinet: Cabinet,
        journal: Journal,
        sender: Sender,
        service: ServiceWatch,
        clock: Clock,
        limits: Limits,
        texts: Texts,
        read: Callable[[str, Fingerprint, int], Document],
        look: examining.Look,
        releases: Releases,
        holds_folder: Callable[[], bool],
    ) -> None:
        self._cabinet = cabinet
        self._journal = journal
        self._sender = sender
        self._service = service
        self._clock = clock
        self._limits = limits
        self._texts = texts
        self._read = read
        self._look = look
        self._releases = releases
        self._holds_folder = holds_folder

    @property
    def longest_wait(self) -> float:
        """The longest that a receipt waits by itself, in seconds."""
        return self._limits.backoff.longest_s

    def carry(self, waiting: Waiting) -> Result:
        """Take a settled file all the way. What stops it on the way is told as the result, never raised."""
        return self._guarded(lambda: self._carry(waiting))

    def examine(self, waiting: Waiting) -> Result:
        """Only find out whether the file can be sent; what cannot is refused and filed at once."""
        return self._guarded(lambda: self._examine(waiting))

    def file(self, decided: Decided, content: bytes | None = None) -> Result:
        """File a decided receipt; also what a restart begins with. `content`: the bytes that were sent, if at hand."""
        return self._guarded(lambda: self._file(decided, content, again=True))

    def _guarded(self, step: Callable[[], Result]) -> Result:
        try:
            return step()
        except JournalDamagedError as error:
            return JournalFault(str(error), damaged=True)
        except JournalUnavailableError as error:
            return JournalFault(str(error), damaged=False)
        except (FileNotFoundError, examining.ChangedError):
            return Changed()
        except OSError as error:
            return Unreadable(error.strerror or str(error))
        except BaseException as error:  # noqa: BLE001 - even a panic of a library in Rust, which is no Exception
            # A worker that ends keeps its receipt for ever.
            record(Event.MISHAP, where="worker", trace=error)
            return Mishap(type(error).__name__)

    def _examine(self, waiting: Waiting) -> Result:
        taken = self._take(waiting)
        return Examined() if isinstance(taken, _Taken) else taken

    def _carry(self, waiting: Waiting) -> Result:
        taken = self._take(waiting)
        if not isinstance(taken, _Taken):
            return taken
        sent = self._sender.send(taken.arrival, taken.document)
        return sent if isinstance(sent, Again) else self._conclude(waiting, sent, taken)

    def _take(self, waiting: Waiting) -> _Taken | Result:
        """Read and examine the file; a refusal is recorded and filed here."""
        began = self._clock.monotonic()
        try:
            document = self._read(waiting.name, waiting.fingerprint, self._limits.max_size)
            printed = self._examine_number(waiting, document)
        except examining.Refusal as refusal:
            reason = refusal.reason if waiting.number is not None else Reason.BAD_NAME
            arrival = Arrival(waiting.name, waiting.number, refusal.sha256, refusal.size, waiting.dropped_at)
            return self._refuse(arrival, reason)
        told = None if printed is None else printed.verdict.value
        record(Event.FILE_EXAMINED, name=waiting.name, print=told, ms=round((self._clock.monotonic() - began) * 1000))
        release = self._release_of(waiting, document, printed)
        size, dropped_at = document.size, waiting.dropped_at
        arrival = Arrival(waiting.name, waiting.number, document.sha256, size, dropped_at, printed, release)
        match self._limits.numbers.decide(waiting.number, printed, released=release is not None):
            case Named(number):
                return Renumbered(number)
            case Reason() as reason:
                return self._refuse(arrival, reason)
        return _Taken(document, arrival)

    def _examine_number(self, waiting: Waiting, document: Document) -> Printed | None:
        question = self._limits.numbers.question(waiting.number)
        if waiting.number is None and question is None:
            return None  # without a number nothing else matters
        return examining.examine(document, self._look, question)

    def _release_of(self, waiting: Waiting, document: Document, printed: Printed | None) -> Release | None:
        """Find a person's decision to send a document that prints another number than its name."""
        if waiting.number is None or printed is None or printed.verdict is not Print.MISMATCH:
            return None
        recorded = self._journal.release_of(waiting.number, document.sha256)
        return recorded or self._releases.find(waiting.number, document.sha256)

    def _refuse(self, arrival: Arrival, reason: Reason) -> Result:
        return self._file(self._journal.refuse(arrival, reason, self._clock.now()), None)

    def _conclude(self, waiting: Waiting, attempt: Attempt, taken: _Taken) -> Result:
        """Record the attempt's end, and the verdict if there is one, before anything moves."""
        judgement, tries = attempt.judgement, attempt.tries
        verdict = self._decide(waiting, attempt)
        suspected = isinstance(verdict, Suspect)
        # A suspected file waits by itself; what the service or the credentials are at fault for waits for them.
        wait = self._limits.backoff.wait(tries, self._clock.jitter()) if suspected else 0.0
        self._sender.record(attempt, verdict, wait)
        if isinstance(verdict, Final):
            decided = Decided(
                attempt.intent.receipt_id,
                waiting.name,
                waiting.number,
                taken.document.sha256,
                verdict.outcome,
                verdict.reason,
                judgement.rc,
                judgement.message,
                judgement.http_status,
                taken.arrival.printed,
                taken.arrival.release is not None,
            )
            return self._file(decided, taken.document.content)
        held = suspected and tries >= self._limits.retries
        # What waits for the service goes behind what has waited longer: no file is the probe for ever.
        return Again(self._clock.monotonic() + wait, why(judgement.verdict), held)

    def _decide(self, waiting: Waiting, attempt: Attempt) -> Verdict:
        verdict = attempt.judgement.verdict
        if isinstance(verdict, Suspect) and waiting.first_error_at is None:
            waiting.first_error_at = attempt.started
        since = waiting.first_error_at if waiting.first_error_at is not None else attempt.started
        well = self._service.health.answers_others_well(waiting.number or "", since)
        return decide(verdict, tries=attempt.tries, limit=self._limits.retries, others_well=well)

    def _file(self, decided: Decided, content: bytes | None, *, again: bool = False) -> Result:
        failed = decided.outcome is Outcome.FAILED
        reason = reason_text(decided, self._texts, self._clock.now()) if failed else None
        try:
            filed_as = (self._filed_already(decided, reason) if again else None) or self._place(
                decided, content, reason
            )
            other_sent_at = self._other_sent_at(decided)
            self._journal.filed(decided.receipt_id, filed_as)
        except JournalDamagedError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was: what is decided must never be sent again
            if not isinstance(error, OSError | JournalUnavailableError):
                record(Event.MISHAP, where="filing", name=decided.name, trace=error)
            accepted = content if decided.outcome is Outcome.DONE else None
            return FilingPostponed(decided, getattr(error, "strerror", None) or str(error), accepted)
        if decided.released:
            with contextlib.suppress(OSError):  # a note that stays says what was decided; the journal knows it too
                self._releases.forget(decided.sha256)
        _tell_filed(decided, filed_as)
        return Filed(decided, filed_as, other_sent_at)

    def _other_sent_at(self, decided: Decided) -> float | None:
        """Tell when other bytes were sent under the number of a duplicate: which of the two is right, a person sees."""
        if decided.outcome is not Outcome.DUPLICATE or decided.number is None:
            return None
        return self._journal.other_sent_at(decided.number, decided.sha256)

    def _filed_already(self, decided: Decided, reason: str | None) -> str | None:
        """Find what was moved before that was noted; the same file in the drop folder by now is a new arrival."""
        name, outcome, sha256 = filing_name(decided.name, decided.number), decided.outcome, decided.sha256
        return self._cabinet.finish(name, outcome, sha256, reason, self._journal.claims, or_claimed=False)

    def _place(self, decided: Decided, content: bytes | None, reason: str | None) -> str | None:
        if not self._holds_folder():
            raise OSError(errno.ENOLCK, "another agent may have taken over the folder")
        name, outcome, sha256 = filing_name(decided.name, decided.number), decided.outcome, decided.sha256
        found, place = self._cabinet.file_away(decided.name, outcome, sha256, reason, as_name=name, content=content)
        if found is Found.SAME:
            return place
        place = self._cabinet.finish(name, outcome, sha256, reason, self._journal.claims)
        if place is None and content is not None and outcome is Outcome.DONE:
            return self._cabinet.keep_copy(name, content)
        return place


def _tell_filed(decided: Decided, filed_as: str | None) -> None:
    record(
        Event.RECEIPT_FILED,
        number=decided.number,
        name=decided.name,
        rc=decided.rc,
        outcome=decided.outcome,
        reason=decided.reason,
        place=filed_as,
    )
