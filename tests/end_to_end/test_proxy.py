"""Behind a bank's proxy, by the real program: its password comes from the keyring, and nothing is lost without."""

import socket

import pytest
from rig.authorities import ALSO_HERE, HERE, Authority
from rig.expectations import expect_filed, expect_only, expect_stored
from rig.proxies import TINYPROXY, tinyproxy
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig

CLERK = ("cabang", "sandi-proxy-uji")
NUMBERS = [number(index) for index in range(901, 905)]
NOTHING = {"done": [], "duplicate": [], "failed": []}

pytestmark = pytest.mark.skipif(TINYPROXY is None, reason="tinyproxy is not installed")


@pytest.fixture
def bank(tmp_path):
    """A service by https."""
    with Simulator(SimulatorConfig(https=True, ca_file=tmp_path / "ca.pem")) as simulator:
        yield simulator


@pytest.fixture
def strict():
    """A proxy that wants a password."""
    with tinyproxy(CLERK) as running:
        yield running


@pytest.fixture
def branch_behind(make_branch, bank, tmp_path):
    """Make a branch whose way to the service leads through a proxy."""

    def make(proxy, **settings):
        settings = {"server__proxy": proxy.address, "server__ca_bundle": tmp_path / "ca.pem", **settings}
        branch = make_branch(url=bank.url, ui__language="en", **settings)
        branch.login()
        return branch

    return make


def log_in_to_proxy(branch, password=CLERK[1], code=0):
    options = ("login", "--proxy", "--username", CLERK[0], "--password-stdin")
    return branch.command(*options, stdin=f"{password}\n", code=code)


def drop_all(branch):
    for each in NUMBERS:
        branch.drop(f"{each}.pdf", receipt(each))


def expect_all_sent(branch, bank):
    for each in NUMBERS:
        expect_filed(branch, f"{each}.pdf", receipt(each), "done", "accepted", rc="00")
        expect_stored(bank, each, receipt(each))
    expect_only(branch, *(f"done/{each}.pdf" for each in NUMBERS))


def test_everything_waits_for_the_proxys_password_and_goes_out_once_it_is_stored(branch_behind, bank, strict):
    branch = branch_behind(strict)
    before = len(strict.requests())
    with branch.agent():
        drop_all(branch)
        told = branch.wait_for_state("sign-in")
        wait_until(lambda: branch.status()["waiting"] == len(NUMBERS))
        assert "proxy" in told["reason"].lower()
        assert (branch.all_filed(), branch.history(), bank.requests) == (NOTHING, [], [])
        # As many as were in hand at once (upload.parallel); no account is locked by our asking.
        assert len(strict.requests()) - before <= 4
        log_in_to_proxy(branch)
        wait_until(lambda: len(branch.filed("done")) == len(NUMBERS), 15)
        expect_all_sent(branch, bank)
        branch.wait_for_state("idle")
    assert CLERK[1] not in branch.told() + branch.log()


def test_a_wrong_password_of_the_proxy_is_not_stored(branch_behind, bank, strict):
    branch = branch_behind(strict)
    refused = log_in_to_proxy(branch, "sandi-salah", code=1)
    assert "nothing was stored" in refused.stderr
    branch.drop(f"{NUMBERS[0]}.pdf", receipt(NUMBERS[0]))
    branch.command("run", "--once", code=None)
    assert (bank.requests, branch.waiting()) == ([], [f"{NUMBERS[0]}.pdf"])
    accepted = log_in_to_proxy(branch)
    assert strict.address in accepted.stdout
    branch.command("run", "--once", code=0)
    expect_filed(branch, f"{NUMBERS[0]}.pdf", receipt(NUMBERS[0]), "done", "accepted")
    branch.command("logout", "--proxy")
    branch.drop(f"{NUMBERS[1]}.pdf", receipt(NUMBERS[1]))
    branch.command("run", "--once", code=None)
    assert branch.waiting() == [f"{NUMBERS[1]}.pdf"]
    assert "sandi-salah" not in branch.told() + branch.log()


def test_a_wrong_password_is_stored_by_force_and_replaced_while_all_wait(branch_behind, bank, strict):
    branch = branch_behind(strict)
    branch.command(
        "login", "--proxy", "--force", "--username", CLERK[0], "--password-stdin", stdin="sandi-salah\n", code=0
    )
    with branch.agent():
        drop_all(branch)
        branch.wait_for_state("sign-in")
        log_in_to_proxy(branch)
        wait_until(lambda: len(branch.filed("done")) == len(NUMBERS), 15)
        expect_all_sent(branch, bank)


def test_the_systems_proxy_is_taken_with_the_password_that_login_stored(make_branch, service, strict):
    afar = service.url.replace(HERE, ALSO_HERE)
    branch = make_branch(url=afar, server__allow_plain_http=True)
    branch.environment["HTTP_PROXY"] = strict.address
    log_in_to_proxy(branch)
    branch.login()
    branch.drop(f"{NUMBERS[0]}.pdf", receipt(NUMBERS[0]))
    seen = len(strict.requests())
    branch.command("run", "--once", code=0)
    expect_stored(service, NUMBERS[0], receipt(NUMBERS[0]))
    assert len(strict.requests()) > seen


def test_a_script_names_the_proxy(branch_behind, bank):
    with tinyproxy() as proxy:
        branch = branch_behind(proxy, server__proxy=None)
        script = branch.home / "proxy.pac"
        script.write_text(f"function FindProxyForURL(url, host) {{ return 'PROXY 127.0.0.1:{proxy.port}'; }}")
        branch.set(server__proxy_script=script)
        branch.drop(f"{NUMBERS[0]}.pdf", receipt(NUMBERS[0]))
        branch.command("run", "--once", code=0)
        expect_stored(bank, NUMBERS[0], receipt(NUMBERS[0]))
        assert proxy.requests()


def test_there_is_nothing_to_store_where_no_proxy_is_on_the_way(branch_behind, strict):
    branch = branch_behind(strict, server__proxy="direct")
    assert "no proxy" in log_in_to_proxy(branch, code=1).stderr


def test_a_proxy_that_is_away_is_waited_for(branch_behind, bank):
    with tinyproxy() as proxy:
        branch = branch_behind(proxy)
    with branch.agent():
        drop_all(branch)
        told = branch.wait_for_state("offline")
        assert "proxy" in told["reason"].lower()
        assert (branch.all_filed(), bank.requests) == (NOTHING, [])
        with tinyproxy(port=proxy.port) as back:
            expect_all_sent(branch, bank)
            assert back.requests()


@pytest.fixture
def own_address():
    """An address of this machine that the network can reach."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        try:
            # Nothing is sent: this only asks which address would be taken.
            looking.connect(("192.0.2.254", 9))
        except OSError:
            pytest.skip("this machine has no address but its own")
        found = looking.getsockname()[0]
    if found.startswith("127."):
        pytest.skip("this machine has no address but its own")
    return found


def test_http_beyond_this_machine_has_to_be_allowed(make_branch, own_address):
    with Simulator(SimulatorConfig(host=own_address)) as bank:
        branch = make_branch(url=bank.url, ui__language="en")
        branch.drop(f"{NUMBERS[0]}.pdf", receipt(NUMBERS[0]))
        for command, code in ((("run", "--once"), 2), (("check",), 1), (("login", "--token-stdin"), 2)):
            refused = branch.command(*command, code=code)
            assert "unencrypted" in refused.stdout + refused.stderr
        assert bank.state["requests"] == 0
        branch.set(server__allow_plain_http=True)
        branch.login()
        branch.command("run", "--once", code=0)
        expect_stored(bank, NUMBERS[0], receipt(NUMBERS[0]))
        assert "UNENCRYPTED" in branch.command("check", code=None).stdout.upper()


def test_what_an_inspecting_proxy_shows_is_told_behind_a_proxy_too(make_branch, strict, tmp_path):
    with Simulator(SimulatorConfig(https=True)) as bank:
        other = Authority().write(tmp_path / "other.pem")
        branch = make_branch(url=bank.url, server__proxy=strict.address, server__ca_bundle=other, ui__language="en")
        branch.login()
        log_in_to_proxy(branch)
        with branch.agent():
            branch.drop(f"{NUMBERS[0]}.pdf", receipt(NUMBERS[0]))
            assert "branchagent simulator" in branch.wait_for_state("offline")["reason"]
            assert bank.requests == []
