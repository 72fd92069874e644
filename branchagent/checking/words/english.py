"""What an examination says in English: all of it, with what may befall any step."""

from __future__ import annotations

from branchagent.checking.words.en_here import HERE
from branchagent.checking.words.en_there import THERE
from branchagent.checking.words.spoken import Spoken

_ASK_SERVICE = "Tell those who run the service; receipts are kept until it is mended."

_TROUBLES = {
    "no-connection": (
        "There is no connection to {host}.",
        "Check server.url, the firewall, and whether this network needs a proxy (server.proxy).",
    ),
    "timeout": (
        "{host} did not answer in time.",
        "Check the firewall and the proxy; if the network is just slow, raise server.timeout_s.",
    ),
    "broken-off": (
        "The connection to {host} broke off before an answer came.",
        "Try again in a moment; if it stays so, check firewall and proxy, then tell those who run the service.",
    ),
    "proxy": (
        "The proxy refused the connection or cannot be reached.",
        "Check server.proxy, or ask the network's people to allow {host}.",
    ),
    "proxy-auth": ("The proxy wants a user name and password.", "Run: branchagent login --proxy"),
    "tls": (
        "The secure connection (TLS) with {host} failed.",
        (
            "Check that server.url really is https and names the right port, whether the server knows TLS 1.2 or "
            "later, and whether it wants a certificate from this computer (server.client_certificate)."
        ),
    ),
    "tls-untrusted": (
        "This computer does not know who issued the certificate of {host}.",
        (
            "Ask the network's people for the issuer's certificate and install it in the system's certificate store, "
            "or set server.ca_bundle. Do not if the issuer is a stranger to you."
        ),
    ),
    "tls-inspected": (
        (
            "A device in the network inspects the connection to {host} and puts in its own certificate, which this "
            "computer does not know."
        ),
        (
            "Ask the network's people to exempt {host} from TLS inspection, or install the device's certificate in the "
            "system's certificate store (or set server.ca_bundle)."
        ),
    ),
    "tls-name": (
        "The certificate that is shown is not for {host}.",
        "Write server.url with one of the names in the certificate, or tell those who run the service.",
    ),
    "tls-expired": (
        "The certificate of {host} has expired.",
        "First check this computer's date and time; if they are right, the service has to renew its certificate.",
    ),
    "tls-not-yet-valid": (
        "The certificate of {host} is not valid yet.",
        "First check this computer's date and time; if they are right, tell those who run the service.",
    ),
    "tls-client-certificate": (
        "{host} wants a certificate from this computer, or does not take the one it has.",
        "Check server.client_certificate and server.client_key: valid, and by an issuer that the service wants.",
    ),
    "tls-files": (
        "A certificate file of the settings cannot be used.",
        (
            "Check server.ca_bundle, server.client_certificate and server.client_key; a key's password is stored by: "
            "branchagent login --client-key"
        ),
    ),
    "busy": ("The service is busy.", "Wait some minutes, then try again."),
    "server-error": ("The service has a fault.", _ASK_SERVICE),
    "not-the-service": (
        "What answered is not SISKOHAT (a web page, a redirect or a refusal).",
        "Check server.url, and whether a proxy or firewall shows a page of its own.",
    ),
    "no-endpoint": (
        "There is no upload service at that address.",
        "Check server.url, server.encoding and credentials.login_path.",
    ),
}

SPOKEN = Spoken(
    lines={**HERE, **THERE},
    troubles=_TROUBLES,
    general={
        "skipped": ("First mend what stands at: {first}.", ""),
        "slow": ("It did not end within {seconds} seconds.", "Try again; if it stays so, tell your administrator."),
        "unforeseen": (
            "This examination failed by an unforeseen error ({error}).",
            "Report this line to your administrator; the other lines hold all the same.",
        ),
    },
    phrases={
        "file-read": "read",
        "file-missing": "not there",
        "locked": "locked",
        "line": "{file}, line {line}",
        "entry-there": "there",
        "entry-missing": "not there",
        "entry-optional": "not there (not required)",
        "logged-in": "the login itself was accepted",
        "the system's": "the system's",
        "none": "none",
        "trust-system": "by the system",
        "trust-bundle": "by server.ca_bundle",
        "certificate-subject": "For: {subject}",
        "certificate-issuer": "Issuer: {issuer}",
        "certificate-names": "Names: {names}",
        "certificate-valid": "Valid: {begins} to {ends}",
        "day": "{count} days",
        "hour": "{count} hours",
        "minute": "{count} minutes",
        "second": "{count} seconds",
        "remedy": "What to do",
        "all-well": "All is well.",
        "well-but": "No problems; to be aware of: {warnings}.",
        "not-well": "Problems found: {wrongs}. Work from the top down, then run again: branchagent check",
    },
    marks={"ok": "OK", "warning": "WARNING", "wrong": "WRONG", "skipped": "SKIPPED"},
    layers={
        "default": "default",
        "machine's file": "computer's file",
        "user's file": "user's file",
        "--config file": "--config file",
        "environment": "environment variable",
    },
    origins={
        "environment": "environment variable",
        "system": "system settings",
        "system's script": "system's proxy script",
    },
)
