"""The clerk's side of a shared folder, as another PC has it: real SMB into the folder that the agent serves."""

import time

import pytest
from rig.expectations import expect_filed, expect_stored
from rig.receipts import number, receipt
from rig.samba import CAN_SERVE, serving
from rig.waiting import wait_until

pytestmark = pytest.mark.skipif(not CAN_SERVE, reason="needs Samba (smbd, smbclient) and root")

TEN = [number(index) for index in range(340, 350)]


@pytest.fixture
def clerk(branch, tmp_path):
    with serving(branch.folder, tmp_path / "samba") as clerk:
        yield clerk


@pytest.fixture
def local(tmp_path):
    """Receipts on the clerk's own disk."""
    for each in TEN:
        (tmp_path / f"{each}.pdf").write_bytes(receipt(each))
    return tmp_path


def test_what_is_saved_renamed_or_moved_over_the_network_is_sent(branch, clerk, local, service):
    first, second, third = TEN[:3]
    with branch.agent():
        clerk.does(f'put "{local}/{first}.pdf" {first}.pdf')
        clerk.does(f'put "{local}/{second}.pdf" {second}.pdf.tmp', f"rename {second}.pdf.tmp {second}.pdf")
        clerk.does("mkdir scans", f'put "{local}/{third}.pdf" scans\\x.pdf', f"rename scans\\x.pdf {third}.pdf")
        for each in TEN[:3]:
            expect_filed(branch, f"{each}.pdf", receipt(each), "done", "accepted")
            expect_stored(service, each, receipt(each))


def test_what_is_being_written_over_the_network_is_left_alone_until_it_is_whole(branch, clerk, service):
    each = TEN[0]
    content = receipt(each)
    with branch.agent():
        with clerk.writing(f"{each}.pdf") as pipe:
            pipe.write(content[: len(content) // 2])
            pipe.flush()
            wait_until((branch.folder / f"{each}.pdf").exists)
            branch.wait_for_state("sending")
            # Longer than a file that nobody writes is waited for.
            until = time.monotonic() + 3 * branch.settings["folder.incomplete_s"]
            wait_until(lambda: branch.waiting() != [f"{each}.pdf"] or time.monotonic() > until)
            assert branch.waiting() == [f"{each}.pdf"]
            assert service.requests == []
            pipe.write(content[len(content) // 2 :])
        expect_filed(branch, f"{each}.pdf", content, "done", "accepted")


def test_what_is_taken_out_over_the_network_before_it_went_out_is_not_sent(branch, clerk, local, service):
    kept, taken = TEN[:2]
    branch.command("pause")
    with branch.agent():
        for each in (kept, taken):
            clerk.does(f'put "{local}/{each}.pdf" {each}.pdf')
        wait_until(lambda: branch.status()["waiting"] == 2)
        clerk.does(f"rm {taken}.pdf")
        wait_until(lambda: branch.status()["waiting"] == 1)
        branch.command("resume")
        expect_filed(branch, f"{kept}.pdf", receipt(kept), "done", "accepted")
    assert {request.number for request in service.requests} == {kept}


def test_a_clerk_goes_on_saving_while_one_agent_dies_and_the_next_takes_over(make_branch, local, service, tmp_path):
    first = make_branch("first")
    second = make_branch("second", folder__path=first.folder)
    service.rule("*", "slow:0.2")
    with serving(first.folder, tmp_path / "samba") as clerk, first.agent() as holder, second.agent(waits=False):
        second.wait_for_state("standby")
        for each in TEN:
            clerk.does(f'put "{local}/{each}.pdf" {each}.pdf.tmp', f"rename {each}.pdf.tmp {each}.pdf")
            if each == TEN[4]:
                holder.kill()
        wait_until(lambda: not second.waiting() and second.status()["state"] == "idle", 60)
    filed = second.all_filed()
    assert sorted(filed["done"] + filed["duplicate"]) == [f"{each}.pdf" for each in TEN]
    for each in TEN:
        expect_stored(service, each, receipt(each))
