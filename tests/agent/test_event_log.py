"""What goes into Windows' Event Log, shown with a way into it that keeps what it is given."""

import logging
import sys

import pytest

from branchagent import logs, redaction
from branchagent.eventlog import EventLogHandler
from branchagent.events import Event, record


@pytest.fixture
def written(fresh_log):
    """Each event as the system would get it, and `at` to set the time."""
    written = Written()
    handler = EventLogHandler(written.report, lambda: written.at)
    fresh_log.addHandler(handler)
    fresh_log.setLevel(logging.DEBUG)
    return written


class Written(list):
    at = 0.0
    broken = False

    def report(self, source, event_id, *, eventType, strings):  # noqa: N803 - the library's name for it
        if self.broken:
            raise OSError(1722, "The RPC server is unavailable.")
        self.append((source, event_id, eventType, *strings))


def test_start_stop_and_faults_are_told_by_their_ids(written):
    record(Event.AGENT_STARTED, pid=7)
    record(Event.RECEIPT_FILED, number="1")
    record(Event.FILE_LOOKED_AT, name="x")
    record(Event.FOLDER_UNUSABLE, folder="D:\\Setoran", error="gone")
    record(Event.JOURNAL_DAMAGED, error="a b")
    record(Event.AGENT_STOPPED, why="menu")
    logging.getLogger("branchagent.x").error("no event")
    assert written == [
        ("branchagent", 1, 4, "agent-started: The agent began.\r\npid=7"),
        ("branchagent", 201, 2, f"folder-unusable: {Event.FOLDER_UNUSABLE.meaning}\r\nfolder=D:\\Setoran error=gone"),
        ("branchagent", 211, 1, f'journal-damaged: {Event.JOURNAL_DAMAGED.meaning}\r\nerror="a b"'),
        ("branchagent", 2, 4, f"agent-stopped: {Event.AGENT_STOPPED.meaning}\r\nwhy=menu"),
    ]


def test_a_fault_that_comes_again_and_again_is_told_now_and_then(written):
    for at in (0.0, 599.0, 601.0, 602.0):
        written.at = at
        record(Event.FOLDER_UNUSABLE, error=f"at {at}")
        record(Event.AGENT_STARTED, pid=at)
    assert [(event_id, text.split("\r\n")[1]) for _, event_id, _, text in written] == [
        (201, 'error="at 0.0"'),
        (1, "pid=0.0"),
        (1, "pid=599.0"),
        (201, 'error="at 601.0"'),
        (1, "pid=601.0"),
        (1, "pid=602.0"),
    ]


def test_what_others_wrote_is_told_as_it_is_and_never_a_secret(written):
    redaction.conceal("geheim-geheim")
    record(
        Event.MISHAP, where="geheim-geheim\r\nagent-stopped: x", url="http://x/%41%%1%n", trace=OSError("geheim-geheim")
    )
    ((_, _, _, text),) = written
    assert text.split("\r\n")[1:] == ['where="***\\r\\nagent-stopped: x" url=http://x/% 41% % 1%n']


def test_an_event_log_that_fails_stops_nothing(written, tmp_path):
    logs.begin(tmp_path, verbose=False, to_screen=False)
    written.broken = True
    record(Event.AGENT_STARTED)
    assert written == []
    assert (tmp_path / logs.FILE_NAME).read_text("utf-8").endswith(" INFO agent-started\n")


@pytest.mark.skipif(sys.platform == "win32", reason="there is an Event Log")
def test_where_there_is_none_the_file_has_it_all(fresh_log, tmp_path):
    with pytest.raises(ImportError):
        EventLogHandler()
    logs.begin(tmp_path, verbose=False, to_screen=False, to_system=True)
    record(Event.AGENT_STARTED)
    assert not any(isinstance(handler, EventLogHandler) for handler in fresh_log.handlers)
    assert (tmp_path / logs.FILE_NAME).read_text("utf-8").endswith(" INFO agent-started\n")
