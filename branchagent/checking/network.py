"""The way to the service: proxy, name, connection, certificate, endpoint, clock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from branchagent.checking import offers
from branchagent.core.lifetime import is_off
from branchagent.core.verdicts import Trouble
from branchagent.settings.addresses import is_unencrypted

if TYPE_CHECKING:
    from branchagent.checking.case import Case
    from branchagent.checking.findings import Finding
    from branchagent.core.certificates import Shown
    from branchagent.wire import Proxy

_DAY_S = 86_400.0
_MOST_NAMES = 20
_CERTIFICATE_WARNING_S = 14 * _DAY_S
_BY_TIME = frozenset({Trouble.TLS_EXPIRED, Trouble.TLS_NOT_YET_VALID})
_KINDS = ("http://", "https://")
ON_THE_WAY = ("proxy", "name", "connection", "certificate")
"""The steps before the service; one fault there is one fault, whatever else cannot be examined for it."""


def proxy(case: Case) -> Finding:
    """See which proxy is taken, who named it, and whether it lets us through."""
    way = case.way
    if way.chosen.error:
        return case.wrong("proxy", "unknown", error=way.chosen.error)
    if way.proxy is None:
        return _well(case, "direct", {})
    told = {"proxy": way.proxy.address, "origin": case.words.origin(way.proxy.origin)}
    if not way.proxy.address.startswith(_KINDS):
        return case.wrong("proxy", "kind", **told)
    if not way.hop.is_open:
        return case.wrong("proxy", "silent", **told)
    if way.wants_proxy_password:
        return _wants_password(case, way.proxy, told)
    if way.trouble is Trouble.PROXY:
        return case.wrong("proxy", "refuses", detail=getattr(way.fact, "detail", ""), **told)
    return _well(case, "used" if way.proxy.authorization is None else "used-with-password", told)


def _well(case: Case, word: str, told: dict[str, str]) -> Finding:
    """All is well, but a script of the system that counts for nothing is not what its people meant."""
    error, well = case.way.chosen.script_trouble, case.ok("proxy", word, **told)
    return case.warning("proxy", "script", error=error, instead=well.found) if error else well


def _wants_password(case: Case, taken: Proxy, told: dict[str, str]) -> Finding:
    offered = offers.schemes(taken.address, case.way.url)
    told["schemes"] = ", ".join(offered) or "?"
    if offered and offers.BASIC not in offered:
        return case.wrong("proxy", "foreign", **told)
    return case.wrong("proxy", "wants" if taken.authorization is None else "rejects", **told)


def name(case: Case) -> Finding:
    """Ask this machine's DNS for the service; behind a proxy that is the proxy's affair."""
    found = case.way.addresses
    if isinstance(found, tuple):
        return case.ok("name", "address" if found == (case.way.host,) else "known", addresses=", ".join(found))
    if case.way.proxy is not None:
        return case.ok("name", "proxys", error=found)
    return case.wrong("name", "unknown", error=found)


def connection(case: Case) -> Finding:
    """Connect to the first machine on the way, and send nothing."""
    way = case.way
    first = "proxy" if way.chosen.error else case.first_wrong("name")
    if first is None and not way.hop.is_open:
        first = case.first_wrong("proxy")
    if first is not None:
        return case.skipped("connection", first)
    told = {"to": way.hop.host, "port": way.hop.port, "detail": way.hop.detail}
    if way.hop.is_open:
        return case.ok("connection", "open" if way.proxy is None else "open-proxy", **told)
    return case.wrong("connection", way.hop.case, **told)


def certificate(case: Case) -> Finding:
    """See whether the service proves who it is, and to whom its certificate belongs."""
    way = case.way
    if not way.url.startswith("https:"):
        plain = is_unencrypted(way.url)
        return case.warning("certificate", "plain") if plain else case.ok("certificate", "local")
    if way.trouble is not None and way.tls_trouble is None:
        return case.skipped("certificate", _first_cause(case))
    details = () if way.shown is None else _description(case, way.shown)
    if way.tls_trouble is not None:
        return case.trouble("certificate", way.tls_trouble, _reason(case, way.tls_trouble), *details)
    return _trusted(case, way.shown, details)


def _reason(case: Case, trouble: Trouble) -> str:
    """Give the system's own words for it, as far as the details do not say the same."""
    detail: str = getattr(case.way.fact, "detail", "")
    return detail if case.way.shown is None or trouble in {Trouble.TLS_FILES, Trouble.TLS_CLIENT} else ""


def _trusted(case: Case, shown: Shown | None, details: tuple[str, ...]) -> Finding:
    by = case.words.phrase("trust-system" if case.settings.server.ca_bundle is None else "trust-bundle")
    if shown is None:
        return case.ok("certificate", "trusted-unseen", by=by)
    left = shown.ends - (time.time() - (case.way.skew or 0.0))
    told = {"by": by, "when": case.words.moment(shown.ends), "left": case.words.span(left)}
    if left < _CERTIFICATE_WARNING_S:
        return case.warning("certificate", "soon", *details, **told)
    return case.ok("certificate", "trusted", *details, **told)


def _description(case: Case, shown: Shown) -> tuple[str, ...]:
    phrase = case.words.phrase
    names = shown.names if len(shown.names) <= _MOST_NAMES else (*shown.names[:_MOST_NAMES], "...")
    return (
        phrase("certificate-subject", subject=shown.subject or "-"),
        phrase("certificate-issuer", issuer=shown.issuer or "-"),
        phrase("certificate-names", names=", ".join(names) or "-"),
        phrase("certificate-valid", begins=case.words.moment(shown.begins), ends=case.words.moment(shown.ends)),
        f"SHA-256: {shown.fingerprint[:32]}...",
    )


def endpoint(case: Case) -> Finding:
    """See what answered at the upload's address."""
    answered = case.way.answered
    # Some servers break off when they are spoken to without TLS, some say that it is a bad request.
    is_odd = case.way.trouble is Trouble.BROKEN_OFF if answered is None else answered.status == 400
    if is_odd and not case.first_wrong(*ON_THE_WAY) and case.way.wants_https:
        return case.wrong("endpoint", "wants-https", port=case.way.port)
    if answered is None:
        return _unanswered(case)
    if case.way.wants_proxy_password and case.first_wrong("proxy"):
        return case.skipped("endpoint", "proxy")
    told = {"status": answered.status}
    for statuses, word in ((range(407, 408), "password"), (range(300, 400), "redirects"), (range(500, 600), "fault")):
        if answered.status in statuses:
            return case.wrong("endpoint", word, **told)
    return case.ok("endpoint", "answers-plain" if is_unencrypted(case.way.url) else "answers", **told)


def _unanswered(case: Case) -> Finding:
    first = case.first_wrong(*ON_THE_WAY)
    if first is not None:
        return case.skipped("endpoint", first)
    return case.trouble("endpoint", case.way.trouble or Trouble.NO_CONNECTION, getattr(case.way.fact, "detail", ""))


def _first_cause(case: Case) -> str:
    return case.first_wrong(*ON_THE_WAY) or "endpoint"


def clock(case: Case) -> Finding:
    """Compare this machine's clock with the service's."""
    way, now = case.way, case.words.moment(time.time())
    if way.answered is None:
        if way.trouble in _BY_TIME:
            return case.warning("clock", "suspect", now=now)
        return case.skipped("clock", _first_cause(case))
    if way.skew is None:
        return case.ok("clock", "untold", now=now)
    if not is_off(way.skew):
        return case.ok("clock", "agrees", now=now)
    return case.wrong(
        "clock", "ahead" if way.skew > 0 else "behind", now=now, off=case.words.span(abs(way.skew), rounded=True)
    )
