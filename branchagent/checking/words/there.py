"""What an examination of the way to the service says."""

from __future__ import annotations

from branchagent.catalogues import N_
from branchagent.checking.words.spoken import Line

_ASK_FOR_ANOTHER = N_("Ask for a new token, then run: branchagent login")
_FIREWALL = N_("Check server.url and the firewall; if this network needs a proxy, set server.proxy.")
_PROXY_AWAY = N_("Check the proxy's address ({origin}), and whether that proxy is running.")

THERE = {
    "proxy": Line(
        N_("Proxy"),
        N_("looking for a proxy for {host} in the settings and the system, then going through it"),
        {
            "direct": (N_("There is no proxy: straight to {host}."), ""),
            "used": (N_("{proxy} (from {origin}) lets us through to {host}."), ""),
            "used-with-password": (
                N_("{proxy} (from {origin}) lets us through to {host}, with a user name and password."),
                "",
            ),
            "script": (
                N_("The system's proxy script cannot be used and counts for nothing ({error}). {instead}"),
                N_('Have that script or its address mended, or set server.proxy to the proxy or to "direct".'),
            ),
            "unknown": (
                N_("Which proxy to take cannot be found out: {error}."),
                N_("Check server.proxy_script or the system's proxy settings, or set server.proxy."),
            ),
            "kind": (
                N_("{proxy} (from {origin}) is no http proxy; SOCKS and other kinds are not supported."),
                N_('Set server.proxy to an http proxy of the network\'s people, or to "direct".'),
            ),
            "silent": (N_("{proxy} (from {origin}) cannot be reached."), _PROXY_AWAY),
            "refuses": (
                N_("{proxy} (from {origin}) does not connect us to {host} ({detail})."),
                N_("Ask the network's people to allow {host} in that proxy."),
            ),
            "wants": (
                N_("{proxy} (from {origin}) wants a user name and password (407; it offers: {schemes})."),
                N_("Run: branchagent login --proxy"),
            ),
            "rejects": (
                N_(
                    "{proxy} (from {origin}) refuses the user name and password that are stored (407; it offers: "
                    "{schemes})."
                ),
                N_("Store the right ones by: branchagent login --proxy"),
            ),
            "foreign": (
                N_("{proxy} (from {origin}) takes only {schemes} (407); this program knows only Basic."),
                N_(
                    "Ask the network's people to allow {host} without a password, or Basic for this computer (then "
                    "run: branchagent login --proxy)."
                ),
            ),
        },
    ),
    "name": Line(
        N_("The server's name (DNS)"),
        N_("asking this computer's DNS for {host}"),
        {
            "known": (N_("{host} = {addresses}"), ""),
            "address": (N_("{host} is an address already; no DNS is needed."), ""),
            "proxys": (N_("{host} is not known on this computer ({error}); that is fine, the proxy looks it up."), ""),
            "unknown": (
                N_("{host} was not found ({error})."),
                N_("Check server.url and this computer's DNS; if this network needs a proxy, set server.proxy."),
            ),
        },
    ),
    "connection": Line(
        N_("Connection (TCP)"),
        N_("connecting to the first machine on the way to {host}, without sending anything"),
        {
            "open": (N_("{to} port {port} was reached in {detail} ms."), ""),
            "refused": (N_("{to} refuses connections on port {port}: nothing listens there."), _FIREWALL),
            "silent": (N_("{to} port {port} did not answer within {detail} seconds."), _FIREWALL),
            "failed": (N_("{to} port {port} cannot be reached ({detail})."), _FIREWALL),
            "open-proxy": (N_("The proxy {to} port {port} was reached in {detail} ms."), ""),
        },
    ),
    "certificate": Line(
        N_("Certificate (TLS)"),
        N_("looking at the certificate of {host}, and whether this computer trusts it"),
        {
            "trusted": (N_("Trusted {by}; valid until {when} (another {left})."), ""),
            "trusted-unseen": (N_("Trusted {by}."), ""),
            "soon": (
                N_("Trusted {by}, but valid only until {when} (another {left})."),
                N_("Remind those who run the server to renew its certificate."),
            ),
            "local": (N_("No TLS (http), but nothing leaves this computer."), ""),
            "plain": (
                N_("UNENCRYPTED: {url} is http; the token and the receipts can be read on their way."),
                N_("Ask for an https address. This only goes because server.allow_plain_http = true."),
            ),
        },
    ),
    "endpoint": Line(
        N_("Upload address"),
        N_("asking (HEAD, without a receipt) at {url}"),
        {
            "answers": (N_("It answers (HTTP {status})."), ""),
            "answers-plain": (N_("It answers (HTTP {status}), UNENCRYPTED."), ""),
            "redirects": (N_("It redirects (HTTP {status}), which uploads do not follow."), N_("Check server.url.")),
            "wants-https": (
                N_("{host} speaks TLS on port {port}, but server.url begins with http://."),
                N_("Write https:// instead of http:// in server.url."),
            ),
            "password": (N_("The proxy wants a password (HTTP {status})."), N_("Run: branchagent login --proxy")),
            "fault": (
                N_("The service, or a gateway before it, has a fault (HTTP {status})."),
                N_("Wait, or tell those who run the service; receipts are kept until it is mended."),
            ),
        },
    ),
    "clock": Line(
        N_("Clock"),
        N_("comparing this computer's clock with the service's"),
        {
            "agrees": (N_("This computer's clock ({now}) agrees with the service's."), ""),
            "untold": (N_("The service does not tell its time; this computer's is {now}."), ""),
            "ahead": (
                N_("This computer's clock ({now}) is {off} ahead of the service's."),
                N_("Set the clock right; tokens and certificates are judged by it."),
            ),
            "behind": (
                N_("This computer's clock ({now}) is {off} behind the service's."),
                N_("Set the clock right; tokens and certificates are judged by it."),
            ),
            "suspect": (
                N_("The certificate is out of its time by this computer's clock: {now}."),
                N_("If that date or time is wrong, set it right; it may be the reason."),
            ),
        },
    ),
    "token": Line(
        N_("The token's life"),
        N_("reading when the token ends"),
        {
            "lasts": (N_("Valid until {when} (another {left})."), ""),
            "soon": (N_("It ends on {when} (in {left})."), _ASK_FOR_ANOTHER),
            "ended": (N_("It ended on {when}."), _ASK_FOR_ANOTHER),
            "unreadable": (
                N_("When it ends cannot be read on this computer ({error}); the agent sends all the same."),
                N_("Install branchagent anew. Until then note the token's end yourself: nobody is told ahead of it."),
            ),
            "endless": (N_("The token does not say when it ends."), ""),
            "login": (N_("The service gives a token for the user name and password whenever one is needed."), ""),
        },
    ),
    "sign-in": Line(
        N_("Signing in"),
        N_("showing the credentials to the service, without a validation number or a document"),
        {
            "works": (N_("The service takes these credentials."), ""),
            "works-until": (N_("The service takes these credentials and gave a token until {when}."), ""),
            "refused": (
                N_("The service refuses these credentials: {said}"),
                N_("Ask for valid ones, then run: branchagent login"),
            ),
            "refused-systemd": (
                N_("The service refuses these credentials: {said}"),
                N_("Ask for valid ones, put them into the service's unit, then restart it."),
            ),
            "token-refused": (
                N_("The login was accepted, but the service refuses the token that it gave: {said}"),
                N_(
                    "Check credentials.token_field, server.token_header and server.url; then tell those who run the "
                    "service."
                ),
            ),
            "unclear": (
                N_("The service's answer does not tell whether it takes these credentials ({said})."),
                N_("Check server.url and server.encoding if uploads do not succeed."),
            ),
        },
    ),
}
