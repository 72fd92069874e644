"""Whatever a service says: no crash, no wait beyond the limit, little memory, no receipt in done/ by mistake."""

import sys
import threading
from pathlib import Path

import pytest
from hostile.answers import GOOD, PLAIN, SUSPECT, WAITS, whole
from hypothesis import given, settings
from hypothesis import strategies as st
from rig.raw_service import RawService
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.core.receipts import Outcome, Reason
from branchagent.core.verdicts import Final, Suspect, Unavailable, judge
from branchagent.wire import Route, Wire

NUMBER = number(1)
LIMIT_S, PATIENCE_S = 1.0, 10.0
"""The time limit where nothing better can come, and the one where an answer does come, however busy the machine is."""
DEADLINE_S = 30.0
"""Far beyond both; a wait that has no limit is found out by it."""
LITTLE_MEMORY = 100 * 2**20
linux = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read in /proc")
DONE = Final(Outcome.DONE, Reason.ACCEPTED)
NOT_UNDERSTOOD = Suspect(Reason.NOT_UNDERSTOOD)


class Client:
    """Sends to a service that says what it is told to, as the product does; one connection at a time."""

    def __init__(self):
        self._says = []
        self._service = RawService(lambda *_: self._says[-1])
        self._wires = {limit: Wire(Route(timeout_s=limit)) for limit in (LIMIT_S, PATIENCE_S)}

    def __enter__(self):
        self._service.__enter__()
        return self

    def __exit__(self, *_):
        for wire in self._wires.values():
            wire.close()
        self._service.__exit__()

    def verdict(self, pieces, limit_s=PATIENCE_S):
        """Give what an upload that is answered so comes to."""
        self._says.append(pieces)
        facts = []
        url = f"{self._service.url}/siskohat/bank/setoranawal"
        post = self._wires[limit_s].post
        sending = threading.Thread(
            target=lambda: facts.append(post(url, {"x-access-key": "token"}, NUMBER.encode())), daemon=True
        )
        sending.start()
        sending.join(DEADLINE_S)
        assert facts, "no fact in time"
        return judge(facts[0], NUMBER, in_doubt=False).verdict


@pytest.fixture(scope="module")
def _client():
    with Client() as client:
        yield client


@pytest.fixture
def client(_client, tried):
    tried("answers")
    return _client


def peak_memory(process="self"):
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def expect_little_memory(deed):
    """The peak is counted anew from here; what the bomb's own making took has to be over."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before = peak_memory()
    found = deed()
    assert peak_memory() - before < LITTLE_MEMORY
    return found


@linux
@pytest.mark.parametrize("make", WAITS.values(), ids=WAITS)
def test_what_is_no_answer_lets_the_receipt_wait(client, make):
    pieces = make()
    assert isinstance(expect_little_memory(lambda: client.verdict(pieces, LIMIT_S)), Unavailable)


@linux
@pytest.mark.parametrize("make", SUSPECT.values(), ids=SUSPECT)
def test_an_answer_that_nobody_understands_is_a_suspicion(client, make):
    pieces = make()
    assert expect_little_memory(lambda: client.verdict(pieces)) == NOT_UNDERSTOOD


@pytest.mark.parametrize("make", PLAIN.values(), ids=PLAIN)
def test_an_odd_answer_that_is_plain_is_taken(client, make):
    assert client.verdict(make()) == DONE


def test_a_second_answer_in_one_is_nobodys(client):
    both = whole(b'{"RC":"05"}')[0] + whole(GOOD)[0]
    assert client.verdict([both, False]) == Final(Outcome.FAILED, Reason.NOT_FOUND)
    assert client.verdict([*whole(b'{"RC":"29"}'), False]) == Final(Outcome.DUPLICATE, Reason.DUPLICATE)


HEAD = st.sampled_from(
    [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 400 Bad\r\nContent-Length: 40\r\n\r\n", b"HTTP/1.1 "]
)


RANDOM = 300


@settings(max_examples=RANDOM, deadline=None)
@given(HEAD, st.binary(max_size=200))
def expect_no_success(client, head, content):
    assert not isinstance(client.verdict([head + content]), Final)


def test_random_bytes_are_never_a_success(client, tried):
    tried("answers", RANDOM - 1)
    expect_no_success(client)


@linux
def test_the_program_outlives_all_of_them_and_files_each_by_its_first_real_answer(make_branch, tried):
    hostile = {number(index): make for index, make in enumerate([*WAITS.values(), *SUSPECT.values()], 1)}
    tried("answers", len(hostile))

    def say(each, attempt):
        return hostile[each]() if each in hostile and attempt == 1 else whole(GOOD)

    with RawService(say) as service:
        branch = make_branch(url=service.url, server__timeout_s=LIMIT_S, upload__longest_wait_s=0.1)
        branch.command("login", "--token-stdin", "--force", stdin="token\n")
        for each in hostile:
            branch.drop(f"{each}.pdf", receipt(each))
        with branch.agent() as agent:
            wait_until(lambda: len(branch.filed("done")) == len(hostile), 150, branch.all_filed)
            branch.wait_for_state("idle")
            assert peak_memory(agent.pid) < 2 * LITTLE_MEMORY
        lines = branch.history()
    assert {line["no_validasi"]: (line["outcome"], line["attempts"]) for line in lines} == dict.fromkeys(
        hostile, ("done", 2)
    )
    assert "mishap" not in branch.log()
