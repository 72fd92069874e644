"""`check` finds what a first day trips over on this machine, and says what to do."""

import contextlib
import json
import subprocess

import pytest
from rig.agents import IS_ROOT
from rig.receipts import number, receipt

from branchagent.checking.examining import STEPS

NOTHING = {"done": [], "duplicate": [], "failed": []}


def findings(branch, code):
    lines = branch.command("check", "--json", code=code).stdout.splitlines()
    return {line["what"]: line for line in map(json.loads, lines)}


def wrong(branch):
    return {what for what, finding in findings(branch, 1).items() if not finding["ok"]}


def test_all_is_well(branch, service):
    branch.drop(f"{number(401)}.pdf", receipt(number(401)))
    found = findings(branch, 0)
    assert tuple(found) == STEPS
    assert {finding["level"] for finding in found.values()} == {"ok"}
    assert all(finding["tried"] and finding["found"] and not finding["remedy"] for finding in found.values())
    assert "MASALAH" not in branch.command("check").stdout
    assert service.requests == []
    assert service.inquiries == 2
    assert branch.waiting() == [f"{number(401)}.pdf"]
    assert branch.all_filed() == NOTHING


def test_it_leaves_nothing_behind(branch):
    findings(branch, 0)
    assert {path.name for path in branch.folder.rglob("*")} == set(NOTHING)
    assert list(branch.state.iterdir()) == []


def test_all_is_well_while_the_agent_runs(branch):
    with branch.agent():
        found = findings(branch, 0)
        assert "sedang berjalan" in found["lock"]["found"]
        branch.wait_for_state("idle")


def test_another_agent_serves_the_folder(branch, make_branch):
    other = make_branch("other", folder__path=branch.folder)
    with branch.agent():
        lock = findings(other, 0)["lock"]
        assert "@" in lock["found"]
        assert "siaga" in lock["found"]


def test_each_setting_is_told_with_its_origin(branch):
    branch.environment["BRANCHAGENT_UPLOAD_PARALLEL"] = "7"
    machines = branch.home / "etc" / "branchagent" / "config.toml"
    machines.parent.mkdir(parents=True)
    machines.write_text(f'locked = ["server.url"]\n[server]\nurl = "{branch.settings["server.url"]}"\n')
    branch.set(server__url=None)
    details = findings(branch, 0)["settings"]["details"]
    assert any(str(branch.config) in line and "dibaca" in line for line in details)
    told = {line.partition(" = ")[0]: line for line in details if " = " in line}
    assert "BRANCHAGENT_UPLOAD_PARALLEL" in told["upload.parallel"]
    assert "berkas --config, baris 1" in told["folder.path"]
    assert "berkas komputer, baris 3, terkunci" in told["server.url"]
    assert "server.encoding" not in told


def test_wrong_settings_are_found_and_end_it(branch):
    branch.set(upload__parallel=0, server__encoding="xml", ui__language="en")
    branch.environment["LANG"] = "id_ID.UTF-8"
    found = findings(branch, 1)
    assert [(what, finding["level"]) for what, finding in found.items()] == [("settings", "wrong")]
    assert found["settings"]["found"].startswith("Wrong in the settings: 2.")
    for line, key in zip(found["settings"]["details"], ("server.encoding", "upload.parallel"), strict=True):
        assert key in line
        assert str(branch.config) in line
    shown = branch.command("check", code=1)
    assert "[WRONG]" in shown.stdout
    assert "Problems found: 1." in shown.stdout
    assert shown.stderr == ""


def test_a_settings_file_that_is_none_is_found_in_the_systems_language(branch):
    branch.config.write_text("[folder\npath = 1")
    assert findings(branch, 1)["settings"]["found"].startswith("1 kesalahan")
    branch.config.unlink()
    branch.environment["LANG"] = "en_US.UTF-8"
    settings = findings(branch, 1)["settings"]
    assert "Wrong" in settings["found"]
    assert any("no such file" in line for line in settings["details"])


def as_a_file(place):
    place.write_bytes(b"")


def as_a_link(place):
    place.symlink_to(place.parent.parent, target_is_directory=True)


@pytest.mark.parametrize(("name", "make"), [("done", as_a_file), ("failed", as_a_file), ("failed", as_a_link)])
def test_what_is_in_the_place_of_a_folder_for_filing_is_named(branch, name, make):
    branch.folder.mkdir()
    make(branch.folder / name)
    found = findings(branch, 1)
    assert [what for what in found if not found[what]["ok"]] == ["filing"]
    assert str(branch.folder / name) in found["filing"]["found"]
    assert ("link" in found["filing"]["found"]) == (make is as_a_link)
    assert "agen" in found["filing"]["remedy"]
    assert (branch.folder / name).lstat()


def test_a_folder_of_another_volume(branch):
    done = branch.folder / "done"
    done.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", done]
    if not IS_ROOT or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no volume can be mounted here")
    try:
        assert wrong(branch) == {"filing"}
        assert "disk yang sama" in findings(branch, 1)["filing"]["remedy"]
    finally:
        subprocess.run(["umount", done], check=True)


def test_a_disk_with_little_room(make_branch, small_disk):
    branch = make_branch(folder__path=small_disk / "drop")
    assert wrong(branch) == {"space"}
    space = findings(branch, 1)["space"]
    assert "2 MiB" in space["found"] or "1 MiB" in space["found"]
    assert "100 MiB" in space["remedy"]


def fill(disk):
    """Fill a disk to its last byte."""
    with (disk / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096):
            pass


def test_a_full_disk_is_not_taken_for_missing_rights(make_branch, small_disk):
    branch = make_branch(folder__path=small_disk / "drop", state__path=small_disk / "state")
    findings(branch, 1)
    fill(small_disk)
    found = findings(branch, 1)
    for what in ("folder", "journal"):
        assert "penuh" in found[what]["found"]
        assert "hak" not in found[what]["remedy"]
        assert "Kosongkan" in found[what]["remedy"]


def test_a_disk_that_can_only_be_read(make_branch, small_disk):
    branch = make_branch(folder__path=small_disk / "drop")
    findings(branch, 1)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    folder = findings(branch, 1)["folder"]
    assert "hanya bisa dibaca" in folder["found"]
    assert "dapat ditulisi" in folder["remedy"]


@pytest.mark.parametrize("kind", ["a file", "a file above it", "a link to nowhere"])
def test_what_has_the_folders_name_and_is_none_is_named(branch, kind):
    obstacle = branch.home / "obstacle"
    obstacle.symlink_to(branch.home / "nowhere") if kind == "a link to nowhere" else obstacle.write_bytes(b"")
    branch.set(folder__path=obstacle / "drop" if kind == "a file above it" else obstacle)
    folder = findings(branch, 1)["folder"]
    assert f"{obstacle} bukan folder." in folder["found"]
    assert "folder.path" in folder["remedy"]


def test_a_folder_that_cannot_be(branch):
    branch.folder.write_bytes(b"somebody's file")
    found = findings(branch, 1)
    assert not found["folder"]["ok"]
    assert str(branch.folder) in found["folder"]["found"]
    # What stands on the folder is not blamed as well.
    assert {what for what in found if found[what]["level"] == "skipped"} == {"filing", "lock", "watching"}
    assert branch.folder.read_bytes() == b"somebody's file"


def test_a_folder_that_cannot_be_written(ordinary_branch):
    ordinary_branch.folder.mkdir(mode=0o500)
    assert wrong(ordinary_branch) == {"folder"}
    assert "hak" in findings(ordinary_branch, 1)["folder"]["remedy"]
    ordinary_branch.folder.chmod(0o700)
    findings(ordinary_branch, 0)


def test_a_folder_that_cannot_be_listed(ordinary_branch):
    ordinary_branch.folder.mkdir(mode=0o300)
    assert wrong(ordinary_branch) == {"folder"}
    ordinary_branch.folder.chmod(0o700)


def test_a_state_folder_that_cannot_be_written(ordinary_branch):
    ordinary_branch.state.mkdir(mode=0o500)
    assert wrong(ordinary_branch) == {"journal"}
    ordinary_branch.state.chmod(0o700)


def test_a_damaged_journal_is_told_and_left_alone(branch):
    branch.state.mkdir()
    (branch.state / "journal.db").write_bytes(b"no journal" * 1000)
    journal = findings(branch, 0)["journal"]
    assert (journal["level"], bool(journal["remedy"])) == ("warning", True)
    assert (branch.state / "journal.db").read_bytes() == b"no journal" * 1000


def test_polling_is_told(branch):
    branch.set(folder__watch="polling")
    assert "2 detik" in findings(branch, 0)["watching"]["found"]
