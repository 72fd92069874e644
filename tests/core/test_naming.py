"""Under which number a document goes: what it prints against its name, by IT's policy and a person's decision."""

import pytest

from branchagent.core.names import is_no_number
from branchagent.core.naming import Named, NumberPolicy
from branchagent.core.printed import Print, Printed, Question
from branchagent.core.receipts import Reason

NUMBER, OTHER, THIRD = "99926112300013570011", "99926112300013570012", "99926112300013570013"
LETTERS = "SiskohatSetoranAwal"
MATCH = Printed(Print.MATCH)
ONE, TWO, NONE = (Printed(Print.MISMATCH, numbers) for numbers in ((OTHER,), (OTHER, THIRD), ()))
UNKNOWN, SAYS_ONE = Printed(Print.UNKNOWN), Printed(Print.UNKNOWN, (OTHER,))
BAD, MISMATCH = Reason.BAD_NAME, Reason.NUMBER_MISMATCH


@pytest.mark.parametrize(
    ("number", "printed", "block", "warn", "off"),
    [
        (NUMBER, MATCH, None, None, None),
        (NUMBER, UNKNOWN, None, None, None),
        (NUMBER, None, None, None, None),
        (NUMBER, ONE, MISMATCH, None, None),
        (NUMBER, TWO, MISMATCH, None, None),
        (LETTERS, ONE, MISMATCH, None, None),
        (None, SAYS_ONE, BAD, BAD, BAD),
        (None, UNKNOWN, BAD, BAD, BAD),
        (None, None, BAD, BAD, BAD),
    ],
)
def test_what_becomes_of_a_document(number, printed, block, warn, off):
    for mode, expected in (("block", block), ("warn", warn), ("off", off)):
        assert NumberPolicy(mode).decide(number, printed, released=False) is expected


def test_a_person_lets_a_mismatch_go_out_and_nothing_else():
    policy = NumberPolicy()
    assert policy.decide(NUMBER, ONE, released=True) is None
    assert policy.decide(None, SAYS_ONE, released=True) is BAD


@pytest.mark.parametrize("mode", ["block", "warn", "off"])
@pytest.mark.parametrize(
    ("number", "printed", "expected"),
    [
        (None, SAYS_ONE, Named(OTHER)),
        (LETTERS, ONE, Named(OTHER)),
        (None, UNKNOWN, BAD),
        (None, Printed(Print.UNKNOWN, (OTHER, THIRD)), BAD),
        (LETTERS, MATCH, None),
        (LETTERS, UNKNOWN, None),
        (NUMBER, MATCH, None),
    ],
)
def test_a_name_without_a_number_gives_way_to_the_one_that_is_printed(mode, number, printed, expected):
    assert NumberPolicy(mode, name_from_print=True).decide(number, printed, released=False) == expected


def test_a_name_that_carries_a_number_never_gives_way():
    assert NumberPolicy(name_from_print=True).decide(NUMBER, ONE, released=False) is MISMATCH


@pytest.mark.parametrize("mode", ["block", "warn"])
@pytest.mark.parametrize("number", [NUMBER, LETTERS, None])
def test_a_document_is_read_whatever_its_name(mode, number):
    assert NumberPolicy(mode, pattern="[0-9]{20}").question(number) == Question(number, "[0-9]{20}")


def test_a_document_that_nobody_asks_about_is_not_read():
    assert [NumberPolicy("off").question(number) for number in (NUMBER, LETTERS, None)] == [None, None, None]
    named = NumberPolicy("off", name_from_print=True)
    assert named.question(NUMBER) is None
    assert named.question(LETTERS).number == LETTERS
    assert named.question(None).number is None


@pytest.mark.parametrize(("number", "expected"), [(None, True), (LETTERS, True), ("A1", False), (NUMBER, False)])
def test_a_number_has_a_digit(number, expected):
    assert is_no_number(number) is expected
