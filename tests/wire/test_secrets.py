"""A server that sends our own secrets back, as a page for debugging does, does not get them onto our disk."""

import json
import urllib.parse

import pytest

from branchagent.core.verdicts import judge
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
    assert form.encode() not in fact.body
    assert "marked" not in repr(fact)
    assert "marked" not in repr(judge(fact, NUMBER, in_doubt=False))
