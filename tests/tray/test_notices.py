"""What notifications say, and when, in both languages: by the real program on a real bus."""

import base64
import json
import time
from datetime import datetime, timedelta, timezone

import pytest
from rig.receipts import number
from rig.waiting import wait_until

from branchagent.core.announcing import Announcement, Kind
from branchagent.core.receipts import Outcome
from branchagent.core.status import State
from branchagent.reporting import Report
from branchagent.simulator import Simulator
from branchagent.texts import Texts
from branchagent.tray.glances import Failure, Glance
from branchagent.tray.wording import word

FIRST, SECOND = number(897), number(898)
WIB = timezone(timedelta(hours=7))


def there(minutes=0):
    """Give a time of day where the tests' programs are."""
    return f"{datetime.now(WIB) + timedelta(minutes=minutes):%H:%M}"


@pytest.mark.parametrize(
    ("language", "gone", "kept", "back"),
    [
        ("id", "Koneksi terputus", "Berkas tersimpan dan akan dikirim otomatis.", "Koneksi pulih"),
        ("en", "No connection", "The files are kept and will be sent by themselves.", "Connection restored"),
    ],
)
def test_an_outage_and_its_end(make_shown, desktop, service, language, gone, kept, back):
    shown = make_shown(ui__language=language)
    service.down()
    with shown.agent():
        desktop.wait_for_icon()
        shown.trial.drop(FIRST)
        desktop.wait_for_notification(gone, kept)
        service.up()
        shown.branch.command("resume")
        desktop.wait_for_notification(back)
        shown.trial.expect_all_sent()
        assert [told.title for told in desktop.notifier.shown].count(gone) == 1


def test_sign_in_is_asked_for_again_and_again_until_it_is_mended(make_shown, desktop, service):
    shown = make_shown(ui__language="id", ui__remind_min=0.1)
    service.expect_token("another")

    def told():
        return len([one for one in desktop.notifier.shown if one.title == "Perlu masuk ulang"])

    with shown.agent():
        desktop.wait_for_icon()
        shown.trial.drop(FIRST)
        wait_until(lambda: told() >= 3, 60, lambda: desktop.notifier.shown)
        assert "branchagent login" in desktop.notifier.shown[-1].text
        service.expect_token(None)
        shown.branch.login()
        desktop.wait_for_notification(f"Bukti setoran {FIRST} berhasil dikirim.")
        desktop.entry("Aktif – menunggu berkas baru")


def test_a_token_that_ends_soon(make_shown, desktop):
    with Simulator() as bank:
        shown = make_shown(url=bank.url, ui__language="id")
        claims = [{"alg": "HS256"}, {"exp": int(time.time()) + 2 * 86_400}]
        parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in claims]
        shown.branch.login(".".join([*parts, "c2ln"]))
        with shown.agent():
            desktop.wait_for_icon()
            desktop.wait_for_notification("Harap diperhatikan", "Token berakhir pada")


def test_the_day_is_summed_up_once_over_restarts(make_shown, desktop):
    shown = make_shown(ui__language="id", ui__summary_at=there(), ui__closing_at="off")
    for expected in (1, 0):
        desktop.notifier.shown.clear()
        with shown.agent():
            desktop.wait_for_icon()
            if expected:
                shown.trial.drop(FIRST)
                desktop.wait_for_notification("Hari ini", "1 berkas terkirim hari ini, 0 perlu perhatian.")
            else:
                shown.trial.drop(SECOND)
                desktop.wait_for_notification(f"Bukti setoran {SECOND}")
        assert [told.title for told in desktop.notifier.shown].count("Hari ini") == expected


def test_what_waits_before_closing_time(make_shown, desktop):
    shown = make_shown(ui__language="id", ui__summary_at="off", ui__closing_at=there(10))
    shown.branch.command("pause")
    with shown.agent():
        desktop.wait_for_icon()
        shown.trial.drop(FIRST)
        told = desktop.wait_for_notification("Belum semua terkirim", "1 berkas belum terkirim; SISKOHAT tutup pukul ")
        assert there(10)[:2] in told.text


def test_quiet_hours(make_shown, desktop, service):
    shown = make_shown(ui__language="id", ui__quiet_hours=f"{there(-5)}-{there(60)}")
    service.rule(FIRST, "05")
    with shown.agent():
        desktop.wait_for_icon()
        shown.trial.drop(FIRST, SECOND)
        desktop.entry("Hari ini: 1 terkirim, 0 sudah pernah, 1 gagal, 0 menunggu")
        wait_until(lambda: "Tandai Sudah Dilihat" in desktop.labels(), 20)
        assert desktop.notifier.shown == []


GLANCE = Glance(
    Report(State.OFFLINE, None, 2),
    {Outcome.DONE: 1200, Outcome.DUPLICATE: 3, Outcome.FAILED: 1},
    failures=(Failure("7.pdf", "why", "0" * 64),),
)
WORDED = {
    Announcement(Kind.SENT, ("99",)): (
        ("Terkirim", "Bukti setoran 99 berhasil dikirim."),
        ("Sent", "Receipt 99 was sent."),
    ),
    Announcement(Kind.SENT, ("x",) * 1200): (
        ("Terkirim", "1.200 bukti setoran berhasil dikirim."),
        ("Sent", "1,200 receipts were sent."),
    ),
    Announcement(Kind.FAILED, ("a: b",)): (("1 bukti setoran gagal", "a: b"), ("A receipt failed", "a: b")),
    Announcement(Kind.FAILED, ("a", "b", "c", "d", "e")): (
        ("5 bukti setoran gagal", "a\nb\nc\ndan 2 lainnya"),
        ("5 receipts failed", "a\nb\nc\nand 2 more"),
    ),
    Announcement(Kind.DUPLICATE, ("a",)): (
        ("1 bukti setoran sudah pernah diunggah", "a"),
        ("A receipt had been sent before", "a"),
    ),
    Announcement(Kind.NOTICE, ("a",)): (("Harap diperhatikan", "a"), ("Please note", "a")),
    Announcement(Kind.RECOVERED): (
        ("Koneksi pulih", "Koneksi pulih. Mengirim 2 berkas yang tertunda."),
        ("Connection restored", "The connection is back. Sending 2 files that waited."),
    ),
    Announcement(Kind.OFFLINE): (
        ("Koneksi terputus", "Koneksi ke SISKOHAT terputus. Berkas tersimpan dan akan dikirim otomatis."),
        ("No connection", "No connection to SISKOHAT. The files are kept and will be sent by themselves."),
    ),
    Announcement(Kind.SUMMARY): (
        ("Hari ini", "1.200 berkas terkirim hari ini, 3 perlu perhatian."),
        ("Today", "1,200 files were sent today, 3 need attention."),
    ),
    Announcement(Kind.CLOSING): (
        ("Belum semua terkirim", "3 berkas belum terkirim; SISKOHAT tutup pukul 15.00."),
        ("Not everything is sent", "3 files have not been sent yet; SISKOHAT closes at 15:00."),
    ),
    Announcement(Kind.REMINDER, ("why",)): (
        ("Luring – koneksi ke SISKOHAT terputus. Berkas tersimpan dan akan dikirim otomatis.", "why"),
        ("Offline – no connection to SISKOHAT. The files are kept and will be sent by themselves.", "why"),
    ),
}


@pytest.mark.parametrize(("language", "which"), [("id", 0), ("en", 1)])
@pytest.mark.parametrize("announcement", WORDED, ids=lambda announcement: f"{announcement.kind}-{announcement.count}")
def test_every_kind_in_words(announcement, language, which):
    assert word(announcement, GLANCE, "15:00", Texts(language)) == WORDED[announcement][which]


def test_every_kind_has_words():
    assert {announcement.kind for announcement in WORDED} | {Kind.CONCERN} == set(Kind)
