from __future__ import annotations

import sys

import pytest

from branchagent.settings import Layer, SettingsError, load
from branchagent.settings.keys import KEYS
from branchagent.settings.locations import machine_file

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="where Linux keeps settings")


def test_the_required_keys_are_enough(good):
    settings = good.load().settings
    assert settings.folder.path == good.root / "user" / "drop"
    assert settings.server.url == "https://siskohat.example"


def test_the_defaults_are_those_of_the_contract(good):
    settings = good.load().settings
    assert (settings.folder.watch, settings.folder.rescan_s) == ("auto", 30)
    assert (settings.folder.quiet_s, settings.folder.incomplete_s) == (2, 10)
    assert (settings.server.encoding, settings.server.token_header) == ("multipart", "x-access-key")
    assert (settings.server.allow_plain_http, settings.server.timeout_s) == (False, 60)
    assert (settings.server.ca_bundle, settings.server.client_certificate) == (None, None)
    assert (settings.server.client_key, settings.server.proxy) == (None, None)
    assert (settings.credentials.mode, settings.credentials.login_path) == ("token", "umrah/bank/login")
    assert (settings.credentials.token_field, settings.credentials.api_key_header) == ("token", "x-key")
    assert (settings.upload.parallel, settings.upload.retries) == (4, 5)
    assert (settings.upload.first_wait_s, settings.upload.longest_wait_s) == (2, 900)
    assert (settings.receipt.number_pattern, settings.receipt.max_size_mib) == ("[0-9A-Za-z]{1,20}", 10)
    assert (settings.receipt.printed_number, settings.ui.language) == ("block", None)
    assert settings.state.path.is_absolute()


def test_later_layers_win_and_each_value_knows_its_origin(good):
    good.machine.write_text("[upload]\nparallel = 2\nretries = 7\n[ui]\nlanguage = 'en'\n")
    good.user.write_text(good.user.read_text() + "[upload]\nparallel = 3\nretries = 8\n")
    loaded = good.load(environ={"BRANCHAGENT_UPLOAD_PARALLEL": "9"})
    assert (loaded.settings.upload.parallel, loaded.settings.upload.retries) == (9, 8)
    assert loaded.settings.ui.language == "en"
    assert str(loaded.origins["upload.parallel"]) == "environment variable BRANCHAGENT_UPLOAD_PARALLEL"
    assert str(loaded.origins["upload.retries"]) == f"user's file {good.user}, line 7"
    assert str(loaded.origins["ui.language"]) == f"machine's file {good.machine}, line 5"
    assert str(loaded.origins["folder.watch"]) == "default"
    assert set(loaded.origins) == set(KEYS)


def test_config_replaces_the_users_file(good):
    good.config.write_text("[folder]\npath = 'elsewhere'\n")
    problem = good.only_problem(config=good.config)
    assert (problem.key, problem.source) == ("server.url", str(good.config))


def test_a_config_file_that_is_missing_is_an_error(good):
    problem = good.only_problem(config=good.root / "none.toml", environ={"BRANCHAGENT_UPLOAD_RETRIES": "3"})
    assert "there is no such file" in problem.message
    assert "--config" in problem.remedy


def test_missing_required_keys_say_how_to_set_them(files):
    folder, server = files.problems()
    assert (folder.key, server.key) == ("folder.path", "server.url")
    for part in (str(files.user), "path = ", "[folder]", "BRANCHAGENT_FOLDER_PATH", "config init"):
        assert part in str(folder)


def test_a_wrong_required_key_is_not_called_missing_too(files):
    files.user.write_text("[folder]\npath = 5\n[server]\nurl = 'https://siskohat.example'\n")
    assert files.only_problem().message == "folder.path is 5"


def test_all_problems_of_all_layers_come_at_once(files):
    files.machine.write_text("[upload]\nparallel = 0\n")
    files.user.write_text("[folder]\npath = 'x'\nrescan_s = 'abc'\n")
    problems = files.problems(environ={"BRANCHAGENT_UPLOAD_RETRIES": "many"})
    assert [problem.key for problem in problems] == [
        "upload.parallel",
        "folder.rescan_s",
        "upload.retries",
        "server.url",
    ]


def test_a_wrong_value_is_wrong_even_where_a_later_layer_overrides_it(good):
    good.machine.write_text("[upload]\nparallel = 0\n")
    good.only_problem(environ={"BRANCHAGENT_UPLOAD_PARALLEL": "2"})


def test_locked_keys_cannot_be_set_later(good):
    good.machine.write_text('locked = ["upload.parallel", "upload.retries", "server.proxy"]\n[upload]\nretries = 6\n')
    good.user.write_text(good.user.read_text() + "[upload]\nparallel = 4\n")
    in_file, in_environment = good.problems(environ={"BRANCHAGENT_SERVER_PROXY": "http://p.example:1"})
    assert (in_file.source, in_file.line, in_file.key) == (str(good.user), 6, "upload.parallel")
    assert str(good.machine) in in_file.message
    assert "locked" in in_file.message
    assert in_environment.source == "environment variable BRANCHAGENT_SERVER_PROXY"


def test_the_machine_sets_what_it_locks(good):
    good.machine.write_text('locked = ["upload.retries"]\n[upload]\nretries = 6\n')
    loaded = good.load()
    assert loaded.settings.upload.retries == 6
    assert loaded.locked == {"upload.retries"}


def test_a_required_key_locked_but_not_set_is_the_machines_to_set(files):
    files.machine.write_text('locked = ["server.url"]\n')
    files.user.write_text("[folder]\npath = 'x'\n")
    problem = files.only_problem()
    assert problem.source == str(files.machine)
    assert "BRANCHAGENT" not in problem.remedy


@pytest.mark.parametrize(
    ("locked", "wrong", "right"),
    [
        ('["server.ulr"]', '"server.ulr"', "did you mean server.url?"),
        ("[5]", "5", "list keys"),
        ('"server.url"', '"server.url"', "must be a list"),
        ('[["server.url"]]', "a list", "list keys"),
    ],
)
def test_wrong_locks(good, locked, wrong, right):
    good.machine.write_text(f"locked = {locked}\n")
    problem = good.only_problem()
    assert (problem.line, problem.key) == (1, "locked")
    assert wrong in problem.message
    assert right in problem.remedy


def test_only_the_machines_file_locks(good):
    good.user.write_text('locked = ["ui.language"]\n' + good.user.read_text())
    assert "only the machine's file" in good.only_problem().remedy


def test_a_lock_below_a_section_is_explained(good):
    good.machine.write_text("[ui]\nlocked = []\n")
    assert "above the first [section]" in good.only_problem().remedy


@pytest.mark.parametrize(
    ("variable", "text", "key", "value"),
    [
        ("BRANCHAGENT_SERVER_ALLOW_PLAIN_HTTP", "YES", "server.allow_plain_http", True),
        ("BRANCHAGENT_SERVER_ALLOW_PLAIN_HTTP", "0", "server.allow_plain_http", False),
        ("BRANCHAGENT_FOLDER_RESCAN_S", "1.5", "folder.rescan_s", 1.5),
        ("BRANCHAGENT_UPLOAD_PARALLEL", "32", "upload.parallel", 32),
        ("BRANCHAGENT_UI_LANGUAGE", "id", "ui.language", "id"),
        ("BRANCHAGENT_CREDENTIALS_API_KEY_HEADER", "x-api", "credentials.api_key_header", "x-api"),
        ("BRANCHAGENT_RECEIPT_NUMBER_PATTERN", "[0-9]{20}", "receipt.number_pattern", "[0-9]{20}"),
    ],
)
def test_environment(good, variable, text, key, value):
    assert KEYS[key].value_in(good.load(environ={variable: text}).settings) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("BRANCHAGENT_SERVER_ALLOW_PLAIN_HTTP", "maybe"),
        ("BRANCHAGENT_UPLOAD_PARALLEL", "4.0"),
        ("BRANCHAGENT_UPLOAD_PARALLEL", "9" * 5000),
        ("BRANCHAGENT_FOLDER_RESCAN_S", "nan"),
        ("BRANCHAGENT_SERVER_PROXY", ""),
    ],
)
def test_wrong_values_in_the_environment(good, variable, text):
    problem = good.only_problem(environ={variable: text})
    assert (problem.source, problem.line) == (f"environment variable {variable}", None)


def test_a_path_in_the_environment_starts_at_the_working_directory(good, monkeypatch):
    monkeypatch.chdir(good.root)
    loaded = good.load(environ={"BRANCHAGENT_FOLDER_PATH": "from-here"})
    assert loaded.settings.folder.path == good.root / "from-here"


def test_unknown_variables_are_errors_and_their_content_is_not_shown(good):
    problem = good.only_problem(environ={"BRANCHAGENT_SERVER_ULR": "hidden", "BRANCHAGENTS": "x", "OTHER": "y"})
    assert "did you mean BRANCHAGENT_SERVER_URL?" in problem.remedy
    assert "hidden" not in str(problem)


@pytest.mark.parametrize("name", ["CREDENTIALS_PASSWORD", "TOKEN", "CREDENTIALS_API_KEY", "CREDENTIALS_USERNAME"])
def test_a_secret_in_the_environment_is_sent_to_login(good, name):
    problem = good.only_problem(environ={f"BRANCHAGENT_{name}": "hush"})
    assert "branchagent login" in problem.remedy
    assert "hush" not in str(problem)


def test_variables_of_the_tests_are_passed_over(good):
    good.load(environ={"BRANCHAGENT_TEST_ANYTHING": "1"})


def test_the_process_environment_is_read_by_default(good, monkeypatch):
    monkeypatch.setenv("BRANCHAGENT_UPLOAD_PARALLEL", "11")
    assert load(good.user, machine_file=good.machine).settings.upload.parallel == 11


@LINUX
def test_the_systems_places_are_read_by_default(good, places):
    places.etc.parent.mkdir(parents=True)
    places.home.parent.mkdir(parents=True)
    places.etc.write_text("[upload]\nparallel = 13\n")
    places.home.write_text(good.user.read_text())
    loaded = load(environ={})
    assert loaded.settings.upload.parallel == 13
    assert loaded.origins["server.url"].source == str(places.home)


@LINUX
def test_etc_comes_before_xdg(places):
    assert machine_file() == places.etc
    places.xdg.parent.mkdir(parents=True)
    places.xdg.touch()
    assert machine_file() == places.xdg
    places.etc.parent.mkdir(parents=True)
    places.etc.touch()
    assert machine_file() == places.etc


def test_settings_cannot_be_changed(good):
    settings = good.load().settings
    with pytest.raises(AttributeError):
        settings.upload.parallel = 1


def test_an_error_without_a_working_directory_is_still_a_settings_error(good, monkeypatch):
    if sys.platform == "win32":
        pytest.skip("Windows does not let the working directory go")
    gone = good.root / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(SettingsError):
        load(environ={"BRANCHAGENT_FOLDER_PATH": "x"}, machine_file=good.machine, user_file=good.user)


def test_layers_are_named_for_people():
    assert [str(layer) for layer in Layer][2:4] == ["machine's file", "user's file"]
