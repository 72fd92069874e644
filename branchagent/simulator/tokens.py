"""Tokens: issuing them at login, and judging those that uploads bring."""

import base64
import binascii
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from branchagent.simulator.answers import ResponseCode


def issue(life_s: float, secret: bytes) -> str:
    """Make a JWT (HS256), different each time, that expires after `life_s` seconds."""
    now = time.time()
    claims = {"iat": int(now), "exp": now + life_s, "jti": secrets.token_hex(8), "sub": "bank"}
    signed = f"{_segment({'alg': 'HS256', 'typ': 'JWT'})}.{_segment(claims)}"
    signature = hmac.digest(secret, signed.encode("ascii"), "sha256")
    return f"{signed}.{_base64url(signature)}"


def expiry(token: str) -> float | None:
    """When a JWT expires, in seconds since the epoch; None if the token is no JWT or names no time."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error):
        return None
    exp = claims.get("exp") if isinstance(claims, dict) else None
    return float(exp) if isinstance(exp, int | float) and not isinstance(exp, bool) else None


def _segment(content: Mapping[str, object]) -> str:
    return _base64url(json.dumps(content, separators=(",", ":")).encode("ascii"))


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


@dataclass(frozen=True, slots=True)
class Account:
    """What a login must present; None accepts anything."""

    user: str | None = None
    password: str | None = None
    api_key: str | None = None


class Gate:
    """Knows the tokens that open it; safe under threads."""

    def __init__(self, account: Account, expected: str | None, life_s: float) -> None:
        self._account = account
        self._expected = expected
        self._life_s = life_s
        self._secret = secrets.token_bytes(32)
        self._lock = Lock()
        self._issued: set[str] = set()
        self._seen: set[str] = set()
        self._revoked: set[str] = set()

    def refusal(self, token: str | None) -> ResponseCode | None:
        """Why an upload with this token is refused, or None if it may pass."""
        if not token:
            return ResponseCode.KEY_MISSING
        with self._lock:
            self._seen.add(token)
            if token in self._revoked:
                return ResponseCode.KEY_INVALID
            if self._expected is not None and token != self._expected and token not in self._issued:
                return ResponseCode.KEY_MISMATCH
        expires = expiry(token)
        return ResponseCode.KEY_INVALID if expires is not None and expires <= time.time() else None

    def login_refusal(self, api_key: str | None, body: object) -> ResponseCode | None:
        """Why a login is refused, or None. The names of the body's fields do not matter, their values do."""
        account = self._account
        if account.api_key is not None and api_key != account.api_key:
            return ResponseCode.KEY_MISMATCH if api_key else ResponseCode.KEY_MISSING
        if not isinstance(body, dict):
            return ResponseCode.DATA_ERROR
        wanted = [value for value in (account.user, account.password) if value is not None]
        given = list(body.values())
        for value in wanted:
            if value not in given:
                return ResponseCode.KEY_INVALID
            given.remove(value)
        return None

    def admit(self) -> str:
        """Issue a token that uploads may bring from now on."""
        token = issue(self._life_s, self._secret)
        with self._lock:
            self._issued.add(token)
        return token

    def expect(self, token: str | None) -> None:
        """Accept from now on only this token and those of later logins; None accepts any."""
        with self._lock:
            self._expected = token
            self._issued.clear()
            self._revoked.discard(token or "")

    def revoke(self) -> None:
        """Refuse from now on every token issued, expected or seen so far."""
        with self._lock:
            self._revoked |= self._issued | self._seen | ({self._expected} if self._expected else set())

    def pardon(self) -> None:
        """Forget what was revoked."""
        with self._lock:
            self._revoked.clear()
