"""Every row of the table of outcomes, in both encodings: what the service says decides the folder."""

from dataclasses import dataclass, field

import pytest
from rig.expectations import expect_filed, expect_only, expect_stored, tries_of
from rig.receipts import number, receipt, sha256
from rig.waiting import wait_until

NUMBER, OTHER = number(1), number(2)
ENCODINGS = ("multipart", "json")


@dataclass(frozen=True)
class Row:
    """The steps of the service for one receipt, and what must become of it."""

    steps: tuple[str, ...]
    outcome: str
    reason: str
    rc: str | None
    http_status: int | None
    attempts: int
    settings: dict = field(default_factory=dict)


BRIEF = {"server__timeout_s": 0.5}
ROWS = {
    "rc-00": Row(("ok",), "done", "accepted", "00", 200, 1),
    "rc-29-fresh": Row(("29",), "duplicate", "duplicate", "29", 200, 1),
    "rc-29-after-cut-stored": Row(("cut-stored", "ok"), "done", "recovered", "29", 200, 2),
    "rc-29-after-timeout": Row(("slow:20", "ok"), "done", "recovered", "29", 200, 2, BRIEF),
    "rc-29-after-hang": Row(("hang:20", "29"), "done", "recovered", "29", 200, 2, BRIEF),
    "rc-29-after-rc-99": Row(("99", "29"), "done", "recovered", "29", 200, 2),
    "rc-29-after-truncated": Row(("truncated", "ok"), "done", "recovered", "29", 200, 2),
    "rc-29-after-reset": Row(("reset", "29"), "done", "recovered", "29", 200, 2),
    "rc-29-after-rc-28": Row(("28", "29"), "duplicate", "duplicate", "29", 200, 2),
    "rc-05": Row(("05",), "failed", "not-found", "05", 400, 1),
    "rc-28-stays": Row(("28",), "failed", "upload-error", "28", 400, 3),
    "rc-28-then-ok": Row(("28", "28", "ok"), "done", "accepted", "00", 200, 3),
    "rc-99-then-ok": Row(("99", "ok"), "done", "accepted", "00", 200, 2),
    "rc-unlisted": Row(("77",), "failed", "not-understood", "77", 400, 3),
    "rc-unlisted-then-ok": Row(("77", "ok"), "done", "accepted", "00", 200, 2),
    "rc-00-on-400": Row(("rc00-on-400",), "failed", "not-understood", "00", 400, 3),
    "wrong-number": Row(("wrong-number",), "failed", "not-understood", "00", 200, 3),
    "garbage": Row(("garbage",), "failed", "not-understood", None, 200, 3),
    "empty-answer": Row(("empty",), "failed", "not-understood", None, 200, 3),
    "http-413": Row(("http-413",), "failed", "too-large", None, 413, 1),
    "http-422": Row(("http-422",), "failed", "refused", None, 422, 1),
    "http-503-then-up": Row(("http-503", "http-503", "ok"), "done", "accepted", "00", 200, 3),
    "http-500-then-up": Row(("http-500", "ok"), "done", "accepted", "00", 200, 2),
    "http-429-then-up": Row(("http-429", "ok"), "done", "accepted", "00", 200, 2),
    "html-then-up": Row(("html", "html", "html", "html", "ok"), "done", "accepted", "00", 200, 5),
    "cut-then-up": Row(("cut", "ok"), "done", "accepted", "00", 200, 2),
    "drip": Row(("drip:0.001",), "done", "accepted", "00", 200, 1),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_answer_decides_the_folder(make_branch, service, row, encoding):
    branch = make_branch(server__encoding=encoding, **row.settings)
    content = receipt(NUMBER)
    service.rule(NUMBER, *row.steps)
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", content)
        line = expect_filed(
            branch,
            f"{NUMBER}.pdf",
            content,
            row.outcome,
            row.reason,
            no_validasi=NUMBER,
            rc=row.rc,
            http_status=row.http_status,
            attempts=row.attempts,
        )
        expect_only(branch, line["filed_as"])
    for request in tries_of(service, NUMBER):
        assert request.encoding in {encoding, None}
        assert request.sha256 in {sha256(content), None}
    assert len(tries_of(service, NUMBER)) == row.attempts
    if NUMBER in service.accepted:
        assert row.outcome == "done"
        expect_stored(service, NUMBER, content)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_rc_99_while_others_are_answered_well_is_the_files_fault(make_branch, service, encoding):
    branch = make_branch(server__encoding=encoding)
    contents = {each: receipt(each) for each in (NUMBER, OTHER)}
    service.rule(NUMBER, "99")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", contents[NUMBER])
        wait_until(lambda: tries_of(service, NUMBER))
        branch.drop(f"{OTHER}.pdf", contents[OTHER])
        expect_filed(branch, f"{OTHER}.pdf", contents[OTHER], "done", "accepted", rc="00", attempts=1)
        line = expect_filed(
            branch, f"{NUMBER}.pdf", contents[NUMBER], "failed", "service-error", rc="99", http_status=400
        )
        assert line["attempts"] >= 3
        expect_only(branch, f"done/{OTHER}.pdf", f"failed/{NUMBER}.pdf")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_rc_99_for_everything_moves_nothing(make_branch, service, encoding):
    branch = make_branch(server__encoding=encoding)
    numbers = [number(index) for index in range(1, 5)]
    service.always("99")
    with branch.agent():
        for each in numbers:
            branch.drop(f"{each}.pdf", receipt(each))
        # Each of them has been asked more often than a file needs to be blamed.
        wait_until(lambda: all(len(tries_of(service, each)) > 4 for each in numbers))
        assert branch.all_filed() == {"done": [], "duplicate": [], "failed": []}
        told = branch.status()
        assert told["state"] in {"attention", "offline"}
        assert told["reason"]
        assert told["waiting"] == 4
        assert branch.history() == []
        service.normally()
        for each in numbers:
            expect_filed(branch, f"{each}.pdf", receipt(each), "done", "accepted", rc="00")
        expect_only(branch, *(f"done/{each}.pdf" for each in numbers))
        assert branch.wait_for_state("idle")["reason"] is None


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_failure_quotes_an_answer_that_nobody_understands(make_branch, service, encoding):
    branch = make_branch(server__encoding=encoding)
    service.rule(NUMBER, "77")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "failed", "not-understood")
    assert "77 Kode jawaban 77" in (branch.folder / f"failed/{NUMBER}.txt").read_text("utf-8-sig")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("fault", ["bom", "gzip", "lowercase", "number", "no-message", "long-message", "extra", "huge"])
def test_an_odd_form_of_a_good_answer_is_accepted(make_branch, service, fault, encoding):
    branch = make_branch(server__encoding=encoding)
    service.rule(NUMBER, fault)
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", rc="00", http_status=200, attempts=1)
        expect_only(branch, f"done/{NUMBER}.pdf")
    expect_stored(service, NUMBER, receipt(NUMBER))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_large_receipt_arrives_whole(make_branch, service, encoding):
    branch = make_branch(server__encoding=encoding)
    content = receipt(NUMBER, padding=10 * 2**20 - 4096)
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", content)
        expect_filed(branch, f"{NUMBER}.pdf", content, "done", "accepted", rc="00", attempts=1)
    expect_stored(service, NUMBER, content)


def test_rc_29_for_other_bytes_than_those_in_doubt_is_a_duplicate(branch, service):
    doubted, later = receipt(NUMBER, "pertama"), receipt(NUMBER, "kedua")
    service.rule(NUMBER, "cut-stored", "http-503")
    with branch.agent():
        branch.drop(f"{NUMBER}.pdf", doubted)
        wait_until(lambda: len(tries_of(service, NUMBER)) > 2)
        branch.drop(f"{NUMBER}.pdf", later)
        wait_until(lambda: tries_of(service, NUMBER)[-1].sha256 == sha256(later))
        service.rule(NUMBER, "ok")
        expect_filed(branch, f"{NUMBER}.pdf", later, "duplicate", "duplicate", rc="29", http_status=200)
        expect_only(branch, f"duplicate/{NUMBER}.pdf")
    expect_stored(service, NUMBER, doubted)
