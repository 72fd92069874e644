"""What became of one upload: from what happened on the wire to what it means for the file.

The table of `spec.md` is `judge`; whether a file may be blamed yet is `decide`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from branchagent.core.answers import Answer, Clean, Unreadable, excerpt, is_html, read_answer
from branchagent.core.receipts import Outcome, Reason


class Trouble(StrEnum):
    """Why the service could not be asked; none of these is a file's fault."""

    NO_CONNECTION = "no-connection"
    TIMEOUT = "timeout"
    TLS = "tls"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_INSPECTED = "tls-inspected"
    TLS_NAME = "tls-name"
    TLS_EXPIRED = "tls-expired"
    TLS_NOT_YET_VALID = "tls-not-yet-valid"
    TLS_CLIENT = "tls-client-certificate"
    TLS_FILES = "tls-files"
    PROXY = "proxy"
    PROXY_AUTH = "proxy-auth"
    BROKEN_OFF = "broken-off"
    BUSY = "busy"
    SERVER_ERROR = "server-error"
    NOT_THE_SERVICE = "not-the-service"
    NO_ENDPOINT = "no-endpoint"


FOR_A_PERSON = frozenset(
    {
        Trouble.TLS,
        Trouble.TLS_UNTRUSTED,
        Trouble.TLS_INSPECTED,
        Trouble.TLS_NAME,
        Trouble.TLS_EXPIRED,
        Trouble.TLS_NOT_YET_VALID,
        Trouble.TLS_CLIENT,
        Trouble.TLS_FILES,
        Trouble.PROXY_AUTH,
        Trouble.NOT_THE_SERVICE,
        Trouble.NO_ENDPOINT,
    }
)
"""Troubles that do not pass by themselves."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The service answered.

    `retry_after` is in seconds, None where the answer asks for no wait; `date` is the server's clock, in seconds since
    the epoch, None where the answer does not tell.
    """

    status: int
    body: bytes = field(repr=False)
    content_type: str = ""
    retry_after: float | None = None
    date: float | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly no byte of the receipt left this machine."""

    trouble: Trouble
    detail: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Sending had begun and no whole answer came: the service may have taken the receipt."""

    trouble: Trouble
    detail: str


Fact = Answered | NotSent | InDoubt


@dataclass(frozen=True, slots=True)
class Final:
    """The file's fate is decided."""

    outcome: Outcome
    reason: Reason


@dataclass(frozen=True, slots=True)
class Suspect:
    """The answer may be the file's fault: tried again a few times, then it is.

    `only_if_well`: only while the service answers others well (RC 99 may as well be the service's own trouble).
    """

    reason: Reason
    only_if_well: bool = False


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The service's or the network's fault: the file waits. `retry_after` is in seconds."""

    trouble: Trouble
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class CredentialsRefused:
    """RC 96, 97 or 98 (or HTTP 401 without an RC): nothing is sent until the credentials are mended.

    `by_proxy`: the proxy on the way refused its own (HTTP 407), and the service has not been asked.
    """

    by_proxy: bool = False


Verdict = Final | Suspect | Unavailable | CredentialsRefused


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with what it rests on, for the record and for people.

    `leaves_doubt`: the service may hold these bytes now, though it did not say so; an RC 29 later is then our own.
    """

    verdict: Verdict
    rc: str | None = None
    message: str = ""
    http_status: int | None = None
    leaves_doubt: bool = False


_CREDENTIALS = frozenset({"96", "97", "98"})
_ABOUT_A_RECEIPT = frozenset({"00", "05", "28", "29"})
_ABOUT_THE_FILE = frozenset({413, 422})
_NO_ENDPOINT = frozenset({404, 405, 410, 415})
"""The address or the encoding is wrong: every file would be refused so."""
_TAKEN_PERHAPS = frozenset({500, 502, 504})
"""A gateway that gave up, or a server that failed half-way, may have stored the receipt before."""


def judge(fact: Fact, number: str, *, in_doubt: bool, clean: Clean = str) -> Judgement:
    """Judge what came of sending `number`.

    `in_doubt`: an earlier attempt of the same bytes was left without a verdict, so an RC 29 is our own upload.
    What the judgement quotes of the answer goes through `clean`: a service may send our own token back.
    """
    match fact:
        case NotSent(Trouble.PROXY_AUTH, detail):
            return Judgement(CredentialsRefused(by_proxy=True), message=detail)
        case NotSent(trouble, detail):
            return Judgement(Unavailable(trouble), message=detail)
        case InDoubt(trouble, detail):
            return Judgement(Unavailable(trouble), message=detail, leaves_doubt=True)
    try:
        answer = read_answer(fact.body, clean)
    except Unreadable:
        return _judge_without_rc(fact, clean)
    return _judge_rc(fact, answer, number, in_doubt=in_doubt)


def _judge_rc(fact: Answered, answer: Answer, number: str, *, in_doubt: bool) -> Judgement:
    """The RC is the verdict, whatever the status; success has to be plain."""

    def judged(verdict: Verdict, *, leaves_doubt: bool = False) -> Judgement:
        return Judgement(verdict, answer.rc, answer.message, fact.status, leaves_doubt)

    if answer.rc == "00" and not 200 <= fact.status < 300:
        return judged(Suspect(Reason.NOT_UNDERSTOOD), leaves_doubt=True)
    if answer.rc in _ABOUT_A_RECEIPT and not answer.names(number):
        return judged(Suspect(Reason.NOT_UNDERSTOOD), leaves_doubt=answer.rc == "00")
    match answer.rc:
        case "00":
            return judged(Final(Outcome.DONE, Reason.ACCEPTED))
        case "29" if in_doubt:
            return judged(Final(Outcome.DONE, Reason.RECOVERED))
        case "29":
            return judged(Final(Outcome.DUPLICATE, Reason.DUPLICATE))
        case "05":
            return judged(Final(Outcome.FAILED, Reason.NOT_FOUND))
        case "28":
            return judged(Suspect(Reason.UPLOAD_ERROR))
        case "99":
            return judged(Suspect(Reason.SERVICE_ERROR, only_if_well=True), leaves_doubt=True)
        case rc if rc in _CREDENTIALS:
            return judged(CredentialsRefused())
    return judged(Suspect(Reason.NOT_UNDERSTOOD), leaves_doubt=_is_taken_perhaps(fact.status))


def _is_taken_perhaps(status: int) -> bool:
    """Tell whether a receipt that was answered so, without a verdict, may have been stored all the same."""
    return status < 300 or status in _TAKEN_PERHAPS


def _judge_without_rc(fact: Answered, clean: Clean) -> Judgement:
    said = excerpt(fact.body, clean)

    def judged(verdict: Verdict, *, leaves_doubt: bool = False) -> Judgement:
        return Judgement(verdict, None, said, fact.status, leaves_doubt)

    match fact.status:
        case status if status in _ABOUT_THE_FILE:
            return judged(Final(Outcome.FAILED, Reason.TOO_LARGE if status == 413 else Reason.REFUSED))
        case 425 | 429:
            return judged(Unavailable(Trouble.BUSY, fact.retry_after))
        case 408:
            return judged(Unavailable(Trouble.TIMEOUT, fact.retry_after))
        case status if status >= 500:
            doubt = _is_taken_perhaps(status)
            return judged(Unavailable(Trouble.SERVER_ERROR, fact.retry_after), leaves_doubt=doubt)
        case 401:
            return judged(CredentialsRefused())
        case 407:
            return judged(CredentialsRefused(by_proxy=True))
        case status if status == 403 or 300 <= status < 400 or is_html(fact.body, fact.content_type):
            doubt = _is_taken_perhaps(status)
            return judged(Unavailable(Trouble.NOT_THE_SERVICE, fact.retry_after), leaves_doubt=doubt)
        case status if status in _NO_ENDPOINT:
            return judged(Unavailable(Trouble.NO_ENDPOINT))
    return judged(Suspect(Reason.NOT_UNDERSTOOD), leaves_doubt=_is_taken_perhaps(fact.status))


def decide(verdict: Verdict, *, tries: int, limit: int, others_well: bool) -> Verdict:
    """Turn a suspicion into a failure once it was raised often enough.

    `tries` counts the suspicious answers to this file, this one included; `others_well`: the service answered another
    receipt with a plain verdict meanwhile. What waits for the service is never turned into anything.
    """
    if not isinstance(verdict, Suspect) or tries < limit:
        return verdict
    if verdict.only_if_well and not others_well:
        return verdict
    return Final(Outcome.FAILED, verdict.reason)


CREDENTIALS = "credentials"
"""The stable word for what waits for credentials."""


def why(verdict: Verdict) -> str:
    """Give the stable word for what a verdict rests on."""
    match verdict:
        case Final(_, reason) | Suspect(reason):
            return reason
        case Unavailable(trouble):
            return trouble
        case CredentialsRefused(by_proxy=True):
            return Trouble.PROXY_AUTH
    return CREDENTIALS
