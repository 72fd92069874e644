"""What a person reads of the agent: about the token's end, the clock, and whose credentials are refused."""

import pytest

from branchagent.core.health import Condition, Health
from branchagent.core.status import Fault, State
from branchagent.core.verdicts import Trouble
from branchagent.describing import Facts, Moment, describe, token_warning
from branchagent.texts import Texts

DAY = 86_400.0
NOW = 1_795_000_000.0
EN, ID = Texts("en"), Texts("id")


def facts(left=None, skew=None, health=None, **more):
    """A token that lives for another `left` seconds by the service's clock."""
    ends = None if left is None else NOW - (skew or 0.0) + left
    return Facts(token_ends_at=ends, now=Moment(NOW, 1000.0, skew), health=health or Health(), **more)


REFUSED = Health(condition=Condition.REFUSED, message="(98) token tidak sah")


@pytest.mark.parametrize(
    ("left", "days"),
    [(None, None), (8 * DAY, None), (7 * DAY, 7), (3.5 * DAY, 7), (3 * DAY, 3), (1.5 * DAY, 3), (DAY, 1), (60.0, 1)],
)
def test_the_tokens_end_is_told_7_3_and_1_days_ahead(left, days):
    for texts in (EN, ID):
        due = token_warning(facts(left), texts)
        assert (due and due[0]) == days
        report = describe(facts(left), texts)
        assert report.state is State.IDLE
        assert report.reason == (due[1] if due else None)
        assert due is None or "branchagent login" in due[1]


@pytest.mark.parametrize("texts", [EN, ID])
def test_without_receipts_too_no_light_is_green_once_the_token_has_ended(texts):
    report = describe(facts(-60.0), texts)
    assert report.state is State.SIGN_IN
    assert "branchagent login" in report.reason
    assert token_warning(facts(-60.0), texts)[0] == 0


def test_a_token_that_the_service_still_takes_has_not_ended_whatever_our_clock_says():
    answered = Health(answered_at=990.0)
    assert describe(facts(-3600.0, health=answered), EN).state is State.IDLE
    assert token_warning(facts(-3600.0, health=answered), EN) is None
    before_its_end = Health(answered_at=1000.0 - 7200.0)
    assert describe(facts(-3600.0, health=before_its_end), EN).state is State.SIGN_IN


def test_the_services_clock_counts_not_ours():
    assert token_warning(facts(10 * DAY, skew=8 * DAY), EN) is None
    assert token_warning(facts(2 * DAY, skew=-30 * DAY), EN)[0] == 3


def test_what_stands_by_warns_of_nothing():
    assert token_warning(facts(DAY, standby=True), EN) is None


def test_a_clock_that_is_off_is_told_with_what_it_may_explain():
    assert "60 minutes ahead" in describe(facts(skew=3600.0, health=REFUSED), EN).reason
    assert "60 menit lebih lambat" in describe(facts(skew=-3600.0, health=REFUSED), ID).reason
    for skew in (None, 0.0, 59.0, -59.0):
        assert "clock" not in describe(facts(skew=skew, health=REFUSED), EN).reason
    expired = Health(condition=Condition.DOWN, trouble=Trouble.TLS_EXPIRED)
    assert "ahead" in describe(facts(skew=3600.0, health=expired), EN).reason
    away = Health(condition=Condition.DOWN, trouble=Trouble.TIMEOUT)
    assert "ahead" not in describe(facts(skew=3600.0, health=away), EN).reason


def test_a_clock_alone_is_no_reason_for_alarm():
    # It may be the service's that is off, and a thousand branches cannot mend that.
    report = describe(facts(skew=600.0), EN)
    assert (report.state, report.reason) == (State.IDLE, None)


def test_it_is_told_whose_password_is_wanted():
    by_proxy = Health(condition=Condition.REFUSED, trouble=Trouble.PROXY_AUTH, message="HTTP 407")
    assert "login --proxy" in describe(facts(health=by_proxy), EN).reason
    told = describe(facts(health=REFUSED), EN).reason
    assert "--proxy" not in told
    assert "(98) token tidak sah" in told


@pytest.mark.parametrize("word", ["keyring-locked", "keyring-empty", "keyring-silent", "refused-before"])
def test_our_own_words_for_what_is_missing_are_in_the_readers_language(word):
    health = Health(condition=Condition.REFUSED, message=word)
    english, indonesian = (describe(facts(health=health), texts).reason for texts in (EN, ID))
    assert word not in english + indonesian
    assert english != indonesian


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_is_told_in_both_languages(trouble):
    condition = Condition.REFUSED if trouble is Trouble.PROXY_AUTH else Condition.DOWN
    health = Health(condition=condition, trouble=trouble)
    english, indonesian = (describe(facts(health=health), texts).reason for texts in (EN, ID))
    assert english != indonesian


def test_what_needs_a_person_comes_first():
    report = describe(facts(-60.0, faults=((Fault.JOURNAL, "disk full"),)), EN)
    assert report.state is State.ATTENTION
    assert describe(facts(-60.0, paused=True), EN).state is State.PAUSED
