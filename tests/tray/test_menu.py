"""The icon and its menu, as a panel gets them over D-Bus from the real program: each state, each line, each click."""

import io
import time

import pytest
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.core.status import State
from branchagent.tray.pictures import picture

FIRST, SECOND, THIRD = number(881), number(882), number(883)
LANGUAGES = ("id", "en")
STATES = {
    "id": {
        "idle": "Aktif – menunggu berkas baru",
        "sending": "Mengirim",
        "paused": "Dijeda",
        "sign-in": "Perlu masuk ulang",
        "attention": "Perlu perhatian",
        "offline": "Luring – *",
        "standby": "Siaga – komputer lain sedang melayani folder ini",
    },
    "en": {
        "idle": "Active – waiting for new files",
        "sending": "Sending",
        "paused": "Paused",
        "sign-in": "Sign-in needed",
        "attention": "Needs attention",
        "offline": "Offline – *",
        "standby": "Standby – another computer serves this folder",
    },
}
WORDS = {
    "id": {
        "pause": "Jeda Pengiriman",
        "resume": "Lanjutkan Pengiriman",
        "folder": "Buka Folder Bukti Setoran",
        "failed": "Buka Folder Gagal",
        "history": "Lihat Riwayat",
        "retry": "Kirim Ulang Semua yang Gagal",
        "test": "Uji Koneksi",
        "start": "Mulai Saat Masuk",
        "seen": "Tandai Sudah Dilihat",
        "quit": "Keluar",
        "waits": "1 menunggu",
        "counts": "Hari ini: {} terkirim, {} sudah pernah, {} gagal, {} menunggu",
        "not-found": "(05) Nomor validasi tidak ditemukan di SISKOHAT.",
    },
    "en": {
        "pause": "Pause Sending",
        "resume": "Resume Sending",
        "folder": "Open Drop Folder",
        "failed": "Open Failed Folder",
        "history": "Show History",
        "retry": "Send All Failed Again",
        "test": "Test Connection",
        "start": "Start When Signing In",
        "seen": "Mark as Seen",
        "quit": "Quit",
        "waits": "1 waits",
        "counts": "Today: {} sent, {} sent before, {} failed, {} waiting",
        "not-found": "(05) SISKOHAT does not know this validation number.",
    },
}


def png_of(state):
    file = io.BytesIO()
    picture(State(state)).save(file, "PNG")
    return file.getvalue()


def wait_for_state(desktop, language, state):
    """The picture, the tooltip and the menu's first line all say so."""
    words = STATES[language][state]
    wait_until(lambda: desktop.icon() == png_of(state), 30, lambda: f"the picture of {state}: {desktop.title()}")
    desktop.entry(words)
    assert desktop.title().startswith(f"branchagent: {words.removesuffix('*')}"[:60])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_state_has_its_picture_and_its_word(make_shown, desktop, service, language):
    words = WORDS[language]
    shown = make_shown(ui__language=language, server__timeout_s=30)
    with shown.agent():
        desktop.wait_for_icon()
        wait_for_state(desktop, language, "idle")

        service.always("slow:6")
        shown.trial.drop(FIRST)
        wait_for_state(desktop, language, "sending")
        desktop.entry(words["waits"])
        desktop.click(words["pause"])
        service.normally()
        wait_for_state(desktop, language, "paused")
        desktop.click(words["resume"])
        desktop.entry(words["pause"])

        service.down()
        shown.trial.drop(SECOND)
        wait_for_state(desktop, language, "offline")
        service.up()
        shown.branch.command("resume")
        wait_for_state(desktop, language, "idle")

        service.expect_token("another")
        shown.trial.drop(THIRD)
        wait_for_state(desktop, language, "sign-in")
        service.expect_token(None)
        shown.branch.login()
        wait_for_state(desktop, language, "idle")
        desktop.entry(words["counts"].format(3, 0, 0, 0))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_is_shown_and_dealt_with_from_the_menu(make_shown, desktop, service, language):
    words = WORDS[language]
    shown = make_shown(ui__language=language)
    service.rule(FIRST, "05", "ok")
    with shown.agent():
        desktop.wait_for_icon()
        assert desktop.entry(words["retry"]).enabled is False
        shown.trial.drop(FIRST)
        wait_for_state(desktop, language, "attention")
        desktop.entry(words["counts"].format(0, 0, 1, 0))
        told = desktop.wait_for_notification(f"{FIRST}.pdf: {words['not-found']}")
        assert told.replaces == 0

        desktop.click(f"{FIRST}.pdf: {words['not-found']}")
        wait_until(lambda: shown.was_opened(f"failed/{FIRST}.txt"))
        desktop.click(words["seen"])
        wait_until(lambda: words["seen"] not in desktop.labels(), 20)

        desktop.click(words["retry"])
        wait_for_state(desktop, language, "idle")
        shown.trial.expect_nothing_lost()
        assert shown.branch.filed("done") == [f"{FIRST}.pdf"]
        assert desktop.entry(words["retry"]).enabled is False


def test_what_comes_at_the_same_time_does_not_hide_each_other(make_shown, desktop, service):
    shown = make_shown(ui__language="id")
    service.rule(FIRST, "05")
    service.rule(SECOND, "29")
    with shown.agent():
        desktop.wait_for_icon()
        shown.trial.drop(FIRST, SECOND, THIRD)
        for each in (FIRST, SECOND, THIRD):
            desktop.wait_for_notification(each)
        assert [told.replaces for told in desktop.notifier.shown] == [0, 0, 0]


def test_a_misnamed_receipt_is_renamed_from_the_menu(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        shown.branch.drop("SiskohatSetoranAwal.pdf", receipt(SECOND))
        desktop.wait_for_notification("SiskohatSetoranAwal.pdf", SECOND)
        desktop.click(f"Ganti nama sesuai PDF: SiskohatSetoranAwal.pdf → {SECOND}.pdf")
        wait_until(lambda: shown.branch.filed("done") == [f"{SECOND}.pdf"])
        wait_for_state(desktop, "id", "idle")


def test_only_five_failures_are_listed_and_the_rest_counted(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        for index in range(7):
            shown.branch.drop(f"scan ({index}).pdf", receipt(FIRST) + bytes([index]))
        desktop.entry("dan 2 kegagalan lainnya")
        assert len([label for label in desktop.labels() if label.startswith("scan (")]) == 5


def test_folders_and_autostart(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        desktop.click("Buka Folder Bukti Setoran")
        wait_until(lambda: shown.was_opened(str(shown.branch.folder)))
        wait_until((shown.branch.folder / "failed").is_dir)
        desktop.click("Buka Folder Gagal")
        wait_until(lambda: shown.was_opened("/failed"))

        assert desktop.entry("Mulai Saat Masuk").checked is False
        desktop.click("Mulai Saat Masuk")
        wait_until(lambda: desktop.entry("Mulai Saat Masuk").checked is True)
        entry = next(shown.branch.home.rglob("autostart/*.desktop")).read_text()
        assert str(shown.branch.config) in entry
        desktop.click("Mulai Saat Masuk")
        wait_until(lambda: desktop.entry("Mulai Saat Masuk").checked is False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_connection_is_tested_from_the_menu(make_shown, desktop, service, language):
    shown = make_shown(ui__language=language)
    with shown.agent():
        desktop.wait_for_icon()
        service.down()
        desktop.click(WORDS[language]["test"])
        title, found = {"id": ("Uji koneksi: ada masalah", "127.0.0.1"), "en": ("something is wrong", "127.0.0.1")}[
            language
        ]
        desktop.wait_for_notification(title, found)
        service.up()


def test_quitting_ends_the_program(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent() as agent:
        desktop.wait_for_icon()
        wait_for_state(desktop, "id", "idle")
        desktop.click("Keluar")
        agent.ends_with(0)


def test_a_second_start_shows_the_first_and_ends(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        wait_for_state(desktop, "id", "idle")
        with shown.agent() as second:
            second.ends_with(3)
        desktop.wait_for_notification(
            "branchagent sudah berjalan", "Aktif – menunggu berkas baru", "Hari ini: 0 terkirim"
        )


def test_whoever_stands_by_shows_who_serves(make_shown, make_branch, desktop):
    shown = make_shown(ui__language="id")
    other = make_branch("other", folder__path=shown.branch.folder)
    with other.agent(), shown.agent():
        desktop.wait_for_icon()
        wait_for_state(desktop, "id", "standby")


def test_nothing_is_redrawn_while_nothing_changes(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        wait_for_state(desktop, "id", "idle")
        settled = wait_until_calm(desktop)
        # Reports are written and the folder is listed meanwhile; none of it is news.
        before = (shown.branch.state / "agent.json").stat().st_mtime_ns
        wait_until(lambda: (shown.branch.state / "agent.json").stat().st_mtime_ns != before, 60)
        assert desktop.redraws() == settled


def wait_until_calm(desktop):
    """Wait until no signal came for two seconds; give how many there were."""
    seen, since = desktop.redraws(), time.monotonic()

    def calm():
        nonlocal seen, since
        if desktop.redraws() != seen:
            seen, since = desktop.redraws(), time.monotonic()
        return time.monotonic() - since > 2

    wait_until(calm, 30)
    return seen


def test_a_burst_is_told_once_and_drawn_seldom(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        wait_for_state(desktop, "id", "idle")
        shown.trial.drop(*(number(index) for index in range(900, 960)))
        desktop.wait_for_notification("Terkirim", "60 bukti setoran berhasil dikirim.")
        assert [told.title for told in desktop.notifier.shown] == ["Terkirim"]
