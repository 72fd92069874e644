"""The templates for group policies: whole, as the table of settings has them, and read as they write."""

import importlib.util
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rig.with_policies import registry_of

from branchagent.settings import Layer, load
from branchagent.settings.keys import KEYS
from branchagent.settings.kinds import Switch, Whole
from branchagent.settings.literals import literal
from branchagent.settings.policies import MANDATORY, RECOMMENDED

FOLDER = Path(__file__).parents[2] / "installer" / "policies"
SPACE = {"p": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}
SZ, EXPAND_SZ, DWORD = 1, 2, 4
LEFT_OUT = {"credentials.store"}
ADMX = ET.parse(FOLDER / "branchagent.admx").getroot()  # noqa: S314 - ours
ADML = ET.parse(FOLDER / "en-US" / "branchagent.adml").getroot()  # noqa: S314 - ours
POLICIES = {policy.get("name"): policy for policy in ADMX.iterfind(".//p:policy", SPACE)}


def all_of(root, path, attribute):
    return [element.get(attribute) for element in root.iterfind(path, SPACE)]


def value_name(policy):
    return policy.get("valueName") or policy.find("p:elements/*", SPACE).get("valueName")


def test_the_files_are_what_the_script_gives():
    place = FOLDER / "make_policies.py"
    spec = importlib.util.spec_from_file_location("make_policies", place)
    module = importlib.util.module_from_spec(spec)
    # A data class looks its module up by name.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "make_policies", module)
        spec.loader.exec_module(module)
        given = module.files()
    for path, content in given.items():
        assert (FOLDER / path).read_bytes().replace(b"\r\n", b"\n") == content, "run make policies"


def test_each_setting_has_both_policies():
    found = sorted((policy.get("key"), value_name(policy)) for policy in POLICIES.values())
    assert found == sorted((path, name) for path in (MANDATORY, RECOMMENDED) for name in set(KEYS) - LEFT_OUT)
    assert {policy.get("class") for policy in POLICIES.values()} == {"Machine"}


def test_each_reference_leads_somewhere_and_each_text_is_used():
    used = {value for element in ADMX.iter() for value in element.attrib.values() if value.startswith("$(")}
    strings = all_of(ADML, ".//p:string", "id")
    presentations = all_of(ADML, ".//p:presentation", "id")
    assert len(set(strings)) == len(strings)
    assert len(set(presentations)) == len(presentations)
    assert used == {f"$(string.{name})" for name in strings} | {f"$(presentation.{name})" for name in presentations}
    assert all((string.text or "").strip() for string in ADML.iterfind(".//p:string", SPACE))


def test_each_policy_stands_in_a_category_that_is_there():
    categories = all_of(ADMX, ".//p:category", "name")
    assert len(set(categories)) == len(categories)
    assert set(all_of(ADMX, ".//p:parentCategory", "ref")) <= set(categories)
    assert set(all_of(ADMX, ".//p:policy/p:parentCategory", "ref")) == set(categories) - {
        "branchagent", "branchagent_defaults",
    }  # fmt: skip
    definitions = all_of(ADMX, ".//p:definition", "name")
    assert all_of(ADMX, ".//p:policy/p:supportedOn", "ref") == definitions * len(POLICIES)


def test_each_element_has_its_box():
    boxes = {"text": "textBox", "decimal": "decimalTextBox", "enum": "dropdownList"}
    for policy in POLICIES.values():
        element = policy.find("p:elements/*", SPACE)
        if element is None:
            continue
        name = policy.get("presentation").removeprefix("$(presentation.").removesuffix(")")
        box = ADML.find(f".//p:presentation[@id='{name}']/*", SPACE)
        assert box.tag.rpartition("}")[2] == boxes[element.tag.rpartition("}")[2]]
        assert box.get("refId") == element.get("id")
        if chosen := box.get("defaultItem"):
            assert int(chosen) < len(list(element))


def written_by(policy, files):
    """Give each value that the policy's editor can write: as the template has it, whatever our own code thinks."""
    if policy.get("valueName"):
        for state in ("enabledValue", "disabledValue"):
            yield int(policy.find(f"p:{state}/p:decimal", SPACE).get("value")), DWORD
        return
    element = policy.find("p:elements/*", SPACE)
    match element.tag.rpartition("}")[2]:
        case "decimal":
            yield from ((int(element.get(bound)), DWORD) for bound in ("minValue", "maxValue"))
        case "enum":
            yield from ((value.text, SZ) for value in element.iterfind("p:item/p:value/p:string", SPACE))
        case "text":
            kind = EXPAND_SZ if element.get("expandable") == "true" else SZ
            yield typed_in(element.get("valueName"), files), kind


def typed_in(name, files):
    """Give what somebody might type for a setting."""
    key = KEYS[name]
    if name in {"server.ca_bundle", "server.client_certificate", "server.client_key"}:
        (files / "a.pem").touch()
        return str(files / "a.pem")
    return str(tomllib.loads(f"x = {key.example or literal(key.default)}")["x"])


@pytest.mark.parametrize("name", POLICIES)
def test_what_a_policy_writes_is_read(good, name):
    policy = POLICIES[name]
    setting = value_name(policy)
    is_mandatory = policy.get("key") == MANDATORY
    together = {"server.client_certificate": (typed_in("server.ca_bundle", good.root), SZ)}
    together["upload.longest_wait_s"] = ("86400", SZ)
    required = {"folder.path": "'drop'", "server.url": "'https://own.example'"}
    own = {key: value for key, value in required.items() if is_mandatory or key != setting}
    good.user.write_text("".join(f"{key} = {value}\n" for key, value in own.items()))
    read = set()
    for data, kind in written_by(policy, good.root):
        keys = {RECOMMENDED: dict(together), MANDATORY: {}}
        keys[policy.get("key")][setting] = (data, kind)
        loaded = load(good.user, {}, machine_file=good.machine, registry=registry_of(keys))
        origin = loaded.origins[setting]
        assert origin.layer is (Layer.POLICY if is_mandatory else Layer.RECOMMENDED)
        assert (setting in loaded.locked) == is_mandatory
        read.add(KEYS[setting].value_in(loaded.settings))
    kind = KEYS[setting].kind
    if isinstance(kind, Switch):
        assert read == {True, False}
    if isinstance(kind, Whole):
        assert read == {kind.lowest, kind.highest}
