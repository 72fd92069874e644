"""Policies: stronger than everything, or weaker than every file; read as the registry holds them."""

import sys

import pytest
from rig.with_policies import registry_of

from branchagent.settings import Layer, SettingsError, changing, load, policies
from branchagent.settings.keys import KEYS

SZ, EXPAND_SZ, BINARY, DWORD, MULTI_SZ, QWORD = 1, 2, 3, 4, 7, 11
MANDATORY, RECOMMENDED = r"Software\Policies\branchagent", r"Software\Policies\branchagent\Recommended"


def registry(mandatory=None, recommended=None):
    """Both keys; text is REG_SZ and a number REG_DWORD unless its type is given with it."""
    keys = {MANDATORY: mandatory, RECOMMENDED: recommended}
    return registry_of({path: _typed(values) for path, values in keys.items() if values is not None})


def _typed(values):
    types = {str: SZ, int: DWORD}
    return {name: data if isinstance(data, tuple) else (data, types[type(data)]) for name, data in values.items()}


@pytest.fixture
def loads(good):
    def loads(mandatory=None, recommended=None, environ=None):
        reader = registry(mandatory, recommended)
        return load(None, environ or {}, machine_file=good.machine, user_file=good.user, registry=reader)

    return loads


@pytest.fixture
def problem(loads):
    def problem(mandatory=None, recommended=None):
        with pytest.raises(SettingsError) as caught:
            loads(mandatory, recommended)
        assert len(caught.value.problems) == 1, caught.value
        return caught.value.problems[0]

    return problem


def test_a_policy_wins_over_every_other_layer_and_counts_as_locked(good, loads):
    good.machine.write_text("[upload]\nparallel = 2\n")
    good.user.write_text(good.user.read_text() + "[upload]\nparallel = 3\n")
    loaded = loads({"upload.parallel": 5}, {"upload.parallel": 6}, {"BRANCHAGENT_UPLOAD_PARALLEL": "4"})
    assert loaded.settings.upload.parallel == 5
    assert loaded.locked == {"upload.parallel"}
    assert str(loaded.origins["upload.parallel"]) == rf"policy HKLM\{MANDATORY}\upload.parallel"
    assert [str(origin) for origin in loaded.set_aside["upload.parallel"]] == [
        f"machine's file {good.machine}, line 2",
        f"user's file {good.user}, line 6",
        "environment variable BRANCHAGENT_UPLOAD_PARALLEL",
    ]


def test_a_recommended_policy_is_a_default(good, loads):
    given = {"upload.parallel": 6, "upload.retries": 7, "ui.language": "en"}
    good.machine.write_text("[upload]\nretries = 2\n")
    good.user.write_text(good.user.read_text() + "[ui]\nlanguage = 'id'\n")
    loaded = loads(recommended=given)
    assert (loaded.settings.upload.parallel, loaded.settings.upload.retries) == (6, 2)
    assert loaded.settings.ui.language == "id"
    assert str(loaded.origins["upload.parallel"]) == rf"recommended policy HKLM\{RECOMMENDED}\upload.parallel"
    assert (loaded.locked, loaded.set_aside) == (frozenset(), {})


def test_policies_alone_are_enough(good, loads):
    good.user.unlink()
    loaded = loads({"server.url": "https://siskohat.example"}, {"folder.path": str(good.root / "in")})
    assert loaded.settings.folder.path == good.root / "in"


def test_a_policy_holds_where_the_machines_file_locks_too(good, loads):
    good.machine.write_text('locked = ["upload.parallel", "upload.retries"]\n[upload]\nparallel = 2\n')
    good.user.write_text(good.user.read_text() + "[upload]\nparallel = 3\n")
    loaded = loads({"upload.parallel": 5})
    assert loaded.settings.upload.parallel == 5
    assert loaded.locked == {"upload.parallel", "upload.retries"}


def test_what_a_policy_replaces_may_be_wrong(good, loads):
    good.user.write_text(good.user.read_text() + "[upload]\nparallel = 300\n")
    assert loads({"upload.parallel": 5}).settings.upload.parallel == 5


@pytest.mark.parametrize(
    ("name", "data", "value"),
    [
        ("upload.parallel", (5, DWORD), 5),
        ("upload.parallel", (5, QWORD), 5),
        ("upload.parallel", ("5", SZ), 5),
        ("folder.rescan_s", ("1.5", SZ), 1.5),
        ("folder.rescan_s", (45, DWORD), 45.0),
        ("server.allow_plain_http", (1, DWORD), True),
        ("server.allow_plain_http", (0, DWORD), False),
        ("server.allow_plain_http", ("true", SZ), True),
        ("ui.language", ("id", SZ), "id"),
        ("UI.Language", ("id", SZ), "id"),
        ("ui.language", ("id", EXPAND_SZ), "id"),
    ],
)
@pytest.mark.parametrize("layer", ["mandatory", "recommended"])
def test_values_as_the_registry_has_them(loads, name, data, value, layer):
    assert KEYS[name.lower()].value_in(loads(**{layer: {name: data}}).settings) == value


def test_variables_in_a_policy_are_filled_in(loads, monkeypatch, good):
    monkeypatch.setenv("BRANCH_ROOT", str(good.root))
    written = "%BRANCH_ROOT%/in" if sys.platform == "win32" else "$BRANCH_ROOT/in"
    assert loads({"folder.path": (written, EXPAND_SZ)}).settings.folder.path == good.root / "in"


@pytest.mark.parametrize(
    ("name", "data", "wrong", "right"),
    [
        ("upload.parallel", 300, "upload.parallel is 300", "at most 32"),
        ("server.allow_plain_http", 2, "server.allow_plain_http is 2", "true or false"),
        ("ui.language", 1, "ui.language is 1", 'one of "id", "en"'),
        ("server.url", "", "is empty", "http"),
        ("upload.parallel", (["4"], MULTI_SZ), "type", "REG_SZ or REG_DWORD"),
        ("ui.language", (b"id", BINARY), "type", "REG_SZ or REG_DWORD"),
        ("upload.paralel", 4, "not a setting", "did you mean upload.parallel?"),
        ("locked", "server.url", "not a setting", "remove it"),
        ("", "x", "not a setting", "remove it"),
        ("credentials.password", "hush-hush", "not a setting", "branchagent login"),
        ("token", "hush-hush", "not a setting", "branchagent login"),
        ("server.url", "https://branch:hush-hush@siskohat.example", "password", "secrets have no place"),
    ],
)
@pytest.mark.parametrize(("layer", "key"), [("mandatory", MANDATORY), ("recommended", RECOMMENDED)])
def test_wrong_and_unknown_policies_name_their_place(problem, layer, key, name, data, wrong, right):
    found = problem(**{layer: {name: data}})
    assert found.source == rf"HKLM\{key}\{name}"
    assert wrong in found.message
    assert right in found.remedy
    assert "hush" not in str(found)


def test_a_rule_that_a_policy_breaks_names_it(problem):
    found = problem({"server.url": "http://siskohat.example"})
    assert found.source == rf"HKLM\{MANDATORY}\server.url"


def test_a_key_that_cannot_be_read_is_told(good):
    def refuses(_):
        raise PermissionError(13, "Permission denied")

    with pytest.raises(SettingsError, match="the registry key cannot be read"):
        load(good.user, {}, machine_file=good.machine, registry=refuses)


@pytest.mark.skipif(sys.platform == "win32", reason="there is a registry")
def test_other_systems_have_no_policies():
    assert policies.systems_registry(MANDATORY) is None


@pytest.fixture
def set_by_policy(monkeypatch):
    """Have the system's registry hold this."""
    return lambda *keys: monkeypatch.setattr(policies, "systems_registry", registry(*keys))


def test_what_is_set_now_knows_policies(good, places, set_by_policy):
    set_by_policy({"server.url": "https://fixed.example"}, {"ui.language": "en", "folder.path": "/recommended"})
    good.user.write_text("[folder]\npath = '/own'\n[server]\nurl = 'https://own.example'\n")
    now = changing.standing(good.user)
    assert now.values["server.url"] == "https://fixed.example"
    assert (now.values["folder.path"], now.values["ui.language"]) == ("/own", "en")
    assert {name: origin.layer for name, origin in now.fixed.items()} == {"server.url": Layer.POLICY}
    assert not places.etc.exists()
