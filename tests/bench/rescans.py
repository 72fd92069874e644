"""What it costs to compare the folder with what is known of it, as is done once a minute."""

import time
from statistics import median

from rig.receipts import number

from branchagent.conductor import Conductor
from branchagent.journal import Journal
from branchagent.machine import Machine
from branchagent.messages import Inbox
from branchagent.settings.model import FolderSettings, ServerSettings, Settings, StateSettings
from branchagent.signing_in import GivenToken
from branchagent.station import Ties, make_lasting, make_station

_RUNS = 15


def measure(home, waiting, form):
    """Give the median milliseconds of a listing of a folder in which so many receipts wait."""
    conductor, close = _conductor(home)
    before, _, after = form.partition(b"@" * 20)
    for index in range(waiting):
        each = number(index)
        (home / "drop" / f"{each}.pdf").write_bytes(b"".join((before, each.encode(), after)))
    conductor.paused = True
    until = time.monotonic() + 120
    while conductor.waiting < waiting or len(conductor._at.gate):
        conductor.turn()
        if time.monotonic() > until:
            raise TimeoutError(f"{conductor.waiting} are taken up")
    try:
        return median(_once(conductor) for _ in range(_RUNS))
    finally:
        close()


def _once(conductor):
    began = time.perf_counter()
    conductor._roll.call(time.monotonic())
    return 1000 * (time.perf_counter() - began)


def _conductor(home):
    drop, state = home / "drop", home / "state"
    drop.mkdir(parents=True)
    settings = Settings(
        folder=FolderSettings(drop, watch="polling"),
        server=ServerSettings("http://127.0.0.1:9"),
        state=StateSettings(state),
    )
    machine, journal = Machine(), Journal(state)
    lasting = make_lasting(settings, machine.clock, GivenToken("token"))
    ties = Ties(Inbox(), lambda _: None, lambda _: None, lambda: True)
    conductor = Conductor(make_station(settings, lasting, journal, machine, ties))

    def close():
        lasting.close()
        journal.close()

    return conductor, close
