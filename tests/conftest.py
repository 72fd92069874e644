"""The rig of the end-to-end tests. `rig` is found beside this file, whatever the working directory."""

import base64
import contextlib
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
for module in ("agents", "branches", "expectations", "guarded", "keyrings", "kills", "trials", "waiting"):
    pytest.register_assert_rewrite(f"rig.{module}")

from rig.agents import IS_ROOT, program_without_roots_rights  # noqa: E402
from rig.branches import TOKEN, Branch  # noqa: E402
from rig.keyrings import ABORTED, ABORTS, LEFT_OUT, keyring_environment, real_one_is_here  # noqa: E402
from rig.traces import traces  # noqa: E402

from branchagent.simulator import Simulator  # noqa: E402

_RECOVERS_WITHIN_S = 5


class SpoiltError(Exception):
    """The test met a keyring whose daemon had just ended by itself."""


def pytest_collection_modifyitems(items):
    for item in items:
        if "keyring" in item.fixturenames and not item.get_closest_marker("flaky"):
            item.add_marker(pytest.mark.flaky(reruns=2, only_rerun=[ABORTED]))


@contextlib.contextmanager
def _telling_of_aborts():
    """Let what a daemon's abort spoilt be told from what failed by itself: it is tried again."""
    began = time.monotonic()
    try:
        yield
    except Exception as error:
        if any(at > began - _RECOVERS_WITHIN_S for at in ABORTS):
            raise SpoiltError(ABORTED) from error
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup():
    with _telling_of_aborts():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    with _telling_of_aborts():
        return (yield)


def pytest_terminal_summary(terminalreporter):
    if not real_one_is_here():
        terminalreporter.write_line(LEFT_OUT)


@pytest.fixture(scope="session")
def keyring():
    """One keyring for all agents of this test run (of this worker)."""
    with keyring_environment() as environment:
        yield environment


@pytest.fixture(scope="session")
def _served(keyring, tmp_path_factory):
    """One service for all tests of this worker, and its token stored by the real command."""
    with Simulator() as simulator:
        Branch(tmp_path_factory.mktemp("signing-in"), simulator.url, keyring).login()
        yield simulator


@pytest.fixture
def service(_served):
    """The service, as new."""
    _served.reset()
    _served.normally()
    _served.expect_token(None)
    return _served


@pytest.fixture(scope="session")
def earlier_urls():
    """The services that earlier tests had of their own: a port comes again, and the keyring still knows it."""
    return set()


@pytest.fixture
def make_branch(tmp_path, keyring, service, earlier_urls):
    """Make branches; when the test is over, none of them may have shown its token or stumbled."""
    made, urls = [], set()

    def make(name="branch", url=None, **settings):
        made.append(Branch(tmp_path / name, url or service.url, keyring, **settings))
        if url in earlier_urls and url not in urls:
            made[-1].command("logout", code=None)
        urls.add(url)
        return made[-1]

    yield make
    earlier_urls |= urls - {None, service.url}
    for branch in made:
        _expect_secrecy(branch)
        assert traces(branch.log() + branch.told()) == []


@pytest.fixture
def branch(make_branch):
    """A branch whose token the keyring holds."""
    return make_branch()


@pytest.fixture
def ordinary_branch(branch):
    """A branch whose program is bound by the modes of files, though the tests may run as root."""
    branch.program = program_without_roots_rights()
    if branch.program is None:
        pytest.skip("setpriv is not installed, and root may read and write everything")
    return branch


@pytest.fixture
def small_disk(tmp_path):
    """A volume of 2 MiB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if not IS_ROOT or sys.platform != "linux":
        pytest.skip("only root on Linux can mount a small volume")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no small volume can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def _expect_secrecy(branch):
    secrets = [TOKEN.encode(), base64.b64encode(TOKEN.encode()), TOKEN.rpartition(".")[2].encode()]
    files = [path for path in branch.home.rglob("*") if path.is_file() and not path.is_symlink()]
    for path in files:
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), f"the token stands in {path.name}"
