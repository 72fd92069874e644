"""The sample receipts are what their script makes, good where they should be and bad in their own way."""

import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"
SCRIPT = ROOT / "assets" / "make_samples.py"
CHROMIUM = ROOT / "tests" / "data" / "chromium"
NUMBER = "999261123000135700"
LOCKED, DAMAGED, EMPTY, TEXT = (SAMPLES / f"{NUMBER}{end}.pdf" for end in (41, 42, 43, 44))
MISNAMED = SAMPLES / "SiskohatSetoranAwal.pdf"
BAD = {LOCKED, DAMAGED, EMPTY, TEXT, MISNAMED}
GOOD = sorted(set(SAMPLES.glob("*.pdf")) - BAD)
PRINTED = sorted(CHROMIUM.glob("*.pdf"))


def pages(path, password=None):
    with pypdfium2.PdfDocument(path, password=password) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def script(*arguments):
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)


def test_the_script_makes_the_committed_files_byte_for_byte(tmp_path):
    assert script(tmp_path).returncode == 0
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in SAMPLES.glob("*.pdf")}


def test_check_accepts_the_committed_files():
    assert script("--check").returncode == 0


@pytest.mark.parametrize("change", ["altered", "missing", "extra"])
def test_check_names_a_file_that_differs(tmp_path, change):
    script(tmp_path)
    victim = tmp_path / ("extra.pdf" if change == "extra" else GOOD[0].name)
    if change == "missing":
        victim.unlink()
    else:
        victim.write_bytes(b"%PDF-1.3\n")
    outcome = script(tmp_path, "--check")
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(victim.name)


def test_there_are_ten_good_samples_and_two_from_a_browser():
    assert len(GOOD) == 10
    assert len(PRINTED) == 2
    assert {path.stem[-2:] for path in GOOD} >= {"05", "28", "29", "99"}


@pytest.mark.parametrize("path", [*GOOD, *PRINTED], ids=lambda path: path.stem)
def test_a_good_receipt_prints_its_number_on_every_page(path):
    texts = pages(path)
    assert texts
    assert all(path.stem in text for text in texts)
    assert re.fullmatch(r"999261123\d{11}", path.stem)
    assert 3_000 < path.stat().st_size < 60_000


def test_one_older_receipt_has_five_copies():
    copies = ["PERTAMA", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA"]
    texts = pages(SAMPLES / f"{NUMBER}21.pdf")
    assert all(f"LEMBAR {copy}" in text for copy, text in zip(copies, texts, strict=True))


def test_one_receipt_prints_an_internal_id_as_if_it_were_its_number():
    (text,) = pages(SAMPLES / f"{NUMBER}12.pdf")
    assert "Nomor Validasi : 99900000000000418273" in text


@pytest.mark.parametrize("path", [GOOD[0], PRINTED[0]], ids=lambda path: path.stem)
def test_the_stream_has_the_values_before_their_labels(path):
    (text,) = pages(path)
    assert text.index("25.000.000") < text.index("Nomor Validasi")


def test_the_encrypted_one_needs_its_password():
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pages(LOCKED)
    assert LOCKED.stem in pages(LOCKED, "contoh")[0]


@pytest.mark.parametrize("path", [DAMAGED, EMPTY, TEXT], ids=["damaged", "empty", "text"])
def test_what_is_no_pdf_does_not_open(path):
    with pytest.raises(pypdfium2.PdfiumError, match="Data format"):
        pages(path)


def test_the_bad_ones_begin_as_their_kind_does():
    assert EMPTY.read_bytes() == b""
    assert not TEXT.read_bytes().startswith(b"%PDF")
    assert DAMAGED.read_bytes().startswith(b"%PDF")
    assert b"%%EOF" not in DAMAGED.read_bytes()


def test_the_misnamed_one_is_a_good_receipt():
    assert f"{NUMBER}45" in pages(MISNAMED)[0]


def test_the_readme_lists_every_sample():
    listed = re.findall(r"^\| `(.+?\.pdf)`", (SAMPLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in SAMPLES.glob("*.pdf"))
