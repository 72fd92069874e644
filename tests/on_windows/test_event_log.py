"""The real Event Log. Wine takes what it is told and keeps nothing: there only the way in is shown."""

import contextlib
import ctypes
import logging
import sys
import uuid

import pytest

from branchagent import logs
from branchagent.events import LOGGER, Event, record

if sys.platform == "win32":
    import winreg

    import win32evtlog

    from branchagent.eventlog import SOURCE, EventLogHandler

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="Windows' own calls")

_SOURCES = r"SYSTEM\CurrentControlSet\Services\EventLog\Application"


@pytest.fixture
def root():
    root = logging.getLogger(LOGGER)
    before = root.handlers[:], root.level, logging.raiseExceptions
    root.handlers[:] = []
    yield root
    for handler in root.handlers:
        handler.close()
    root.handlers[:], level, logging.raiseExceptions = before
    root.setLevel(level)


@pytest.fixture
def sources():
    """Name the registered sources: `is_ours` tells whether ours is one."""

    def is_ours():
        with contextlib.suppress(FileNotFoundError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, rf"{_SOURCES}\{SOURCE}"):
            return True
        return False

    return is_ours


def keeps_events():
    return not hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


def newest(count=50):
    """Give the id, the kind and the strings of our newest events."""
    flags = win32evtlog.EVENTLOG_BACKWARDS_READ | win32evtlog.EVENTLOG_SEQUENTIAL_READ
    log = win32evtlog.OpenEventLog(None, "Application")
    try:
        found = win32evtlog.ReadEventLog(log, flags, 0)[:count]
    finally:
        win32evtlog.CloseEventLog(log)
    return [(each.EventID & 0xFFFF, each.EventType, *each.StringInserts) for each in found if each.SourceName == SOURCE]


def test_the_agents_log_tells_it(root, tmp_path, sources, monkeypatch):
    was_registered = sources()
    logs.begin(tmp_path, verbose=False, to_screen=False, to_system=True)
    (handler,) = (each for each in root.handlers if isinstance(each, EventLogHandler))
    monkeypatch.setattr(handler, "handleError", lambda _: pytest.fail(str(sys.exc_info()[1])))
    mark = uuid.uuid4().hex
    record(Event.AGENT_STARTED, mark=mark)
    record(Event.FOLDER_UNUSABLE, folder="D:\\Bukti Setoran", mark=mark)
    record(Event.MISHAP, where="سند", mark=mark)
    assert sources() == was_registered, "nothing but an installer registers the source"
    assert mark in (tmp_path / logs.FILE_NAME).read_text("utf-8")
    if keeps_events():
        told = [(event_id, kind) for event_id, kind, text in newest() if mark in text]
        assert told == [(220, 1), (201, 2), (1, 4)]


def test_others_than_the_agent_do_not_tell_it(root, tmp_path):
    logs.begin(tmp_path, verbose=False, to_screen=False)
    assert not any(isinstance(each, EventLogHandler) for each in root.handlers)


def test_without_its_library_the_file_has_it_all(root, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "win32evtlogutil", None)
    logs.begin(tmp_path, verbose=False, to_screen=False, to_system=True)
    record(Event.AGENT_STARTED)
    assert not any(isinstance(each, EventLogHandler) for each in root.handlers)
    assert (tmp_path / logs.FILE_NAME).read_text("utf-8").endswith(" INFO agent-started\n")
