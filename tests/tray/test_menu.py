"""The icon and its menu, as a panel gets them over D-Bus from the real program."""

import io

from rig.receipts import number
from rig.waiting import wait_until

from branchagent.core.status import State
from branchagent.tray.pictures import picture

FIRST, SECOND = number(881), number(882)


def png_of(state):
    file = io.BytesIO()
    picture(state).save(file, "PNG")
    return file.getvalue()


def wait_for_picture(desktop, state):
    wait_until(lambda: desktop.icon() == png_of(state), 20, lambda: f"the picture of {state}: {desktop.title()}")


def test_the_way_of_a_receipt_is_shown(make_shown, desktop):
    shown = make_shown(ui__language="id")
    with shown.agent():
        desktop.wait_for_icon()
        wait_for_picture(desktop, State.IDLE)
        shown.trial.drop(FIRST)
        desktop.entry("Hari ini: 1 terkirim, 0 sudah pernah, 0 gagal, 0 menunggu")
        desktop.entry(f"Terakhir: {FIRST}.pdf terkirim, *")
        desktop.entry("Aktif – menunggu berkas baru")
        told = desktop.wait_for_notification("Terkirim", f"Bukti setoran {FIRST} berhasil dikirim.")
        assert told.replaces == 0
