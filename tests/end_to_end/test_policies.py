"""Policies as the commands show them, by a registry of the test's own."""

import json
import subprocess
from pathlib import Path

import pytest
from rig import with_policies

KEY = r"Software\Policies\branchagent"
SZ, DWORD = 1, 4


@pytest.fixture
def managed(branch):
    """A branch with two policies and a recommended one."""
    file = branch.home / "policies.json"
    file.write_text(
        json.dumps(
            {
                KEY: {"upload.parallel": (5, DWORD), "ui.language": ("en", SZ)},
                KEY + r"\Recommended": {"folder.watch": ("polling", SZ)},
            }
        )
    )
    branch.program = (*with_policies.PROGRAM, str(file))
    branch.set(upload__parallel=3)
    return branch


def test_config_show_tells_policies_and_what_is_set_aside(managed):
    lines = {line.partition(" = ")[0]: line for line in managed.command("config", "show").stdout.splitlines()}
    policy = f"organisation's policy HKLM\\{KEY}\\upload.parallel"
    aside = f"--config file {managed.config}, line "
    assert lines["upload.parallel"].startswith(f"upload.parallel = 5    # {policy}, locked; set aside: {aside}")
    recommended = f"organisation's recommendation HKLM\\{KEY}\\Recommended\\folder.watch"
    assert lines["folder.watch"] == f'folder.watch = "polling"    # {recommended}'


def test_config_set_refuses_what_a_policy_fixes(managed):
    before = managed.config.read_bytes()
    told = managed.command("config", "set", "upload.parallel=4", code=2).stderr
    assert rf"HKLM\{KEY}\upload.parallel" in told
    assert managed.config.read_bytes() == before
    managed.command("config", "set", "folder.watch=native")


def test_the_machines_file_may_be_written_against_a_policy_which_is_told(managed):
    """An installer that sets the same must not fail where the policy came first."""
    file = managed.home / "etc" / "branchagent" / "config.toml"
    file.parent.mkdir(parents=True)
    file.touch()
    command = [*managed.program, "config", "set", "--machine", "upload.parallel=2", "upload.retries=3"]
    result = subprocess.run(command, capture_output=True, text=True, env=managed.environment, check=True)
    assert result.stderr == "a policy sets upload.parallel, and holds against this file\n"
    assert "parallel = 2" in file.read_text()
    assert "upload.parallel = 5" in managed.command("config", "show").stdout


def test_check_tells_them(managed):
    told = managed.command("check", code=None).stdout
    assert "upload.parallel = 5  (organisation's policy, locked, set aside: --config file, line " in told


def test_a_wrong_policy_is_told_with_its_place(managed):
    Path(managed.program[-1]).write_text(json.dumps({KEY: {"upload.paralel": (5, DWORD)}}))
    told = managed.command("config", "show", code=2).stderr
    assert told == f"HKLM\\{KEY}\\upload.paralel: upload.paralel is not a setting; did you mean upload.parallel?\n"
