"""What has to be true of a receipt that was filed, on the disk, at the service and in the history."""

from datetime import datetime

from rig.branches import FIELDS
from rig.receipts import sha256
from rig.waiting import wait_until

REASON_BEGINS = b"\xef\xbb\xbfbranchagent: bukti setoran ini tidak terkirim."


def wait_for_filing(branch, place, deadline_s=30.0):
    """Wait until a file lies at a path below the drop folder and the history knows it; give its line."""
    wait_until((branch.folder / place).exists, deadline_s, lambda: f"{place}; {branch.all_filed()}; {branch.log()}")
    return wait_until(lambda: _line(branch, place), deadline_s, lambda: f"{place} in the history")


def _line(branch, place):
    return next((line for line in branch.history() if line["filed_as"] == place), None)


def expect_filed(branch, name, content, outcome, reason, **facts):
    """Wait for one receipt and check everything about it; `facts` are further fields of its history's line."""
    place = facts.pop("filed_as", f"{outcome}/{name}")
    line = wait_for_filing(branch, place)
    expected = {
        "name": name,
        "filed_as": place,
        "outcome": outcome,
        "reason": reason,
        "sha256": sha256(content),
        "size": len(content),
        **facts,
    }
    assert {field: line[field] for field in expected} == expected
    assert set(line) == FIELDS
    _expect_times(line)
    assert (branch.folder / place).read_bytes() == content
    _expect_reason_file(branch, place)
    return line


def _expect_times(line):
    dropped, finished = (datetime.fromisoformat(line[field]) for field in ("dropped_at", "finished_at"))
    assert dropped.utcoffset() is not None
    assert finished.utcoffset() is not None
    assert dropped <= finished


def _expect_reason_file(branch, place):
    file = branch.folder / f"{place.removesuffix('.pdf')}.txt"
    if place.startswith("failed/"):
        assert file.read_bytes().startswith(REASON_BEGINS)
        assert "Yang harus dibuat" in file.read_text("utf-8-sig")
    else:
        assert not file.exists()


def expect_only(branch, *places):
    """The three folders hold exactly these PDFs (failed ones with their reasons), and the drop folder nothing."""
    found = {f"{folder}/{name}" for folder, names in branch.all_filed().items() for name in names}
    reasons = {f"{place.removesuffix('.pdf')}.txt" for place in places if place.startswith("failed/")}
    assert found == set(places) | reasons
    assert branch.waiting() == []


def expect_stored(simulator, number, content):
    """The service holds exactly these bytes, and took them as new once."""
    assert simulator.accepted[number].sha256 == sha256(content)
    assert sum(request.accepted for request in simulator.requests if request.number == number) == 1


def tries_of(simulator, number):
    return [request for request in simulator.requests if request.number == number]
