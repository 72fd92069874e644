"""What is no receipt goes to failed/ with its reason, and the network hears nothing of it."""

import pytest
from rig.expectations import expect_filed, expect_only
from rig.receipts import damaged, encrypted, number, receipt
from rig.waiting import wait_until

NUMBER = number(81)
REFUSED = {
    "bad-name": ("bukti setoran budi.pdf", receipt(NUMBER), "bad-name"),
    "too-long-a-number": (f"{'1' * 21}.pdf", receipt(NUMBER), "bad-name"),
    "sign-in-the-number": ("0111-8053.pdf", receipt(NUMBER), "bad-name"),
    "other-digits": ("٠١٢٣.pdf", receipt(NUMBER), "bad-name"),
    "another-kind-of-file": (f"{NUMBER}.docx", b"PK\x03\x04", "bad-name"),
    "no-extension": (NUMBER, receipt(NUMBER), "bad-name"),
    "not-pdf": (f"{NUMBER}.pdf", b"Bukti setoran\n", "not-pdf"),
    "damaged": (f"{NUMBER}.pdf", damaged(NUMBER), "damaged"),
    "damaged-inside": (f"{NUMBER}.pdf", b"%PDF-1.4\nnothing\n%%EOF\n", "damaged"),
    "empty": (f"{NUMBER}.pdf", b"", "empty"),
    "too-large": (f"{NUMBER}.pdf", receipt(NUMBER, padding=2**20), "too-large"),
    "encrypted": (f"{encrypted()[0]}.pdf", encrypted()[1], "encrypted"),
}


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_receipt_fails_without_a_call(make_branch, service, name, content, reason):
    branch = make_branch(receipt__max_size_mib=1)
    with branch.agent():
        branch.drop(name, content)
        expect_filed(branch, name, content, "failed", reason, rc=None, http_status=None, attempts=0)
        expect_only(branch, f"failed/{name}")
        told = branch.wait_for_state("attention")
        assert told["today"]["failed"] == 1
        assert told["last"]["reason"] == reason
    assert service.requests == []


def test_a_pattern_of_it_narrows_the_numbers(make_branch, service):
    branch = make_branch(receipt__number_pattern="999[0-9]{17}")
    with branch.agent():
        branch.drop("0111.pdf", receipt("0111"))
        expect_filed(branch, "0111.pdf", receipt("0111"), "failed", "bad-name", attempts=0)
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")
    assert len(service.requests) == 1


def test_a_mended_receipt_goes_out(branch):
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", damaged(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", damaged(NUMBER), "failed", "damaged")
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")
        # The reason file belongs to the copy that still lies in failed/.
        expect_only(branch, f"failed/{NUMBER}.pdf", f"done/{NUMBER}.pdf")


def test_many_bad_files_keep_no_good_one_waiting(branch):
    for index in range(30):
        branch.drop(f"buruk {index}.pdf", b"x")
    branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
    with branch.agent():
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")
        wait_until(lambda: len(branch.filed("failed")) == 60)
