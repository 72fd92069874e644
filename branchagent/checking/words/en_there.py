"""What an examination of the way to the service says, in English."""

from __future__ import annotations

from branchagent.checking.words.spoken import Line

_ASK_FOR_ANOTHER = "Ask for a new token, then run: branchagent login"
_FIREWALL = "Check server.url and the firewall; if this network needs a proxy, set server.proxy."
_PROXY_AWAY = "Check the proxy's address ({origin}), and whether that proxy is running."

THERE = {
    "proxy": Line(
        "Proxy",
        "looking for a proxy for {host} in the settings and the system, then going through it",
        {
            "direct": ("There is no proxy: straight to {host}.", ""),
            "used": ("{proxy} (from {origin}) lets us through to {host}.", ""),
            "used-with-password": (
                "{proxy} (from {origin}) lets us through to {host}, with a user name and password.",
                "",
            ),
            "script": (
                "The system's proxy script cannot be used and counts for nothing ({error}). {instead}",
                'Have that script or its address mended, or set server.proxy to the proxy or to "direct".',
            ),
            "unknown": (
                "Which proxy to take cannot be found out: {error}.",
                "Check server.proxy_script or the system's proxy settings, or set server.proxy.",
            ),
            "kind": (
                "{proxy} (from {origin}) is no http proxy; SOCKS and other kinds are not supported.",
                'Set server.proxy to an http proxy of the network\'s people, or to "direct".',
            ),
            "silent": ("{proxy} (from {origin}) cannot be reached.", _PROXY_AWAY),
            "refuses": (
                "{proxy} (from {origin}) does not connect us to {host} ({detail}).",
                "Ask the network's people to allow {host} in that proxy.",
            ),
            "wants": (
                "{proxy} (from {origin}) wants a user name and password (407; it offers: {schemes}).",
                "Run: branchagent login --proxy",
            ),
            "rejects": (
                (
                    "{proxy} (from {origin}) refuses the user name and password that are stored (407; it offers: "
                    "{schemes})."
                ),
                "Store the right ones by: branchagent login --proxy",
            ),
            "foreign": (
                "{proxy} (from {origin}) takes only {schemes} (407); this program knows only Basic.",
                (
                    "Ask the network's people to allow {host} without a password, or Basic for this computer (then "
                    "run: branchagent login --proxy)."
                ),
            ),
        },
    ),
    "name": Line(
        "The server's name (DNS)",
        "asking this computer's DNS for {host}",
        {
            "known": ("{host} = {addresses}", ""),
            "address": ("{host} is an address already; no DNS is needed.", ""),
            "proxys": ("{host} is not known on this computer ({error}); that is fine, the proxy looks it up.", ""),
            "unknown": (
                "{host} was not found ({error}).",
                "Check server.url and this computer's DNS; if this network needs a proxy, set server.proxy.",
            ),
        },
    ),
    "connection": Line(
        "Connection (TCP)",
        "connecting to the first machine on the way to {host}, without sending anything",
        {
            "open": ("{to} port {port} was reached in {detail} ms.", ""),
            "refused": ("{to} refuses connections on port {port}: nothing listens there.", _FIREWALL),
            "silent": ("{to} port {port} did not answer within {detail} seconds.", _FIREWALL),
            "failed": ("{to} port {port} cannot be reached ({detail}).", _FIREWALL),
            "open-proxy": ("The proxy {to} port {port} was reached in {detail} ms.", ""),
        },
    ),
    "certificate": Line(
        "Certificate (TLS)",
        "looking at the certificate of {host}, and whether this computer trusts it",
        {
            "trusted": ("Trusted {by}; valid until {when} (another {left}).", ""),
            "trusted-unseen": ("Trusted {by}.", ""),
            "soon": (
                "Trusted {by}, but valid only until {when} (another {left}).",
                "Remind those who run the server to renew its certificate.",
            ),
            "local": ("No TLS (http), but nothing leaves this computer.", ""),
            "plain": (
                "UNENCRYPTED: {url} is http; the token and the receipts can be read on their way.",
                "Ask for an https address. This only goes because server.allow_plain_http = true.",
            ),
        },
    ),
    "endpoint": Line(
        "Upload address",
        "asking (HEAD, without a receipt) at {url}",
        {
            "answers": ("It answers (HTTP {status}).", ""),
            "answers-plain": ("It answers (HTTP {status}), UNENCRYPTED.", ""),
            "redirects": ("It redirects (HTTP {status}), which uploads do not follow.", "Check server.url."),
            "wants-https": (
                "{host} speaks TLS on port {port}, but server.url begins with http://.",
                "Write https:// instead of http:// in server.url.",
            ),
            "password": ("The proxy wants a password (HTTP {status}).", "Run: branchagent login --proxy"),
            "fault": (
                "The service, or a gateway before it, has a fault (HTTP {status}).",
                "Wait, or tell those who run the service; receipts are kept until it is mended.",
            ),
        },
    ),
    "clock": Line(
        "Clock",
        "comparing this computer's clock with the service's",
        {
            "agrees": ("This computer's clock ({now}) agrees with the service's.", ""),
            "untold": ("The service does not tell its time; this computer's is {now}.", ""),
            "ahead": (
                "This computer's clock ({now}) is {off} ahead of the service's.",
                "Set the clock right; tokens and certificates are judged by it.",
            ),
            "behind": (
                "This computer's clock ({now}) is {off} behind the service's.",
                "Set the clock right; tokens and certificates are judged by it.",
            ),
            "suspect": (
                "The certificate is out of its time by this computer's clock: {now}.",
                "If that date or time is wrong, set it right; it may be the reason.",
            ),
        },
    ),
    "token": Line(
        "The token's life",
        "reading when the token ends",
        {
            "lasts": ("Valid until {when} (another {left}).", ""),
            "soon": ("It ends on {when} (in {left}).", _ASK_FOR_ANOTHER),
            "ended": ("It ended on {when}.", _ASK_FOR_ANOTHER),
            "unreadable": (
                "When it ends cannot be read on this computer ({error}); the agent sends all the same.",
                "Install branchagent anew. Until then note the token's end yourself: nobody is told ahead of it.",
            ),
            "endless": ("The token does not say when it ends.", ""),
            "login": ("The service gives a token for the user name and password whenever one is needed.", ""),
        },
    ),
    "sign-in": Line(
        "Signing in",
        "showing the credentials to the service, without a validation number or a document",
        {
            "works": ("The service takes these credentials.", ""),
            "works-until": ("The service takes these credentials and gave a token until {when}.", ""),
            "refused": (
                "The service refuses these credentials: {said}",
                "Ask for valid ones, then run: branchagent login",
            ),
            "refused-systemd": (
                "The service refuses these credentials: {said}",
                "Ask for valid ones, put them into the service's unit, then restart it.",
            ),
            "token-refused": (
                "The login was accepted, but the service refuses the token that it gave: {said}",
                (
                    "Check credentials.token_field, server.token_header and server.url; then tell those who run the "
                    "service."
                ),
            ),
            "unclear": (
                "The service's answer does not tell whether it takes these credentials ({said}).",
                "Check server.url and server.encoding if uploads do not succeed.",
            ),
        },
    ),
}
