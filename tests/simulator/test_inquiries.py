"""A token that is shown without an upload: judged as any other, counted by itself, and nothing is stored."""

import pytest

from branchagent.simulator import Simulator, SimulatorConfig

NUMBER = "01118053000013564019"
UPLOAD = "/siskohat/bank/setoranawal"
TOKEN, OTHER = "a.token.of-the-bank", "a.token.of-nobody"
EMPTY = {
    "JSON": ("application/json", b"{}"),
    "JSON with blanks": ("application/json", b" {}\r\n"),
    "a form without parts": ("multipart/form-data; boundary=b", b"--b--\r\n"),
    "nothing": ("application/json", b""),
}


@pytest.fixture
def strict(join):
    with Simulator(SimulatorConfig(token=TOKEN)) as simulator:
        yield join(simulator)


def show(bank, token, content_type, body):
    headers = {"Content-Type": content_type, **({"x-access-key": token} if token else {})}
    return bank.post(UPLOAD, data=body, headers=headers).json()["RC"]


@pytest.mark.parametrize("form", EMPTY.values(), ids=EMPTY)
def test_a_token_alone_is_judged_and_changes_nothing(strict, form):
    assert [show(strict, token, *form) for token in (TOKEN, OTHER, None)] == ["99", "96", "97"]
    strict.simulator.revoke_tokens()
    assert show(strict, TOKEN, *form) == "98"
    state = strict.get("/_simulator/state").json()
    assert (strict.simulator.inquiries, state["inquiries"]) == (4, 4)
    assert (strict.simulator.requests, dict(strict.simulator.accepted), state["tries"]) == ([], {}, {})


NO_INQUIRY = {
    "a field": ("application/json", b'{"no_validasi":"1"}'),
    "a part": ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--'),
    "no JSON": ("application/json", b"["),
}


@pytest.mark.parametrize("form", NO_INQUIRY.values(), ids=NO_INQUIRY)
def test_an_upload_that_lacks_something_is_an_upload(strict, form):
    assert show(strict, TOKEN, *form) == "99"
    assert (strict.simulator.inquiries, len(strict.simulator.requests)) == (0, 1)


def test_an_inquiry_takes_no_step_of_a_receipts_rule(strict):
    strict.simulator.rule("*", "28", "ok")
    show(strict, TOKEN, *EMPTY["JSON"])
    assert [strict.send(NUMBER, token=TOKEN).json()["RC"] for _ in range(2)] == ["28", "00"]


def test_a_reset_forgets_the_inquiries(strict):
    show(strict, TOKEN, *EMPTY["JSON"])
    strict.simulator.reset()
    assert strict.simulator.inquiries == 0
    assert strict.get("/_simulator/state").json()["inquiries"] == 0


@pytest.mark.parametrize(("fault", "status"), [("http-503", 503), ("98", 400)])
def test_what_holds_for_the_whole_service_holds_for_an_inquiry(strict, fault, status):
    strict.simulator.always(fault)
    answer = strict.post(UPLOAD, data=b"{}", headers={"Content-Type": "application/json", "x-access-key": TOKEN})
    assert answer.status_code == status
    assert strict.simulator.inquiries == 1
