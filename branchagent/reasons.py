"""The text of a reason file: what happened to a receipt and what its clerk should do."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from branchagent.core.names import printable

if TYPE_CHECKING:
    from branchagent.journal import Decided
    from branchagent.texts import Texts

_INDONESIAN_ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def reason_text(decided: Decided, texts: Texts, now: float) -> str:
    """Explain a failed receipt in the clerk's language; the last line is for whoever helps. `now`: epoch seconds."""
    answer = f"{decided.rc or f'HTTP {decided.http_status}'} {decided.message}".strip()
    explained = texts.explain(decided.reason, answer)
    return texts.phrase(
        "reason-file",
        name=printable(decided.name),
        when=local_time(now),
        what=explained.what,
        remedy=explained.remedy,
        technical=_technical(decided),
    )


def local_time(seconds: float) -> str:
    """Give a time as Indonesians write it, with the zone's Indonesian name where it has one."""
    local = datetime.fromtimestamp(seconds).astimezone()
    zone = zone_name(local.tzname() or "", local.utcoffset(), by_offset=sys.platform == "win32")
    return f"{local:%d/%m/%Y %H:%M:%S} {zone}".rstrip()


def zone_name(told: str, offset: timedelta | None, *, by_offset: bool) -> str:
    """Give a zone's name as Indonesians know it; `told` is the system's name for it.

    Windows has no zone of the middle and the east of Indonesia: one chooses Singapore's or Tokyo's there, whose names
    are in the system's language besides. So there, and only there, the name goes `by_offset`.
    """
    return _INDONESIAN_ZONES.get(offset or timedelta(), told) if by_offset else told


def _technical(decided: Decided) -> str:
    facts = [f"no_validasi={decided.number or '-'}", f"reason={decided.reason}"]
    if decided.http_status is not None:
        facts += [f"RC={decided.rc or '-'}", f"HTTP={decided.http_status}", f"message={decided.message}"]
    return "; ".join([*facts, f"sha256={decided.sha256}"])
