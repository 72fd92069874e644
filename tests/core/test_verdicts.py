from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from branchagent.core.receipts import Outcome, Reason
from branchagent.core.verdicts import (
    CREDENTIALS,
    Answered,
    CredentialsRefused,
    Final,
    InDoubt,
    Judgement,
    NotSent,
    Suspect,
    Trouble,
    Unavailable,
    decide,
    judge,
    why,
)

NUMBER = "01118053000013564019"
OTHER = "01118053000013564018"

ACCEPTED = Final(Outcome.DONE, Reason.ACCEPTED)
RECOVERED = Final(Outcome.DONE, Reason.RECOVERED)
DUPLICATE = Final(Outcome.DUPLICATE, Reason.DUPLICATE)
NOT_FOUND = Final(Outcome.FAILED, Reason.NOT_FOUND)
TOO_LARGE = Final(Outcome.FAILED, Reason.TOO_LARGE)
REFUSED = Final(Outcome.FAILED, Reason.REFUSED)
UPLOAD_ERROR = Suspect(Reason.UPLOAD_ERROR)
SERVICE_ERROR = Suspect(Reason.SERVICE_ERROR, only_if_well=True)
NOT_UNDERSTOOD = Suspect(Reason.NOT_UNDERSTOOD)
CREDENTIALS_REFUSED = CredentialsRefused()
SERVER_ERROR = Unavailable(Trouble.SERVER_ERROR)
NOT_THE_SERVICE = Unavailable(Trouble.NOT_THE_SERVICE)


def answered(status, rc=None, **fields):
    fields = {"message": "pesan", **fields} if rc is None else {"RC": rc, "message": "pesan", **fields}
    return Answered(status, json.dumps(fields).encode(), "application/json")


def bare(status, body=b"", content_type="", retry_after=None):
    return Answered(status, body, content_type, retry_after)


DIS_ROWS = {
    "200/00": (answered(200, "00", no_validasi=NUMBER), ACCEPTED),
    "200/29": (answered(200, "29", no_validasi=NUMBER), DUPLICATE),
    "400/05": (answered(400, "05"), NOT_FOUND),
    "400/28": (answered(400, "28"), UPLOAD_ERROR),
    "400/96": (answered(400, "96"), CREDENTIALS_REFUSED),
    "400/97": (answered(400, "97"), CREDENTIALS_REFUSED),
    "400/98": (answered(400, "98"), CREDENTIALS_REFUSED),
    "400/99": (answered(400, "99"), SERVICE_ERROR),
}


@pytest.mark.parametrize(("fact", "verdict"), DIS_ROWS.values(), ids=DIS_ROWS)
def test_what_the_dis_lists(fact, verdict):
    judgement = judge(fact, NUMBER, in_doubt=False)
    rc = json.loads(fact.body)["RC"]
    assert judgement == Judgement(verdict, rc, "pesan", fact.status, leaves_doubt=rc == "99")


@pytest.mark.parametrize("status", [200, 201, 400, 401, 403, 404, 413, 422, 429, 500, 502, 503, 504])
@pytest.mark.parametrize(
    ("rc", "verdict"),
    [
        ("05", NOT_FOUND),
        (5, NOT_FOUND),
        ("28", UPLOAD_ERROR),
        (28, UPLOAD_ERROR),
        ("29", DUPLICATE),
        (29, DUPLICATE),
        ("96", CREDENTIALS_REFUSED),
        (97, CREDENTIALS_REFUSED),
        ("98", CREDENTIALS_REFUSED),
        ("99", SERVICE_ERROR),
        ("01", NOT_UNDERSTOOD),
        ("000", NOT_UNDERSTOOD),
        ("0O", NOT_UNDERSTOOD),
        ("ZZ", NOT_UNDERSTOOD),
        (404, NOT_UNDERSTOOD),
    ],
)
def test_the_rc_is_the_verdict_whatever_the_status(status, rc, verdict):
    assert judge(answered(status, rc), NUMBER, in_doubt=False).verdict == verdict


ABOUT_SUCCESS = {
    "RC a number": (answered(200, 0, no_validasi=NUMBER), ACCEPTED),
    "201": (answered(201, "00", no_validasi=NUMBER), ACCEPTED),
    "no number": (answered(200, "00"), ACCEPTED),
    "null number": (answered(200, "00", no_validasi=None), ACCEPTED),
    "number without its leading zeros": (answered(200, "00", no_validasi=int(NUMBER)), ACCEPTED),
    "another number": (answered(200, "00", no_validasi=OTHER), NOT_UNDERSTOOD),
    "another number as a number": (answered(200, "00", no_validasi=int(OTHER)), NOT_UNDERSTOOD),
    "number text without its leading zeros": (answered(200, "00", no_validasi=NUMBER[1:]), NOT_UNDERSTOOD),
    "number in floating point": (answered(200, "00", no_validasi=1.1180530000135640e18), NOT_UNDERSTOOD),
    "a list of others": (answered(200, "00", no_validasi=[OTHER]), NOT_UNDERSTOOD),
    "an object": (answered(200, "00", no_validasi={"nomor": OTHER}), NOT_UNDERSTOOD),
    "a truth value": (answered(200, "00", no_validasi=True), NOT_UNDERSTOOD),
    **{f"on {status}": (answered(status, "00", no_validasi=NUMBER), NOT_UNDERSTOOD) for status in (302, 400, 404, 500)},
}


@pytest.mark.parametrize(("fact", "verdict"), ABOUT_SUCCESS.values(), ids=ABOUT_SUCCESS)
@pytest.mark.parametrize("in_doubt", [False, True])
def test_success_has_to_be_plain(fact, verdict, in_doubt):
    judgement = judge(fact, NUMBER, in_doubt=in_doubt)
    assert (judgement.verdict, judgement.leaves_doubt) == (verdict, verdict == NOT_UNDERSTOOD)


@pytest.mark.parametrize("in_doubt", [False, True])
@pytest.mark.parametrize("rc", ["29", "05"])
def test_an_answer_about_another_number_decides_nothing(rc, in_doubt):
    assert judge(answered(200, rc, no_validasi=OTHER), NUMBER, in_doubt=in_doubt).verdict == NOT_UNDERSTOOD


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_duplicate_after_a_lost_verdict_was_our_own_upload(status):
    assert judge(answered(status, "29", no_validasi=NUMBER), NUMBER, in_doubt=True).verdict == RECOVERED


@pytest.mark.parametrize("rc", ["00", "05", "28", "96", "99", "77"])
def test_a_lost_verdict_changes_nothing_but_duplicates(rc):
    fact = answered(200, rc)
    assert judge(fact, NUMBER, in_doubt=True) == judge(fact, NUMBER, in_doubt=False)


PAGE = b"<!DOCTYPE html><html><body>Masuk</body></html>"
WITHOUT_RC = {
    "200, empty": (bare(200), NOT_UNDERSTOOD, True),
    "200, text": (bare(200, b"OK"), NOT_UNDERSTOOD, True),
    "200, an array": (bare(200, b'[{"RC":"00"}]'), NOT_UNDERSTOOD, True),
    "200, JSON without RC": (answered(200), NOT_UNDERSTOOD, True),
    "200, two RCs": (bare(200, b'{"RC":"00","rc":"05"}'), NOT_UNDERSTOOD, True),
    "204": (bare(204), NOT_UNDERSTOOD, True),
    "200, a page": (bare(200, PAGE, "text/html"), NOT_THE_SERVICE, True),
    "200, a page called JSON": (bare(200, PAGE, "application/json"), NOT_THE_SERVICE, True),
    "200, called a page": (bare(200, b"Login", "text/html"), NOT_THE_SERVICE, True),
    **{f"{status}, empty": (bare(status), NOT_THE_SERVICE, False) for status in (301, 302, 303, 304, 307, 308)},
    "302, JSON": (answered(302), NOT_THE_SERVICE, False),
    "400, empty": (bare(400), NOT_UNDERSTOOD, False),
    "400, JSON": (answered(400), NOT_UNDERSTOOD, False),
    "400, a page": (bare(400, PAGE), NOT_THE_SERVICE, False),
    "401, empty": (bare(401), CREDENTIALS_REFUSED, False),
    "401, a page": (bare(401, PAGE), CREDENTIALS_REFUSED, False),
    "401, JSON": (answered(401), CREDENTIALS_REFUSED, False),
    "403, a page": (bare(403, PAGE), NOT_THE_SERVICE, False),
    "403, JSON": (answered(403), NOT_THE_SERVICE, False),
    "404, empty": (bare(404), Unavailable(Trouble.NO_ENDPOINT), False),
    "404, JSON": (answered(404), Unavailable(Trouble.NO_ENDPOINT), False),
    "404, a page": (bare(404, PAGE), NOT_THE_SERVICE, False),
    "405": (bare(405), Unavailable(Trouble.NO_ENDPOINT), False),
    "407": (bare(407), CredentialsRefused(by_proxy=True), False),
    "407, a page": (bare(407, PAGE), CredentialsRefused(by_proxy=True), False),
    "408": (bare(408), Unavailable(Trouble.TIMEOUT), False),
    "410": (bare(410), Unavailable(Trouble.NO_ENDPOINT), False),
    "413, empty": (bare(413), TOO_LARGE, False),
    "413, a page": (bare(413, PAGE, "text/html"), TOO_LARGE, False),
    "415": (bare(415), Unavailable(Trouble.NO_ENDPOINT), False),
    "422": (bare(422), REFUSED, False),
    "429": (bare(429), Unavailable(Trouble.BUSY), False),
    "429, asks for a wait": (bare(429, retry_after=120.0), Unavailable(Trouble.BUSY, 120.0), False),
    "500, empty": (bare(500), SERVER_ERROR, True),
    "500, JSON": (answered(500), SERVER_ERROR, True),
    "500, a page": (bare(500, PAGE), SERVER_ERROR, True),
    "501": (bare(501), SERVER_ERROR, False),
    "502, a page": (bare(502, PAGE), SERVER_ERROR, True),
    "503": (bare(503), SERVER_ERROR, False),
    "503, asks for a wait": (bare(503, retry_after=30.0), Unavailable(Trouble.SERVER_ERROR, 30.0), False),
    "504": (bare(504), SERVER_ERROR, True),
}


@pytest.mark.parametrize(("fact", "verdict", "doubt"), WITHOUT_RC.values(), ids=WITHOUT_RC)
@pytest.mark.parametrize("in_doubt", [False, True])
def test_without_an_rc_the_status_tells(fact, verdict, doubt, in_doubt):
    judgement = judge(fact, NUMBER, in_doubt=in_doubt)
    assert (judgement.verdict, judgement.leaves_doubt) == (verdict, doubt)
    assert (judgement.rc, judgement.http_status) == (None, fact.status)


@pytest.mark.parametrize("trouble", [trouble for trouble in Trouble if trouble is not Trouble.PROXY_AUTH])
def test_no_whole_answer_means_waiting_and_doubt_once_sending_began(trouble):
    not_sent, in_doubt = (judge(kind(trouble, "detail"), NUMBER, in_doubt=False) for kind in (NotSent, InDoubt))
    assert not_sent == Judgement(Unavailable(trouble), message="detail")
    assert in_doubt == Judgement(Unavailable(trouble), message="detail", leaves_doubt=True)


def test_a_proxy_that_wants_a_password_is_no_outage():
    fact = NotSent(Trouble.PROXY_AUTH, "HTTP 407")
    assert judge(fact, NUMBER, in_doubt=False) == Judgement(CredentialsRefused(by_proxy=True), message="HTTP 407")
    assert why(CredentialsRefused(by_proxy=True)) == "proxy-auth"


def test_the_raw_answer_is_kept_where_it_was_not_understood():
    judgement = judge(bare(200, b"Layanan\ntutup \x1b[1m"), NUMBER, in_doubt=False)
    assert judgement.message == "Layanan tutup [1m"


@pytest.mark.parametrize("rc", ["00", "29", "99", "77"])
def test_what_leaves_doubt_on_success_statuses(rc):
    assert judge(answered(200, rc), NUMBER, in_doubt=False).leaves_doubt is (rc in {"99", "77"})


RCS = st.sampled_from(["00", "00", "0", 0, "00 ", "29", 29, "05", "28", "96", "99", "77", None, False, 0.0, ["00"]])
NAMED = st.sampled_from([NUMBER, OTHER, NUMBER[1:], int(NUMBER), int(OTHER), 0, -1, None, "", True, 1.5, [NUMBER]])
FIELDS = st.fixed_dictionaries({"RC": RCS}, optional={"rc": RCS, "no_validasi": NAMED, "message": st.text(max_size=5)})
BODIES = st.one_of(FIELDS.map(json.dumps).map(str.encode), st.binary(max_size=40), st.just(PAGE))
STATUSES = st.sampled_from([200, 200, 200, 201, 302, 400, 401, 413, 429, 500, 503]) | st.integers(0, 999)
CONTENT_TYPES = st.sampled_from(["", "application/json", "text/html"])


def plainly_says(fact, rcs):
    fields = json.loads(fact.body)
    said = [value for name, value in fields.items() if name in {"RC", "rc"} and type(value) in {str, int}]
    named = fields.get("no_validasi")
    of_the_number = named in (None, "", NUMBER) or (type(named) is int and named == int(NUMBER))
    return bool(said) and all(str(value).strip().zfill(2) in rcs for value in said) and of_the_number


@settings(max_examples=300)
@given(STATUSES, BODIES, CONTENT_TYPES, st.booleans())
def test_done_is_never_said_of_less_than_plain_success(status, body, content_type, in_doubt):
    fact = Answered(status, body, content_type)
    verdict = judge(fact, NUMBER, in_doubt=in_doubt).verdict
    if isinstance(verdict, Final) and verdict.outcome is Outcome.DONE:
        accepted = 200 <= status < 300 and plainly_says(fact, {"00"})
        assert accepted or (in_doubt and plainly_says(fact, {"29"}))


@given(st.integers(), st.binary(max_size=60) | BODIES, st.text(max_size=20), st.booleans(), st.text(max_size=20))
def test_anything_at_all_can_be_judged(status, body, content_type, in_doubt, number):
    judgement = judge(Answered(status, body, content_type), number, in_doubt=in_doubt)
    assert judgement.http_status == status
    assert why(judgement.verdict)


@given(STATUSES.filter(lambda status: status >= 500 or status == 429), st.booleans())
def test_a_sick_service_never_moves_a_file(status, in_doubt):
    assert isinstance(judge(bare(status, b"?"), NUMBER, in_doubt=in_doubt).verdict, Unavailable)


def failed(reason):
    return Final(Outcome.FAILED, reason)


@pytest.mark.parametrize(
    ("verdict", "tries", "others_well", "decided"),
    [
        (UPLOAD_ERROR, 1, False, UPLOAD_ERROR),
        (UPLOAD_ERROR, 4, True, UPLOAD_ERROR),
        (UPLOAD_ERROR, 5, False, failed(Reason.UPLOAD_ERROR)),
        (UPLOAD_ERROR, 5, True, failed(Reason.UPLOAD_ERROR)),
        (UPLOAD_ERROR, 500, False, failed(Reason.UPLOAD_ERROR)),
        (NOT_UNDERSTOOD, 4, True, NOT_UNDERSTOOD),
        (NOT_UNDERSTOOD, 5, False, failed(Reason.NOT_UNDERSTOOD)),
        (SERVICE_ERROR, 4, True, SERVICE_ERROR),
        (SERVICE_ERROR, 5, False, SERVICE_ERROR),
        (SERVICE_ERROR, 500, False, SERVICE_ERROR),
        (SERVICE_ERROR, 5, True, failed(Reason.SERVICE_ERROR)),
        (SERVICE_ERROR, 500, True, failed(Reason.SERVICE_ERROR)),
    ],
)
def test_a_suspicion_raised_often_enough_is_a_failure(verdict, tries, others_well, decided):
    assert decide(verdict, tries=tries, limit=5, others_well=others_well) == decided


FIXED = [ACCEPTED, RECOVERED, DUPLICATE, NOT_FOUND, CREDENTIALS_REFUSED, *(Unavailable(each, 9.0) for each in Trouble)]


@given(st.sampled_from(FIXED), st.integers(-1, 10**6), st.integers(-1, 100), st.booleans())
def test_nothing_but_a_suspicion_is_ever_changed(verdict, tries, limit, others_well):
    assert decide(verdict, tries=tries, limit=limit, others_well=others_well) is verdict


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (ACCEPTED, "accepted"),
        (UPLOAD_ERROR, "upload-error"),
        (SERVER_ERROR, "server-error"),
        (CREDENTIALS_REFUSED, CREDENTIALS),
    ],
)
def test_why(verdict, word):
    assert why(verdict) == word
