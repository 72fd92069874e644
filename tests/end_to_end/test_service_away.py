"""The service or the way to it is at fault: nothing moves, the state tells, and all goes out later."""

from itertools import pairwise

import pytest
from rig.expectations import expect_filed, expect_only, expect_stored, tries_of
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig

NUMBER = number(11)
ENCODINGS = ("multipart", "json")
TROUBLES = ("http-503", "http-503:1", "http-500", "http-502", "http-429", "html", "redirect", "redirect:307", "cut")
NOTHING = {"done": [], "duplicate": [], "failed": []}


@pytest.fixture
def closed_port():
    """A port at which nobody listens."""
    with Simulator() as simulator:
        return simulator.port


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_receipt_waits_for_as_long_as_the_service_is_away(make_branch, service, trouble, encoding):
    branch = make_branch(server__encoding=encoding)
    service.always(trouble)
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        # More often than a file is tried before it is blamed.
        wait_until(lambda: len(tries_of(service, NUMBER)) > 4)
        told = branch.wait_for_state("offline")
        assert (told["waiting"], branch.all_filed()) == (1, NOTHING)
        assert told["reason"]
        service.normally()
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", rc="00", http_status=200)
        expect_only(branch, f"done/{NUMBER}.pdf")
        branch.wait_for_state("idle")
    expect_stored(service, NUMBER, receipt(NUMBER))
    assert service.redirects == []


def test_retry_after_is_honoured(branch, service):
    service.rule(NUMBER, "http-503:2", "http-429:2", "ok")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", attempts=3)
    times = [request.at for request in tries_of(service, NUMBER)]
    waits = [(after - before).total_seconds() for before, after in pairwise(times)]
    assert all(wait >= 1.9 for wait in waits), waits


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_refused_connection_waits_until_somebody_listens(make_branch, closed_port, encoding):
    branch = make_branch(url=f"http://127.0.0.1:{closed_port}", server__encoding=encoding)
    branch.login()
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        assert branch.wait_for_state("offline")["waiting"] == 1
        assert branch.waiting() == [f"{NUMBER}.pdf"]
        with Simulator(SimulatorConfig(port=closed_port)) as simulator:
            expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", rc="00")
            expect_stored(simulator, NUMBER, receipt(NUMBER))
        expect_only(branch, f"done/{NUMBER}.pdf")


def test_a_service_that_is_down_at_start_up_gets_everything_later(make_branch, closed_port):
    branch = make_branch(url=f"http://127.0.0.1:{closed_port}")
    branch.login()
    numbers = [number(index) for index in range(20, 40)]
    for each in numbers:
        branch.drop(f"{each}.pdf", receipt(each))
    with branch.agent():
        told = branch.wait_for_state("offline")
        wait_until(lambda: branch.status()["waiting"] == 20)
        assert branch.status(code=1)["state"] == "offline"
        assert told["today"] == {"done": 0, "duplicate": 0, "failed": 0}
        assert branch.all_filed() == NOTHING
        assert len(branch.waiting()) == 20
        with Simulator(SimulatorConfig(port=closed_port)) as simulator:
            wait_until(lambda: len(branch.filed("done")) == 20, 60)
            for each in numbers:
                expect_stored(simulator, each, receipt(each))
        wait_until(lambda: len(branch.history()) == 20)
        assert {line["reason"] for line in branch.history()} == {"accepted"}
        expect_only(branch, *(f"done/{each}.pdf" for each in numbers))


def test_only_one_probe_at_a_time_goes_to_a_service_that_is_away(branch, service):
    service.always("http-503")
    for index in range(40, 50):
        branch.drop(f"{number(index)}.pdf", receipt(number(index)))
    with branch.agent() as agent:
        branch.wait_for_state("offline")
        service.always("hang:600")
        seen = len(service.requests)
        wait_until(lambda: len(service.requests) > seen)
        assert branch.wait_for_state("offline")["waiting"] == 10
        # The probe that hangs is the only one that came since.
        assert len(service.requests) == seen + 1
        agent.kill()
    assert branch.all_filed() == NOTHING


def test_what_cannot_be_sent_is_told_while_the_service_is_away(branch, service):
    service.always("http-503")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        branch.wait_for_state("offline")
        branch.drop(f"{number(12)}.pdf", b"no PDF")
        expect_filed(branch, f"{number(12)}.pdf", b"no PDF", "failed", "not-pdf", attempts=0)
        assert branch.waiting() == [f"{NUMBER}.pdf"]
