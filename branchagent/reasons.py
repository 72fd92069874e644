"""What happened to a receipt and what its clerk should do: in a reason file, a notice, or a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.core.names import printable
from branchagent.core.printed import Print
from branchagent.core.receipts import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from branchagent.journal import Decided, Entry
    from branchagent.phrases import Explained
    from branchagent.results import Filed
    from branchagent.texts import Texts


def reason_text(decided: Decided, texts: Texts, now: float) -> str:
    """Explain a failed receipt in the clerk's language; the last line is for whoever helps. `now`: epoch seconds."""
    explained = explain_decided(decided, texts)
    return texts.phrase(
        "reason-file",
        name=printable(decided.name),
        when=texts.moment(now),
        what=explained.what,
        remedy=explained.remedy,
        technical=_technical(decided),
    )


def explain_decided(decided: Decided, texts: Texts) -> Explained:
    """Explain what became of a receipt."""
    answer = f"{decided.rc or f'HTTP {decided.http_status}'} {decided.message}".strip()
    return _explain(decided.reason, texts, answer, _numbers(decided), decided.number)


def explain_entry(entry: Entry, texts: Texts) -> Explained:
    """Explain a line of the history."""
    answer = f"{entry.rc} {entry.message}"
    return _explain(entry.reason, texts, answer, (entry.printed or "").split(), entry.no_validasi)


def notice(filed: Filed, texts: Texts) -> str | None:
    """Say what a person should hear at once of a receipt's number; None if there is nothing."""
    decided, numbers = filed.decided, _numbers(filed.decided)
    printed, named = " / ".join(numbers), decided.number or ""
    if decided.outcome is Outcome.FAILED:
        told = decided.reason is Reason.NUMBER_MISMATCH or (decided.reason is Reason.BAD_NAME and len(numbers) == 1)
        return f"{printable(decided.name)}: {explain_decided(decided, texts).what}" if told else None
    if filed.other_sent_at is not None:
        return texts.phrase("other-document", named=named, when=texts.moment(filed.other_sent_at))
    differs = decided.printed is not None and decided.printed.verdict is Print.MISMATCH
    if differs and decided.outcome is Outcome.DONE and not decided.released:
        return texts.phrase("sent-mismatch", named=named, printed=printed)
    return None


def _explain(reason: Reason, texts: Texts, answer: str, numbers: Sequence[str], named: str | None) -> Explained:
    key = str(reason)
    if reason is Reason.BAD_NAME and len(numbers) == 1:
        key = "bad-name-printed"
    if reason is Reason.NUMBER_MISMATCH and len(numbers) > 1:
        key = "number-mismatch-several"
    return texts.explain(key, answer=answer, printed=" / ".join(numbers), named=named or "")


def _numbers(decided: Decided) -> tuple[str, ...]:
    return () if decided.printed is None else decided.printed.numbers


def _technical(decided: Decided) -> str:
    facts = [f"no_validasi={decided.number or '-'}", f"reason={decided.reason}"]
    if numbers := _numbers(decided):
        facts.append(f"printed={' '.join(numbers)}")
    if decided.http_status is not None:
        facts += [f"RC={decided.rc or '-'}", f"HTTP={decided.http_status}", f"message={decided.message}"]
    return "; ".join([*facts, f"sha256={decided.sha256}"])
