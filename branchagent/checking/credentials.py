"""The credentials: whether they are there, how long they last, and whether the service takes them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from branchagent.checking.keys import LOCKED, SILENT
from branchagent.checking.network import ON_THE_WAY
from branchagent.core.lifetime import warning
from branchagent.credentials import TOKEN
from branchagent.signing_in import UnreadableTokensError, named_end
from branchagent.trials import Result, Tried, try_credentials

if TYPE_CHECKING:
    from branchagent.checking.case import Case
    from branchagent.checking.findings import Finding


def keyring(case: Case) -> Finding:
    """See whether the keyring can be used and holds what the mode needs."""
    keys = case.keys
    kept = keys.kept
    if kept.word:
        unusable = unusable_case(kept.word, is_systemd=keys.is_systemd)
        return case.wrong("keyring", unusable, backend=kept.backend, error=_why(case))
    there = [_entry(case, entry) for entry in (*keys.required, *keys.optional)]
    told = {"backend": kept.backend, "missing": ", ".join(keys.missing)}
    if keys.missing:
        return case.wrong("keyring", "missing-systemd" if keys.is_systemd else "missing", *there, **told)
    return case.ok("keyring", "complete", *there, **told)


def unusable_case(word: str, *, is_systemd: bool) -> str:
    """Give the case of the step `keyring` that a store's word falls under."""
    if is_systemd:
        return "systemd"
    return {LOCKED: "locked", SILENT: "locked", "keyring-incomplete": "incomplete"}.get(word, "unusable")


def _why(case: Case) -> str:
    kept = case.keys.kept
    found = case.words.keyring(kept.word)
    return f"{found} ({kept.detail})" if kept.detail else found


def _entry(case: Case, entry: str) -> str:
    if entry in case.keys.kept.entries:
        state = "entry-there"
    else:
        state = "entry-missing" if entry in case.keys.required else "entry-optional"
    return f"{entry}: {case.words.phrase(state)}"


def token(case: Case) -> Finding:
    """See how long a token that was handed to the bank still lasts, by the service's clock if it has told."""
    if case.settings.credentials.mode == "login":
        return case.ok("token", "login")
    text = case.keys.kept.entries.get(TOKEN)
    if text is None:
        return case.skipped("token", "keyring")
    try:
        ends = named_end(text)
    except UnreadableTokensError as error:
        return case.warning("token", "unreadable", error=error)
    if ends is None:
        return case.ok("token", "endless")
    left = ends - (time.time() - (case.way.skew or 0.0))
    told = {"when": case.words.moment(ends), "left": case.words.span(left)}
    if left <= 0:
        return case.wrong("token", "ended", **told)
    return case.ok("token", "lasts", **told) if warning(left) is None else case.warning("token", "soon", **told)


def sign_in(case: Case) -> Finding:
    """Show the credentials to the service, in a way that can change nothing there."""
    first = case.first_wrong("keyring", *ON_THE_WAY, "endpoint")
    if first is not None:
        return case.skipped("sign-in", first)
    tried = try_credentials(case.settings, case.way.route, case.keys.store)
    if tried.result is Result.WORKS:
        return _works(case, tried)
    if tried.result is Result.REFUSED and case.first_wrong("token"):
        return case.skipped("sign-in", "token")
    if tried.result is Result.REFUSED:
        return case.wrong("sign-in", _refusal(case, tried), said=case.words.detail(tried.detail))
    details = (case.words.phrase("logged-in"),) if tried.logged_in else ()
    if tried.trouble is not None:
        return case.trouble("sign-in", tried.trouble, tried.detail, *details)
    return case.warning("sign-in", "unclear", *details, said=case.words.detail(tried.detail))


def _refusal(case: Case, tried: Tried) -> str:
    if tried.logged_in:
        return "token-refused"
    return "refused-systemd" if case.keys.is_systemd else "refused"


def _works(case: Case, tried: Tried) -> Finding:
    if tried.logged_in and tried.expires_at is not None:
        return case.ok("sign-in", "works-until", when=case.words.moment(tried.expires_at))
    return case.ok("sign-in", "works")
