"""`check` finds what a first day trips over, and says what to do."""

import base64
import json
import time

from rig.receipts import number, receipt

from branchagent.simulator import Simulator, SimulatorConfig


def findings(branch, code):
    lines = branch.command("check", "--json", code=code).stdout.splitlines()
    return {line["what"]: line for line in map(json.loads, lines)}


def wrong(branch):
    return {what for what, finding in findings(branch, 1).items() if not finding["ok"]}


def test_all_is_well(branch, service):
    branch.drop(f"{number(401)}.pdf", receipt(number(401)))
    assert all(finding["ok"] for finding in findings(branch, 0).values())
    assert "WRONG" not in branch.command("check").stdout
    assert service.requests == []
    assert branch.waiting() == [f"{number(401)}.pdf"]
    assert branch.all_filed() == {"done": [], "duplicate": [], "failed": []}


def test_all_is_well_while_the_agent_runs(branch):
    with branch.agent():
        found = findings(branch, 0)
        assert "running" in found["lock"]["found"]
        branch.wait_for_state("idle")


def test_missing_credentials(make_branch):
    with Simulator() as bank:
        branch = make_branch(url=bank.url)
        assert wrong(branch) == {"keyring"}
        assert "branchagent login" in findings(branch, 1)["keyring"]["remedy"]


def test_no_keyring(branch):
    branch.environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    branch.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    assert wrong(branch) == {"keyring"}


def test_nobody_listens(make_branch):
    with Simulator() as bank:
        url = bank.url
    branch = make_branch(url=url)
    branch.login()
    assert wrong(branch) == {"endpoint"}
    assert findings(branch, 1)["endpoint"]["remedy"]


def test_the_service_is_down(branch, service):
    service.down()
    assert wrong(branch) == {"endpoint"}


def test_a_name_that_nobody_knows(make_branch):
    branch = make_branch(url="https://siskohat.invalid")
    branch.login()
    assert wrong(branch) == {"name", "endpoint"}


def test_a_certificate_that_is_not_trusted(make_branch):
    with Simulator(SimulatorConfig(https=True)) as bank:
        branch = make_branch(url=bank.url)
        branch.login()
        assert wrong(branch) == {"endpoint"}
        assert "ca_bundle" in findings(branch, 1)["endpoint"]["remedy"]
        authority = branch.home / "ca.pem"
        authority.write_bytes(bank.authority_pem)
        branch.set(server__ca_bundle=authority)
        assert findings(branch, 0)["endpoint"]["ok"]


def test_a_file_where_a_folder_has_to_be(branch):
    branch.folder.mkdir()
    (branch.folder / "failed").write_bytes(b"")
    assert wrong(branch) == {"filing"}


def test_a_folder_that_cannot_be(branch):
    branch.folder.write_bytes(b"somebody's file")
    assert "folder" in wrong(branch)
    assert str(branch.folder) in findings(branch, 1)["folder"]["found"]
    assert branch.folder.read_bytes() == b"somebody's file"


def test_a_folder_that_cannot_be_written(ordinary_branch):
    ordinary_branch.folder.mkdir(mode=0o500)
    assert "folder" in wrong(ordinary_branch)
    ordinary_branch.folder.chmod(0o700)
    findings(ordinary_branch, 0)


def test_a_state_folder_that_cannot_be_written(ordinary_branch):
    ordinary_branch.state.mkdir(mode=0o500)
    assert wrong(ordinary_branch) == {"journal"}
    ordinary_branch.state.chmod(0o700)


def test_an_address_with_nothing_behind_it_is_told(make_branch, service):
    branch = make_branch(url=f"{service.url}/elsewhere")
    branch.login()
    # Whether a server that takes only POST says 404 to anything else is its own affair, so it is told and no more.
    assert "404" in branch.command("check", code=None).stdout


def jwt(expires_at):
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": "bank", "exp": int(expires_at)})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


def test_an_expired_token(make_branch):
    with Simulator() as bank:
        branch = make_branch(url=bank.url)
        branch.login(jwt(time.time() - 3600))
        assert wrong(branch)
        assert "branchagent login" in branch.command("check", code=1).stdout
        branch.login(jwt(time.time() + 86400 * 30))
        findings(branch, 0)


def test_the_clock_is_examined(branch):
    assert "clock" in findings(branch, 0)
