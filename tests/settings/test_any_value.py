"""Whatever is written under whatever key: settings, or a SettingsError; never another exception."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from branchagent.settings import SettingsError, load
from branchagent.settings.keys import KEYS, VARIABLES

TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["~", "~\x00x", "$HOME", "${X", "%X%", "https://", "http://[", "https://a:b@c", "(?P<", "\\1", "x" * 5000]
)
SCALARS = (
    TEXT
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.sampled_from([10**400, -(10**4000)])
    | st.dates(min_value=dt.date(1000, 1, 1))
    | st.times()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=5
)
ANYHOW = effort(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def toml(value):
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    return str(value)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config.toml"


def loads_or_explains(path, environ=None):
    told = problems_of(path, environ or {})
    assert told is None or told
    assert all(problem.message and problem.remedy and "\n" not in str(problem) for problem in told or ())


def problems_of(path, environ):
    try:
        load(path, environ, machine_file=path.parent / "none.toml")
    except SettingsError as error:
        return error.problems
    return None


@ANYHOW
@given(key=st.sampled_from([*KEYS, "locked", "folder", "x.y"]), value=VALUES)
def test_any_value_under_any_key(path, key, value):
    path.write_text(f"{key} = {toml(value)}\n", encoding="utf-8")
    loads_or_explains(path)


@ANYHOW
@given(table=st.dictionaries(TEXT, VALUES, max_size=3))
def test_any_table(path, table):
    path.write_text("".join(f"{toml(key)} = {toml(value)}\n" for key, value in table.items()), encoding="utf-8")
    loads_or_explains(path)


@ANYHOW
@given(content=st.binary(max_size=60))
def test_any_bytes(path, content):
    path.write_bytes(content)
    loads_or_explains(path)


@ANYHOW
@given(variable=st.sampled_from(sorted(VARIABLES)), text=st.text(max_size=20) | TEXT)
def test_any_environment(path, variable, text):
    path.write_text("")
    loads_or_explains(path, {variable: text})
