"""What a document says, before anybody has decided where it stands on the page."""

from dataclasses import dataclass, field, replace

from tests.corpus.make.receipts import AMOUNT, BANK, IN_WORDS, OFFICE, STREET

VALIDATION = "validation"
OF_THE_BANK = {"bank", "office", "street"}
PERSONAL = ("NAMA CALON HAJI", "JENIS KELAMIN", "TEMPAT LAHIR", "TANGGAL LAHIR", "ALAMAT", "DESA / KELURAHAN")
SEAL = "Dokumen ini dicetak oleh sistem dan sah tanpa tanda tangan."
NOTE = "CONTOH - seluruh data rekaan, bukan bukti setoran yang sah"


@dataclass(frozen=True)
class Row:
    """A label and its value."""

    key: str
    label: str
    value: str


@dataclass(frozen=True)
class Form:
    """One page: rows of facts, and the texts around them."""

    layout: str
    rows: tuple[Row, ...]
    head: tuple[Row, ...] = ()
    title: tuple[str, ...] = ()
    bars: str = ""
    under_bars: str = ""
    foot: tuple[str, ...] = ()
    copy: str = ""
    body: tuple[str, ...] = field(default=())
    picture: bytes = b""

    def texts(self):
        """All that is printed, a text a line."""
        rows = [text for row in (*self.head, *self.rows) for text in (row.label, row.value)]
        return [*self.title, self.under_bars, *rows, *self.body, *self.foot, self.copy]


def layout_a(receipt):
    """Digital: a bar code at the top."""
    facts = (
        Row(VALIDATION, "Nomor Validasi", receipt.number),
        Row("va", "Nomor Virtual Account", receipt.virtual_account),
        Row("made", "Tanggal Transaksi", f"{receipt.made:%d/%m/%Y %H:%M:%S}"),
        Row("account", "No. Rekening", f"xxxxxx{receipt.account[-4:]}"),
        Row("ktp", "Nomor KTP", f"xxxxxxxxxxxx{receipt.ktp[-4:]}"),
        Row("name", "Nama Jemaah Haji", receipt.name),
        Row("amount", "Jumlah", AMOUNT),
        Row("words", "Terbilang", IN_WORDS),
    )
    foot = (SEAL, f"{BANK} - {OFFICE}, {STREET}")
    bars = "" if receipt.short else receipt.number
    return Form("A", facts, title=("Setoran Awal BIPIH",), bars=bars, under_bars=bars, foot=foot)


def layout_b(receipt):
    """Older: the number at the top right, the person in full."""
    head = (
        Row(VALIDATION, "No. Validasi", receipt.number),
        Row("bank", "Bank", BANK),
        Row("office", "Kantor", OFFICE),
        Row("street", "Alamat", STREET),
    )
    person = zip(PERSONAL, receipt.person, strict=True)
    rows = (
        Row("account", "NOMOR REKENING", receipt.account),
        *(Row(label.lower(), label, value) for label, value in person),
        Row("district", "KECAMATAN", "CONTOH SELATAN"),
        Row("town", "KABUPATEN / KODYA", "CONTOHARJO"),
        Row("amount", "JUMLAH PEMBAYARAN", f"Rp {AMOUNT},00"),
        Row("words", "TERBILANG", IN_WORDS.upper()),
        Row("va", "NO VIRTUAL ACCOUNT", receipt.virtual_account),
    )
    title = ("TANDA BUKTI SETORAN AWAL", "BIAYA PENYELENGGARAAN IBADAH HAJI")
    return Form("B", rows, head, title, foot=(f"CONTOHARJO, {receipt.made:%d-%m-%Y %H:%M:%S}",), copy="LEMBAR PERTAMA")


LAYOUTS = {"A": layout_a, "B": layout_b}


def changed(form, key=VALIDATION, **change):
    """Give the form with another label or value in one row."""
    head, rows = (
        tuple(replace(row, **change) if row.key == key else row for row in part) for part in (form.head, form.rows)
    )
    return replace(form, head=head, rows=rows)


def without_bars(form):
    return replace(form, bars="", under_bars="")


def gathered(form):
    """Give the form with its head among the other rows, for pages that are one table."""
    facts = (row for row in form.head if row.key not in OF_THE_BANK)
    return replace(form, head=(), rows=(*facts, *form.rows))


def inserted(form, *rows, before=VALIDATION):
    """Give the form with more rows before one of them, in whichever part that is."""
    return replace(form, head=_with(form.head, rows, before), rows=_with(form.rows, rows, before))


def appended(form, *rows, after=VALIDATION):
    """Give the form with more rows right after one of them."""
    return replace(form, head=_with(form.head, rows, after, 1), rows=_with(form.rows, rows, after, 1))


def _with(part, rows, key, offset=0):
    at = next((place + offset for place, row in enumerate(part) if row.key == key), None)
    return part if at is None else (*part[:at], *rows, *part[at:])
