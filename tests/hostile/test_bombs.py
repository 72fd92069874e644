"""A document that is dear to read gets its verdict all the same, in time and in little memory."""

import pytest
from hostile.bombs import BOMBS, NOT_A_DOCUMENT, STILL_DEAR
from rig.examiner import ACCEPTED, LINUX
from rig.receipts import number, receipt

pytestmark = LINUX


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_what_its_pages_would_unpack_to_costs_nothing(verdict, make):
    assert verdict(make()) == ACCEPTED


@pytest.mark.parametrize("make", NOT_A_DOCUMENT.values(), ids=NOT_A_DOCUMENT)
def test_what_has_no_page_to_show_is_damaged(verdict, make):
    assert verdict(make()) == "damaged"


@pytest.mark.xfail(reason="PDFium cannot be stopped within our own process", strict=True)
@pytest.mark.parametrize("make", STILL_DEAR.values(), ids=STILL_DEAR)
def test_what_is_dear_to_open_gets_a_verdict_in_time(verdict, make):
    assert verdict(make(), 2.0) in {ACCEPTED, "damaged"}


def test_the_next_document_is_examined_whatever_the_one_before_did(examiner):
    examiner.verdict(STILL_DEAR["streams without an end"](), 0.1)
    assert examiner.verdict(receipt(number(1))) == ACCEPTED
