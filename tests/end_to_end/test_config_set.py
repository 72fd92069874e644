"""`config set`: what scripts and installers change in the settings files, and what is refused before it is written."""

import os
import shutil
import stat
import subprocess
import tomllib

import pytest

URL = "https://siskohat.example"


@pytest.fixture
def own(branch):
    """A branch whose files the tests write; the machine's is there, and empty."""
    branch.environment["LANG"] = "en_US.UTF-8"
    branch.machine_file = branch.home / "etc" / "branchagent" / "config.toml"
    branch.machine_file.parent.mkdir(parents=True)
    branch.machine_file.touch()
    return branch


def sets(branch, *arguments, code=0):
    return branch.command("config", "set", *arguments, code=code)


def sets_for_all(branch, *arguments, code=0):
    """Change the machine's file: there is no --config then."""
    result = subprocess.run(
        [*branch.program, "config", "set", "--machine", *arguments],
        capture_output=True, text=True, env=branch.environment, cwd=branch.home, check=False,
    )  # fmt: skip
    assert result.returncode == code, (result.stdout, result.stderr)
    return result


def read(file):
    return tomllib.loads(file.read_text("utf-8"))


def test_a_file_that_is_not_there_begins_explained_and_need_not_be_whole(own):
    own.config.unlink()
    own.machine_file.unlink()
    sets(own, "ui.language=en")
    assert own.config.read_text("utf-8").startswith("# Settings of branchagent.")
    assert read(own.config)["ui"] == {"language": "en"}
    if os.name == "posix":
        assert stat.S_IMODE(own.config.stat().st_mode) == 0o600


def test_comments_and_all_else_are_kept(own):
    own.config.write_text(
        f'# ours\n[folder]\npath = "{own.folder}"  # the old one\nrescan_s = 60\n\n[server]\nurl = "{URL}"\n'
    )
    sets(own, "folder.path=/elsewhere", "upload.parallel=2", "folder.rescan_s=")
    assert own.config.read_text("utf-8") == (
        f'# ours\n[folder]\npath = "/elsewhere"  # the old one\n\n[server]\nurl = "{URL}"\n\n[upload]\nparallel = 2\n'
    )


def test_values_are_written_as_their_kinds(own):
    given = ("folder.rescan_s=45", "upload.first_wait_s=0.5", "server.allow_plain_http=Yes", "upload.parallel=8")
    sets(own, *given, "receipt.number_pattern=[0-9]{20}")
    written = read(own.config)
    assert (written["folder"]["rescan_s"], written["upload"]["first_wait_s"]) == (45, 0.5)
    assert (written["server"]["allow_plain_http"], written["upload"]["parallel"]) == (True, 8)
    assert written["receipt"]["number_pattern"] == "[0-9]{20}"


def test_a_relative_path_is_meant_from_where_the_command_runs(own):
    (own.home / "conf").mkdir()
    own.config = own.config.rename(own.home / "conf" / "config.toml")
    sets(own, "folder.path=receipts", "state.path=~/state")
    assert read(own.config)["folder"]["path"] == str(own.home / "receipts")
    assert read(own.config)["state"]["path"] == "~/state"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("ui.lang=en", "did you mean ui.language?"),
        ("upload.parallel=300", "at most 32"),
        ("credentials.password=hush-hush", "branchagent login"),
        ("password=hush-hush", "branchagent login"),
        ("ui.language", "write ui.language=VALUE"),
        ("server.url=http://siskohat.example", "server.allow_plain_http"),
        ("server.url=https://branch:hush-hush@siskohat.example", "secrets have no place"),
        ("folder.path=/drop/done", "files into"),
    ],
)
@pytest.mark.parametrize("sets_it", [sets, sets_for_all])
def test_what_is_wrong_is_told_and_nothing_is_written(own, sets_it, given, told):
    own.set(ui__language="en")
    before = own.config.read_bytes(), own.machine_file.read_bytes()
    result = sets_it(own, "upload.retries=7", given, code=2)
    assert told in result.stderr
    assert "hush" not in result.stderr
    assert (own.config.read_bytes(), own.machine_file.read_bytes()) == before


def test_all_that_is_wrong_is_told_at_once(own):
    told = sets(own, "ui.lang=en", "upload.parallel=0", "upload.retries=x", code=2).stderr
    assert told.count("config set: ") == 3


def test_a_file_that_is_wrong_already_is_told_and_left_alone(own):
    own.config.write_text("[folder\n")
    assert "TOML" in sets(own, "ui.language=en", code=2).stderr
    own.config.write_text("folder = 5\n")
    sets(own, "folder.path=/x", code=2)
    assert own.config.read_text() == "folder = 5\n"
    own.config.write_text("[upload]\nretires = 5\n")
    assert "line 2" in sets(own, "ui.language=en", code=2).stderr


def test_what_another_file_has_wrong_stops_nobody(own):
    own.machine_file.write_text("[upload]\nretires = 5\n")
    sets(own, "ui.language=en")
    assert read(own.config)["ui"] == {"language": "en"}


def test_an_empty_value_takes_a_key_out_or_is_passed_over(own):
    own.set(ui__language="id", upload__parallel=3)
    sets(own, "--skip-empty", "ui.language=en", "upload.parallel=", "folder.watch=")
    assert read(own.config)["upload"]["parallel"] == 3
    sets(own, "upload.parallel=", "folder.watch=")
    assert "parallel" not in read(own.config)["upload"]
    assert read(own.config)["ui"] == {"language": "en"}


def test_nothing_given_is_nothing_written(own):
    own.machine_file.unlink()
    own.machine_file.parent.rmdir()
    before = own.config.read_bytes()
    assert "left as it is" in sets(own, "--skip-empty", "server.url=", code=0).stdout
    assert own.config.read_bytes() == before


def test_what_is_fixed_elsewhere_is_refused(own):
    own.machine_file.write_text('locked = ["upload.parallel"]\n')
    own.environment["BRANCHAGENT_UPLOAD_RETRIES"] = "3"
    before = own.config.read_bytes()
    told = sets(own, "upload.parallel=2", "upload.retries=4", "ui.language=en", code=2).stderr
    assert str(own.machine_file) in told
    assert "BRANCHAGENT_UPLOAD_RETRIES" in told
    assert own.config.read_bytes() == before


def test_an_installer_writes_the_machines_file_and_nothing_else_is_needed(own):
    own.config.write_text("")
    sets_for_all(
        own, f"server.url={URL}", f"folder.path={own.folder}", "--skip-empty", "--lock", "given",
        "ui.language=", "upload.parallel=",
    )  # fmt: skip
    assert read(own.machine_file) == {
        "locked": ["server.url", "folder.path"],
        "server": {"url": URL},
        "folder": {"path": str(own.folder)},
    }
    # No user has a file.
    shown = subprocess.run(
        [*own.program, "config", "show"], capture_output=True, text=True, env=own.environment, check=True
    ).stdout
    assert f'server.url = "{URL}"    # computer\'s file {own.machine_file}' in shown
    own.command("run", "--once")
    assert own.folder.is_dir()


def test_locks_are_added_and_taken_away(own):
    sets_for_all(own, f"server.url={URL}", "--lock", "server.url, upload.parallel")
    assert read(own.machine_file)["locked"] == ["server.url", "upload.parallel"]
    own.machine_file.write_text("# IT's\n" + own.machine_file.read_text("utf-8"))
    sets_for_all(own, "--lock", "upload.parallel,ui.language")
    assert read(own.machine_file)["locked"] == ["server.url", "upload.parallel", "ui.language"]
    sets_for_all(own, "--lock", "", "--skip-empty", "upload.retries=7")
    assert read(own.machine_file)["locked"] == ["server.url", "upload.parallel", "ui.language"]
    sets_for_all(own, "--lock", "none")
    assert "locked" not in read(own.machine_file)
    assert own.machine_file.read_text("utf-8").startswith("# IT's\n")
    assert read(own.machine_file)["upload"]["retries"] == 7


def test_wrong_locks_are_told(own):
    assert "did you mean server.url?" in sets_for_all(own, "--lock", "server.ulr", code=2).stderr
    assert "is required and not set" in sets_for_all(own, "--lock", "server.url", code=2).stderr
    assert "--machine" in sets(own, "ui.language=id", "--lock", "given", code=2).stderr
    assert "two files" in sets(own, "--machine", "ui.language=id", code=2).stderr
    assert own.machine_file.read_text() == ""


def test_who_installs_may_have_other_settings_than_those_who_use_it(own):
    """A user's file that sets what is locked from now on is that user's to mend."""
    user_file = own.home / ".config" / "branchagent" / "config.toml"
    user_file.parent.mkdir(parents=True)
    user_file.write_text("[upload]\nparallel = 2\n")
    sets_for_all(own, "upload.parallel=8", "--lock", "given")
    assert read(own.machine_file)["upload"] == {"parallel": 8}


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_the_machines_file_can_be_read_by_all_and_written_by_its_owner_alone(own):
    own.machine_file.parent.chmod(0o700)
    own.machine_file.chmod(0o600)
    own.program = ("sh", "-c", 'umask 077; exec "$@"', "sh", *own.program)
    sets_for_all(own, "upload.parallel=8")
    assert stat.S_IMODE(own.machine_file.stat().st_mode) == 0o644
    assert stat.S_IMODE(own.machine_file.parent.stat().st_mode) == 0o755
    assert [path.name for path in own.machine_file.parent.iterdir()] == ["config.toml"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_without_the_rights_it_says_so_in_a_sentence(ordinary_branch):
    own = ordinary_branch
    own.environment["LANG"] = "en_US.UTF-8"
    folder = own.home / "etc" / "branchagent"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("# IT's\n")
    folder.chmod(0o555)
    told = sets_for_all(own, "upload.parallel=8", code=1).stderr
    folder.chmod(0o755)
    assert "only an administrator may change" in told
    assert told.count("\n") == 1
    assert (folder / "config.toml").read_text() == "# IT's\n"
    assert [path.name for path in folder.iterdir()] == ["config.toml"]


def test_a_disk_that_is_full_leaves_the_file_as_it_was(own, small_disk):
    own.config = shutil.copy(own.config, small_disk / "config.toml")
    before = own.config.read_bytes()
    with (small_disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4096))
        except OSError:
            pass
    assert "cannot be written" in sets(own, "ui.language=en", code=1).stderr
    assert own.config.read_bytes() == before


def test_a_blank_behind_a_value_is_no_part_of_it(own):
    """An installer writes one, lest a folder's last backslash escape the quotation mark."""
    sets_for_all(
        own, f"server.url={URL} ", f"folder.path={own.folder} ", "--skip-empty", "ui.language= ", "--lock", " "
    )
    table = read(own.machine_file)
    assert (table["server"], table["folder"]) == ({"url": URL}, {"path": str(own.folder)})
    assert "locked" not in table
    assert "ui" not in table


@pytest.mark.skipif(os.name != "posix", reason="tests/on_windows has the rights of Windows")
def test_the_machines_folder_is_taken_from_others_though_nothing_is_set(own):
    own.machine_file.parent.chmod(0o777)
    sets_for_all(own)
    assert stat.S_IMODE(own.machine_file.parent.stat().st_mode) == 0o755
    assert own.machine_file.read_bytes() == b""
