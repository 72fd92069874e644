"""Credentials that are missing or refused: nothing moves, and all goes on by itself once they are mended."""

import subprocess

import pytest
from rig.branches import TOKEN
from rig.expectations import expect_filed, expect_only, expect_stored, tries_of
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig

NUMBER = number(61)
NOTHING = {"done": [], "duplicate": [], "failed": []}
OTHER_TOKEN = "another-token.of-the-branch"
# The service's change of mind, and the RC that it then gives to the stored token.
REFUSALS = {
    "rc-96-another-token": lambda service: service.expect_token(OTHER_TOKEN),
    "rc-97": lambda service: service.rule("*", "97", "97", "97", "ok"),
    "rc-98-revoked": lambda service: (service.expect_token(TOKEN), service.revoke_tokens()),
}
ENCODINGS = ("multipart", "json")


@pytest.fixture
def bank():
    """A service of its own, because its branch's entries in the keyring change."""
    with Simulator() as simulator:
        yield simulator


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("refuse", REFUSALS.values(), ids=REFUSALS)
def test_everything_waits_until_somebody_signs_in(make_branch, bank, refuse, encoding):
    branch = make_branch(url=bank.url, server__encoding=encoding)
    branch.login()
    refuse(bank)
    numbers = [number(index) for index in range(61, 64)]
    with branch.agent():
        for each in numbers:
            branch.drop(f"{each}.pdf", receipt(each))
        told = branch.wait_for_state("sign-in")
        assert branch.status(code=1)["waiting"] == told["waiting"] == 3
        assert "branchagent login" in told["reason"]
        assert (branch.all_filed(), branch.history()) == (NOTHING, [])
        bank.reset()
        bank.expect_token(OTHER_TOKEN)
        branch.login(OTHER_TOKEN)
        for each in numbers:
            expect_filed(branch, f"{each}.pdf", receipt(each), "done", "accepted", rc="00")
            expect_stored(bank, each, receipt(each))
        expect_only(branch, *(f"done/{each}.pdf" for each in numbers))
        branch.wait_for_state("idle")


@pytest.mark.parametrize("rc", ["96", "97", "98"])
def test_a_refused_token_is_not_tried_again_and_again(make_branch, bank, rc):
    branch = make_branch(url=bank.url)
    branch.login()
    bank.always(rc)
    with branch.agent():
        for index in range(70, 80):
            branch.drop(f"{number(index)}.pdf", receipt(number(index)))
        wait_until(lambda: branch.status()["state"] == "sign-in" and branch.status()["waiting"] == 10)
        # One goes ahead of the others, and a token that is the same again is not shown again.
        assert len(bank.requests) == 1
        assert branch.all_filed() == NOTHING


def test_without_a_token_nothing_is_sent_until_one_is_stored(make_branch, bank):
    branch = make_branch(url=bank.url)
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        branch.wait_for_state("sign-in")
        assert bank.requests == []
        branch.login()
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", attempts=1)
        branch.command("logout")
        branch.drop(f"{number(62)}.pdf", receipt(number(62)))
        branch.wait_for_state("sign-in")
        assert len(bank.requests) == 1
        assert branch.waiting() == [f"{number(62)}.pdf"]


@pytest.fixture
def strict_bank():
    """A service that wants a login."""
    config = SimulatorConfig(token="none-but-of-logins", user="cabang", password="sandi-cabang", api_key="kunci-bank")
    with Simulator(config) as simulator:
        yield simulator


def log_in(branch, password="sandi-cabang", code=0):  # noqa: S107
    options = ("--username", "cabang", "--password-stdin", "--api-key-stdin")
    branch.command("login", *options, stdin=f"kunci-bank\n{password}\n", code=code)


def test_user_name_and_password_are_exchanged_for_a_token_and_renewed(make_branch, strict_bank):
    branch = make_branch(url=strict_bank.url, credentials__mode="login")
    log_in(branch)
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", attempts=1)
        logins = strict_bank.logins
        strict_bank.revoke_tokens()
        second = number(62)
        branch.drop(f"{second}.pdf", receipt(second))
        expect_filed(branch, f"{second}.pdf", receipt(second), "done", "accepted", attempts=2)
        assert [request.rc for request in tries_of(strict_bank, second)] == ["98", "00"]
        assert strict_bank.logins == logins + 1
        expect_only(branch, f"done/{NUMBER}.pdf", f"done/{second}.pdf")
    told = branch.told() + branch.log()
    assert "sandi-cabang" not in told
    assert "kunci-bank" not in told


def test_a_refused_login_stores_nothing(make_branch, strict_bank):
    branch = make_branch(url=strict_bank.url, credentials__mode="login")
    log_in(branch, "sandi-salah", code=1)
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        branch.wait_for_state("sign-in")
        assert strict_bank.requests == []
        log_in(branch)
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")


def test_an_empty_token_is_refused(make_branch, bank):
    branch = make_branch(url=bank.url)
    branch.command("login", "--token-stdin", stdin="\n", code=1)
    branch.command("login", "--token-stdin", stdin="", code=1)
    assert "token" in branch.command("check", code=1).stdout


def test_a_byte_order_mark_before_a_token_is_not_part_of_it(make_branch, bank):
    # Windows PowerShell puts one before what it pipes into a program.
    branch = make_branch(url=bank.url)
    bank.expect_token(TOKEN)
    branch.login(f"\ufeff{TOKEN}")
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    branch.command("run", "--once", code=0)
    expect_stored(bank, NUMBER, receipt(NUMBER))


@pytest.mark.parametrize("token", ["token—with-a-dash", "token\x01", "two words"], ids=["dash", "control", "space"])
def test_what_no_header_can_carry_is_refused_as_a_token(make_branch, bank, token):
    branch = make_branch(url=bank.url)
    result = branch.command("login", "--token-stdin", stdin=f"{token}\n", code=1)
    assert result.stderr
    assert token not in result.stderr
    branch.command("check", code=1)


@pytest.mark.parametrize("mode", ["token", "login"])
def test_what_is_piped_in_a_foreign_encoding_ends_in_words(make_branch, strict_bank, mode):
    branch = make_branch(url=strict_bank.url, credentials__mode=mode)
    # As a script writes it that was saved in the encoding of Windows.
    entry = "sändi-cabang".encode("cp1252")
    options = ("--token-stdin",) if mode == "token" else ("--username", "cabang", "--password-stdin")
    command = [*branch.program, "login", *options, "--config", branch.config]
    result = subprocess.run(command, input=entry + b"\n", env=branch.environment, capture_output=True, check=False)
    assert result.returncode == 1
    assert result.stderr
    assert b"Traceback" not in result.stderr
    assert b"ndi-cabang" not in result.stderr
