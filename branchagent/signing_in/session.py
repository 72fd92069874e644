"""The one token that all uploads share."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from branchagent.core.lifetime import renewal
from branchagent.signing_in.tokens import MissingCredentialsError, NoTokenError, ServiceAwayError, Token

if TYPE_CHECKING:
    from branchagent.clock import Clock
    from branchagent.signing_in.sources import Source

log = logging.getLogger(__name__)

_FOREVER = float("inf")


class Session:
    """The token with its life; safe to use from several threads.

    However many uploads find their token refused, it is renewed once: whoever comes second gets what the first one got.
    """

    def __init__(self, source: Source, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._renew_at = _FOREVER
        self._ends_at = _FOREVER
        self._refused_stamp: str | None = None
        self._outdated = threading.Event()
        self.expires_at: float | None = None
        """When a token that only a person can replace ends, by the service's clock; None if there is none such."""

    def token(self) -> str:
        """Give the token, fetched on first use and ahead of its end. Raises `NoTokenError` or `ServiceAwayError`."""
        with self._lock:
            now = self._clock.monotonic()
            if self._outdated.is_set():
                self._outdated.clear()
                self._token = None
            if self._token is None or now >= self._ends_at:
                self._take(self._fetch())
            elif now >= self._renew_at:
                self._renew_ahead(now)
            return self._text()

    def renew(self, refused: str) -> str:
        """Give a token other than `refused`. Raises `NoTokenError` if there is no other, or `ServiceAwayError`."""
        with self._lock:
            if self._token is None or self._token.text == refused:
                self._token = None
                token = self._fetch()
                if token.text == refused:
                    self._refused_stamp = self._source.stamp()
                    raise NoTokenError("the token was refused", "token-refused")
                self._take(token)
            return self._text()

    def refuse(self) -> None:
        """Take note that a token fresh from the source was refused too: the stored credentials are no good."""
        with self._lock:
            self._token = None
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

    def _fetch(self) -> Token:
        try:
            return self._source.fetch()
        except NoTokenError:
            self._refused_stamp = self._source.stamp()
            raise

    def _take(self, token: Token) -> None:
        now = self._clock.monotonic()
        self._token = token
        if token.life_s is None:
            self._renew_at = self._ends_at = _FOREVER
            self.expires_at = token.expires_at
        else:
            self._renew_at = now + renewal(token.life_s, self._clock.jitter())
            self._ends_at = now + token.life_s

    def _renew_ahead(self, now: float) -> None:
        """Get the next token while this one is still good; if that cannot be had now, there is time to try again."""
        try:
            self._take(self._source.fetch())
        except (NoTokenError, ServiceAwayError) as error:
            log.warning("the token could not be renewed ahead of its end: %s", error)
            self._renew_at = now + max((self._ends_at - now) / 2, 1.0)

    def _text(self) -> str:
        return self._token.text if self._token is not None else ""
