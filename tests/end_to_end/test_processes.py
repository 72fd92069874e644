"""The agent's helper process ends with it, however it ends."""

import contextlib
import os
import signal
import sys
from pathlib import Path

import pytest
from rig.expectations import expect_filed
from rig.receipts import number, receipt
from rig.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

NUMBER = number(360)


def children_of(pid):
    found = []
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if int((process / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(process)
    return found


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_of_it(branch, end):
    with branch.agent() as agent:
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")
        children = children_of(agent.pid)
        assert children
        agent.stop() if end == signal.SIGTERM else agent.kill()
        wait_until(lambda: not any(child.exists() for child in children))


def test_a_helper_that_somebody_ends_is_replaced(branch):
    other = number(361)
    with branch.agent() as agent:
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")
        for child in children_of(agent.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child.name), signal.SIGKILL)
        branch.drop(f"{other}.pdf", receipt(other))
        expect_filed(branch, f"{other}.pdf", receipt(other), "done", "accepted")
