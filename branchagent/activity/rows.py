"""A receipt as a row of words, for the page and for the daily report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.catalogues import N_
from branchagent.core.names import printable
from branchagent.core.printed import Print
from branchagent.core.receipts import Outcome
from branchagent.reasons import explain_entry

if TYPE_CHECKING:
    from datetime import datetime

    from branchagent.journal import Entry
    from branchagent.texts import Texts

OUTCOMES = {Outcome.DONE: N_("Sent"), Outcome.DUPLICATE: N_("Sent before"), Outcome.FAILED: N_("Failed")}


@dataclass(frozen=True, slots=True)
class Row:
    """What there is to read of a receipt."""

    when: datetime
    number: str
    name: str
    outcome: Outcome
    outcome_word: str
    rc: str
    reason: str
    remedy: str
    message: str
    tries: int
    filed_as: str
    remarks: str


def row_of(entry: Entry, texts: Texts) -> Row:
    """Put an entry into words."""
    explained = explain_entry(entry, texts)
    return Row(
        entry.finished_at.astimezone(),
        entry.no_validasi or "",
        printable(entry.name),
        entry.outcome,
        outcome_word(entry.outcome, texts),
        entry.rc or "",
        explained.what,
        explained.remedy,
        printable(entry.message),
        entry.attempts,
        printable(entry.filed_as or ""),
        "; ".join(_remarks(entry, texts)),
    )


def outcome_word(outcome: Outcome, texts: Texts) -> str:
    """Name an outcome."""
    return texts.gettext(OUTCOMES[outcome])


def _remarks(entry: Entry, texts: Texts) -> list[str]:
    """Say what a person should know of a receipt's number."""
    remarks = []
    if entry.print is Print.MISMATCH:
        remarks.append(texts.gettext("the PDF prints {number}", number=entry.printed))
    if entry.released_by is not None:
        remarks.append(texts.gettext("sent as named by {who}", who=entry.released_by))
    if entry.other_sent_at is not None:
        when = texts.moment(entry.other_sent_at.timestamp())
        remarks.append(texts.gettext("another document with this number was sent on {when}", when=when))
    return remarks
