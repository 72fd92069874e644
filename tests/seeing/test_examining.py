"""What can be sent, and why the rest cannot: real PDFs, whole and broken."""

import hashlib
import threading
from pathlib import Path

import pytest
from rig.systems import OTHER_KINDS, descriptors, make_other, writers_are_told

from branchagent.core.receipts import Document, Fingerprint, Reason
from branchagent.disk import Disk
from branchagent.examining import ChangedError, Refusal, examine, read
from branchagent.pdfs import look

MIB = 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]
GOOD = sorted([*(ROOT / "assets/samples").glob("*00135700[12]?.pdf"), *(ROOT / "tests/data/chromium").glob("*.pdf")])


ANY = Fingerprint(4, 0, 0)


def settled(path):
    status = path.stat()
    return Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino)


def document(content):
    return Document(content, hashlib.sha256(content).hexdigest())


def refusal(content):
    """The reason for which `content` is refused, None if it is not."""
    try:
        examine(document(content), look)
    except Refusal as refused:
        return refused.reason
    return None


def test_a_refusal_names_the_bytes_that_were_refused(samples):
    content = samples.bytes_of(44)
    with pytest.raises(Refusal) as refused:
        examine(document(content), look)
    assert (refused.value.sha256, refused.value.size) == (hashlib.sha256(content).hexdigest(), len(content))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_real_receipts_are_accepted(path):
    assert refusal(path.read_bytes()) is None


@pytest.mark.parametrize(
    ("end", "reason"), [(41, Reason.ENCRYPTED), (42, Reason.DAMAGED), (43, Reason.EMPTY), (44, Reason.NOT_PDF)]
)
def test_the_bad_samples_are_refused_each_for_its_own_reason(samples, end, reason):
    assert refusal(samples.bytes_of(end)) is reason


@pytest.mark.parametrize("content", [b"%PDF-", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7\n" + b"x" * 5000 + b"\n%%EOF"])
def test_what_only_looks_like_a_pdf_is_damaged(content):
    assert refusal(content) is Reason.DAMAGED


@pytest.mark.parametrize("content", [b"PK\x03\x04docx", b"\xff\xd8\xff\xe0jpeg", b" " * 1024 + b"%PDF-1.7\n%%EOF"])
def test_what_does_not_begin_as_a_pdf_is_none(content):
    assert refusal(content) is Reason.NOT_PDF


def test_a_document_without_a_page_is_damaged():
    body = b"%PDF-1.4\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n"
    pages = b"2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\n"
    xref = f"xref\n0 3\n0000000000 65535 f \n{9:010} 00000 n \n{len(body):010} 00000 n \n".encode()
    tail = f"trailer\n<</Size 3 /Root 1 0 R>>\nstartxref\n{len(body + pages)}\n%%EOF\n".encode()
    assert refusal(body + pages + xref + tail) is Reason.DAMAGED


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_receipt_that_was_cut_off_is_never_accepted(path):
    content = path.read_bytes()
    reasons = {percent: refusal(content[: len(content) * percent // 100]) for percent in range(0, 100, 5)}
    assert reasons.pop(0) is Reason.EMPTY
    assert reasons == dict.fromkeys(reasons, Reason.DAMAGED)


def test_an_incremental_update_is_accepted_and_its_beginnings_are_not(samples):
    content = samples.updated()
    assert refusal(content) is None
    whole_before = len(samples.bytes_of(11))
    for cut in range(whole_before + 2, len(content) - 7, 5):
        if refusal(content[:cut]) is None:
            # What was cut lies behind a whole receipt: no page is lost.
            assert content[:cut].startswith(samples.bytes_of(11))


@pytest.mark.parametrize("padding", [10, 3000])
def test_a_linearised_document_is_accepted_and_its_beginnings_are_not(samples, padding):
    content = samples.linearised(padding)
    assert refusal(content) is None
    assert content.count(b"%%EOF") == 2
    first_end = content.index(b"%%EOF") + 6
    cuts = {first_end, *(len(content) * percent // 100 for percent in range(5, 100, 5))}
    accepted = [cut for cut in sorted(cuts) if refusal(content[:cut]) is None]
    assert accepted == []


def test_some_garbage_before_and_after_a_receipt_is_let_pass(samples):
    assert refusal(b"\r\n" * 20 + samples.bytes_of(13)) is None
    assert refusal(samples.bytes_of(13) + b"\r\n" + b"\0" * 500) is None


def test_a_file_is_read_whole_with_its_hash(samples, tmp_path):
    content = samples.bytes_of(11)
    path = tmp_path / "1.pdf"
    path.write_bytes(content)
    got = read(path, settled(path), 10 * MIB, Disk())
    assert got == document(content)
    assert got.size == len(content)


def test_the_largest_size_is_allowed_and_one_byte_more_is_not(tmp_path):
    path = tmp_path / "1.pdf"
    path.write_bytes(b"x" * 1000)
    assert read(path, settled(path), 1000, Disk()).size == 1000
    with pytest.raises(Refusal) as refused:
        read(path, settled(path), 999, Disk())
    assert (refused.value.reason, refused.value.size) == (Reason.TOO_LARGE, 1000)
    assert refused.value.sha256 == hashlib.sha256(b"x" * 1000).hexdigest()


class WrittenMeanwhile(Disk):
    """A disk on which somebody does something to a file after it was opened and before it is read."""

    def __init__(self, deed):
        self._deed = deed

    def open(self, path):
        file = super().open(path)
        self._deed(path)
        return file


def test_what_is_written_while_it_is_read_is_taken_for_nothing(samples, tmp_path):
    path = tmp_path / "1.pdf"
    path.write_bytes(samples.bytes_of(11))
    before = settled(path)
    with pytest.raises(ChangedError):
        read(path, before, 10 * MIB, WrittenMeanwhile(lambda path: path.write_bytes(samples.bytes_of(12))))


@writers_are_told
@pytest.mark.parametrize("limit", [10 * MIB, 10])
def test_what_somebody_has_open_for_writing_is_taken_for_nothing(samples, tmp_path, limit):
    path = tmp_path / "1.pdf"
    path.write_bytes(samples.bytes_of(11))
    with path.open("r+b"), pytest.raises(ChangedError):
        read(path, settled(path), limit, Disk())


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "1.pdf", ANY, MIB, Disk())


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_what_is_no_regular_file_is_an_error_and_holds_nobody_up(tmp_path, kind):
    make_other(kind, tmp_path / "1.pdf")
    with pytest.raises(OSError, match=r"."):
        read(tmp_path / "1.pdf", ANY, MIB, Disk())


@descriptors
@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_what_is_no_regular_file_keeps_no_descriptor(tmp_path, kind):
    make_other(kind, tmp_path / "1.pdf")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        with pytest.raises(OSError, match=r"."):
            read(tmp_path / "1.pdf", ANY, MIB, Disk())
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_many_threads_examine_at_once(samples):
    wrong = []

    def run(content, expected):
        wrong.extend(got for _ in range(10) if (got := refusal(content)) is not expected)

    cases = [(path.read_bytes(), None) for path in samples.good[:5]]
    cases += [(samples.bytes_of(41), Reason.ENCRYPTED), (samples.bytes_of(42), Reason.DAMAGED)]
    threads = [threading.Thread(target=run, args=case) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
