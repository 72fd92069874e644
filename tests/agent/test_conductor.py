"""One name is in one place at a time, and what is decided is never sent again.

Everything is real but the worker threads: their steps wait in a list until the test lets them run.
"""

import socket
from pathlib import Path

import pytest
from rig.receipts import receipt
from rig.systems import links
from rig.waiting import wait_until

from branchagent import rollcall
from branchagent.clock import SystemClock
from branchagent.conductor import Conductor
from branchagent.core.status import Fault
from branchagent.journal import History, Journal, JournalUnavailableError
from branchagent.machine import Machine
from branchagent.messages import Hint, Inbox
from branchagent.settings.model import FolderSettings, ServerSettings, Settings, StateSettings, UploadSettings
from branchagent.signing_in import GivenToken
from branchagent.simulator import Simulator
from branchagent.station import Ties, make_lasting, make_station

SAMPLE = Path(__file__).parents[2] / "assets" / "samples" / "99926112300013570011.pdf"
NAME = "99926112300013570011.pdf"


class Unlucky(SystemClock):
    """The machine's clock, with a jitter that makes each wait nearly as long as it may be."""

    def jitter(self):
        return 0.9


class Post:
    """A conductor at its folder, with the steps of its workers in the test's hand."""

    def __init__(self, root, url, first_wait_s=0.01):
        self.drop = root / "drop"
        self.drop.mkdir(parents=True, exist_ok=True)
        self.settings = Settings(
            folder=FolderSettings(self.drop, watch="polling", incomplete_s=0.2),
            server=ServerSettings(url, timeout_s=5.0),
            upload=UploadSettings(first_wait_s=first_wait_s, longest_wait_s=2 * first_wait_s),
            state=StateSettings(root / "state"),
        )
        machine, self.inbox, self.steps, self.filed = Machine(), Inbox(), [], []
        machine.clock = Unlucky()
        self.journal = Journal(root / "state")
        self.lasting = make_lasting(self.settings, machine.clock, GivenToken("token"))
        self._machine = machine
        self.serve()

    def serve(self):
        """Begin to serve the folder, as the agent does whenever it took the folder's lock."""
        ties = Ties(self.inbox, self.steps.append, self.filed.append, lambda: True)
        self.station = make_station(self.settings, self.lasting, self.journal, self._machine, ties)
        self.conductor = Conductor(self.station)
        self.conductor.recover()

    def work(self):
        """Let the workers do what they have."""
        while self.steps:
            self.steps.pop(0)()

    def turns(self, count=1):
        for _ in range(count):
            self.conductor.turn()

    def run_down(self):
        for _ in range(50):
            self.turns()
            self.work()

    def faults(self):
        return [fault for fault, _ in self.conductor.faults.items()]

    def close(self):
        self.lasting.close()
        self.journal.close()


@pytest.fixture
def service():
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def post(tmp_path, service):
    post = Post(tmp_path, service.url)
    yield post
    post.close()


def nobody():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def die(*_):
    raise JournalUnavailableError("killed")


def make_done_impossible(post):
    """A file where the folder should be: filing cannot go on, sending can."""
    post.turns()
    (post.drop / "done").rmdir()
    (post.drop / "done").write_bytes(b"")


def test_a_receipt_goes_all_the_way(post):
    (post.drop / NAME).write_bytes(SAMPLE.read_bytes())
    post.run_down()
    assert (post.drop / "done" / NAME).read_bytes() == SAMPLE.read_bytes()
    assert [filed.filed_as for filed in post.filed] == [f"done/{NAME}"]


def test_what_is_decided_and_not_filed_yet_is_not_sent_again_when_it_is_touched(post, service):
    post.turns()
    (post.drop / NAME).write_bytes(SAMPLE.read_bytes())
    post.inbox.put(Hint(NAME))
    post.turns()
    make_done_impossible(post)
    post.work()
    assert len(service.requests) == 1
    (post.drop / NAME).touch()
    post.station.gate.hint(NAME)
    post.conductor.list_soon()
    post.run_down()
    assert len(service.requests) == 1
    assert NAME not in post.station.schedule
    (post.drop / "done").unlink()
    while not post.filed:
        post.run_down()
        if post.conductor.folder_was_away:
            post.serve()
    with History(post.settings.state.path) as history:
        assert [(entry.outcome, entry.filed_as) for entry in history.entries()] == [("done", f"done/{NAME}")]


def test_a_fault_that_nobody_foresaw_while_filing_sends_nothing_again(post, service):
    class OddError(Exception):
        pass

    def break_down(*_):
        raise OddError

    (post.drop / NAME).write_bytes(SAMPLE.read_bytes())
    post.turns()
    file_away, post.station.cabinet.file_away = post.station.cabinet.file_away, break_down
    post.work()
    post.run_down()
    post.station.cabinet.file_away = file_away
    while not post.filed:
        post.run_down()
    assert len(service.requests) == 1
    assert (post.drop / "done" / NAME).exists()


def test_a_receipt_that_there_was_no_memory_to_encode_leaves_no_attempt_in_doubt(post, service):
    def run_out(*_):
        raise MemoryError

    service.rule("*", "29")
    (post.drop / NAME).write_bytes(SAMPLE.read_bytes())
    encode, post.lasting.uploader.encode = post.lasting.uploader.encode, run_out
    post.run_down()
    assert (post.faults(), service.requests) == ([Fault.INTERNAL], [])
    post.lasting.uploader.encode = encode
    post.conductor.go_on()
    post.run_down()
    with History(post.settings.state.path) as history:
        assert [(entry.outcome, entry.attempts) for entry in history.entries()] == [("duplicate", 1)]


def test_a_link_that_is_nobodys_receipt_is_left_alone_and_not_waited_for(post):
    (post.drop / "shortcut").symlink_to(SAMPLE)
    post.inbox.put(Hint("shortcut"))
    post.run_down()
    assert (post.conductor.waiting, post.faults()) == (0, [])
    assert post.conductor.is_settled


@links
def test_a_link_named_as_a_receipt_is_told(post, service):
    (post.drop / NAME).symlink_to(SAMPLE)
    post.run_down()
    assert post.station.gate.fault_items() == [(Fault.NOT_A_FILE, NAME)]
    assert (post.conductor.waiting, service.requests) == (1, [])


def test_while_the_service_is_away_what_is_no_receipt_is_told_all_the_same(tmp_path):
    post = Post(tmp_path, nobody())
    (post.drop / NAME).write_bytes(SAMPLE.read_bytes())
    post.run_down()
    (post.drop / "99926112300013570012.pdf").write_bytes(b"%PDF-1.7\nnothing\n%%EOF\n")
    post.conductor.list_soon()
    post.run_down()
    assert (post.drop / "failed" / "99926112300013570012.pdf").exists()
    assert (post.drop / NAME).exists()
    post.close()


def test_a_folder_that_is_back_is_not_touched_before_its_lock_is_taken_anew(post, service):
    post.turns()
    post.drop.rename(post.drop.with_name("away"))
    post.conductor.list_soon()
    post.turns()
    assert post.faults() == [Fault.FOLDER_MISSING]
    post.drop.with_name("away").rename(post.drop)
    (post.drop / NAME).write_bytes(SAMPLE.read_bytes())
    post.conductor.list_soon()
    post.run_down()
    assert post.conductor.folder_was_away
    assert (post.steps, service.requests) == ([], [])


def test_a_restart_files_what_was_decided_without_asking_the_service(tmp_path, service):
    first = Post(tmp_path, service.url)
    (first.drop / NAME).write_bytes(SAMPLE.read_bytes())
    first.turns()
    make_done_impossible(first)
    first.work()
    first.close()
    (first.drop / "done").unlink()
    second = Post(tmp_path, service.url)
    second.conductor.recover()
    second.run_down()
    assert len(service.requests) == 1
    assert (second.drop / "done" / NAME).read_bytes() == SAMPLE.read_bytes()
    second.close()


def test_what_was_filed_before_that_was_noted_leaves_the_same_file_that_came_again_to_itself(tmp_path, service):
    """Killed after the move; the clerk, who sees nothing of that, drops the receipt once more."""
    first = Post(tmp_path, service.url)
    (first.drop / NAME).write_bytes(SAMPLE.read_bytes())
    first.journal.filed = die
    first.run_down()
    first.close()
    assert (first.drop / "done" / NAME).exists()
    (first.drop / NAME).write_bytes(SAMPLE.read_bytes())
    second = Post(tmp_path, service.url)
    second.conductor.recover()
    second.run_down()
    second.close()
    with History(tmp_path / "state") as history:
        filed = {(entry.filed_as, entry.reason) for entry in history.entries()}
    assert filed == {(f"done/{NAME}", "accepted"), (f"duplicate/{NAME}", "duplicate")}
    assert len(service.requests) == 2


def test_the_schedule_and_the_count_of_tries_survive_a_restart(tmp_path, service):
    service.rule("*", "28")
    first = Post(tmp_path, service.url, first_wait_s=100.0)
    (first.drop / NAME).write_bytes(SAMPLE.read_bytes())
    first.run_down()
    assert len(service.requests) == 1
    first.close()
    second = Post(tmp_path, service.url, first_wait_s=100.0)
    second.conductor.recover()
    second.run_down()
    [waiting] = second.station.schedule
    assert waiting.not_before - second.station.clock.monotonic() > 60
    assert len(service.requests) == 1
    while not second.filed:
        second.conductor.go_on()
        second.run_down()
    assert (len(service.requests), second.drop / "failed" / NAME in (second.drop / "failed").iterdir()) == (5, True)
    second.close()


def test_what_was_asked_before_a_file_came_is_heeded_before_it_is_sent(post, service):
    post.turns()
    (post.drop / NAME).write_bytes(SAMPLE.read_bytes())
    post.inbox.put(Hint(NAME))

    def pause():
        post.conductor.paused = True

    post.conductor.turn(pause)
    post.work()
    assert (service.requests, post.conductor.waiting) == ([], 1)


def test_a_reason_that_comes_back_with_its_pdf_goes_away_and_a_persons_text_does_not(post, service):
    service.rule("*", "05", "00")
    (post.drop / NAME).write_bytes(SAMPLE.read_bytes())
    post.run_down()
    for name in (NAME, NAME.replace(".pdf", ".txt")):
        (post.drop / "failed" / name).rename(post.drop / name)
    (post.drop / "notes.txt").write_text("my own")
    post.conductor.list_soon()
    while len(post.filed) < 3:
        post.run_down()
    post.run_down()
    assert sorted(filed.filed_as for filed in post.filed[1:]) == [f"done/{NAME}", "failed/notes.txt"]
    assert sorted(path.name for path in (post.drop / "failed").iterdir()) == ["notes.txt", "notes.txt.txt"]
    assert [path.name for path in post.drop.iterdir() if path.is_file()] == []


@pytest.fixture
def little_is_enough(monkeypatch):
    monkeypatch.setattr(rollcall, "_ENOUGH", 3)


def many(post, count=12):
    names = [f"{int(NAME[:-4]) + index}.pdf" for index in range(count)]
    for name in names:
        (post.drop / name).write_bytes(receipt(name[:-4]))
    return names


@pytest.mark.usefixtures("little_is_enough")
def test_what_is_not_taken_up_yet_counts_as_waiting(post):
    many(post)
    post.conductor.paused = True
    post.turns(3)
    assert post.conductor.waiting == 12
    assert len(post.station.schedule) <= 3


@pytest.mark.usefixtures("little_is_enough")
def test_all_are_carried_though_few_are_taken_up_at_a_time(post):
    names = many(post)
    wait_until(lambda: post.run_down() or post.conductor.waiting == 0)
    assert sorted(filed.decided.name for filed in post.filed) == names
    assert post.conductor.is_settled


@pytest.mark.usefixtures("little_is_enough")
def test_what_has_left_before_it_was_taken_up_is_forgotten(post):
    names = many(post)
    post.conductor.paused = True
    post.turns(3)
    for name in names[3:]:
        (post.drop / name).unlink()
    post.conductor.list_soon()
    post.turns(2)
    assert post.conductor.waiting == 3


@pytest.mark.usefixtures("little_is_enough")
def test_files_that_cannot_go_on_keep_no_others_from_being_looked_at(tmp_path):
    """Nobody answers: each is examined, and makes room for the next."""
    post = Post(tmp_path, nobody())
    many(post)
    wait_until(lambda: post.run_down() or len(post.station.schedule) == 12)
    post.close()
