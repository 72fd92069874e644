"""Every message that people read is in the catalogue, whole and compiled."""

import gettext
import string
import tomllib
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from branchagent.catalogues import DOMAIN, FOLDER, LANGUAGES, Catalogue
from branchagent.texts import Texts

ROOT = Path(__file__).parents[2]
PO, MO = (FOLDER / "id" / "LC_MESSAGES" / f"{DOMAIN}.{kind}" for kind in ("po", "mo"))
KEYWORDS = {"N_": None, "gettext": None, "ngettext": (1, 2)}


@pytest.fixture(scope="module")
def messages():
    """What the code says."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    return {message for _, _, message, _, _ in extract_from_dir(ROOT, methods, {}, KEYWORDS)}


@pytest.fixture(scope="module")
def catalogue():
    with PO.open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def parts(text):
    return (text,) if isinstance(text, str) else tuple(text)


def fields_of(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_no_message_is_untranslated_and_none_is_left_over(messages, catalogue):
    assert len(messages) > 300
    assert messages - set(catalogue) == set(), "run: make texts"
    assert set(catalogue) - messages == set(), "run: make texts"
    assert [message.id for message in catalogue.values() if message.fuzzy or not all(parts(message.string))] == []


def test_a_translation_quotes_the_same_facts_as_its_message(catalogue):
    for message in catalogue.values():
        for translation in parts(message.string):
            assert fields_of(translation) == fields_of(parts(message.id)[-1]), message.id


def test_a_translation_ends_as_its_message_does(catalogue):
    """Sentences end as sentences, questions as questions; what goes on is not cut off."""
    ends = (".", "?", "!", ":", "…", "\n", " ")
    for message in catalogue.values():
        one, translation = parts(message.id)[0], parts(message.string)[0]
        assert [end for end in ends if one.endswith(end)] == [end for end in ends if translation.endswith(end)], one


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    with MO.open("rb") as file:
        compiled = {parts(message.id): parts(message.string) for message in read_mo(file) if message.id}
    assert compiled == {parts(key): parts(message.string) for key, message in catalogue.items()}, "run: make texts"


def test_a_count_is_told_in_the_number_that_its_language_has():
    def told(language, count):
        return Catalogue(language).ngettext("{count} dog", "{count} dogs", count)

    assert [told("en", count) for count in (0, 1, 2, 1234)] == ["0 dogs", "1 dog", "2 dogs", "1,234 dogs"]
    assert told("id", 1234) == "1.234 dogs"


def test_a_language_of_others_is_shown_in_the_readers():
    assert Texts("fr").language == LANGUAGES[0] == "id"
    assert Texts("en").gettext("Sending") == "Sending"
    assert Texts("id").gettext("Sending") == "Mengirim"


def test_an_empty_message_is_not_the_catalogues_head():
    assert Texts("id").gettext("") == ""
    with MO.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("")
