from __future__ import annotations

import pytest

from branchagent.core.receipts import Document, Fingerprint, Outcome, Reason


def test_outcomes_are_named_as_their_folders():
    assert set(Outcome) == {"done", "duplicate", "failed"}


@pytest.mark.parametrize(
    "word",
    [
        "accepted",
        "duplicate",
        "recovered",
        "not-found",
        "bad-name",
        "not-pdf",
        "damaged",
        "encrypted",
        "empty",
        "too-large",
        "upload-error",
        "not-understood",
    ],
)
def test_the_contract_s_reasons_exist(word):
    assert word in set(Reason)


@pytest.mark.parametrize("other", [Fingerprint(2, 1, 1), Fingerprint(1, 2, 1), Fingerprint(1, 1, 2)])
def test_a_fingerprint_tells_by_size_time_and_inode(other):
    assert Fingerprint(1, 1, 1) == Fingerprint(1, 1, 1) != other


def test_a_document_knows_its_size():
    assert Document(b"%PDF-", "0" * 64).size == 5
