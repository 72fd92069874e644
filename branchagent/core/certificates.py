"""What is wrong with a server's certificate, so that a person can be told what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from branchagent.core.verdicts import Trouble


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as its server shows it, trusted or not.

    `names` are the hosts that it is for; `begins` and `ends` are seconds since the epoch; `fingerprint` is SHA-256 in
    hex.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]
    begins: float
    ends: float
    fingerprint: str

    def is_for(self, host: str) -> bool:
        """Tell whether it names a host; a wildcard stands for one label (RFC 6125, 6.4.3)."""
        host = host.lower().rstrip(".")
        rest = host.partition(".")[2]
        return any(name.lower() == host or (rest and name.lower() == f"*.{rest}") for name in self.names)

    @property
    def is_inspectors(self) -> bool:
        """Whether it is what something that inspects TLS puts in place of the server's own."""
        issuer = self.issuer.lower()
        return any(word in issuer for word in _INSPECTORS)


_INSPECTORS = (
    "inspect", "intercept", "decrypt", "ssl forward", "ssl bump", "sslbump", "mitm", "man-in-the-middle", "firewall",
    "proxy", "web gateway", "fortinet", "fortigate", "fortiproxy", "zscaler", "blue coat", "bluecoat", "netskope",
    "palo alto", "check point", "forcepoint", "websense", "sophos", "barracuda", "watchguard", "sonicwall", "untangle",
    "cisco umbrella", "skyhigh", "mcafee web", "trend micro", "kaspersky", "eset ssl", "avast", "avg web",
    "bitdefender", "sangfor", "hillstone", "netsweeper", "iboss", "contentkeeper", "squid", "cloudflare gateway",
)  # fmt: skip
"""Words in the issuers' names of products that inspect TLS, and of banks' own authorities for it."""

_CODES = {
    # OpenSSL's X509_V_ERR_…
    9: Trouble.TLS_NOT_YET_VALID,
    10: Trouble.TLS_EXPIRED,
    62: Trouble.TLS_NAME,
    64: Trouble.TLS_NAME,
    **dict.fromkeys((2, 18, 19, 20, 21), Trouble.TLS_UNTRUSTED),
    # Windows' CERT_E_…; its "expired" also means "not yet valid"
    0x800B010F: Trouble.TLS_NAME,
    **dict.fromkeys((0x800B0109, 0x800B010A, 0x800B0112), Trouble.TLS_UNTRUSTED),
    # macOS' errSec…
    -67602: Trouble.TLS_NAME,
    -67818: Trouble.TLS_EXPIRED,
    -67819: Trouble.TLS_NOT_YET_VALID,
    -67843: Trouble.TLS_UNTRUSTED,
}


def trouble_with(code: int | None, shown: Shown | None, host: str, now: float) -> Trouble:
    """Name what is wrong with a certificate that the system refused.

    `code` is the refusal's number in the system's own counting, `shown` what the server shows (None if that cannot be
    had), `now` seconds since the epoch.
    """
    trouble = _CODES.get(code) if code is not None else None
    if trouble is None and shown is not None:
        trouble = _looking_at(shown, host, now)
    if shown is not None and trouble in {None, Trouble.TLS_UNTRUSTED} and shown.is_inspectors:
        return Trouble.TLS_INSPECTED
    return trouble or Trouble.TLS_UNTRUSTED


def _looking_at(shown: Shown, host: str, now: float) -> Trouble | None:
    if now > shown.ends:
        return Trouble.TLS_EXPIRED
    if now < shown.begins:
        return Trouble.TLS_NOT_YET_VALID
    return None if shown.is_for(host) else Trouble.TLS_NAME
