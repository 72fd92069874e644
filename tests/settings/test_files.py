from __future__ import annotations

import os
import sys

import pytest

from branchagent.settings.files import lines_of

REQUIRED = "[folder]\npath = 'drop'\n[server]\nurl = 'https://siskohat.example'\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_editors_write(files, end, encoding):
    files.user.write_bytes(("# Größe, 大\n" + REQUIRED).replace("\n", end).encode(encoding))
    assert files.load().origins["server.url"].line == 5


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(files, encoding):
    files.user.write_bytes(REQUIRED.encode(encoding))
    problem = files.only_problem()
    assert "UTF-16" in problem.message
    assert "save it as UTF-8" in problem.remedy


def test_other_encodings_are_named_with_their_line(files):
    files.user.write_bytes((REQUIRED + "# Größe\n").encode("latin-1"))
    problem = files.only_problem()
    assert (problem.line, problem.key) == (5, None)
    assert "not UTF-8" in problem.message


@pytest.mark.parametrize("path", [r"C:\Users\x", r"D:\data", r"\\server\share", "C:\\Setoran\\"])
def test_windows_paths_in_double_quotes(files, path):
    files.user.write_text(f'# mine\n[folder]\npath = "{path}"\n')
    problem = files.only_problem()
    assert problem.line == 3
    assert "single quotes" in problem.remedy


@pytest.mark.parametrize("path", [r"C:\new", r"C:\temp", r"C:\bukti", r"\\server\files"])
def test_windows_paths_in_double_quotes_that_happen_to_be_toml(files, path):
    files.user.write_text(REQUIRED.replace("'drop'", f'"{path}"'))
    problem = files.problems()[0]
    assert problem.line is not None
    assert "single quotes" in problem.remedy


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[folder]\npath = drop\n", 2),
        ("[folder\n", 1),
        ("[folder]\npath = 'a'\npath = 'b'\n", None),
        ("x = [", None),
        ("x = " + "[" * 100_000, None),
        ("x = " + "9" * 5000, None),
        ("[folder]\n[folder]\n", 2),
    ],
)
def test_syntax_errors(files, text, line):
    files.user.write_text(text)
    problem = files.only_problem()
    assert problem.key is None
    if line:
        assert problem.line == line


def test_a_folder_in_place_of_a_file(files):
    files.user.mkdir()
    assert "cannot be read" in files.only_problem().message


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_file_that_may_not_be_read(good):
    good.user.chmod(0)
    assert "cannot be read" in good.only_problem().message


@pytest.mark.parametrize(
    ("text", "key", "line", "remedy"),
    [
        ("[folder]\npth = 'x'\n", "folder.pth", 2, "did you mean folder.path?"),
        ("\n[sever]\nurl = 'x'\n", "sever", 2, "did you mean server?"),
        ("url = 'x'\n", "url", 1, "did you mean server.url?"),
        ("path = 'x'\n", "path", 1, "did you mean folder.path or state.path?"),
        ("[upload]\n# more\ntimeout_s = 5\n", "upload.timeout_s", 3, "did you mean server.timeout_s?"),
        ("[zzz]\n", "zzz", 1, "[folder]"),
        ("[ui]\nqqqqq = 1\n", "ui.qqqqq", 2, "remove it"),
        ("[credentials]\npassword = 'x'\n", "credentials.password", 2, "branchagent login"),
        (
            "[credentials]\npasword_field = 'x'\n",
            "credentials.pasword_field",
            2,
            "did you mean credentials.password_field?",
        ),
        ("token = 'x'\n", "token", 1, "branchagent login"),
        ("folder = 5\n", "folder", 1, "[folder]"),
        ("[[ui]]\nlanguage = 'id'\n", "ui", 1, "[ui]"),
        ('"x\\ny" = 5\n', "x\ny", None, "remove it"),
    ],
)
def test_what_is_no_setting(files, text, key, line, remedy):
    environ = {"BRANCHAGENT_FOLDER_PATH": "drop", "BRANCHAGENT_SERVER_URL": "https://siskohat.example"}
    files.user.write_text(text)
    problem = files.only_problem(environ=environ)
    assert problem.key == key
    assert remedy in problem.remedy
    assert line is None or problem.line == line
    assert "\n" not in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "[folder]\n\nrescan_s = 'x'\n",
        "\n\nfolder.rescan_s = 'x'\n",
        "\n\nfolder = { path = 'p', rescan_s = 'x' }\n",
        "\n[ 'folder' ] # here\n\"rescan_s\" = 'x'\n",
        "[folder]\n#rescan_s = 1\nrescan_s='x'\n",
    ],
)
def test_every_way_to_write_a_key_has_its_line(files, text):
    files.user.write_text(text)
    assert next(problem.line for problem in files.problems() if problem.key == "folder.rescan_s") == 3


def test_lines_of_a_file_with_text_of_many_lines_do_no_harm():
    assert lines_of('[ui]\nx = """\nlanguage = 1\n"""\n')["ui.x"] == 2
