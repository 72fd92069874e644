"""The one token that all uploads share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from branchagent.core.lifetime import renewal
from branchagent.events import Event, record
from branchagent.signing_in.tokens import (
    ASK_AGAIN_S,
    MissingCredentialsError,
    NoTokenError,
    ServiceAwayError,
    Token,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from branchagent.clock import Clock
    from branchagent.signing_in.sources import Source

_FOREVER = float("inf")


class Session:
    """The token with its life; safe to use from several threads.

    However many uploads find their token refused, it is renewed once: whoever comes second gets what the first one got.
    """

    def __init__(self, source: Source, clock: Clock, mutex: AbstractContextManager[object] | None = None) -> None:
        self._source = source
        self._clock = clock
        self._lock = mutex or threading.Lock()
        self._token: Token | None = None
        self._renew_at = _FOREVER
        self._ends_at = _FOREVER
        self._failure: NoTokenError | ServiceAwayError | None = None
        self._failure_holds_until = -_FOREVER
        self._is_on_trial = False
        """Whether this token was got for a refused one, and nobody knows yet whether it is any better."""
        self._refused_stamp: str | None = None
        self._outdated = threading.Event()
        self.expires_at: float | None = None
        """When a token that only a person can replace ends, by the service's clock; None if there is none such."""

    def token(self) -> str:
        """Give the token, fetched on first use and ahead of its end. Raises `NoTokenError` or `ServiceAwayError`."""
        asked_at = self._clock.monotonic()
        with self._lock:
            now = self._clock.monotonic()
            if self._outdated.is_set():
                self._outdated.clear()
                self._token = self._failure = None
            if self._token is None or now >= self._ends_at:
                self._take(self._fetch(asked_at))
            if now < self._renew_at:
                return self._text()
            # The others go on with this one meanwhile; and if the next cannot be had now, there is time to try again.
            self._renew_at = now + max((self._ends_at - now) / 2, 1.0)
            ending = self._token
        return self._renew_ahead(ending)

    def renew(self, refused: str) -> str:
        """Give a token other than `refused`. Raises `NoTokenError` if there is no other, or `ServiceAwayError`."""
        asked_at = self._clock.monotonic()
        with self._lock:
            if self._token is None or self._token.text == refused:
                if self._token is not None and self._is_on_trial:
                    raise self._no_other()
                self._token = None
                token = self._fetch(asked_at)
                if token.text == refused:
                    raise self._no_other()
                self._take(token)
                self._is_on_trial = True
            return self._text()

    def prove(self, token: str) -> None:
        """Take note that the service took a token: if it is refused later, a renewal may help again."""
        with self._lock:
            if self._token is not None and self._token.text == token:
                self._is_on_trial = False

    def refuse(self) -> None:
        """Take note that a token fresh from the source was refused too: the stored credentials are no good."""
        with self._lock:
            self._refused_stamp = self._source.stamp()

    def look(self) -> None:
        """Make sure that there are credentials, and learn when they end; the service is not asked.

        Raises `NoTokenError`. Never waits for a fetch that is under way.
        """
        try:
            token = self._source.look()
        except NoTokenError as error:
            if self._token is not None and not isinstance(error, MissingCredentialsError):
                return  # the keyring is locked again, say, and what is in memory still serves
            self._refused_stamp = self._source.stamp()
            raise
        self.expires_at = None if token is None else token.expires_at

    def has_other_credentials(self) -> bool:
        """Tell whether the source holds something else than when it was last refused; the service is not asked."""
        stamp = self._source.stamp()
        return stamp is not None and stamp != self._refused_stamp

    def forget(self) -> None:
        """Fetch anew at the next use. Never waits, not even for a fetch that is under way."""
        self._outdated.set()

    def _fetch(self, asked_at: float) -> Token:
        """Fetch a token. Whoever waited while another one failed shares that failure: so many tries lock an account."""
        if self._failure is not None and asked_at < self._failure_holds_until:
            raise self._failure
        try:
            return self._source.fetch()
        except NoTokenError as error:
            self._refused_stamp = self._source.stamp()
            self._note(error, 0.0)
            raise
        except ServiceAwayError as error:
            self._note(error, min(error.retry_after or 0.0, ASK_AGAIN_S))
            raise

    def _no_other(self) -> NoTokenError:
        """Take note that all that can be had was refused, and give the error that says so."""
        error = NoTokenError("the token was refused", "token-refused")
        self._refused_stamp = self._source.stamp()
        self._note(error, 0.0)
        return error

    def _note(self, failure: NoTokenError | ServiceAwayError, holds_s: float) -> None:
        self._failure, self._failure_holds_until = failure, self._clock.monotonic() + holds_s

    def _take(self, token: Token) -> None:
        now = self._clock.monotonic()
        self._token, self._failure, self._is_on_trial = token, None, False
        record(Event.TOKEN_FETCHED, life_s=None if token.life_s is None else round(token.life_s))
        if token.life_s is None:
            self._renew_at = self._ends_at = _FOREVER
            self.expires_at = token.expires_at
        else:
            self._renew_at = now + renewal(token.life_s, self._clock.jitter())
            self._ends_at = now + token.life_s

    def _renew_ahead(self, ending: Token | None) -> str:
        """Give the next token, or this one, which is still good."""
        try:
            token = self._source.fetch()
        except (NoTokenError, ServiceAwayError) as error:
            record(Event.TOKEN_NOT_RENEWED, error=error)
            return ending.text if ending is not None else ""
        with self._lock:
            if self._token is ending:
                self._take(token)
        return token.text

    def _text(self) -> str:
        return self._token.text if self._token is not None else ""
