"""What is recorded of a receipt on its way, and what a restart finds."""

import pytest

from branchagent.core.receipts import Outcome, Reason
from branchagent.journal import Decided, Postponed

NOON = 1_795_000_000.0
NUMBER = "01118053000013564019"


def stages(book):
    return [stage for (stage,) in book.rows("SELECT stage FROM receipt ORDER BY id")]


def test_tries_count_on_over_restarts(book):
    for expected in range(3):
        intent = book.intend()
        assert intent.tries == expected
        book.answered(intent, "28", 400)
        book.restart()
    assert stages(book) == ["sending"]


def test_only_suspicious_answers_count_as_tries(book):
    book.not_sent(book.intend())
    book.cut_off(book.intend())
    book.answered(book.intend(), "96", 400)
    book.answered(book.intend(), "99", 400)
    assert book.intend().tries == 1


def test_attempts_of_one_receipt_stay_with_it(book):
    assert book.intend().receipt_id == book.intend().receipt_id
    assert book.rows("SELECT count(*) FROM attempt") == [(2,)]


def test_replaced_bytes_withdraw_the_old_record_and_begin_at_nought(book):
    book.answered(book.intend(content=b"one"), "28", 400)
    assert book.intend(content=b"two").tries == 0
    assert stages(book) == ["withdrawn", "sending"]


def test_refused_bytes_withdraw_what_was_sent_under_their_name(book):
    book.answered(book.intend(content=b"one"), "28", 400)
    book.journal.refuse(book.arrival(content=b""), Reason.EMPTY, NOON)
    assert stages(book) == ["withdrawn", "judged"]


def test_a_file_that_left_is_withdrawn_alone(book):
    book.intend(name="1.pdf")
    book.intend(name="2.pdf")
    book.journal.withdrawn("1.pdf")
    assert stages(book) == ["withdrawn", "sending"]
    assert [each.name for each in book.journal.postponed()] == ["2.pdf"]


def test_a_verdict_is_not_withdrawn(book):
    book.answered(book.intend(), "00")
    book.journal.withdrawn(book.arrival().name)
    assert stages(book) == ["judged"]


def test_a_refusal_is_decided_at_once_and_without_an_attempt(book):
    arrival = book.arrival(number=None, name="scan.docx")
    decided = book.journal.refuse(arrival, Reason.BAD_NAME, NOON)
    assert decided == Decided(1, "scan.docx", None, arrival.sha256, Outcome.FAILED, Reason.BAD_NAME, None, "", None)
    book.restart()
    assert book.journal.decided() == [decided]
    assert book.rows("SELECT count(*) FROM attempt") == [(0,)]


def test_what_is_decided_is_given_until_it_is_filed(book):
    first, second = book.intend(name="1.pdf"), book.intend(name="2.pdf")
    book.answered(second, "05", 400)
    book.answered(first, "00")
    book.restart()
    assert [(d.name, d.outcome, d.rc, d.http_status, d.message) for d in book.journal.decided()] == [
        ("1.pdf", Outcome.DONE, "00", 200, "code 00"),
        ("2.pdf", Outcome.FAILED, "05", 400, "code 05"),
    ]
    book.journal.filed(first.receipt_id, "done/1.pdf")
    assert [d.name for d in book.journal.decided()] == ["2.pdf"]
    book.journal.filed(second.receipt_id, None)
    assert book.journal.decided() == []


def test_what_waits_is_given_with_the_time_it_waits_for(book):
    arrival = book.arrival()
    intent = book.intend()
    assert book.journal.postponed() == [Postponed(1, arrival.name, arrival.sha256, 9, NOON - 1, None)]
    book.not_sent(intent, retry_at=NOON + 1.5)
    book.restart()
    assert book.journal.postponed() == [Postponed(1, arrival.name, arrival.sha256, 9, NOON - 1, NOON + 1.5)]


def test_a_place_is_claimed_once_it_is_recorded(book):
    intent = book.intend()
    book.answered(intent, "00")
    assert not book.journal.claims(f"done/{NUMBER}.pdf")
    book.journal.filed(intent.receipt_id, f"done/{NUMBER}.pdf")
    assert book.journal.claims(f"done/{NUMBER}.pdf")
    assert not book.journal.claims(f"done/{NUMBER} (2).pdf")


@pytest.mark.parametrize("name", ["a\udcff.pdf", "\udce9t\udce9.pdf", "naïve ✓.pdf", "'; DROP TABLE receipt; --.pdf"])
def test_a_name_of_any_bytes_comes_back_as_it_was(book, name):
    intent = book.intend(name=name)
    assert [each.name for each in book.journal.postponed()] == [name]
    assert book.intend(name=name).receipt_id == intent.receipt_id
    book.answered(intent, "00")
    assert [each.name for each in book.journal.decided()] == [name]
    book.journal.filed(intent.receipt_id, f"done/{name}")
    assert book.journal.claims(f"done/{name}")
    assert [(entry.name, entry.filed_as) for entry in book.history()] == [(name, f"done/{name}")]


def test_a_name_of_any_bytes_can_be_withdrawn(book):
    book.intend(name="a\udcff.pdf")
    book.journal.withdrawn("a\udcff.pdf")
    assert stages(book) == ["withdrawn"]
