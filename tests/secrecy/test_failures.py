"""A keyring, a disk or a process that fails tells no secret."""

import json
import signal
from pathlib import Path

import pytest
from rig.guarded import UPLOAD, posix, sign_in
from rig.mirrors import Mirror, in_json
from rig.receipts import number, receipt
from rig.systems import ON_WINDOWS
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig

# A keyring that tells.


@posix
@pytest.mark.parametrize("kind", ["error", "unforeseen"])
@pytest.mark.parametrize("mode", ["token", "login"])
def test_a_keyring_that_fails_with_its_secrets_tells_none_of_them(leaky, mode, kind):
    with Simulator() as service:
        branch = leaky(service.url, mode, kind)
        sign_in(branch, code=None)
        branch.command("logout", code=None)
        with branch.runs(ends_with=None):
            branch.drop(f"{number(1)}.pdf", receipt(number(1)))
            wait_until(lambda: branch.status()["state"] not in {"idle", "sending"}, 20, branch.log)
            branch.look_around()
        assert branch.filed("failed") == []


@posix
@pytest.mark.parametrize("kind", ["error", "unforeseen"])
@pytest.mark.parametrize("after", [1, 3])
def test_a_keyring_that_fails_late_tells_no_secret(leaky, kind, after):
    with Simulator() as service:
        branch = leaky(service.url, kind=kind, after=after)
        service.rule("*", "98")
        with branch.runs(ends_with=None) as process:
            branch.drop(f"{number(1)}.pdf", receipt(number(1)))
            wait_until(lambda: service.requests or branch.status()["state"] == "sign-in", 30, branch.log)
            branch.look_around()
            process.send_signal(signal.SIGTERM)


@posix
@pytest.mark.parametrize("fails", ["set", "delete"])
def test_a_keyring_that_fails_to_store_or_remove_tells_no_secret(leaky, fails):
    with Simulator() as service:
        branch = leaky(service.url, fails=fails)
        sign_in(branch, code=1 if fails == "set" else None)
        branch.command("logout", code=None)


SPOILT = ["{}\n", " {}", "{}\r\nX-Evil: 1", "{}\u2014", "{}\udce4", "\ufeff{}"]


@posix
@pytest.mark.parametrize("mode", ["token", "login"])
def test_what_no_request_can_carry_is_told_without_quoting_it(leaky, secrets, tmp_path, mode):
    with Mirror(lambda _: in_json(200, RC="00", token="a.fine.token")) as service:
        branch = leaky(service.url, mode, fails="never")
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        kept = json.loads((tmp_path / "entries.json").read_text("utf-8"))
        for spoilt in SPOILT:
            for entry, name in (("token", "token"), ("password", "password"), ("api-key", "api key")):
                kept["entries"][entry] = spoilt.format(secrets[name])
            (tmp_path / "entries.json").write_text(json.dumps(kept), "utf-8")
            result = branch.command("run", "--once", "--verbose", code=1 if mode == "token" else None)
            assert "Traceback" not in result.stderr + branch.log()
            branch.look_around()
        assert not any(b"X-Evil" in each.raw for each in service.received if each.path == UPLOAD)


# Other failures of the machine.


def spoil_journal(branch):
    (branch.state / "journal.db").mkdir(parents=True)


def spoil_state(branch):
    branch.state.write_bytes(b"no folder")


def spoil_folder(branch):
    branch.folder.write_bytes(b"no folder")


@posix
@pytest.mark.parametrize("spoil", [spoil_journal, spoil_state, spoil_folder], ids=lambda each: each.__name__)
def test_a_machine_that_fails_makes_it_tell_no_secret(guard, secrets, spoil):
    with Simulator(SimulatorConfig(token=secrets["token"])) as service:
        branch = guard(service.url)
        sign_in(branch)
        branch.state.rename(branch.home / "former-state")
        spoil(branch)
        branch.command("run", "--once", "--verbose", code=None)
        sign_in(branch, code=None)
        branch.look_around()
        branch.command("logout", code=None)


@posix
@pytest.mark.parametrize("number_of_signal", [] if ON_WINDOWS else [signal.SIGQUIT, signal.SIGABRT])
def test_a_crash_leaves_no_image_of_the_memory(guard, secrets, number_of_signal):
    with Simulator(SimulatorConfig(token=secrets["token"])) as service:
        branch = guard(service.url)
        sign_in(branch)
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        with branch.runs(ends_with=None, prefix=("prlimit", "--core=unlimited")) as process:
            wait_until(lambda: branch.filed("done"), 30, branch.log)
            limits = Path(f"/proc/{process.pid}/limits").read_text("ascii")
            (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
            assert line.split()[4:6] == ["0", "0"]
            process.send_signal(number_of_signal)
            assert process.wait(20) == -number_of_signal
        assert not list(branch.home.rglob("core*"))
