"""What the log tells of an agent's life, and of a receipt's."""

import re
import signal

import pytest
from rig.expectations import expect_filed
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent import __version__

NUMBER = number(741)


def events(branch, *names):
    """Give the events of those names in their order: each its name and its fields as they stand."""
    told = [line.split(" ", 3)[1:] for line in branch.log().splitlines()]
    return [(each[1], each[2] if len(each) > 2 else "") for each in told if each[1] in names]


def names(branch):
    return {line.split(" ")[2] for line in branch.log().splitlines()}


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_start_and_end_are_told_with_what_ended_it(branch, by):
    with branch.agent() as agent:
        agent.stop(by)
    assert events(branch, "agent-started", "agent-stopped") == [
        (
            "agent-started",
            f"version={__version__} pid={agent.pid} folder={branch.folder} server={branch.settings['server.url']}",
        ),
        ("agent-stopped", f"why={by.name} pid={agent.pid}"),
    ]


def test_who_runs_once_ends_when_all_is_done(branch):
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    branch.command("run", "--once")
    ((_, told),) = events(branch, "agent-stopped")
    assert told.startswith("why=done ")
    (filed,) = events(branch, "receipt-filed")
    place = f"done/{NUMBER}.pdf"
    assert filed[1] == f"number={NUMBER} name={NUMBER}.pdf rc=00 outcome=done reason=accepted place={place}"
    (attempt,) = events(branch, "attempt-ended")
    assert re.fullmatch(
        rf'number={NUMBER} name={NUMBER}\.pdf rc=00 http=200 how=accepted ms=\d+ message="[^"]+"', attempt[1]
    )


def test_a_second_agent_leaves_no_mark_of_a_start_or_an_end(branch):
    with branch.agent():
        branch.command("run", "--headless", code=3)
        assert [name for name, _ in events(branch, "agent-started", "agent-stopped")] == ["agent-started"]


def test_verbose_tells_what_a_fault_is_found_by(branch):
    with branch.agent(how=("--headless", "--verbose")):
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        wait_until(lambda: branch.filed("done"), 30, branch.log)
    expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")
    details = {"file-looked-at", "file-complete", "file-examined", "attempt-began", "route-taken", "state-changed"}
    assert details <= names(branch)
    ((_, examined),) = events(branch, "file-examined")
    assert re.fullmatch(rf"name={NUMBER}\.pdf print=\S+ ms=\d+", examined)
    assert events(branch, "route-taken") == [
        (
            "route-taken",
            f"url={branch.settings['server.url']}/siskohat/bank/setoranawal proxy=direct by=- has_password=false",
        )
    ]


def test_without_it_no_details_are_told(branch):
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    branch.command("run", "--once")
    assert " DEBUG " not in branch.log()


def test_a_service_that_is_away_is_told_once_and_when_it_is_back(branch, service):
    service.always("http-503")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        wait_until(lambda: "service-away" in names(branch), 30, branch.log)
        service.normally()
        wait_until(lambda: "trouble-over" in names(branch), 30, branch.log)
    told = events(branch, "service-away", "trouble-over")
    assert [name for name, _ in told] == ["service-away", "trouble-over"]
    assert told[0][1].startswith("causes=server-error reason=")


def test_a_receipt_that_failed_is_no_fault_for_it(branch, service):
    service.rule(NUMBER, "05")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        branch.wait_for_state("attention")
    assert not {"attention-needed", "trouble-over"} & names(branch)


def test_a_folder_that_goes_away_is(branch):
    with branch.agent():
        elsewhere = branch.folder.rename(branch.home / "elsewhere")
        wait_until(lambda: "attention-needed" in names(branch), 30, branch.log)
        elsewhere.rename(branch.folder)
        wait_until(lambda: "trouble-over" in names(branch), 30, branch.log)
    assert "folder-unusable" in names(branch)


def test_the_screen_of_a_headless_agent_has_the_same_lines(branch):
    with branch.agent() as agent:
        pass
    assert [line for line in agent.output().splitlines() if "agent-" in line] == [
        line for line in branch.log().splitlines() if "agent-" in line
    ]
