import os
import random

import pytest
from rig.kills.network import Network
from rig.kills.service import Service
from rig.kills.trial import Trial, dice


@pytest.fixture
def seed():
    """What a trial's plan follows; it is printed.

    It gives the same receipts, pauses and cuts again, and nothing more: who is where when a kill comes is decided by
    the machine.
    """
    chosen = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    print(f"\nseed {chosen} (SEED={chosen} gives the same plan again, though never quite the same run)")
    return chosen


@pytest.fixture
def killable(tmp_path):
    """A service that can be killed."""
    service = Service(tmp_path / "service")
    service.start()
    yield service
    service.stop()


@pytest.fixture
def network(killable, seed):
    """The way to that service, which breaks; it is calm until a trial begins."""
    network = Network(killable.port, dice(seed, "network"))
    network.listen()
    yield network
    network.close()


@pytest.fixture
def trial(make_branch, killable, seed):
    """A trial on a way that never breaks; its figures are printed."""
    yield from _trial(make_branch, killable, seed)


@pytest.fixture
def trial_on_bad_lines(make_branch, killable, seed, network):
    """A trial on a way that breaks."""
    yield from _trial(make_branch, killable, seed, network)


def _trial(make_branch, service, seed, network=None):
    branch = make_branch(url=(network or service).url, upload__parallel=4, server__timeout_s=5)
    branch.login()
    trial = Trial(branch, service, seed, network)
    yield trial
    print(trial.figures)
