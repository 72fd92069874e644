"""No command shows a secret, and nothing that is typed."""

import contextlib
import os

import pytest
from rig.agents import running
from rig.guarded import NOT_THE_CLIENT, posix, sign_in
from rig.marked import Search, mark
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.cli.main import _COMMANDS
from branchagent.simulator import Simulator, SimulatorConfig


@posix
@pytest.mark.parametrize("mode", ["token", "login"])
def test_no_command_shows_a_secret(guard, bank, secrets, mode):
    branch = guard(bank.service.url, credentials__mode=mode, **bank.settings)
    done = set()

    def command(*arguments, stdin=None, code=0):
        done.add(arguments[0])
        return branch.command(*arguments, stdin=stdin, code=code)

    proxy = ("login", "--proxy", "--username", "kasir", "--password-stdin")
    wrong = mark("wrong", "/+&")
    branch.search = branch.watch._search = Search({**secrets, "wrong one": wrong})
    command("check", code=1)
    command("login", "--client-key", "--password-stdin", stdin=secrets["client key's password"] + "\n")
    command(*proxy, stdin=f"{wrong}\n", code=None)
    command(*proxy, stdin=secrets["proxy's password"] + "\n")
    for options, password, code in (((), wrong, 1), (("--force",), wrong, 0), (("--force",), None, 0), ((), None, 0)):
        sign_in(branch, password=password, options=options, code=code)
    command("check", "--json", code=None)
    bank.service.rule(number(2), "05")
    for index in (1, 2):
        branch.drop(f"{number(index)}.pdf", receipt(number(index)))
    command("run", "--once", "--verbose", code=1)
    with branch.runs():
        command("pause")
        branch.drop(f"{number(3)}.pdf", receipt(number(3)))
        command("resume")
        command("retry")
        wait_until(lambda: branch.waiting() == [], 30, branch.log)
        for told in ("status", "status --json", "history", "history --json", "history --csv", "check", "check --json"):
            command(*told.split(), code=None)
        for told in ("show", "path", "init"):
            command("config", told, code=None)
        for told in ("report", "report --csv", "report --xlsx"):
            command(*told.split())
        for told in ("setup", "window about"):
            command(*told.split(), code=5)
        for told in ("on", "status", "off"):
            command("autostart", told, code=None)
        command("logout", "--proxy")
        command("logout")
        branch.wait_for_state("sign-in")
        command("stop")
    done.add("login")
    assert done >= set(_COMMANDS) - NOT_THE_CLIENT
    assert branch.filed("done") == [f"{number(1)}.pdf", f"{number(3)}.pdf"]
    assert bank.proxy.passed
    others = Search({name: secret for name, secret in secrets.items() if name != "proxy's password"})
    for request in bank.proxy.received:
        assert others.within(request.raw) == set()
    assert Search(secrets).within(bytes(bank.proxy.passed)) == set()


# Every failure.


def test_a_wrong_password_of_a_proxy_is_refused_though_the_clients_key_has_one_too(guard, bank, secrets):
    branch = guard(bank.service.url, **bank.settings)
    branch.command("login", "--client-key", "--password-stdin", stdin=secrets["client key's password"] + "\n")
    options = ("login", "--proxy", "--username", "kasir", "--password-stdin")
    assert "tidak ada yang disimpan" in branch.command(*options, stdin="wrong-one\n", code=1).stderr


@posix
def test_what_is_typed_is_not_echoed(guard, secrets):
    with Simulator(SimulatorConfig(token=secrets["token"])) as service:
        branch = guard(service.url)
        terminal, end = os.openpty()
        options = {"stdin": end, "stdout": end, "stderr": end, "start_new_session": True, "cwd": branch.home}
        shown = b""
        with running([*branch.program, "login", "--config", branch.config], branch.environment, **options) as process:
            os.close(end)
            while b"Token:" not in shown:
                shown += os.read(terminal, 1024)
            os.write(terminal, secrets["token"].encode() + b"\n")
            with contextlib.suppress(OSError):  # Linux's way of telling that the other end is closed
                while more := os.read(terminal, 1024):
                    shown += more
            assert process.wait(20) == 0, shown
        os.close(terminal)
        assert b"disimpan di" in shown
        assert branch.search.within(shown) == set()
