"""One examined receipt on its way to the service, with the token that all uploads share, and back with a judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from branchagent.core.verdicts import (
    CREDENTIALS,
    Answered,
    CredentialsRefused,
    Final,
    Judgement,
    Suspect,
    Trouble,
    Unavailable,
    judge,
    why,
)
from branchagent.events import Event, record
from branchagent.redaction import redacting
from branchagent.results import Again
from branchagent.signing_in import NoTokenError, ServiceAwayError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from branchagent.clock import Clock
    from branchagent.core.receipts import Document
    from branchagent.core.verdicts import Verdict
    from branchagent.journal import Arrival, Intent, Journal
    from branchagent.service_watch import ServiceWatch
    from branchagent.signing_in import Session
    from branchagent.uploading import Form, Uploader

FOLDER_LOST = "folder-lost"
"""The stable word for what waits because another agent may have taken over."""
ITS_TURN = ""
"""For what waits for nothing in particular."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One upload with its judgement; times in monotonic seconds."""

    intent: Intent
    judgement: Judgement
    started: float
    ended: float

    @property
    def duration(self) -> float:
        """How long it took, in seconds."""
        return self.ended - self.started

    @property
    def tries(self) -> int:
        """The suspicious answers to this file so far, this one included."""
        return self.intent.tries + isinstance(self.judgement.verdict, Suspect)


class Way(Protocol):
    """The way to the service, which all uploads share."""

    @property
    def uploader(self) -> Uploader:
        """What carries a receipt there."""
        ...

    @property
    def session(self) -> Session:
        """What gives the token."""
        ...

    @property
    def service(self) -> ServiceWatch:
        """What is known of the service."""
        ...


class FolderLostError(Exception):
    """The right to serve the folder is not ours any more: another agent may be sending its receipts by now."""


class Sender:
    """Sends receipts; safe to use from several threads, one receipt each."""

    def __init__(
        self,
        journal: Journal,
        way: Way,
        clock: Clock,
        holds_folder: Callable[[], bool],
        slots: AbstractContextManager[object],
        is_stopping: Callable[[], bool],
    ) -> None:
        self._journal = journal
        self._uploader = way.uploader
        self._session = way.session
        self._service = way.service
        self._clock = clock
        self._holds_folder = holds_folder
        self._slots = slots
        self._is_stopping = is_stopping

    def send(self, arrival: Arrival, document: Document) -> Attempt | Again:
        """Upload with the token that all share, once a slot is free; if it is refused, once more with a renewed one.

        Give the last attempt, whose end is yet to be recorded; `Again` if there is none.
        """
        # Before the intent: where the memory for it is missing, no attempt was begun that would leave a doubt.
        form = self._uploader.encode(arrival.number or "", document.content)
        was_free = not self._service.health.is_spared
        with self._slots:
            if self._is_stopping():
                return self._again(ITS_TURN)
            if was_free and self._service.health.is_spared and not self._service.is_stopped:
                # What it waited behind has found that out: when the next one may go is the schedule's to decide.
                return self._again(self._service.health.trouble or ITS_TURN)
            return self._send(arrival, document, form)

    def record(self, attempt: Attempt, verdict: Verdict, wait: float) -> None:
        """Record an attempt's end; `wait` is in seconds until the next one."""
        now = self._clock.now()
        self._journal.conclude(attempt.intent, attempt.judgement, verdict, now, attempt.duration, now + wait)

    def _send(self, arrival: Arrival, document: Document, form: Form) -> Attempt | Again:
        epoch = self._service.health.epoch
        try:
            if self._service.is_stopped:
                return self._again(CREDENTIALS)
            token = self._session.token()
            attempt = self._attempt(arrival, document, form, token)
            if attempt.judgement.verdict == CredentialsRefused():
                self.record(attempt, attempt.judgement.verdict, 0.0)
                if self._service.is_stopped:
                    # Another one has renewed the token meanwhile, in vain.
                    return self._again(CREDENTIALS)
                token = self._session.renew(token)
                attempt = self._attempt(arrival, document, form, token)
        except NoTokenError as error:
            self._service.refused(error.told, epoch)
            return self._again(CREDENTIALS)
        except ServiceAwayError as error:
            return self._wait_for_login(arrival, error, epoch)
        except FolderLostError:
            return self._again(FOLDER_LOST)
        self._learn(arrival, attempt, token, epoch)
        return attempt

    def _attempt(self, arrival: Arrival, document: Document, form: Form, token: str) -> Attempt:
        if not self._holds_folder():
            # A machine that slept wakes up here, in the middle of its work.
            raise FolderLostError
        number = arrival.number or ""
        intent = self._journal.intend(arrival, self._clock.now())
        started = self._clock.monotonic()
        record(Event.ATTEMPT_BEGAN, number=number, bytes=document.size, in_doubt=intent.in_doubt)
        fact = self._uploader.send(form, token)
        if isinstance(fact, Answered):
            self._service.heard(fact.date)
        judgement = judge(fact, number, in_doubt=intent.in_doubt, clean=redacting(token))
        attempt = Attempt(intent, judgement, started, self._clock.monotonic())
        _tell(arrival, attempt)
        return attempt

    def _learn(self, arrival: Arrival, attempt: Attempt, token: str, epoch: int) -> None:
        """Let the others know what this answer says of the service and of the token."""
        judgement = attempt.judgement
        match judgement.verdict:
            case CredentialsRefused(by_proxy=True):
                self._service.refused(judgement.message, epoch, by_proxy=True)
            case CredentialsRefused():
                self._stop(judgement.message, epoch)
            case verdict:
                self._service.learn(arrival.number or "", judgement, attempt.duration)
                if isinstance(verdict, Final | Suspect):
                    self._session.prove(token)

    def _stop(self, message: str, epoch: int) -> None:
        """Stop all sending: the renewed token was refused too."""
        if self._service.health.epoch == epoch:
            # Before: whoever looks for other credentials then must know which were refused.
            self._session.refuse()
        if self._service.refused(message, epoch):
            # And after: what is still in hand must not sign in once more.
            self._session.forget()

    def _wait_for_login(self, arrival: Arrival, away: ServiceAwayError, epoch: int) -> Again:
        """Wait for a service that could not be asked for a token."""
        if away.trouble is Trouble.PROXY_AUTH:
            self._service.refused(away.detail, epoch, by_proxy=True)
        else:
            judgement = Judgement(Unavailable(away.trouble, away.retry_after), message=away.detail)
            self._service.learn(arrival.number or "", judgement)
        return self._again(away.trouble)

    def _again(self, word: str) -> Again:
        return Again(self._clock.monotonic(), word)


def _tell(arrival: Arrival, attempt: Attempt) -> None:
    judgement = attempt.judgement
    record(
        Event.ATTEMPT_ENDED,
        number=arrival.number,
        name=arrival.name,
        rc=judgement.rc,
        http=judgement.http_status,
        how=why(judgement.verdict),
        ms=round(attempt.duration * 1000),
        message=judgement.message,
    )
