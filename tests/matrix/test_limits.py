"""What the system gives the agent's process runs out: descriptors, memory, watches."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from rig.branches import Branch
from rig.receipts import number
from rig.trials import Trial

FIRST, SECOND, THIRD = number(841), number(842), number(843)
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
MIB = 1024 * 1024

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prlimit and name spaces are Linux's")


def test_without_a_descriptor_left_it_waits_until_there_are_some(trial):
    with trial.branch.agent() as agent:
        trial.drop(FIRST)
        trial.expect_all_sent()
        trial.branch.wait_for_state("idle")
        before = resource.prlimit(agent.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(agent.pid, resource.RLIMIT_NOFILE, (3, before[1]))
        trial.drop(SECOND, THIRD)
        trial.wait_until_told("attention")
        trial.expect_nothing_lost()
        assert len(trial.service.requests) == 1
        resource.prlimit(agent.pid, resource.RLIMIT_NOFILE, before)
        trial.expect_all_sent(attempts=1)
        trial.branch.wait_for_state("idle")


def memory_of(pid):
    """How much a process has of the memory that RLIMIT_AS limits, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def test_without_the_memory_for_an_upload_it_waits_until_there_is_enough(tmp_path, keyring, service):
    # Not by `make_branch`: what nobody foresaw is logged with its trace.
    settings = {"upload__parallel": 1, "server__encoding": "json"}
    trial = Trial(Branch(tmp_path / "branch", service.url, keyring, **settings), service)
    with trial.branch.agent(prefix=("env", "MALLOC_ARENA_MAX=1")) as agent:
        trial.drop(FIRST)
        trial.expect_all_sent()
        trial.branch.wait_for_state("idle")
        resource.prlimit(agent.pid, resource.RLIMIT_AS, (memory_of(agent.pid) + 26 * MIB, resource.RLIM_INFINITY))
        trial.drop(SECOND, padding=9 * MIB)
        trial.wait_until_told("attention")
        trial.expect_nothing_lost()
        assert len(service.requests) == 1
        resource.prlimit(agent.pid, resource.RLIMIT_AS, UNLIMITED)
        trial.expect_all_sent(attempts=1)
        trial.branch.wait_for_state("idle")


@pytest.fixture
def without_watches():
    """Give a command that becomes a program in a name space of its own, in which nothing can be watched."""
    limit = "echo 0 >/proc/sys/user/max_inotify_instances"
    command = ("unshare", "--user", "--map-root-user", "sh", "-c", f'{limit} && exec "$@"', "sh")
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user name space can be made here")
    return command


@pytest.mark.parametrize("watch", ["auto", pytest.param("native", marks=pytest.mark.at_length)])
def test_without_a_watch_left_the_folder_is_listed_often(make_branch, service, without_watches, watch):
    trial = Trial(make_branch(folder__watch=watch), service)
    with trial.branch.agent(prefix=without_watches):
        told = trial.branch.wait_for_state("idle" if watch == "auto" else "attention")
        assert told["watch"] == "polling"
        trial.drop(FIRST)
        trial.expect_all_sent(attempts=1)
