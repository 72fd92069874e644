"""`stop`: the agent of this user ends in good order, whatever it is doing."""

from rig.expectations import expect_filed
from rig.receipts import number, receipt
from rig.waiting import wait_until

NUMBER = number(231)


def test_it_ends_the_agent_and_waits_for_its_end(branch):
    with branch.agent() as agent:
        branch.command("stop")
        agent.ends_with(0)
    assert branch.status(code=4)["state"] == "stopped"


def test_it_waits_for_the_uploads_in_hand(branch, service):
    service.rule("*", "slow:1.5")
    with branch.agent() as agent:
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        wait_until(lambda: service.requests, 20, "it is on its way")
        branch.command("stop")
        agent.ends_with(0)
    expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")


def test_where_none_runs_it_says_so_and_stops_none_that_is_started_later(branch):
    assert "Tidak ada agen" in branch.command("stop").stdout
    with branch.agent() as agent:
        branch.command("stop")
        agent.ends_with(0)
    with branch.agent():
        branch.wait_for_state("idle")


def test_one_that_stands_by_ends_and_the_other_goes_on(make_branch):
    first = make_branch("first")
    second = make_branch("second", folder__path=first.folder)
    with first.agent(), second.agent(waits=False) as waiting:
        second.wait_for_state("standby")
        second.command("stop")
        waiting.ends_with(0)
        first.wait_for_state("idle")


def test_one_that_cannot_use_its_folder_ends_too(make_branch, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    branch = make_branch(folder__path=in_the_way / "drop")
    with branch.agent(waits=False) as agent:
        branch.wait_for_state("attention")
        branch.command("stop")
        agent.ends_with(0)


def test_it_says_when_the_end_takes_longer_than_it_may_wait(branch, service):
    service.rule("*", "slow:3")
    with branch.agent() as agent:
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        wait_until(lambda: service.requests, 20, "it is on its way")
        assert "belum berhenti" in branch.command("stop", "--wait", "0.1", code=1).stderr
        agent.ends_with(0)
