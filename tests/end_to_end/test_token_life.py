"""The token's life: renewed once for all uploads in hand, given up at once where only a person can help."""

import itertools
import subprocess
import sys
import time

import pytest
from rig.mirrors import Mirror, in_json
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig

LOGIN, UPLOAD = "/umrah/bank/login", "/siskohat/bank/setoranawal"
USER, PASSWORD, KEY = "cabang", "sandi-cabang-benar", "kunci-bank"
FIRST_TOKEN, OTHER_TOKEN = "first-token.of-the-branch", "other-token.of-the-branch"
MANY = 200
TEN = [number(index) for index in range(10)]
AS_DELIVERED = {"upload__first_wait_s": 2.0, "upload__longest_wait_s": 300.0}
"""Waits as long as a bank's: what is asked once more within a test was asked too early."""
LIFE_S = 3.0
STORE = "import keyring, sys; keyring.set_password(*sys.argv[1:3], sys.stdin.read())"
READ = "import keyring, sys; print(keyring.get_password(*sys.argv[1:3]))"


@pytest.fixture
def bank():
    """A service of its own, because its branch's entries in the keyring change."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def make_bank():
    """A service that wants a login."""
    made = []

    def make(**config):
        login = {"token": "none-but-of-logins", "user": USER, "password": PASSWORD, "api_key": KEY}
        made.append(Simulator(SimulatorConfig(**login, **config)))
        made[-1].start()
        return made[-1]

    yield make
    for simulator in made:
        simulator.close()


def log_in(branch, password=PASSWORD, *options, code=0):
    given = ("login", "--username", USER, "--password-stdin", "--api-key-stdin", *options)
    return branch.command(*given, stdin=f"{KEY}\n{password}\n", code=code)


def drop(branch, numbers):
    for each in numbers:
        branch.drop(f"{each}.pdf", receipt(each))


def wait_for_all(branch, numbers, deadline_s=60.0):
    names = sorted(f"{each}.pdf" for each in numbers)
    wait_until(lambda: branch.filed("done") == names, deadline_s, lambda: f"{branch.all_filed()} {branch.log()}")
    assert branch.all_filed() == {"done": names, "duplicate": [], "failed": []}


def stays(condition, seconds):
    """Tell that something is true, and remains so."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        assert condition()
        time.sleep(0.05)


def in_keyring(branch, script, entry, secret=None):
    """Use the branch's keyring by the keyring library itself, as any other program may."""
    service = f"branchagent {branch.settings['server.url']}"
    command = [sys.executable, "-c", script, service, entry]
    surroundings = {"input": secret, "text": True, "env": branch.environment, "cwd": branch.home}
    return subprocess.run(command, **surroundings, capture_output=True, check=True).stdout.strip()


def refusals(bank, rc=("96", "97", "98")):
    return [request for request in bank.requests if request.rc in rc]


def test_a_token_that_expires_amid_two_hundred_uploads_costs_one_login_and_no_file(make_branch, make_bank):
    bank = make_bank(token_life_s=LIFE_S, latency_s=0.1)
    branch = make_branch(url=bank.url, credentials__mode="login")
    log_in(branch)
    logins = bank.logins
    numbers = [number(index) for index in range(MANY)]
    began = time.monotonic()
    with branch.agent():
        drop(branch, numbers)
        wait_for_all(branch, numbers)
        took = time.monotonic() - began
        renewals = bank.logins - logins - 1
    # It is renewed when a fifth of its life is left at the earliest.
    assert 1 <= renewals <= took / (LIFE_S * 0.8)
    assert len(bank.accepted) == MANY
    assert len(refusals(bank)) <= 4 * renewals
    assert all(line["outcome"] == "done" and line["attempts"] <= 2 for line in branch.history())


@pytest.mark.parametrize("parallel", [4, 16])
def test_a_token_revoked_amid_two_hundred_uploads_is_renewed_once_for_all_in_hand(make_branch, make_bank, parallel):
    bank = make_bank(latency_s=0.05)
    branch = make_branch(url=bank.url, credentials__mode="login", upload__parallel=parallel)
    log_in(branch)
    logins = bank.logins
    numbers = [number(index) for index in range(MANY)]
    with branch.agent():
        drop(branch, numbers)
        wait_until(lambda: len(bank.accepted) >= MANY // 3, 60)
        bank.revoke_tokens()
        wait_for_all(branch, numbers)
    assert bank.logins == logins + 2
    assert 1 <= len(refusals(bank)) <= parallel
    assert {line["outcome"] for line in branch.history()} == {"done"}
    assert sum(line["attempts"] for line in branch.history()) == MANY + len(refusals(bank))


def test_new_tokens_that_are_refused_too_cost_one_login_for_all_in_hand(make_branch):
    logins = itertools.count()
    with Mirror() as mirror:

        def answer(request):
            if request.path.endswith("login"):
                return in_json(200, RC="00", token=f"token-{next(logins)}")
            accepted = len(mirror.of(UPLOAD)) <= 8
            time.sleep(0.05)
            return in_json(200, RC="00" if accepted else "97", message="kunci akses salah")

        mirror.answer = answer
        branch = make_branch(url=mirror.url, credentials__mode="login", upload__parallel=8)
        branch.command("login", "--username", USER, "--password-stdin", stdin=f"{PASSWORD}\n")
        drop(branch, [number(index) for index in range(40)])
        with branch.agent():
            branch.wait_for_state("sign-in")
            wait_until(lambda: branch.status()["waiting"] in range(30, 34), 30, branch.status)
            stays(lambda: len(mirror.of(LOGIN)) == 3, 1.0)
        assert len(mirror.of(UPLOAD)) <= 8 + 2 * 8


def after_start(branch, _):
    branch.wait_for_state("idle")


def after_idling(branch, bank):
    after_burst(branch, bank)
    last = time.monotonic()
    wait_until(lambda: time.monotonic() > last + 3, 10)


def after_burst(branch, _):
    earlier = [number(index) for index in range(20, 30)]
    drop(branch, earlier)
    wait_for_all(branch, earlier)


def at_once(_branch, _bank):
    """The token is gone before the agent has looked around."""


@pytest.mark.parametrize("before", [after_start, after_idling, after_burst, at_once], ids=lambda each: each.__name__)
def test_a_revoked_token_is_shown_twice_at_most_and_all_go_out_after_the_login(make_branch, bank, before):
    branch = make_branch(url=bank.url, **AS_DELIVERED)
    branch.login(FIRST_TOKEN)
    with branch.agent():
        before(branch, bank)
        done = branch.filed("done")
        sent = len(bank.requests)
        bank.revoke_tokens()
        drop(branch, TEN)
        branch.wait_for_state("sign-in")
        wait_until(lambda: branch.status()["waiting"] == len(TEN), 30, branch.status)
        stays(lambda: len(bank.requests) - sent <= 2, 1.0)
        assert branch.waiting() == sorted(f"{each}.pdf" for each in TEN)
        assert branch.filed("done") == done
        assert branch.filed("failed") == []
        branch.login(OTHER_TOKEN)
        wait_until(lambda: branch.waiting() == [], 20, branch.log)
        branch.wait_for_state("idle")
    assert len(branch.filed("done")) == len(done) + len(TEN)
    assert set(TEN) <= set(bank.accepted)


def test_another_entry_in_the_keyring_makes_it_go_on_without_any_command(make_branch, bank):
    branch = make_branch(url=bank.url, **AS_DELIVERED)
    branch.login(FIRST_TOKEN)
    with branch.agent():
        bank.revoke_tokens()
        drop(branch, TEN[:3])
        branch.wait_for_state("sign-in")
        in_keyring(branch, STORE, "token", OTHER_TOKEN)
        wait_for_all(branch, TEN[:3], 15.0)
        branch.wait_for_state("idle")


def test_a_first_entry_in_the_keyring_makes_it_go_on_without_any_command(make_branch, bank):
    branch = make_branch(url=bank.url, **AS_DELIVERED)
    with branch.agent():
        drop(branch, TEN[:3])
        branch.wait_for_state("sign-in")
        in_keyring(branch, STORE, "token", OTHER_TOKEN)
        wait_for_all(branch, TEN[:3], 15.0)


@pytest.mark.parametrize("mode", ["token", "login"])
def test_without_credentials_it_says_so_though_nothing_waits(make_branch, make_bank, mode):
    bank = make_bank()
    bank.expect_token(FIRST_TOKEN)
    branch = make_branch(url=bank.url, credentials__mode=mode, **AS_DELIVERED)
    with branch.agent():
        assert "branchagent login" in branch.wait_for_state("sign-in", 10.0)["reason"]
        branch.login(FIRST_TOKEN) if mode == "token" else log_in(branch)
        branch.wait_for_state("idle", 10.0)
        branch.command("logout")
        assert branch.wait_for_state("sign-in", 10.0)["waiting"] == 0
    assert bank.requests == []


def refused_logins(bank):
    return bank.state["logins"]["refused"]


def test_a_refused_login_is_not_tried_again_not_even_by_a_new_start(make_branch, make_bank):
    bank = make_bank()
    branch = make_branch(url=bank.url, credentials__mode="login")
    log_in(branch, "sandi-salah", "--force")
    drop(branch, TEN[:5])
    assert refused_logins(bank) == 1
    with branch.agent():
        branch.wait_for_state("sign-in")
        wait_until(lambda: refused_logins(bank) == 2, 10)
        drop(branch, TEN[5:])
        branch.command("retry")
        branch.command("resume")
        stays(lambda: refused_logins(bank) == 2, 3.0)
    # Each of these starts without a wait of its own: only what was remembered holds it back.
    for _ in range(3):
        branch.command("run", "--once", code=1)
    with branch.agent():
        branch.wait_for_state("sign-in")
        stays(lambda: refused_logins(bank) == 2, 2.0)
        assert branch.all_filed() == {"done": [], "duplicate": [], "failed": []}
        assert bank.requests == []
        log_in(branch)
        wait_for_all(branch, TEN, 15.0)
    assert refused_logins(bank) == 2


def test_a_wrong_token_is_not_stored_and_the_one_before_it_stays(make_branch, bank):
    branch = make_branch(url=bank.url)
    bank.expect_token(FIRST_TOKEN)
    branch.login(FIRST_TOKEN)
    result = branch.command("login", "--token-stdin", stdin=f"{OTHER_TOKEN}\n", code=1)
    assert "tidak ada yang disimpan" in result.stderr
    assert "(96)" in result.stderr
    assert in_keyring(branch, READ, "token") == FIRST_TOKEN
    branch.command("login", "--token-stdin", "--force", stdin=f"{OTHER_TOKEN}\n")
    assert in_keyring(branch, READ, "token") == OTHER_TOKEN
    assert (bank.inquiries, bank.requests) == (3, [])


@pytest.mark.parametrize("mode", ["token", "login"])
def test_what_cannot_be_tried_is_stored_and_said_to_be_untried(make_branch, make_bank, mode):
    bank = make_bank()
    branch = make_branch(url=bank.url, credentials__mode=mode, ui__language="en")
    bank.down()
    if mode == "login":
        result, entry, secret = log_in(branch), "password", PASSWORD
    else:
        result = branch.command("login", "--token-stdin", stdin=f"{FIRST_TOKEN}\n")
        entry, secret = "token", FIRST_TOKEN
    assert "could not be tried" in result.stderr
    assert "stored in" in result.stdout
    assert in_keyring(branch, READ, entry) == secret


def test_a_wrong_password_is_not_stored_and_the_one_before_it_stays(make_branch, make_bank):
    bank = make_bank()
    branch = make_branch(url=bank.url, credentials__mode="login")
    log_in(branch)
    assert "tidak ada yang disimpan" in log_in(branch, "sandi-salah", code=1).stderr
    assert in_keyring(branch, READ, "password") == PASSWORD
    log_in(branch, "sandi-salah", "--force")
    assert in_keyring(branch, READ, "password") == "sandi-salah"


def test_a_service_that_gives_the_same_token_again_gets_it_again(make_branch):
    """As one does that keeps a token until it ends."""

    def answer(request):
        if "login" in request.path:
            return in_json(200, RC="00", token=FIRST_TOKEN)
        good = request.headers["x-access-key"] == FIRST_TOKEN
        return in_json(200 if good else 400, RC="00" if good else "98", message="said")

    with Mirror(answer) as service:
        branch = make_branch(url=service.url, credentials__mode="login")
        log_in(branch)
        with branch.agent():
            drop(branch, TEN[:1])
            wait_for_all(branch, TEN[:1])
            log_in(branch)
            drop(branch, TEN[1:3])
            wait_until(lambda: len(service.of("/siskohat/bank/setoranawal")) >= 3, 15, branch.log)
            shown = {request.headers["x-access-key"] for request in service.of("/siskohat/bank/setoranawal")}
            assert shown == {FIRST_TOKEN}
            wait_for_all(branch, TEN[:3], 15.0)
