"""The end of a token is told in time, and nothing looks well once it has ended; plain http is shown as such."""

import base64
import json
import subprocess
import time
from datetime import datetime

import pytest
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig

DAY = 86_400


def jwt(left_s):
    """A token that lives for another so many seconds, and when it ends."""
    ends = int(time.time() + left_s)
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": "bank", "exp": ends})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"]), ends


@pytest.fixture
def bank():
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def branch(make_branch, bank):
    return make_branch(url=bank.url, ui__language="en")


def told_times(branch):
    return branch.log().count(" WARNING token-ending ")


@pytest.mark.parametrize("days", [7, 3, 1])
def test_the_end_is_told_ahead_and_once_over_restarts(branch, days):
    token, ends = jwt(days * DAY - 600)
    branch.login(token)
    for _ in range(2):
        with branch.agent():
            wait_until(lambda: "branchagent login" in (branch.status(code=0)["reason"] or ""))
            told = branch.status(code=0)
            assert told["state"] == "idle"
            assert datetime.fromisoformat(told["token_expires_at"]).timestamp() == ends
            wait_until(lambda: told_times(branch) == 1)
    assert told_times(branch) == 1


def test_a_token_with_time_left_is_not_talked_of(branch):
    token, _ = jwt(30 * DAY)
    branch.login(token)
    with branch.agent():
        wait_until(lambda: branch.status()["token_expires_at"])
        assert (branch.status()["state"], branch.status()["reason"]) == ("idle", None)
    assert told_times(branch) == 0


def test_nothing_looks_well_once_it_has_ended_though_nothing_waits(branch, bank):
    token, _ = jwt(-60)
    assert "refused" in branch.command("login", "--token-stdin", stdin=f"{token}\n", code=1).stderr
    branch.command("login", "--token-stdin", "--force", stdin=f"{token}\n")
    with branch.agent():
        branch.wait_for_state("sign-in")
        assert "ended on" in branch.status(code=1)["reason"]
        assert bank.requests == []
        branch.login(jwt(30 * DAY)[0])
        branch.wait_for_state("idle")
        branch.drop(f"{number(811)}.pdf", receipt(number(811)))
        wait_until(lambda: branch.all_filed()["done"])


def test_it_is_told_in_indonesian_too(branch):
    branch.set(ui__language="id")
    branch.login(jwt(2 * DAY)[0])
    with branch.agent():
        wait_until(lambda: "Token berakhir pada" in (branch.status()["reason"] or ""))
    assert "Token berakhir pada" in branch.log()


def test_without_credentials_nothing_looks_well_though_nothing_waits(branch):
    with branch.agent():
        branch.wait_for_state("sign-in")
        branch.login()
        branch.wait_for_state("idle")
        branch.command("logout")
        branch.wait_for_state("sign-in")


def test_what_goes_to_this_machine_needs_no_encryption(branch):
    assert branch.command("status", "--json", code=4)
    told = json.loads(branch.command("status", "--json", code=4).stdout)
    assert told["encrypted"] is True
    assert "UNENCRYPTED" not in branch.command("status", code=4).stdout


def own_address():
    done = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False)
    return next((word for word in done.stdout.split() if "." in word), None)


@pytest.mark.skipif(own_address() is None, reason="this machine has no address but loopback's")
def test_what_goes_elsewhere_in_the_open_is_shown_as_that(make_branch):
    with Simulator(SimulatorConfig(host=own_address())) as bank:
        branch = make_branch(url=bank.url, ui__language="en")
        assert "allow_plain_http" in branch.command("status", code=2).stderr
        branch.set(server__allow_plain_http=True)
        assert json.loads(branch.command("status", "--json", code=4).stdout)["encrypted"] is False
        assert "UNENCRYPTED" in branch.command("status", code=4).stdout
        branch.set(ui__language="id")
        assert "TIDAK TERENKRIPSI" in branch.command("status", code=4).stdout
