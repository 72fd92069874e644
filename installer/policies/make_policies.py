"""Writes the templates for group policies, branchagent.admx and its texts, from the table of settings: `make policies`.

Each setting becomes two policies, one that holds against everybody and one that is a default.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from branchagent.settings.keys import KEYS, SECTIONS, Key
from branchagent.settings.kinds import Choice, Real, Switch, Text, Whole
from branchagent.settings.literals import literal
from branchagent.settings.paths import Place
from branchagent.settings.policies import MANDATORY, RECOMMENDED, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
LEFT_OUT = {"credentials.store"}
"""On Windows there is nothing to choose: the other store is systemd's."""
_NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_REVISION = "1.0"
_TOP, _SUPPORTED = "branchagent", "SUPPORTED_branchagent"
_SECTIONS = {
    "folder": "Drop folder",
    "server": "Service and network",
    "credentials": "Sign-in",
    "upload": "Uploads",
    "receipt": "Receipts",
    "ui": "Interface",
    "state": "Journal and log",
}
_TITLE = "Branch agent for deposit receipts (branchagent)"
_DEFAULTS = "Defaults (users may set other values)"
_ABOUT_DEFAULTS = "What is set here holds where neither this computer's settings file nor a user's says anything else."
_ABOUT = (
    "What is set here holds for every user of this computer, against all settings files, and is shown greyed. "
    "The program reads policies when it starts."
)


@dataclass(frozen=True)
class Variant:
    """One of the two policies of each setting."""

    suffix: str
    path: str
    parent: str
    effect: str

    def name(self, key: Key) -> str:
        """Name the policy, its texts and its element."""
        return key.name.replace(".", "_") + self.suffix

    def category(self, section: str) -> str:
        """Name the section's category."""
        return f"{self.parent}_{section}"


VARIANTS = (
    Variant("", MANDATORY, _TOP, "holds on this computer against all settings files, and users cannot change it"),
    Variant(
        "_default", RECOMMENDED, f"{_TOP}_defaults", "is this computer's default; settings files may say otherwise"
    ),
)


def policies() -> Iterator[tuple[Key, Variant]]:
    """Go through all policies, in the order of the settings."""
    for variant in VARIANTS:
        for key in KEYS.values():
            if key.name not in LEFT_OUT:
                yield key, variant


def definitions() -> ET.Element:
    """Give the content of the ADMX file."""
    root = _root("policyDefinitions")
    namespaces = ET.SubElement(root, "policyNamespaces")
    ET.SubElement(namespaces, "target", prefix=_TOP, namespace="Branchagent.Policies")
    ET.SubElement(root, "resources", minRequiredRevision=_REVISION)
    supported = ET.SubElement(ET.SubElement(root, "supportedOn"), "definitions")
    ET.SubElement(supported, "definition", name=_SUPPORTED, displayName=f"$(string.{_SUPPORTED})")
    _add_categories(ET.SubElement(root, "categories"))
    listed = ET.SubElement(root, "policies")
    for key, variant in policies():
        _add_policy(listed, key, variant)
    return root


def _add_categories(categories: ET.Element) -> None:
    for variant in VARIANTS:
        above = "" if variant.parent == _TOP else _TOP
        _add_category(categories, variant.parent, above, explained=True)
        for section in SECTIONS:
            _add_category(categories, variant.category(section), variant.parent)


def _add_category(categories: ET.Element, name: str, above: str, *, explained: bool = False) -> None:
    category = ET.SubElement(categories, "category", name=name, displayName=f"$(string.{name})")
    if explained:
        category.set("explainText", f"$(string.{name}_explain)")
    if above:
        ET.SubElement(category, "parentCategory", ref=above)


def _add_policy(listed: ET.Element, key: Key, variant: Variant) -> None:
    name = variant.name(key)
    texts = {"displayName": f"$(string.{name})", "explainText": f"$(string.{name}_explain)"}
    policy = ET.SubElement(listed, "policy", {"name": name, "class": "Machine", **texts, "key": variant.path})
    if not isinstance(key.kind, Switch):
        policy.set("presentation", f"$(presentation.{name})")
    ET.SubElement(policy, "parentCategory", ref=variant.category(key.section))
    ET.SubElement(policy, "supportedOn", ref=_SUPPORTED)
    if isinstance(key.kind, Switch):
        _add_switch(policy, key)
    else:
        _add_element(ET.SubElement(policy, "elements"), key, name)


def _add_switch(policy: ET.Element, key: Key) -> None:
    policy.set("valueName", key.name)
    for state, number in (("enabledValue", "1"), ("disabledValue", "0")):
        ET.SubElement(ET.SubElement(policy, state), "decimal", value=number)


def _add_element(elements: ET.Element, key: Key, name: str) -> None:
    common = {"id": name, "valueName": key.name, "required": "true"}
    match key.kind:
        case Whole(lowest, highest):
            ET.SubElement(elements, "decimal", common, minValue=str(lowest), maxValue=str(highest))
        case Choice(words):
            listed = ET.SubElement(elements, "enum", common)
            for word in words:
                item = ET.SubElement(listed, "item", displayName=f"$(string.{_word(key, word)})")
                ET.SubElement(ET.SubElement(item, "value"), "string").text = word
        case Place():
            ET.SubElement(elements, "text", common, expandable="true")
        case _:
            ET.SubElement(elements, "text", common)


def resources() -> ET.Element:
    """Give the content of the ADML file."""
    root = _root("policyDefinitionResources")
    ET.SubElement(root, "displayName").text = _TITLE
    ET.SubElement(root, "description").text = _ABOUT
    tables = ET.SubElement(root, "resources")
    strings = ET.SubElement(tables, "stringTable")
    for name, text in _strings():
        ET.SubElement(strings, "string", id=name).text = text
    presentations = ET.SubElement(tables, "presentationTable")
    for key, variant in policies():
        if not isinstance(key.kind, Switch):
            _add_presentation(ET.SubElement(presentations, "presentation", id=variant.name(key)), key, variant)
    return root


def _strings() -> Iterator[tuple[str, str]]:
    yield _SUPPORTED, "branchagent on Windows 10 or newer"
    about = {VARIANTS[0].parent: (_TITLE, _ABOUT), VARIANTS[1].parent: (_DEFAULTS, _ABOUT_DEFAULTS)}
    for variant in VARIANTS:
        title, explained = about[variant.parent]
        yield variant.parent, title
        yield f"{variant.parent}_explain", explained
        yield from ((variant.category(section), _SECTIONS[section]) for section in SECTIONS)
    for key, variant in policies():
        yield variant.name(key), key.name
        yield f"{variant.name(key)}_explain", _explanation(key, variant)
    for key in KEYS.values():
        if isinstance(key.kind, Choice) and key.name not in LEFT_OUT:
            yield from ((_word(key, word), word) for word in key.kind.words)


def _word(key: Key, word: str) -> str:
    return re.sub(r"\W", "_", f"word_{key.name}_{word}")


def _explanation(key: Key, variant: Variant) -> str:
    place = f"{ROOT}\\{variant.path}, value {key.name} ({_type(key)})"
    return "\n\n".join([key.explanation, _states(key, variant), _must(key), f"Registry: {place}."])


def _states(key: Key, variant: Variant) -> str:
    nothing = "nothing is set here"
    if isinstance(key.kind, Switch):
        return f"Enabled: true. Disabled: false. Either {variant.effect}.\nNot configured: {nothing}."
    return f"Enabled: the value {variant.effect}.\nDisabled or not configured: {nothing}."


def _must(key: Key) -> str:
    must = "" if isinstance(key.kind, (Switch, Text)) else f"The value must be {key.kind.requirement}. "
    if key.required:
        return f"{must}There is no default: without it the program asks its user."
    default = key.unset or ("" if key.example else literal(key.default))
    return f"{must}The program's own default: {default}." if default else must.strip()


def _type(key: Key) -> str:
    if isinstance(key.kind, (Whole, Switch)):
        return "REG_DWORD"
    return "REG_EXPAND_SZ" if isinstance(key.kind, Place) else "REG_SZ"


def _add_presentation(presentation: ET.Element, key: Key, variant: Variant) -> None:
    name, default = variant.name(key), key.default
    match key.kind:
        case Whole():
            ET.SubElement(presentation, "decimalTextBox", refId=name, defaultValue=str(default)).text = key.name
        case Choice(words):
            chosen = str(words.index(default)) if default in words else "0"
            box = ET.SubElement(presentation, "dropdownList", refId=name, noSort="true", defaultItem=chosen)
            box.text = key.name
        case _:
            box = ET.SubElement(presentation, "textBox", refId=name)
            ET.SubElement(box, "label").text = key.name
            if default is not None and not key.example:
                written = literal(default) if isinstance(key.kind, Real) else str(default)
                ET.SubElement(box, "defaultValue").text = written


def _root(name: str) -> ET.Element:
    root = ET.Element(name, xmlns=_NAMESPACE, revision=_REVISION, schemaVersion="1.0")
    root.append(ET.Comment(" Made by make_policies.py from the table of settings: change that. "))
    return root


def files() -> dict[Path, bytes]:
    """Give what is to be written, by its path below the folder of this script."""
    found = {Path("branchagent.admx"): definitions(), Path("en-US/branchagent.adml"): resources()}
    return {path: _written(root) for path, root in found.items()}


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "utf-8", xml_declaration=False) + b"\n"


def main() -> int:
    """Write the files."""
    for path, content in files().items():
        (HERE / path).parent.mkdir(exist_ok=True)
        (HERE / path).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
