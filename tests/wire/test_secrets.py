"""A server that sends our own secrets back, as a page for debugging does, does not get them onto our disk."""

import json
import urllib.parse

import pytest

from branchagent.core.receipts import Outcome, Reason
from branchagent.core.verdicts import Answered, Final, judge
from branchagent.redaction import redacting
from branchagent.uploading import Endpoint, Uploader
from branchagent.wire import Route

TOKEN = 'eyJhbGciOi"/+.marked\\secret=='
NUMBER = "01118053000013564019"

FORMS = {
    "as it is": TOKEN,
    "inside JSON": json.dumps(TOKEN)[1:-1],
    "inside an address": urllib.parse.quote(TOKEN, safe=""),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("status", ["400 Bad Request", "500 Internal Server Error"])
def test_a_token_that_comes_back_is_blotted_out(serve, answer, form, status):
    server = serve(answer(b'{"RC":"98","message":"token ' + form.encode() + b' is not valid"}', status))
    uploader = Uploader(Endpoint(server.url), Route(timeout_s=10.0))
    fact = uploader.upload(NUMBER, b"%PDF-", TOKEN)
    uploader.close()
    assert "marked" not in repr(fact)
    judgement = judge(fact, NUMBER, in_doubt=False, clean=redacting(TOKEN))
    assert "marked" not in repr(judgement)
    assert "***" in judgement.message


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_in_wide_text_too(serve, answer, codec):
    server = serve(answer(f"<html>{TOKEN}</html>".encode(codec), "500 Internal Server Error"))
    uploader = Uploader(Endpoint(server.url), Route(timeout_s=10.0))
    fact = uploader.upload(NUMBER, b"%PDF-", TOKEN)
    uploader.close()
    judgement = judge(fact, NUMBER, in_doubt=False, clean=redacting(TOKEN))
    assert judgement.message == "<html>***</html>"


def test_a_token_is_recognised_before_the_message_is_cut():
    token = "x.y" * 1000
    answer = json.dumps({"RC": "98", "message": f"token {token}"}).encode()
    assert judge(Answered(200, answer), NUMBER, in_doubt=False, clean=redacting(token)).message == "token ***"


def test_the_answer_itself_is_judged_as_it_came():
    """A number that happens to hold a secret (a user name of digits, say) is still the number that we sent."""
    answer = json.dumps({"RC": "00", "no_validasi": NUMBER, "message": "ok"}).encode()
    clean = redacting(NUMBER[4:14])
    assert (
        judge(Answered(200, answer), NUMBER, in_doubt=False, clean=clean).verdict
        == judge(Answered(200, answer), NUMBER, in_doubt=False).verdict
        == Final(Outcome.DONE, Reason.ACCEPTED)
    )
