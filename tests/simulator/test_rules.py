import pytest

from branchagent.simulator.fault_kinds import TRAITS, FaultKind
from branchagent.simulator.rulebook import RuleBook
from branchagent.simulator.rules import LOGIN, RuleError, make_rule, parse_rule, parse_step


@pytest.mark.parametrize("text", ["00", "28", "77", "ok", "hang", "hang:3", "slow:0.5", "drip", "http-503"])
def test_a_step_is_read(text):
    assert parse_step(f" {text} ").text == text


def test_every_fault_is_written_as_its_syntax_says():
    for kind, trait in TRAITS.items():
        text = trait.syntax.replace("[:S]", "").replace("[:NNN]", "").replace(":S", ":1").replace("NNN", "500")
        assert parse_step(text).fault is kind


def test_every_fault_has_its_trait():
    assert set(TRAITS) == set(FaultKind)


def test_retry_after_and_status_are_kept_apart():
    step = parse_step("http-429:7")
    assert (step.status, step.argument) == (429, 7.0)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("28", "is no rule"),
        ("=28", "needs a pattern"),
        ("1=", "neither"),
        ("1=slow", "needs an argument"),
        ("1=gzip:4", "takes no argument"),
        ("1=slow:soon", "not a number"),
        ("1=slow:-1", "not a number"),
        ("1=slow:inf", "not a number"),
        ("1=http", "lacks a status"),
        ("1=http-99", "neither"),
        ("1=http-101", "neither"),
        ("1=redirect:200", "no redirect"),
        ("1=expl0de", "neither"),
        ("/[/=28", "not a regular expression"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(text, complaint):
    with pytest.raises(RuleError, match=complaint):
        parse_rule(text)


def test_steps_follow_each_other_for_each_number_and_the_last_repeats():
    book = RuleBook([parse_rule("01*=28,cut,00")])
    assert [book.take("011").text for _ in range(4)] == ["28", "cut", "00", "00"]
    assert book.take("012").text == "28"
    assert book.take("2").text == "ok"


def test_an_exact_number_comes_first_then_the_pattern_given_last():
    book = RuleBook([parse_rule("7=05"), parse_rule("*=28"), parse_rule("/[0-9]+/=99")])
    assert [book.peek(number).rc for number in ("7", "8", "x")] == ["05", "99", "28"]


def test_a_replaced_rule_begins_anew_and_becomes_the_last():
    book = RuleBook([parse_rule("1*=28,00"), parse_rule("*=05")])
    book.take("1")
    book.put(make_rule("1*", ("99", "00")))
    assert [book.take("1").rc for _ in range(2)] == ["99", "00"]


def test_a_pattern_never_means_logins_but_its_own_name_does():
    book = RuleBook([parse_rule("*=28")])
    assert book.take(LOGIN).text == "ok"
    book.put(parse_rule("@login=96"))
    assert book.take(LOGIN).rc == "96"


def test_always_suspends_the_rules_without_using_them_up():
    book = RuleBook([parse_rule("*=28,00")])
    book.always(parse_step("reset"))
    assert book.may_reset
    assert book.take("1").text == "reset"
    book.always(None)
    assert not book.may_reset
    assert book.take("1").rc == "28"
