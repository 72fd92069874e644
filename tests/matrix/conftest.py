import pytest
from rig.trials import Trial

from branchagent.simulator import Simulator


@pytest.fixture
def trial(branch, service):
    return Trial(branch, service)


@pytest.fixture
def ordinary_trial(ordinary_branch, service):
    """A trial whose agent is bound by the modes of files."""
    return Trial(ordinary_branch, service)


@pytest.fixture
def own_trial(make_branch):
    """A trial with a service of its own, because its branch's entries in the keyring change."""
    with Simulator() as service:
        branch = make_branch(url=service.url)
        branch.login()
        yield Trial(branch, service)
