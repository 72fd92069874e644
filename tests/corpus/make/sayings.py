"""What documents say: functions that give a document's forms for its receipts and layout."""

from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from tests.corpus.make import fonts, forms
from tests.corpus.make.forms import LAYOUTS, Form, Row, appended, changed, inserted
from tests.corpus.make.receipts import AMOUNT

ORDINALS = ("PERTAMA", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA")
HELP = "Nomor Validasi dapat diperiksa di Contoh Call 1500363 atau pesan ke 081234567801."


def _form(receipt, layout):
    return LAYOUTS[layout](receipt)


def plain(receipt, layout):
    return (_form(receipt, layout),)


def without_bars(receipt, layout):
    return (forms.without_bars(_form(receipt, layout)),)


def copies(receipt, layout):
    """As many copies as the receipt's index says, two to five."""
    form = _form(receipt, layout)
    return tuple(replace(form, copy=f"LEMBAR {word}") for word in ORDINALS[: 2 + receipt.index % 4])


def each_their_own(*receipts_and_layout):
    """A page for each pilgrim."""
    *receipts, layout = receipts_and_layout
    return tuple(_form(receipt, layout) for receipt in receipts)


def labelled(label):
    """The number stands beside another label, and nowhere else."""
    return lambda receipt, layout: (changed(*without_bars(receipt, layout), label=label),)


def _valued(value, receipt, layout):
    return changed(*without_bars(receipt, layout), value=value)


def second_language(receipt, layout):
    """The label's English stands in a line of its own beneath."""
    return (appended(*without_bars(receipt, layout), Row("english", "Validation Number", "")),)


def ligatures(receipt, layout):
    """Words that a good font prints with joined letters surround the number."""
    (form,) = without_bars(receipt, layout)
    form = inserted(form, Row("office2", "Kantor Verifikasi", "Fiskal Affiliasi Konfirmasi"))
    return (appended(form, Row("status", "Notifikasi", "Aktif, sertifikat efektif")),)


def ligature_signs(receipt, layout):
    """Joined letters as signs of their own."""
    (form,) = ligatures(receipt, layout)
    rows = (tuple(_joined(row) for row in part) for part in (form.head, form.rows))
    return (replace(form, **dict(zip(("head", "rows"), rows, strict=True))),)


def _joined(row):
    return replace(row, label=row.label.replace("fi", "\ufb01"), value=row.value.replace("fi", "\ufb01"))


def spaced_out(receipt, layout):
    """Blanks between all letters of label and value."""
    return (
        changed(*without_bars(receipt, layout), label="N o m o r   V a l i d a s i", value=" ".join(receipt.number)),
    )


def neighbours(receipt, layout):
    """Other numbers stand directly above and below the validation number."""
    return (_among_neighbours(receipt, *without_bars(receipt, layout)),)


def _among_neighbours(receipt, form):
    above = (Row("porsi", "Nomor Porsi", receipt.porsi), Row("va2", "Nomor Virtual Account", receipt.virtual_account))
    below = (Row("ktp2", "Nomor KTP", receipt.ktp), Row("account2", "Nomor Rekening", receipt.account))
    kept = [row for row in form.rows if row.key not in {"va", "ktp", "account", "words"}]
    form = replace(form, rows=tuple(kept))
    return appended(inserted(form, *above), *below)


def other_validations(receipt, layout):
    """Other labels speak of validation too."""
    (form,) = without_bars(receipt, layout)
    form = inserted(form, Row("day", "Tanggal Validasi", f"{receipt.made:%d%m%Y}"))
    return (appended(form, *_clerks(receipt)),)


def _clerks(receipt):
    return (
        Row("clerk", "Kode Validasi Petugas", f"88{receipt.porsi[2:]}"),
        Row("hour", "Waktu Validasi", f"{receipt.made:%H:%M:%S}"),
    )


def only_the_clerk(receipt, layout):
    """Labels speak of validation, and none of its number."""
    (form,) = other_validations(receipt, layout)
    return (_without_number(form),)


def _without_number(form):
    head, rows = (tuple(row for row in part if row.key != "validation") for part in (form.head, form.rows))
    return replace(forms.without_bars(form), head=head, rows=rows)


def trailing_text(receipt, layout):
    return (_valued(f"{receipt.number} (ASLI)", receipt, layout),)


def _explained(form):
    return replace(form, foot=(HELP, *form.foot[-1:]))


def explained(receipt, layout):
    """A line at the foot speaks of the number, and has others."""
    return (_explained(*without_bars(receipt, layout)),)


def grouped(sign):
    """The number's digits stand in groups of four."""
    return lambda receipt, layout: (_valued(sign.join(_fours(receipt.number)), receipt, layout),)


def _fours(number):
    return [number[at : at + 4] for at in range(0, len(number), 4)]


def wrapped(receipt, layout):
    """The number breaks over two lines."""
    cut = 11 + receipt.index % 4
    return (_valued(f"{receipt.number[:cut]}\n{receipt.number[cut:]}", receipt, layout),)


def masked(receipt, layout):
    """Only its beginning and its end are printed."""
    return (_valued(f"{receipt.number[:6]}**********{receipt.number[-4:]}", receipt, layout),)


def picture(receipt, layout):
    """The number stands beside its label as a picture."""
    return (replace(_valued("", receipt, layout), picture=_pictured(receipt.number)),)


def _pictured(text):
    font = ImageFont.truetype(fonts.path("mono"), 24)
    image = Image.new("L", (round(font.getlength(text)) + 8, 34), 255)
    ImageDraw.Draw(image).text((4, 4), text, fill=0, font=font)
    content = BytesIO()
    image.save(content, "JPEG", quality=60)
    return content.getvalue()


def qr_text(receipt, layout):
    """A QR code's text has the right label and the number by which the bank's own program goes."""
    (form,) = without_bars(receipt, layout)
    return (replace(form, foot=("Teks kode QR", f"Nomor Validasi : {receipt.inner_id}", *form.foot[-1:])),)


def labelled_as_porsi(receipt, layout):
    """An old template calls the validation number another name."""
    return (changed(*without_bars(receipt, layout), label="No. Porsi"),)


def empty(receipt, layout):
    """The number is to be stamped by hand."""
    return (_valued("", receipt, layout),)


def dots_to_fill(receipt, layout):
    return (_valued("." * 30, receipt, layout),)


def empty_among_neighbours(receipt, layout):
    """The number is missing, and others stand all around."""
    return (_among_neighbours(receipt, *empty(receipt, layout)),)


def empty_with_bars(receipt, layout):
    """The number is missing beside its label, and stands under the bar code."""
    return (changed(_form(receipt, layout), value=""),)


def empty_and_explained(receipt, layout):
    return (_explained(*empty(receipt, layout)),)


def bars_only(receipt, layout):
    """No label at all; the bar code's line has its start and stop signs."""
    form = _without_number(_form(receipt, layout))
    return (replace(form, bars=receipt.number, under_bars=f"*{receipt.number}*"),)


def _letter(title, *lines):
    return (Form("B", (), title=(title,), body=lines),)


def letter(receipt, _):
    """Nothing of a receipt in it."""
    return _letter(
        "Pemberitahuan",
        "Yth. Nasabah Bank Contoh Syariah,",
        "",
        f"pada tanggal {receipt.made:%d-%m-%Y} layanan kantor kami tutup lebih awal.",
        "Untuk keterangan silakan hubungi Contoh Call 1500363.",
        "",
        "Hormat kami, RINA CONTOH",
    )


def letter_with_number(receipt, _):
    """The number without its label."""
    return _letter(
        "Setoran awal telah kami terima",
        f"Yth. {receipt.name},",
        "",
        f"setoran awal Rp {AMOUNT},00 telah kami terima dengan nomor",
        f"{receipt.number} pada tanggal {receipt.made:%d-%m-%Y}.",
        f"Rekening Anda: {receipt.account}.",
    )


def letter_with_label(receipt, _):
    """Label and number within a sentence."""
    return _letter(
        "Setoran awal telah kami terima",
        f"Yth. {receipt.name},",
        "",
        f"setoran awal Rp {AMOUNT},00 dari rekening {receipt.account} telah kami terima",
        f"dengan Nomor Validasi {receipt.number} pada {receipt.made:%d-%m-%Y}.",
        f"Virtual account {receipt.virtual_account} telah ditutup.",
    )


def letter_that_asks(receipt, _):
    """It speaks of validation numbers and has none."""
    return _letter(
        "Permintaan data",
        f"Yth. {receipt.name},",
        "",
        "mohon nomor validasi setoran awal Anda dikirim selambatnya besok",
        f"ke nomor 081234567801 dengan menyebut rekening {receipt.account}",
        f"dan NIK {receipt.ktp}.",
    )


def invoice(receipt, _):
    """A table of numbers, none of them the one."""
    rows = (
        Row("invoice", "Nomor Faktur", f"INV{receipt.porsi}"),
        Row("customer", "Nomor Pelanggan", receipt.account),
        Row("va", "Virtual Account", receipt.virtual_account),
        Row("made", "Tanggal", f"{receipt.made:%d/%m/%Y}"),
        Row("amount", "Jumlah", AMOUNT),
    )
    return (Form("A", rows, title=("FAKTUR",), foot=("Terima kasih.", "Bank Contoh Syariah")),)
