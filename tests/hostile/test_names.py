"""Two hundred hostile names: what each of them means, and what the real program makes of all of them at once."""

import csv
import io
import json
import os
import re
import unicodedata
from collections import Counter

import pytest
from hostile.names import EVERY_KIND, LONGEST, NAMES
from rig.receipts import number, receipt, sha256

from branchagent.core.names import BadName, LeftAlone, NumberRule, Receipt

NOT_SENT = number(99_999)
NEVER_SHOWN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode's categories of what controls, is not seen, is half a character, or ends a line."""
posix = pytest.mark.skipif(os.name != "posix", reason="most of these names can be made on POSIX only")


def test_there_are_two_hundred_and_no_two_are_alike():
    assert len({each.name for each in NAMES}) == len(NAMES) >= EVERY_KIND
    longest = max(len(os.fsencode(each.name)) for each in NAMES)
    assert longest == LONGEST


def test_each_name_means_what_the_contract_says(tried):
    rule = NumberRule()
    tried("names", len(NAMES))
    expected = {each.name: LeftAlone() if each.left_alone else BadName() for each in NAMES if each.number is None}
    expected |= {each.name: Receipt(each.number) for each in NAMES if each.number is not None}
    assert {each.name: rule.read(each.name) for each in NAMES} == expected


def content_of(named):
    """A whole receipt of its own, also where it must not be sent; then it prints a number that nobody may hear of."""
    return receipt(named.number or NOT_SENT, f"nama {NAMES.index(named)}")


@pytest.fixture
def dropped(branch, service):  # noqa: ARG001 - the service is there while the branch is
    """A branch whose folder holds all of them, and whose program has run once."""
    branch.folder.mkdir()
    for each in NAMES:
        (branch.folder / each.name).write_bytes(content_of(each))
    branch.command("run", "--once", code=1)
    return branch


def places(branch):
    """Say where each content lies now, below the drop folder; reason files are left out."""
    found = [path for path in branch.folder.rglob("*") if path.is_file() and path.read_bytes().startswith(b"%PDF-")]
    by_content = {sha256(path.read_bytes()): path.relative_to(branch.folder) for path in found}
    assert len(by_content) == len(found)
    return by_content


def expect_fates(branch):
    """Nothing is lost, nothing has taken another's place, and each lies where its name belongs."""
    lie = places(branch)
    assert len(lie) == len(NAMES)
    outcomes = Counter()
    for each in NAMES:
        folder, name = os.path.split(lie[sha256(content_of(each))])
        outcomes[folder] += 1
        if each.left_alone:
            assert (folder, name) == ("", each.name)
        elif each.number is None:
            assert folder == "failed"
        else:
            assert folder in {"done", "duplicate"}
            assert name == each.name
    assert branch.waiting() == sorted(each.name for each in NAMES if each.left_alone and each.name[0] != ".")
    return outcomes


@posix
def test_the_program_sends_what_carries_a_number_and_loses_nothing(dropped, service):
    outcomes = expect_fates(dropped)
    assert outcomes["duplicate"] == 3
    assert {(each.number, each.sha256) for each in service.requests} == {
        (each.number, sha256(content_of(each))) for each in NAMES if each.number is not None
    }
    numbers = [each.number for each in NAMES if each.number is not None]
    assert Counter(each.number for each in service.requests) == Counter(numbers)
    assert set(service.accepted) == set(numbers)
    expect_all_printable(dropped)
    expect_reasons(dropped)


def unprintable(text):
    return [char for char in text if unicodedata.category(char) in NEVER_SHOWN and char not in "\r\n"]


def expect_all_printable(branch):
    """Whatever is shown of the names is a line that a screen, a spreadsheet or a script can take."""
    lines = branch.history()
    filed = [each for each in NAMES if not each.left_alone]
    assert sorted(line["sha256"] for line in lines) == sorted(sha256(content_of(each)) for each in filed)
    by_content = {line["sha256"]: line for line in lines}
    for each in filed:
        line = by_content[sha256(content_of(each))]
        assert line["no_validasi"] == each.number
        assert line["reason"] == ("bad-name" if each.number is None else line["reason"])
        assert unprintable(line["name"] + line["filed_as"]) == []
    rows = list(csv.DictReader(io.StringIO(branch.command("history", "--csv").stdout)))
    assert len(rows) == len(filed)
    status = branch.command("status", "--json", code=4).stdout
    assert json.loads(status)["state"] == "stopped"
    branch.command("status", code=4)
    branch.command("history")
    shown = branch.told() + branch.log()
    assert unprintable(shown) == []
    assert len(branch.log().splitlines()) == len(branch.log().split("\n")) - 1


def expect_reasons(branch):
    """Each failed file has a reason of its own beside it, which names its bytes and can be read."""
    place = branch.folder / "failed"
    texts = [path.read_text("utf-8-sig") for path in place.iterdir() if not path.read_bytes().startswith(b"%PDF-")]
    digests = [re.search(r"sha256=([0-9a-f]{64})", text)[1] for text in texts]
    assert sorted(digests) == sorted(sha256(content_of(each)) for each in NAMES if is_bad(each))
    assert not any(unprintable(text) for text in texts)


def is_bad(named):
    return named.number is None and not named.left_alone


@posix
def test_what_failed_comes_back_whatever_its_name_is(dropped):
    failed = {sha256(content_of(each)) for each in NAMES if is_bad(each)}
    dropped.command("retry")
    assert dropped.filed("failed") == []
    assert {sha256 for sha256, place in places(dropped).items() if len(place.parts) == 1} >= failed
    dropped.command("run", "--once", code=1)
    expect_fates(dropped)
    expect_reasons(dropped)
