from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from dataclasses import fields

import pytest

from branchagent.settings import Layer, model, presenting
from branchagent.settings.keys import KEYS, SECTIONS
from branchagent.settings.literals import literal

REQUIRED = {key.name for key in KEYS.values() if key.required}
NO_SUCH_FILES = {"server.ca_bundle", "server.client_certificate", "server.client_key"}


def switched_on(chosen):
    """The initial file with the chosen keys' # taken away."""
    lines, section = [], ""
    for line in presenting.initial_file().splitlines():
        if heading := re.match(r"\[(\w+)\]", line):
            section = heading[1]
        setting = re.match(r"#(\w+) = ", line)
        lines.append(line[1:] if setting and f"{section}.{setting[1]}" in chosen else line)
    return "\n".join(lines)


def test_each_field_has_its_line_in_the_table_and_each_line_its_field():
    assert list(KEYS) == [f"{name}.{field.name}" for name, section in SECTIONS.items() for field in fields(section)]
    assert set(SECTIONS) == {field.name for field in fields(model.Settings)}


def test_the_required_keys():
    assert {"folder.path", "server.url"} == REQUIRED


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_each_key_is_explained_and_its_default_is_fit(key, tmp_path):
    assert key.explanation.endswith(".")
    if key.default is None:
        assert key.example
        assert key.required or key.unset
    elif key.name != "state.path":
        assert key.kind.read(key.default, tmp_path) == key.default


def test_the_initial_file_sets_nothing():
    assert not any(tomllib.loads(presenting.initial_file()).values())


@pytest.mark.parametrize("chosen", [REQUIRED, set(KEYS) - NO_SUCH_FILES])
def test_the_initial_file_loads_once_switched_on(files, chosen):
    files.with_user(switched_on(chosen))
    origins = files.load().origins
    assert {name for name, origin in origins.items() if origin.layer is Layer.USER} == chosen


def test_the_initial_file_names_every_key_and_keeps_to_the_width():
    assert switched_on(set(KEYS)).count(" = ") - presenting.initial_file().count("locked = ") == len(KEYS)
    assert max(map(len, presenting.initial_file().splitlines())) <= 120


def test_what_is_switched_on_is_the_default(files):
    files.with_user(switched_on(set(KEYS) - NO_SUCH_FILES))
    settings = files.load().settings
    for key in KEYS.values():
        if not key.example:
            assert key.value_in(settings) == key.default


def test_show(good):
    good.machine.write_text('locked = ["upload.parallel"]\n[upload]\nparallel = 2\n')
    rows = {key: (value, origin) for key, value, origin in presenting.show(good.load())}
    assert list(rows) == list(KEYS)
    assert rows["upload.parallel"] == ("2", f"machine's file {good.machine}, line 3 (locked)")
    assert rows["folder.rescan_s"] == ("30", "default")
    assert rows["server.proxy"] == ("the system's", "default")
    assert rows["ui.language"] == ("the system's", "default")
    assert rows["server.url"][0] == '"https://siskohat.example"'


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="where Linux keeps settings")
def test_paths(places, tmp_path):
    places.home.parent.mkdir(parents=True)
    places.home.touch()
    assert presenting.paths() == ((Layer.MACHINE, places.etc, False), (Layer.USER, places.home, True))
    assert presenting.paths(tmp_path / "x.toml")[1] == (Layer.CONFIG, tmp_path / "x.toml", False)


@pytest.mark.parametrize(
    "text", ["plain", r"C:\x", 'a "b"', "it's", r"it's C:\x", "a\tb", "é 大", "\x7f", r"\"" + "'", "\n\\"]
)
def test_literals_are_toml(text):
    assert tomllib.loads(f"x = {literal(text)}")["x"] == text


def test_importing_brings_nothing_heavy():
    heavy = "{'json', 'difflib', 'asyncio', 'logging', 'ssl', 'requests', 'pydantic', 'keyring', 'argparse'}"
    code = f"import sys, branchagent.settings.presenting; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
