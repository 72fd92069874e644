"""A document that is dear to read gets its verdict all the same, in time and in little memory."""

import pytest
from hostile.bombs import BOMBS, DEAR, NOT_A_DOCUMENT
from rig.examiner import ACCEPTED, LINUX
from rig.receipts import number, receipt

from branchagent.core.names import DEFAULT_PATTERN
from branchagent.core.printed import Looked, Print, Printed, Question
from branchagent.core.receipts import Reason
from branchagent.examiner import Examiner

pytestmark = LINUX
QUESTION = Question(number(1), DEFAULT_PATTERN)
resource = pytest.importorskip("resource")


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_what_its_pages_would_unpack_to_costs_nothing(verdict, make):
    assert verdict(make()) == ACCEPTED


@pytest.mark.parametrize("make", NOT_A_DOCUMENT.values(), ids=NOT_A_DOCUMENT)
def test_what_has_no_page_to_show_is_damaged(verdict, make):
    assert verdict(make()) == "damaged"


@pytest.fixture(scope="module")
def agents_examiner():
    """The agent's own, with less patience."""
    examiner = Examiner(2.0)
    yield examiner
    examiner.close()


@pytest.mark.parametrize("make", DEAR.values(), ids=DEAR)
def test_what_is_dear_to_open_at_all_is_damaged_and_holds_up_no_other(agents_examiner, tried, make):
    tried("PDFs")
    assert agents_examiner.look(make()).objection is Reason.DAMAGED
    assert agents_examiner.look(receipt(number(1))).objection is None
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600 * 1024


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_what_its_pages_print_is_found_out_in_time_or_it_is_damaged(agents_examiner, tried, make):
    tried("PDFs")
    seen = agents_examiner.look(make(), QUESTION)
    assert seen in {Looked(printed=Printed(Print.UNKNOWN)), Looked(Reason.DAMAGED)}
    assert agents_examiner.look(receipt(number(1)), QUESTION).printed.verdict is Print.MATCH
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600 * 1024


def test_the_next_document_is_examined_whatever_the_one_before_did(examiner):
    examiner.verdict(DEAR["streams without an end"](), 0.1)
    assert examiner.verdict(receipt(number(1))) == ACCEPTED
