"""How long the service asks us to wait, in either form, and what makes no sense."""

import email.utils
import time

import pytest

from branchagent.core.verdicts import Answered


@pytest.fixture
def waits(serve, post, answer):
    def waits(value):
        fact = post(serve(answer(b"{}", "503 Busy", f"Retry-After: {value}")).url)
        assert isinstance(fact, Answered)
        return fact.retry_after

    return waits


@pytest.mark.parametrize(("value", "seconds"), [("0", 0.0), ("120", 120.0), (" 7 ", 7.0), ("999999999", 999999999.0)])
def test_seconds_are_seconds(waits, value, seconds):
    assert waits(value) == seconds


def test_a_date_is_the_time_until_then(waits):
    before = time.time()
    seconds = waits(email.utils.formatdate(before + 600, usegmt=True))
    assert before + 598 <= time.time() + seconds <= time.time() + 600


def test_a_date_that_is_over_asks_for_no_wait(waits):
    assert waits("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "",
        "-1",
        "1.5",
        "1e5",
        "9999999999",
        "Wed, 21 Oct 99999 07:28:00 GMT",
        "Wed, 21 Oct 99999999999999999999 07:28:00 GMT",
        "Wed, 21 Oct 2099 99999999999999999999:28:00 GMT",
        "Wed, 99999999999999999999 Oct 2099 07:28:00 GMT",
        "Wed, 21 Oct 2099 07:28:00 +99999999",
        "\xb2",
    ],
)
def test_nonsense_asks_for_nothing(waits, value):
    assert waits(value) is None


def test_without_the_header_nothing_is_asked_for(serve, post, answer):
    assert post(serve(answer(b"{}", "503 Busy")).url).retry_after is None
