"""The daily report: what an office opens in its spreadsheet."""

import csv
import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree as ET

from rig.receipts import number

from .journals import fill, this_afternoon

ZEROS = "00012345678901234567"
FORMULA = "=cmd|'/c calc'!A1"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def filled(home):
    noon = this_afternoon().replace(hour=12)
    fill(
        home.state,
        [
            (noon - timedelta(days=1), number(1), "done", "accepted", "00", "kemarin"),
            (noon, ZEROS, "done", "accepted", "00", "Bukti setoran berhasil diunggah"),
            (noon, number(2), "failed", "not-understood", "77", FORMULA),
        ],
    )
    return noon


def sheet_of(file, which):
    """Give a sheet's cells as a list of rows; texts as they are, numbers as floats."""
    with zipfile.ZipFile(file) as book:
        texts = ["".join(part.itertext()) for part in ET.fromstring(book.read("xl/sharedStrings.xml"))]  # noqa: S314
        sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{which}.xml"))  # noqa: S314
    assert sheet.find(f".//{SHEET}f") is None
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = [(cell.get("t"), cell.find(f"{SHEET}v")) for cell in row]
        rows.append(
            [
                None if value is None else texts[int(value.text)] if kind == "s" else float(value.text)
                for kind, value in cells
            ]
        )
    return rows


def test_todays_receipts_as_csv(home):
    noon = filled(home)
    rows = list(csv.reader(io.StringIO(home.command("report", "--csv").stdout), delimiter=";"))
    assert rows[0][:6] == ["Tanggal", "Waktu", "Nomor validasi", "Berkas", "Hasil", "RC"]
    assert rows[1][:6] == [f"{noon:%Y-%m-%d}", "12:00:00", ZEROS, f"{ZEROS}.pdf", "Terkirim", "00"]
    assert rows[2][7] == f"'{FORMULA}"
    assert len(rows) == 3


def test_a_csv_file_tells_excel_its_encoding(home, tmp_path):
    filled(home)
    home.command("report", "--csv", "--since", "2020-01-01", "-o", str(tmp_path / "all.csv"))
    content = (tmp_path / "all.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfTanggal;")
    assert content.count(b"\r\n") == 4


def test_todays_receipts_as_a_workbook(home):
    noon = filled(home)
    home.set(ui__language="en")
    file = home.command("report", "--xlsx").stdout.strip()
    assert file.endswith(f"report-{noon:%Y-%m-%d}.xlsx")
    head, first, second = sheet_of(file, 1)
    assert head[2:6] == ["Validation number", "File", "Outcome", "RC"]
    assert first[2:6] == [ZEROS, f"{ZEROS}.pdf", "Sent", "00"]
    assert first[1] == 0.5
    assert second[7] == FORMULA
    assert sheet_of(file, 2)[1][1:] == [1, 0, 1, 2]


def test_a_day_without_receipts_is_a_table_too(home):
    file = home.command("report", "--xlsx").stdout.strip()
    assert len(sheet_of(file, 1)) == 1
    assert home.command("report", "--csv").stdout.startswith("Tanggal;")
