#!/usr/bin/env python3
"""Makes the sample receipts of assets/samples: synthetic, and the same bytes whenever it runs.

    python assets/make_samples.py [DIR]            writes them
    python assets/make_samples.py [DIR] --check    exits 1 if those in DIR are others

Every person, place, account and bank is made up; no bank has the code 999.
"""

import argparse
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from pathlib import Path

from fpdf import FPDF

SAMPLES = Path(__file__).resolve().parent / "samples"
PASSWORD = "contoh"  # noqa: S105 - what shows that the sample is locked, no secret
WIB = timezone(timedelta(hours=7))
BANK, OFFICE, STREET = "Bank Contoh Syariah", "KC Contoharjo", "Jl. Contoh Raya No. 1"
AMOUNT, IN_WORDS = "25.000.000", "Dua Puluh Lima Juta Rupiah"
NOTE = "CONTOH - seluruh data rekaan, bukan bukti setoran yang sah"
GREEN, GREY, BLACK = (0, 104, 84), (130, 130, 130), (20, 20, 20)
COPIES = ("PERTAMA", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA")
# The widths of bars and gaps of Code 128 (ISO/IEC 15417), six for each value; the stop has seven.
WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122"
    "123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323"
    "131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131"
    "213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122"
    "141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112"
    "124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141"
    "411131211412211214211232"
)
CODE128 = [*(WIDTHS[i : i + 6] for i in range(0, len(WIDTHS), 6)), "2331112"]
Facts = list[tuple[str, str]]
# Name, sex, place and date of birth, street, village: nobody.
AHMAD = "AHMAD FAUZI CONTOH|LAKI-LAKI|CONTOHARJO|12-03-1971|JL. CONTOH MELATI NO. 12 RT 02|CONTOHSARI"
SITI = "SITI NURHALIMAH BINTI CONTOH|PEREMPUAN|CONTOHREJO|05-11-1978|GG. CONTOH III NO. 7|CONTOHREJO"
BUDI = "BUDI SANTOSO CONTOH|LAKI-LAKI|CONTOHARJO|28-07-1966|DUSUN CONTOH KRAJAN RT 01 RW 01|CONTOHMULYO"
DEWI = "DEWI LESTARI CONTOH|PEREMPUAN|CONTOHJAYA|19-01-1983|PERUM CONTOH ASRI BLOK C NO. 9|CONTOHJAYA"
PERSON = ("NAMA CALON HAJI", "JENIS KELAMIN", "TEMPAT LAHIR", "TANGGAL LAHIR", "ALAMAT", "DESA / KELURAHAN")


@dataclass(frozen=True)
class Receipt:
    """One deposit, and how it is printed."""

    sequence: str
    layout: str
    pilgrim: str
    time: str
    copies: int = 1
    inner_id: str = ""

    @property
    def number(self) -> str:
        """The validation number: bank code, yyMMdd, sequence."""
        return f"999261123{self.sequence}"

    @property
    def made(self) -> datetime:
        """When the deposit was made."""
        return datetime.strptime(f"23/11/2026 {self.time}", "%d/%m/%Y %H:%M:%S").replace(tzinfo=WIB)

    @property
    def account(self) -> str:
        """The last digits of the account, made from the sequence."""
        return str(1000 + int(self.sequence) * 37 % 9000)

    @property
    def virtual_account(self) -> str:
        """A virtual account of 16 digits."""
        return f"9990{int(self.sequence) * 7919 % 10**12:012}"

    @property
    def name(self) -> str:
        """The pilgrim's name."""
        return self.pilgrim.split("|")[0]


GOOD = (
    Receipt("00013570011", "A", AHMAD, "09:41:07"),
    Receipt("00013570012", "A", SITI, "09:52:30", inner_id="99900000000000418273"),
    Receipt("00013570013", "A", BUDI, "10:03:44"),
    Receipt("00013570021", "B", DEWI, "10:15:02", copies=5),
    Receipt("00013570022", "B", BUDI, "10:26:19"),
    Receipt("00013570023", "B", SITI, "10:40:51"),
    # What the demo's simulator answers with the RC that the number ends in.
    Receipt("00013570105", "A", DEWI, "11:02:16"),
    Receipt("00013570128", "B", AHMAD, "11:20:38"),
    Receipt("00013570129", "A", BUDI, "11:31:05"),
    Receipt("00013570199", "B", DEWI, "11:47:59"),
)
LOCKED = Receipt("00013570041", "A", DEWI, "13:05:12")
DAMAGED = Receipt("00013570042", "A", AHMAD, "13:09:40")
MISNAMED = Receipt("00013570045", "A", SITI, "13:30:54")


class Page(FPDF):
    """Text, lines and bars at given points of the page."""

    def put(self, x: int, y: int, text: str, font: str = "helvetica", size: int = 9, style: str = "") -> None:
        """Print text with its base line at y."""
        self.set_font(font, style, size)
        self.text(x, y, text)

    def middle(self, x: float, y: float, text: str, size: int = 9, style: str = "") -> None:
        """Print text centred on x."""
        self.set_font("helvetica", style, size)
        self.text(x - self.get_string_width(text) / 2, y, text)

    def note(self, x: float, y: float, text: str) -> None:
        """Print small and grey."""
        self.set_text_color(GREY)
        self.middle(x, y, text, 7)
        self.set_text_color(BLACK)

    def logo(self, x: float, y: float) -> None:
        """Draw the sign of a bank that does not exist."""
        self.set_fill_color(GREEN)
        self.polygon([(x, y + 15), (x + 15, y), (x + 30, y + 15), (x + 15, y + 30)], style="F")
        self.set_fill_color(255)
        self.rect(x + 11, y + 11, 8, 8, style="F")
        self.set_fill_color(BLACK)
        self.set_text_color(GREEN)
        self.put(x + 38, y + 14, BANK, size=13, style="B")
        self.set_text_color(BLACK)
        self.put(x + 38, y + 26, "Penerima Setoran BIPIH", size=8)

    def bar_code(self, x: float, y: float, digits: str) -> None:
        """Draw the digits as Code 128, 217.5 points wide for 20 of them."""
        for start, width in bars(digits):
            self.rect(x + 1.5 * start, y, 1.5 * width, 34, style="F")


def bars(digits: str) -> list[tuple[int, int]]:
    """Start and width of each bar of Code 128, set C: two digits in one symbol."""
    values = [105, *(int(digits[i : i + 2]) for i in range(0, len(digits), 2))]
    total = 105 + sum(place * value for place, value in enumerate(values))
    widths = [int(width) for value in (*values, total % 103, 106) for width in CODE128[value]]
    return list(zip(accumulate(widths, initial=0), widths, strict=False))[::2]


def rows(page: Page, at: tuple[int, int, int], step: int, texts: Facts, font: str) -> None:
    """Print label : value rows; as in real files, the stream has all values before the first label."""
    left, colon, top = at
    for i, (label, value) in enumerate(texts):
        page.put(colon + 10, top + i * step, value, font, 10, "B" if "Validasi" in label else "")
    for i, (label, _) in enumerate(texts):
        page.put(left, top + i * step, label)
        page.put(colon, top + i * step, ":")


def layout_a(page: Page, receipt: Receipt) -> None:
    """Digital: a landscape page with the number's bar code at its top."""
    page.add_page(format=(600, 500))
    page.set_draw_color(GREEN)
    page.rect(22, 22, 556, 456)
    page.logo(40, 40)
    page.bar_code(338, 38, receipt.number)
    page.middle(446.75, 84, receipt.number)
    page.line(40, 98, 560, 98)
    page.middle(300, 128, "Setoran Awal BIPIH", 16, "B")
    rows(page, (60, 190, 166), 25, facts_a(receipt), "helvetica")
    page.set_draw_color(GREY)
    page.rect(46, 144, 508, 216)
    foot_a(page, receipt)


def facts_a(receipt: Receipt) -> Facts:
    """List what layout A prints."""
    return [
        ("Nomor Validasi", receipt.number),
        ("Nomor Virtual Account", receipt.virtual_account),
        ("Tanggal Transaksi", f"{receipt.made:%d/%m/%Y %H:%M:%S}"),
        ("No. Rekening", f"xxxxxx{receipt.account}"),
        ("Nomor KTP", f"xxxxxxxxxxxx{receipt.account[::-1]}"),
        ("Nama Jemaah Haji", receipt.name),
        ("Jumlah", AMOUNT),
        ("Terbilang", IN_WORDS),
    ]


def foot_a(page: Page, receipt: Receipt) -> None:
    """Print what stands below the box: in one sample a text whose label is right and whose number is not."""
    page.middle(300, 384, "Dokumen ini dicetak oleh sistem dan sah tanpa tanda tangan.", 9, "I")
    page.middle(300, 398, f"{BANK} - {OFFICE}, {STREET}", 8)
    if receipt.inner_id:
        page.rect(46, 410, 508, 36)
        page.put(60, 425, "Teks kode QR", size=7)
        page.put(60, 438, f"Nomor Validasi : {receipt.inner_id}", "courier", 8)
    page.note(300, 466, NOTE)


def layout_b(page: Page, receipt: Receipt) -> None:
    """Older: A4, one copy a page."""
    for copy in COPIES[: receipt.copies]:
        page.add_page(format="A4")
        head_b(page, receipt)
        rows(page, (60, 200, 206), 23, facts_b(receipt), "courier")
        page.rect(45, 184, 505, 314)
        signatures(page, receipt)
        page.put(45, 790, f"LEMBAR {copy}", style="B")
        page.note(297.5, 812, NOTE)


def head_b(page: Page, receipt: Receipt) -> None:
    """Print the bank, the number at the top right, and the title."""
    facts = [("No. Validasi", receipt.number), ("Bank", BANK), ("Kantor", OFFICE), ("Alamat", STREET)]
    page.set_draw_color(BLACK)
    page.logo(45, 45)
    rows(page, (340, 400, 54), 15, facts, "courier")
    page.rect(45, 115, 505, 1.5, style="F")
    page.middle(297.5, 146, "TANDA BUKTI SETORAN AWAL", 13, "B")
    page.middle(297.5, 163, "BIAYA PENYELENGGARAAN IBADAH HAJI", 13, "B")


def facts_b(receipt: Receipt) -> Facts:
    """List what layout B prints of the deposit."""
    return [
        ("NOMOR REKENING", f"xxxxxx{receipt.account}"),
        *zip(PERSON, receipt.pilgrim.split("|"), strict=True),
        ("KECAMATAN", "CONTOH SELATAN"),
        ("KABUPATEN / KODYA", "CONTOHARJO"),
        ("PROVINSI", "CONTOH TENGAH"),
        ("JUMLAH PEMBAYARAN", f"Rp {AMOUNT},00"),
        ("TERBILANG", IN_WORDS.upper()),
        ("NO VIRTUAL ACCOUNT", receipt.virtual_account),
    ]


def signatures(page: Page, receipt: Receipt) -> None:
    """Leave room for a photograph, and for those who sign."""
    page.rect(60, 530, 85, 113)
    page.middle(102.5, 584, "PAS FOTO", 8)
    page.middle(102.5, 596, "3 x 4", 8)
    page.put(345, 536, f"CONTOHARJO, {receipt.made:%d-%m-%Y %H:%M:%S}")
    for x, title, name in ((250, "PENYETOR", receipt.name), (445, "PETUGAS BANK", "RINA CONTOH")):
        page.middle(x, 556, title)
        page.middle(x, 636, name)
        page.line(x - 85, 641, x + 85, 641)


def render(receipt: Receipt, password: str = "") -> bytes:
    """Return the receipt as a PDF, the same bytes each time."""
    page = Page(unit="pt")
    page.set_compression(False)  # zlib's output differs between builds of Python
    page.set_auto_page_break(False)
    page.set_title(f"Bukti Setoran Awal BIPIH {receipt.number}")
    page.set_producer(BANK)
    page.set_creation_date(receipt.made)
    if password:
        page.set_encryption(f"{password}-bank", password)  # RC4: its AES draws random bytes
    page.set_line_width(0.6)
    {"A": layout_a, "B": layout_b}[receipt.layout](page, receipt)
    return bytes(page.output())


def samples() -> dict[str, bytes]:
    """Return every sample: its name and content."""
    whole = render(DAMAGED)
    return {
        **{f"{receipt.number}.pdf": render(receipt) for receipt in GOOD},
        f"{LOCKED.number}.pdf": render(LOCKED, PASSWORD),
        f"{DAMAGED.number}.pdf": whole[: len(whole) * 6 // 10],
        "99926112300013570043.pdf": b"",
        "99926112300013570044.pdf": b"Ini hanya teks, bukan PDF.\n",
        "SiskohatSetoranAwal.pdf": render(MISNAMED),
    }


def check(folder: Path) -> list[str]:
    """Name the files in the folder that are missing, too many or others than those made now."""
    made = samples()
    found = {path.name: path.read_bytes() for path in folder.glob("*.pdf")}
    return sorted(name for name in made.keys() | found.keys() if made.get(name) != found.get(name))


def main() -> int:
    """Write or check; return the exit code."""
    parser = argparse.ArgumentParser(description="Makes the sample receipts.")
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES, metavar="DIR")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if DIR holds others")
    arguments = parser.parse_args()
    if not arguments.check:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        for name, content in samples().items():
            (arguments.folder / name).write_bytes(content)
    other = check(arguments.folder)
    for name in other:
        print(f"{name}: not what this script makes", file=sys.stderr)
    return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
