"""What an examination says: all of its steps, and what may befall any of them."""

from __future__ import annotations

from branchagent.catalogues import N_
from branchagent.checking.words.here import HERE
from branchagent.checking.words.spoken import Spoken
from branchagent.checking.words.there import THERE

_ASK_SERVICE = N_("Tell those who run the service; receipts are kept until it is mended.")

_TROUBLES = {
    "no-connection": (
        N_("There is no connection to {host}."),
        N_("Check server.url, the firewall, and whether this network needs a proxy (server.proxy)."),
    ),
    "timeout": (
        N_("{host} did not answer in time."),
        N_("Check the firewall and the proxy; if the network is just slow, raise server.timeout_s."),
    ),
    "broken-off": (
        N_("The connection to {host} broke off before an answer came."),
        N_("Try again in a moment; if it stays so, check firewall and proxy, then tell those who run the service."),
    ),
    "proxy": (
        N_("The proxy refused the connection or cannot be reached."),
        N_("Check server.proxy, or ask the network's people to allow {host}."),
    ),
    "proxy-auth": (N_("The proxy wants a user name and password."), N_("Run: branchagent login --proxy")),
    "tls": (
        N_("The secure connection (TLS) with {host} failed."),
        N_(
            "Check that server.url really is https and names the right port, whether the server knows TLS 1.2 or "
            "later, and whether it wants a certificate from this computer (server.client_certificate)."
        ),
    ),
    "tls-untrusted": (
        N_("This computer does not know who issued the certificate of {host}."),
        N_(
            "Ask the network's people for the issuer's certificate and install it in the system's certificate store, "
            "or set server.ca_bundle. Do not if the issuer is a stranger to you."
        ),
    ),
    "tls-inspected": (
        N_(
            "A device in the network inspects the connection to {host} and puts in its own certificate, which this "
            "computer does not know."
        ),
        N_(
            "Ask the network's people to exempt {host} from TLS inspection, or install the device's certificate in the "
            "system's certificate store (or set server.ca_bundle)."
        ),
    ),
    "tls-name": (
        N_("The certificate that is shown is not for {host}."),
        N_("Write server.url with one of the names in the certificate, or tell those who run the service."),
    ),
    "tls-expired": (
        N_("The certificate of {host} has expired."),
        N_("First check this computer's date and time; if they are right, the service has to renew its certificate."),
    ),
    "tls-not-yet-valid": (
        N_("The certificate of {host} is not valid yet."),
        N_("First check this computer's date and time; if they are right, tell those who run the service."),
    ),
    "tls-client-certificate": (
        N_("{host} wants a certificate from this computer, or does not take the one it has."),
        N_("Check server.client_certificate and server.client_key: valid, and by an issuer that the service wants."),
    ),
    "tls-files": (
        N_("A certificate file of the settings cannot be used."),
        N_(
            "Check server.ca_bundle, server.client_certificate and server.client_key; a key's password is stored by: "
            "branchagent login --client-key"
        ),
    ),
    "busy": (N_("The service is busy."), N_("Wait some minutes, then try again.")),
    "server-error": (N_("The service has a fault."), _ASK_SERVICE),
    "not-the-service": (
        N_("What answered is not SISKOHAT (a web page, a redirect or a refusal)."),
        N_("Check server.url, and whether a proxy or firewall shows a page of its own."),
    ),
    "no-endpoint": (
        N_("There is no upload service at that address."),
        N_("Check server.url, server.encoding and credentials.login_path."),
    ),
}

SPOKEN = Spoken(
    lines={**HERE, **THERE},
    troubles=_TROUBLES,
    general={
        "skipped": (N_("First mend what stands at: {first}."), ""),
        "slow": (
            N_("It did not end within {seconds} seconds."),
            N_("Try again; if it stays so, tell your administrator."),
        ),
        "unforeseen": (
            N_("This examination failed by an unforeseen error ({error})."),
            N_("Report this line to your administrator; the other lines hold all the same."),
        ),
    },
    phrases={
        "file-read": N_("read"),
        "file-missing": N_("not there"),
        "locked": N_("locked"),
        "set-aside": N_("set aside: {place}"),
        "line": N_("{file}, line {line}"),
        "entry-there": N_("there"),
        "entry-missing": N_("not there"),
        "entry-optional": N_("not there (not required)"),
        "logged-in": N_("the login itself was accepted"),
        "the system's": N_("the system's"),
        "none": N_("none"),
        "trust-system": N_("by the system"),
        "trust-bundle": N_("by server.ca_bundle"),
        "certificate-subject": N_("For: {subject}"),
        "certificate-issuer": N_("Issuer: {issuer}"),
        "certificate-names": N_("Names: {names}"),
        "certificate-valid": N_("Valid: {begins} to {ends}"),
        "day": N_("{count} days"),
        "hour": N_("{count} hours"),
        "minute": N_("{count} minutes"),
        "second": N_("{count} seconds"),
        "remedy": N_("What to do"),
        "all-well": N_("All is well."),
        "well-but": N_("No problems; to be aware of: {warnings}."),
        "not-well": N_("Problems found: {wrongs}. Work from the top down, then run again: branchagent check"),
    },
    marks={"ok": N_("OK"), "warning": N_("WARNING"), "wrong": N_("WRONG"), "skipped": N_("SKIPPED")},
    layers={
        "default": N_("default"),
        "recommended policy": N_("organisation's recommendation"),
        "policy": N_("organisation's policy"),
        "machine's file": N_("computer's file"),
        "user's file": N_("user's file"),
        "--config file": N_("--config file"),
        "environment": N_("environment variable"),
    },
    origins={
        "environment": N_("environment variable"),
        "system": N_("system settings"),
        "system's script": N_("system's proxy script"),
    },
)
