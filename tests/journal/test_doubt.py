"""When an RC 29 may be our own upload: an earlier attempt of the same bytes was left without a verdict."""

import json

from branchagent.core.receipts import Outcome, Reason
from branchagent.core.verdicts import Answered

OTHER = "01118053000013564020"


def test_a_first_attempt_is_in_no_doubt(book):
    intent = book.intend()
    assert (intent.in_doubt, intent.tries) == (False, 0)


def test_an_attempt_that_a_crash_cut_off_leaves_doubt(book):
    book.intend()
    book.restart()
    assert book.intend().in_doubt


def test_an_attempt_that_ended_in_doubt_leaves_doubt(book):
    book.cut_off(book.intend())
    assert book.intend().in_doubt


def test_an_rc_99_leaves_doubt(book):
    book.answered(book.intend(), "99", 400)
    assert book.intend().in_doubt


def test_doubt_is_left_by_any_earlier_attempt_not_only_by_the_last(book):
    book.cut_off(book.intend())
    book.not_sent(book.intend())
    assert book.intend().in_doubt


def test_what_was_certainly_not_sent_leaves_none(book):
    book.not_sent(book.intend())
    assert not book.intend().in_doubt


def test_a_plain_refusal_leaves_none(book):
    book.answered(book.intend(), "28", 400)
    book.answered(book.intend(), "96", 400)
    assert not book.intend().in_doubt


def test_other_bytes_are_in_no_doubt(book):
    book.cut_off(book.intend(content=b"one"))
    assert not book.intend(content=b"two").in_doubt


def test_another_number_is_in_no_doubt(book):
    book.cut_off(book.intend())
    assert not book.intend(number=OTHER).in_doubt


def test_the_same_receipt_under_another_name_is_in_doubt(book):
    book.cut_off(book.intend())
    assert book.intend(name="01118053000013564019 (2).pdf").in_doubt


def test_doubt_outlives_a_failure_and_its_retry(book):
    intent = book.intend()
    book.give_up(intent)
    book.journal.filed(intent.receipt_id, "failed/x.pdf")
    assert book.intend().in_doubt


def test_doubt_outlives_a_withdrawal(book):
    book.cut_off(book.intend())
    book.journal.withdrawn(book.arrival().name)
    assert book.intend().in_doubt


def test_doubt_is_settled_once_the_receipt_is_done(book):
    book.cut_off(book.intend())
    recovered = book.intend()
    book.answered(recovered, "29")
    assert [(d.outcome, d.reason) for d in book.journal.decided()] == [(Outcome.DONE, Reason.RECOVERED)]
    book.journal.filed(recovered.receipt_id, "done/x.pdf")
    assert not book.intend().in_doubt


def test_a_new_doubt_counts_after_an_old_one_was_settled(book):
    book.carry()
    book.cut_off(book.intend())
    assert book.intend().in_doubt


def test_another_numbers_success_settles_nothing(book):
    book.cut_off(book.intend())
    book.carry(number=OTHER)
    assert book.intend().in_doubt


def test_other_bytes_that_were_accepted_as_new_settle_the_doubt(book):
    """Had it stored the first ones, the service would not have taken the second ones as new."""
    book.cut_off(book.intend(content=b"one", name="1.pdf"))
    book.carry(content=b"two", name="2.pdf")
    assert not book.intend(content=b"one", name="1.pdf").in_doubt


def test_other_bytes_that_only_may_have_been_ours_settle_nothing(book):
    book.cut_off(book.intend(content=b"one", name="1.pdf"))
    book.cut_off(book.intend(content=b"two", name="2.pdf"))
    book.carry("29", content=b"two", name="2.pdf")
    assert book.intend(content=b"one", name="1.pdf").in_doubt


def test_an_attempt_after_the_service_had_other_bytes_leaves_no_doubt(book):
    """A receipt that was recovered is printed anew: the service, which has the first one, cannot have taken it."""
    book.cut_off(book.intend(content=b"one"))
    book.carry("29", content=b"one")
    book.cut_off(book.intend(content=b"printed anew"))
    assert not book.intend(content=b"printed anew").in_doubt


def test_an_attempt_after_a_duplicate_leaves_no_doubt(book):
    book.carry("29", filed_as="duplicate/x.pdf")
    book.cut_off(book.intend())
    assert not book.intend().in_doubt


def test_an_rc_29_that_does_not_name_the_receipt_settles_nothing(book):
    body = json.dumps({"RC": "29", "no_validasi": OTHER}).encode()
    book.conclude(book.intend(content=b"one", name="1.pdf"), Answered(200, body, "application/json"))
    book.cut_off(book.intend(content=b"two", name="2.pdf"))
    assert book.intend(content=b"two", name="2.pdf").in_doubt
