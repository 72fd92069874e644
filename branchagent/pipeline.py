"""One receipt's way: examined, uploaded, judged, recorded, filed. A worker thread carries it from end to end."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent import examining
from branchagent.core.names import printable
from branchagent.core.receipts import Document, Fingerprint, Outcome, Reason
from branchagent.core.verdicts import (
    CREDENTIALS,
    Answered,
    CredentialsRefused,
    Final,
    Judgement,
    Suspect,
    Trouble,
    Unavailable,
    Verdict,
    decide,
    judge,
    why,
)
from branchagent.filing import Found
from branchagent.journal import Arrival, Decided, JournalDamagedError, JournalUnavailableError
from branchagent.reasons import reason_text
from branchagent.redaction import redacting
from branchagent.results import (
    Again,
    Changed,
    Examined,
    Filed,
    FilingPostponed,
    JournalFault,
    Mishap,
    Result,
    Unreadable,
)
from branchagent.signing_in import NoTokenError, ServiceAwayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchagent.clock import Clock
    from branchagent.core.retry import Backoff
    from branchagent.core.schedule import Waiting
    from branchagent.filing import Cabinet
    from branchagent.journal import Intent, Journal
    from branchagent.service_watch import ServiceWatch
    from branchagent.signing_in import Session
    from branchagent.texts import Texts
    from branchagent.uploading import Uploader

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a receipt may be and how often it is tried."""

    max_size: int
    retries: int
    backoff: Backoff


class Pipeline:
    """Carries receipts; safe to use from several threads, one receipt each."""

    def __init__(  # noqa: PLR0913, PLR0917 - one collaborator for each effect
        self,
        cabinet: Cabinet,
        journal: Journal,
        uploader: Uploader,
        session: Session,
        service: ServiceWatch,
        clock: Clock,
        limits: Limits,
        texts: Texts,
        read: Callable[[str, int], tuple[Document, Fingerprint]],
    ) -> None:
        self._cabinet = cabinet
        self._journal = journal
        self._uploader = uploader
        self._session = session
        self._service = service
        self._clock = clock
        self._limits = limits
        self._texts = texts
        self._read = read

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
        return self._guarded(lambda: self._file(decided, content))

    def _guarded(self, step: Callable[[], Result]) -> Result:
        try:
            return step()
        except JournalDamagedError as error:
            return JournalFault(str(error), damaged=True)
        except JournalUnavailableError as error:
            return JournalFault(str(error), damaged=False)
        except FileNotFoundError:
            return Changed()
        except OSError as error:
            return Unreadable(error.strerror or str(error))
        except BaseException as error:
            # Even what is no Exception (a panic of a library in Rust): a worker that ends keeps its receipt for ever.
            log.exception("mishap")
            return Mishap(type(error).__name__)

    def _examine(self, waiting: Waiting) -> Result:
        taken = self._take(waiting)
        return taken if not isinstance(taken, Document) else Examined()

    def _carry(self, waiting: Waiting) -> Result:
        taken = self._take(waiting)
        if not isinstance(taken, Document):
            return taken
        return self._send(waiting, taken)

    def _take(self, waiting: Waiting) -> Document | Result:
        """Read and examine the file; a refusal is recorded and filed here."""
        try:
            document, seen = self._read(waiting.name, self._limits.max_size)
            if seen != waiting.fingerprint:
                return Changed()
            examining.examine(document, named=waiting.number is not None)
        except examining.Refusal as refusal:
            reason = refusal.reason if waiting.number is not None else Reason.BAD_NAME
            arrival = Arrival(waiting.name, waiting.number, refusal.sha256, refusal.size, waiting.dropped_at)
            return self._file(self._journal.refuse(arrival, reason, self._clock.now()), None)
        return document

    def _send(self, waiting: Waiting, document: Document) -> Result:
        """Upload with the token that all share; if it is refused, once more with a renewed one."""
        epoch = self._service.health.epoch
        try:
            token = self._session.token()
            attempt = self._attempt(waiting, document, token)
            if attempt.judgement.verdict == CredentialsRefused():
                self._record(attempt, attempt.judgement.verdict, 0.0)
                attempt = self._attempt(waiting, document, self._session.renew(token))
        except NoTokenError as error:
            self._service.refused(error.told, epoch)
            return Again(self._clock.monotonic(), CREDENTIALS)
        except ServiceAwayError as error:
            return self._wait_for_login(waiting, error, epoch)
        if isinstance(attempt.judgement.verdict, CredentialsRefused):
            by_proxy = attempt.judgement.verdict.by_proxy
            if not by_proxy and self._service.health.epoch == epoch:
                # Before all sending stops: whoever looks for other credentials then must know which were refused.
                self._session.refuse()
            self._service.refused(attempt.judgement.message, epoch, by_proxy=by_proxy)
        else:
            self._service.learn(waiting.number or "", attempt.judgement)
        return self._conclude(waiting, attempt, document)

    def _wait_for_login(self, waiting: Waiting, away: ServiceAwayError, epoch: int) -> Result:
        """Wait for a service that could not be asked for a token."""
        if away.trouble is Trouble.PROXY_AUTH:
            self._service.refused(away.detail, epoch, by_proxy=True)
        else:
            judgement = Judgement(Unavailable(away.trouble, away.retry_after), message=away.detail)
            self._service.learn(waiting.number or "", judgement)
        return Again(self._clock.monotonic(), away.trouble)

    def _attempt(self, waiting: Waiting, document: Document, token: str) -> _Attempt:
        number = waiting.number or ""
        arrival = Arrival(waiting.name, number, document.sha256, document.size, waiting.dropped_at)
        intent = self._journal.intend(arrival, self._clock.now())
        started = self._clock.monotonic()
        fact = self._uploader.upload(number, document.content, token)
        if isinstance(fact, Answered):
            self._service.heard(fact.date)
        judgement = judge(fact, number, in_doubt=intent.in_doubt, clean=redacting(token))
        attempt = _Attempt(intent, judgement, started, self._clock.monotonic())
        _tell(waiting, attempt)
        return attempt

    def _conclude(self, waiting: Waiting, attempt: _Attempt, document: Document) -> Result:
        """Record the attempt's end, and the verdict if there is one, before anything moves."""
        judgement, tries = attempt.judgement, attempt.tries
        verdict = self._decide(waiting, attempt)
        suspected = isinstance(verdict, Suspect)
        # A suspected file waits by itself; what the service or the credentials are at fault for waits for them.
        wait = self._limits.backoff.wait(tries, self._clock.jitter()) if suspected else 0.0
        self._record(attempt, verdict, wait)
        if isinstance(verdict, Final):
            decided = Decided(
                attempt.intent.receipt_id,
                waiting.name,
                waiting.number,
                document.sha256,
                verdict.outcome,
                verdict.reason,
                judgement.rc,
                judgement.message,
                judgement.http_status,
            )
            return self._file(decided, document.content)
        held = suspected and tries >= self._limits.retries
        # What waits for the service goes behind what has waited longer: no file is the probe for ever.
        return Again(self._clock.monotonic() + wait, why(judgement.verdict), held)

    def _decide(self, waiting: Waiting, attempt: _Attempt) -> Verdict:
        verdict = attempt.judgement.verdict
        if isinstance(verdict, Suspect) and waiting.first_error_at is None:
            waiting.first_error_at = attempt.started
        since = waiting.first_error_at if waiting.first_error_at is not None else attempt.started
        well = self._service.health.answers_others_well(waiting.number or "", since)
        return decide(verdict, tries=attempt.tries, limit=self._limits.retries, others_well=well)

    def _record(self, attempt: _Attempt, verdict: Verdict, wait: float) -> None:
        now = self._clock.now()
        self._journal.conclude(attempt.intent, attempt.judgement, verdict, now, attempt.duration, now + wait)

    def _file(self, decided: Decided, content: bytes | None) -> Result:
        failed = decided.outcome is Outcome.FAILED
        reason = reason_text(decided, self._texts, self._clock.now()) if failed else None
        try:
            filed_as = self._place(decided, content, reason)
            self._journal.filed(decided.receipt_id, filed_as)
        except JournalDamagedError:
            raise
        except Exception as error:
            # Whatever it was: what is decided must never be sent again.
            if not isinstance(error, OSError | JournalUnavailableError):
                log.exception("mishap while filing")
            accepted = content if decided.outcome is Outcome.DONE else None
            return FilingPostponed(decided, getattr(error, "strerror", None) or str(error), accepted)
        log.info(
            "filed name=%s outcome=%s reason=%s as=%s",
            printable(decided.name),
            decided.outcome,
            decided.reason,
            printable(filed_as or "-"),
        )
        return Filed(decided, filed_as)

    def _place(self, decided: Decided, content: bytes | None, reason: str | None) -> str | None:
        name, outcome, sha256 = decided.name, decided.outcome, decided.sha256
        found, place = self._cabinet.file_away(name, outcome, sha256, reason)
        if found is Found.SAME:
            return place
        place = self._cabinet.finish(name, outcome, sha256, reason, self._journal.claims)
        if place is None and content is not None and outcome is Outcome.DONE:
            return self._cabinet.keep_copy(name, content)
        return place


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One upload with its judgement; times in monotonic seconds."""

    intent: Intent
    judgement: Judgement
    started: float
    ended: float

    @property
    def duration(self) -> float:
        return self.ended - self.started

    @property
    def tries(self) -> int:
        """The suspicious answers to this file so far, this one included."""
        return self.intent.tries + isinstance(self.judgement.verdict, Suspect)


def _tell(waiting: Waiting, attempt: _Attempt) -> None:
    judgement = attempt.judgement
    log.info(
        "attempt name=%s rc=%s http=%s how=%s ms=%d message=%s",
        printable(waiting.name),
        judgement.rc,
        judgement.http_status,
        why(judgement.verdict),
        attempt.duration * 1000,
        judgement.message,
    )
