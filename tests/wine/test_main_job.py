"""What Windows does with files, locks and credentials and no other system: the packaged program lives with it."""

import subprocess

import pytest
from rig.expectations import expect_filed, expect_only, expect_stored
from rig.receipts import number, receipt
from rig.waiting import wait_until

from tests.wine.branches import WindowsBranch

_HOLDER = """
import ctypes, sys
kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
kernel32.CreateFileW.restype = ctypes.c_void_p
handle = kernel32.CreateFileW(sys.argv[1], 0x80000000, int(sys.argv[2]), None, 3, 0, None)
print("held" if handle != ctypes.c_void_p(-1).value else ctypes.get_last_error(), flush=True)
sys.stdin.read()
"""
"""Another program, which has a file open for reading and lets others do only what is said (1: read)."""


@pytest.fixture
def hold(wine):
    """Have another program hold a file; what it gives lets go of it."""
    running = []

    def begin(path, share):
        command = ["wine", str(wine.python), "-c", _HOLDER, "Z:" + str(path).replace("/", "\\"), str(share)]
        process = subprocess.Popen(
            command, env=wine.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        running.append(process)
        assert process.stdout.readline().strip() == b"held"

        def let_go():
            process.communicate(timeout=30)

        return let_go

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def test_a_file_that_nobody_else_may_open_waits_until_it_is_let_go(branch, bank, hold):
    branch.set(folder__rescan_s=1)
    branch.drop(f"{number(1)}.pdf", receipt(number(1)))
    let_go = hold(branch.folder / f"{number(1)}.pdf", 0)
    with branch.agent():
        wait_until(lambda: branch.status()["waiting"] == 1, 30, "it waits")
        branch.drop(f"{number(2)}.pdf", receipt(number(2)))
        expect_filed(branch, f"{number(2)}.pdf", receipt(number(2)), "done", "accepted")
        assert branch.waiting() == [f"{number(1)}.pdf"]
        assert number(1) not in bank.accepted
        let_go()
        expect_filed(branch, f"{number(1)}.pdf", receipt(number(1)), "done", "accepted", attempts=1)


def test_a_file_that_cannot_be_moved_is_sent_once_told_and_filed_when_it_is_let_go(branch, bank, hold):
    branch.drop(f"{number(3)}.pdf", receipt(number(3)))
    let_go = hold(branch.folder / f"{number(3)}.pdf", 1)
    with branch.agent():
        wait_until(lambda: number(3) in bank.accepted, 30, "it is sent")
        told = branch.wait_for_state("attention")
        assert f"{number(3)}.pdf" in told["reason"]
        let_go()
        expect_filed(branch, f"{number(3)}.pdf", receipt(number(3)), "done", "accepted", attempts=1)
        branch.wait_for_state("idle")
    expect_stored(bank, number(3), receipt(number(3)))


def test_events_tell_of_a_burst_without_any_listing(branch, bank):
    """ReadDirectoryChangesW alone: the next listing is an hour away."""
    branch.set(folder__rescan_s=3600, folder__watch="native")
    burst = [number(100 + index) for index in range(100)]
    with branch.agent():
        branch.wait_for_state("idle")
        for each in burst:
            branch.drop(f"{each}.pdf", receipt(each))
        wait_until(lambda: len(branch.filed("done")) == len(burst), 60, lambda: branch.log()[-2000:])
        branch.wait_for_state("idle")
    assert sorted(bank.accepted) == burst
    assert len(bank.requests) == len(burst)


def test_a_folder_whose_path_is_longer_than_260_characters_is_served(branch):
    deep = branch.home.joinpath(*(f"{level}-{'x' * 60}" for level in range(5)), "drop")
    assert len(str(deep)) > 320
    branch.set(folder__path=deep)
    with branch.agent():
        branch.drop(f"{number(4)}.pdf", receipt(number(5)))
        expect_filed(branch, f"{number(4)}.pdf", receipt(number(5)), "failed", "number-mismatch", printed=number(5))
        branch.drop(f"{number(6)}.pdf", receipt(number(6)))
        expect_filed(branch, f"{number(6)}.pdf", receipt(number(6)), "done", "accepted")


def test_names_that_are_devices_to_windows_are_filed_as_any_other_bad_name(branch, bank):
    """Another system, such as a share's server, can make such files."""
    devices = ("CON.pdf", "nul.pdf", "aux.pdf", "com1.pdf", "LPT9.pdf")
    for name in devices:
        branch.drop(name, receipt(number(7), note=name))
    with branch.agent():
        for name in devices:
            expect_filed(branch, name, receipt(number(7), note=name), "failed", "bad-name")
    assert bank.requests == []


def test_a_share_is_listed_and_served(branch, wine, tmp_path):
    r"""A UNC path: Wine looks for \\branch\share among its drives."""
    share = tmp_path / "share"
    share.mkdir()
    server = wine.prefix / "dosdevices" / "unc" / "branch"
    server.mkdir(parents=True, exist_ok=True)
    (server / "setoran").unlink(missing_ok=True)
    (server / "setoran").symlink_to(share)
    branch.set(folder__path=share)
    text = branch.config.read_text().replace(f"Z:{share}".replace("/", "\\\\"), r"\\\\branch\\setoran")
    assert "branch\\\\setoran" in text
    branch.config.write_text(text)
    with branch.agent():
        branch.drop(f"{number(9)}.pdf", receipt(number(9)))
        expect_filed(branch, f"{number(9)}.pdf", receipt(number(9)), "done", "accepted")
    expect_only(branch, f"done/{number(9)}.pdf")


def test_a_second_agent_stands_by_and_takes_over_from_one_that_was_killed(branch, bank, wine, frozen, tmp_path):
    second = WindowsBranch(tmp_path / "second", bank.url, wine, [frozen / "branchagent-cli.exe"])
    second.set(folder__path=branch.folder)
    with branch.agent() as serving, second.agent():
        second.wait_for_state("standby")
        serving.kill()
        second.wait_for_state("idle", 60)
        second.drop(f"{number(10)}.pdf", receipt(number(10)))
        expect_filed(second, f"{number(10)}.pdf", receipt(number(10)), "done", "accepted")


def test_a_second_start_ends_with_3(branch):
    with branch.agent():
        branch.command("run", "--headless", code=3)


def test_a_token_longer_than_an_entry_of_credential_manager_is_kept_whole(branch, bank):
    token = "a-long-token." + "x" * 4000
    bank.expect_token(token)
    branch.login(token)
    branch.drop(f"{number(11)}.pdf", receipt(number(11)))
    branch.command("run", "--once")
    expect_stored(bank, number(11), receipt(number(11)))
    branch.command("logout")
    assert branch.command("check", "--json", code=1).stdout.count('"keyring", "ok": false') == 1


def test_the_users_and_the_machines_folders_are_windows_own(wine, frozen):
    said = wine.run(frozen / "branchagent-cli.exe", "config", "path").stdout
    assert r"C:\ProgramData\branchagent\config.toml" in said
    assert r"\AppData\Local\branchagent\config.toml" in said
