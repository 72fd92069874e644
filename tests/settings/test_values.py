from __future__ import annotations

import os
import sys
from pathlib import Path, PureWindowsPath

import pytest
from rig.systems import posix_only

from branchagent.settings import locations
from branchagent.settings.keys import KEYS
from branchagent.settings.paths import is_half_absolute

JWT = "eyJhbGciOiJIUzI1NiJ9." + "e30" * 30 + ".c2lnbmF0dXJl"


def setting(files, key, value):
    """The user's file with one more value, at a line of its own."""
    required = {"folder.path": "'drop'", "server.url": "'https://siskohat.example'"}
    lines = [f"{name} = {text}" for name, text in {**required, key: value}.items()]
    files.user.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return files


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("folder.rescan_s", "1", 1.0),
        ("folder.rescan_s", "86400", 86400.0),
        ("folder.watch", '"polling"', "polling"),
        ("server.url", "'https://siskohat.example/base/'", "https://siskohat.example/base"),
        ("server.url", "'HTTPS://siskohat.example:8443'", "https://siskohat.example:8443"),
        ("server.url", "'https://10.1.2.3'", "https://10.1.2.3"),
        ("server.url", "'https://[2001:db8::1]:8443'", "https://[2001:db8::1]:8443"),
        ("server.url", "'http://localhost:8080'", "http://localhost:8080"),
        ("server.url", "'http://LOCALHOST'", "http://LOCALHOST"),
        ("server.url", "'http://127.4.5.6:1'", "http://127.4.5.6:1"),
        ("server.url", "'http://[::1]:1'", "http://[::1]:1"),
        ("server.proxy", "'http://proxy.example:8080'", "http://proxy.example:8080"),
        ("credentials.login_path", "'/a/login'", "a/login"),
        ("upload.parallel", "1", 1),
        ("upload.retries", "100", 100),
        ("receipt.max_size_mib", "1.5", 1.5),
        ("receipt.number_pattern", "'[[a]{2}'", "[[a]{2}"),
        ("ui.language", "'id'", "id"),
        ("ui.remind_min", "0", 0.0),
        ("ui.closing_at", "'9.30'", "09:30"),
        ("ui.summary_at", "'off'", "off"),
        ("ui.quiet_hours", "' 18:00 - 7.00 '", "18:00-07:00"),
        ("credentials.username_field", "'nama pengguna'", "nama pengguna"),
    ],
)
def test_good_values(files, key, value, read):
    found = KEYS[key].value_in(setting(files, key, value).load().settings)
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("key", "value", "message", "remedy"),
    [
        ("folder.rescan_s", '"abc"', 'folder.rescan_s is "abc"', "it must be a number of seconds, 1 or more"),
        ("folder.rescan_s", "0.5", "is 0.5", "1 or more"),
        ("folder.rescan_s", "nan", "is nan", "1 or more"),
        ("folder.rescan_s", "inf", "is inf", "at most 86400"),
        ("folder.rescan_s", "true", "is true", "a number"),
        ("ui.closing_at", '"24:00"', 'is "24:00"', 'a time of day such as "15:30"'),
        ("ui.closing_at", '"15:3"', 'is "15:3"', "a time of day"),
        ("ui.summary_at", '"half past three"', "half past three", "a time of day"),
        ("ui.quiet_hours", '"18:00"', 'is "18:00"', "two times of day"),
        ("ui.quiet_hours", '"18:00-18:00"', "begins when it ends", "two times of day"),
        ("folder.rescan_s", "0x" + "f" * 4500, "a number of thousands of digits", "a number"),
        ("folder.rescan_s", "1979-05-27", "is 1979-05-27", "a number"),
        ("folder.watch", '"always"', '"always"', 'one of "auto", "native", "polling"'),
        ("folder.path", '""', "is empty", "a path"),
        ("folder.path", "[]", "is a list", "a path"),
        ("folder.path", "{}", "is a table", "a path"),
        ("folder.path", '"C:\\temp"', "control character", "single quotes"),
        ("folder.path", "'${BRANCHAGENT_NO_SUCH}/x'", "${BRANCHAGENT_NO_SUCH}/x", "is not set"),
        pytest.param(
            *("folder.path", "'$BRANCHAGENT_NO_SUCH/x'", "$BRANCHAGENT_NO_SUCH/x", "is not set"),
            marks=posix_only("there a $ may be part of a share's name"),
        ),
        ("folder.path", "'~no-such-user-here/x'", "~no-such-user-here", "home folder"),
        ("server.url", "'siskohat.example'", "siskohat.example", "http:// or https://"),
        ("server.url", "'ftp://siskohat.example'", "ftp://", "http:// or https://"),
        ("server.url", "'https://'", "https://", "http:// or https://"),
        ("server.url", "'https://<host>'", "<host>", "http:// or https://"),
        ("server.url", "'https://[::1'", "[::1", "http:// or https://"),
        ("server.url", "'https://a.example:99999'", "99999", "http:// or https://"),
        ("server.url", "'https://https://a.example'", "https://https", "http:// or https://"),
        ("server.url", "'https://a.example/b c'", "b c", "http:// or https://"),
        ("server.url", "'https://a.example/x?y'", "a query or a fragment", "leave out"),
        ("server.url", "'https://a.example/#'", "a query or a fragment", "leave out"),
        ("server.url", "'http://siskohat.example'", "unencrypted", "server.allow_plain_http = true"),
        ("server.url", "'http://127.0.0.1.example'", "unencrypted", "https://"),
        ("server.url", "'http://localhost.example'", "unencrypted", "https://"),
        ("server.url", "'http://0.0.0.0'", "unencrypted", "https://"),
        ("server.encoding", '"xml"', '"xml"', '"multipart", "json"'),
        ("server.token_header", '"x access"', "no valid name", "not its content"),
        ("server.allow_plain_http", '"true"', '"true"', "without quotes"),
        ("server.allow_plain_http", "1", "is 1", "true or false"),
        ("server.ca_bundle", "'none.pem'", "none.pem", "there is none at"),
        ("server.ca_bundle", "'.'", '"."', "a file that exists"),
        ("server.client_key", "'config.toml'", "without server.client_certificate", "both"),
        ("server.proxy", "'proxy.example:8080'", "proxy.example:8080", "http://proxy.example:8080"),
        ("credentials.login_path", "'https://a.example/login'", "https://", "below server.url"),
        ("credentials.login_path", "'/'", '"/"', "below server.url"),
        ("upload.parallel", "33", "is 33", "at most 32"),
        ("upload.parallel", "4.0", "is 4", "a whole number"),
        ("upload.retries", "0", "is 0", "1 or more"),
        ("upload.retries", "101", "is 101", "at most 100"),
        ("upload.longest_wait_s", "1", "less than upload.first_wait_s", "at least the first"),
        ("receipt.max_size_mib", "100.5", "is 100.5", "at most 100"),
        ("receipt.number_pattern", "'[0-9'", "does not compile", "a regular expression"),
        ("receipt.number_pattern", "'a{99999999999999999999}'", "does not compile", "a regular expression"),
        ("ui.language", "'ms'", '"ms"', '"id", "en"'),
    ],
)
def test_wrong_values(files, key, value, message, remedy):
    problem = setting(files, key, value).only_problem()
    assert problem.key == key
    assert problem.source == str(files.user)
    assert problem.line == {"folder.path": 1, "server.url": 2}.get(key, 3)
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_problem_reads_as_one_line(files):
    problem = setting(files, "folder.rescan_s", '"abc"').only_problem()
    assert str(problem) == (
        f'{files.user}, line 3: folder.rescan_s is "abc"; it must be a number of seconds, 1 or more, at most 86400'
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("server.url", "https://clerk:hush@siskohat.example"),
        ("server.url", "https:/clerk:hush@siskohat.example"),
        ("server.url", "https://siskohat.example/?token=hush"),
        ("server.url", "siskohat.example#hush"),
        ("server.proxy", "http://clerk:hush@proxy.example:8080"),
        ("server.proxy", "http://clerk:12345#hush@proxy.example:8080"),
        ("server.token_header", "x-access-key: hush"),
        ("server.token_header", JWT),
        ("credentials.api_key_header", "hush!()"),
        ("credentials.login_path", "https://clerk:hush@a.example/login"),
        ("credentials.login_path", "login?key=hush"),
        ("credentials.token", "hush"),
        ("credentials.password", "hush"),
    ],
)
def test_no_message_repeats_what_may_be_a_secret(files, key, value):
    problem = setting(files, key, f"'{value}'").only_problem()
    assert problem.key == key
    assert "hush" not in str(problem)
    assert JWT not in str(problem)


def test_credentials_in_an_address_are_told_where_they_belong(files):
    problem = setting(files, "server.url", "'https://a:b@siskohat.example'").only_problem()
    assert "secrets have no place in settings" in problem.remedy


def test_plain_http_when_allowed(good):
    environ = {"BRANCHAGENT_SERVER_URL": "http://siskohat.example", "BRANCHAGENT_SERVER_ALLOW_PLAIN_HTTP": "true"}
    assert good.load(environ=environ).settings.server.url == "http://siskohat.example"


def test_certificate_files_are_found_beside_the_configuration(good):
    for name in ("ca.pem", "mine.pem", "mine.key"):
        (good.user.parent / name).touch()
    more = "ca_bundle = 'ca.pem'\nclient_certificate = 'mine.pem'\nclient_key = 'mine.key'\n"
    good.user.write_text(good.user.read_text() + more)
    assert good.load().settings.server.client_key == good.user.parent / "mine.key"


def test_home_and_variables_are_filled_in(files, monkeypatch):
    monkeypatch.setenv("BRANCH", "jakarta")
    settings = setting(files, "folder.path", "'~/${BRANCH}/x'").load().settings
    assert settings.folder.path == files.root / "home" / "jakarta" / "x"


def test_dots_in_a_path_are_resolved(files):
    settings = setting(files, "folder.path", "'../shared/./in'").load().settings
    assert settings.folder.path == files.root / "shared" / "in"


@pytest.mark.skipif(os.name == "nt", reason="there these are good paths")
@pytest.mark.parametrize("path", [r"C:\Setoran", r"\\server\share", "D:/x"])
def test_a_windows_path_elsewhere(files, path):
    assert "Windows path" in setting(files, "folder.path", f"'{path}'").only_problem().remedy


@pytest.mark.parametrize(
    ("path", "half"),
    [
        (r"\server\share", True),
        ("C:x", True),
        (r"C:\x", False),
        (r"\\server\share\x", False),
        ("x", False),
        ("..", False),
    ],
)
def test_half_absolute_windows_paths(path, half):
    assert is_half_absolute(PureWindowsPath(path)) is half


@pytest.mark.parametrize("name", ["done", "duplicate", "failed", "Done"])
def test_an_outcome_folder_cannot_be_the_drop_folder(files, name):
    assert "files into" in setting(files, "folder.path", f"'x/{name}'").only_problem().message


@pytest.mark.parametrize(("folder", "state"), [("a", "a/b"), ("a/b", "a"), ("a", "a")])
def test_state_and_drop_folder_keep_apart(files, folder, state):
    files.user.write_text(
        f"[folder]\npath = '{folder}'\n[server]\nurl = 'https://a.example'\n[state]\npath = '{state}'\n"
    )
    problem = files.only_problem()
    assert "separate folders" in problem.remedy
    assert problem.line == 2


def test_a_drop_folder_around_the_default_state_is_the_folders_fault(files):
    problem = setting(files, "folder.path", f"'{locations.state_folder().parent}'").only_problem()
    assert (problem.key, problem.line) == ("folder.path", 1)


def test_neighbours_with_the_same_beginning_are_apart(files):
    setting(files, "state.path", "'drop-state'").load()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_certificate_behind_a_closed_door(good):
    closed = good.root / "closed"
    closed.mkdir(mode=0)
    problem = setting(good, "server.ca_bundle", f"'{Path(closed) / 'ca.pem'}'").only_problem()
    assert problem.key == "server.ca_bundle"
