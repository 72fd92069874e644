"""What the menu opens beside the icon: windows, the activity page, the daily report; each in a process of its own."""

import os
import signal
from pathlib import Path

import pytest
from rig.receipts import number
from rig.waiting import wait_until

FIRST = number(895)


def processes(*words):
    """Give the processes whose command line ends its options with these words, before the settings file."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if all(word in line for word in words):
            found.append(int(place.name))
    return found


@pytest.mark.parametrize(("label", "which"), [("Masuk…", "sign-in"), ("Pengaturan…", "setup"), ("Tentang", "about")])
def test_each_window_is_a_process_of_its_own_that_is_started_once(make_shown, desktop, label, which):
    shown = make_shown(ui__language="id")
    config = str(shown.branch.config)
    with shown.agent() as agent:
        desktop.wait_for_icon()
        assert "tkinter" not in Path(f"/proc/{agent.pid}/maps").read_text()
        assert "_tkinter" not in Path(f"/proc/{agent.pid}/maps").read_text()
        desktop.click(label)
        (window,) = wait_until(lambda: processes("window", which, config))
        desktop.click(label)
        desktop.click("Buka Folder Bukti Setoran")
        wait_until(lambda: shown.was_opened("/drop"))
        assert processes("window", which, config) == [window]
        os.kill(window, signal.SIGTERM)
        wait_until(lambda: not processes("window", which, config))


@pytest.mark.parametrize("label", ["Lihat Riwayat", "Aktif – menunggu berkas baru"])
def test_the_activity_page_is_written_and_opened(make_shown, desktop, label):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        shown.trial.drop(FIRST)
        desktop.wait_for_notification(FIRST)
        desktop.click(label)
        wait_until(lambda: shown.was_opened("activity.html"))
        page = (shown.branch.state / "activity.html").read_text("utf-8")
        assert FIRST in page
        assert "<strong>Aktif – menunggu berkas baru</strong>" in page


def test_the_daily_report_is_written_and_opened(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        desktop.click("Laporan Harian")
        wait_until(lambda: shown.was_opened(".xlsx"))


def test_quitting_with_uploads_in_hand_asks_first(make_shown, desktop, service):
    shown = make_shown(ui__language="id")
    config = str(shown.branch.config)
    service.always("slow:8")
    with shown.agent() as agent:
        desktop.wait_for_icon()
        shown.trial.drop(FIRST)
        wait_until(lambda: service.requests)
        desktop.entry("Mengirim")
        desktop.click("Keluar")
        (window,) = wait_until(lambda: processes("window", "quit", config))
        os.kill(window, signal.SIGTERM)
        desktop.wait_for_notification(FIRST)
        assert agent.runs
        service.normally()
        desktop.click("Keluar")
        agent.ends_with(0)
