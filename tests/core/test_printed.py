"""The printed validation number, found by its place: what is plain is told, and whatever is not is unknown."""

import pytest
from core.forms import HEIGHT, NUMBER, OTHER, form, printed
from hypothesis import given
from hypothesis import strategies as st

from branchagent.core.layout import Word, rows_of
from branchagent.core.names import NumberRule
from branchagent.core.printed import Print, prints

MATCH, MISMATCH, UNKNOWN = Print.MATCH, Print.MISMATCH, Print.UNKNOWN
ACCOUNT = "9990107460917109"
GROUPS = "9992 6112 3000 1357 0011"
LAYOUT_A = [
    (0, 60, "Setoran Awal BIPIH"),
    (2, 40, "Nomor Validasi :"), (2, 200, NUMBER),
    (3, 40, "Nomor Virtual Account :"), (3, 200, ACCOUNT),
    (4, 40, "Tanggal Transaksi :"), (4, 200, "23/11/2026 09:41:07"),
    (5, 40, "No. Rekening :"), (5, 200, "xxxxxx1234"),
    (6, 40, "Jumlah :"), (6, 200, "25.000.000"),
]  # fmt: skip

SAYS = {
    "beside its label": [(2, 40, "Nomor Validasi"), (2, 200, NUMBER)],
    "after a colon of its own": [(2, 40, "No. Validasi"), (2, 180, ":"), (2, 200, NUMBER)],
    "after a colon that is attached": [(2, 40, "No.Validasi: " + NUMBER)],
    "in one word with its label": [(2, 40, "NoValidasi:" + NUMBER)],
    "in capitals": [(2, 40, "NOMOR VALIDASI = " + NUMBER)],
    "before its label in the stream": [(2, 200, NUMBER), (9, 40, "Bank Contoh"), (2, 40, "Nomor Validasi :")],
    "under its label": [(2, 300, "No. Validasi"), (3, 300, NUMBER)],
    "under a label with a colon": [(2, 300, "Nomor Validasi:"), (3, 300, NUMBER)],
    "under the head of a table": [
        (2, 40, "No. Rekening"), (2, 200, "Nomor Validasi"), (2, 400, "Bank"),
        (3, 40, ACCOUNT), (3, 190, NUMBER), (3, 400, "999"),
    ],
    "after a label of two languages": [(2, 40, "Nomor Validasi / Validation Number : " + NUMBER)],
    "after a label that is split": [(2, 40, "No"), (2, 50, "mor"), (2, 70, "Vali"), (2, 90, "dasi"), (2, 200, NUMBER)],
    "after a label letter by letter": [(2, 40, "N o m o r V a l i d a s i : " + NUMBER)],
    "in groups with blanks": [(2, 40, "Nomor Validasi : " + GROUPS)],
    "in groups with points": [(2, 40, "Nomor Validasi : " + GROUPS.replace(" ", "."))],
    "digit by digit": [(2, 40, "Nomor Validasi : " + " ".join(NUMBER))],
    "between asterisks": [(2, 40, f"Nomor Validasi : *{NUMBER}*")],
    "on a digital receipt": LAYOUT_A,
    "with a number of the same label beside it": [
        *LAYOUT_A, (20, 40, "Nomor Validasi : 99900000000000418273"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("pieces", SAYS.values(), ids=SAYS)
def test_a_labelled_number_is_found_wherever_it_stands(pieces):
    words = form(*pieces)
    assert printed(words).verdict is MATCH
    assert printed(words, OTHER).verdict is MISMATCH
    assert printed(words, OTHER).numbers[0] == NUMBER
    assert NUMBER in printed(words, None).numbers


@pytest.mark.parametrize(
    "wrong",
    [
        OTHER,
        NUMBER + "9",
        "9" + NUMBER,
        NUMBER.replace("357", "375"),
        "0123456789",
        "SiskohatSetoranAwal",
        "123",
    ],
)
def test_a_number_that_is_nearly_the_printed_one_is_another(wrong):
    assert printed(form(*LAYOUT_A), wrong) == printed(form(*LAYOUT_A), OTHER)


@pytest.mark.parametrize("wrong", [NUMBER[:-1], NUMBER[1:], NUMBER[:10]])
def test_a_part_of_the_printed_number_is_another_number(wrong):
    for pieces in (LAYOUT_A, SAYS["in one word with its label"], SAYS["between asterisks"]):
        assert printed(form(*pieces), wrong).verdict is MISMATCH


def test_a_number_whose_end_is_in_doubt_is_neither():
    for name in ("in groups with blanks", "digit by digit"):
        assert printed(form(*SAYS[name]), NUMBER[:-4]).verdict is UNKNOWN


ANYWHERE = {
    "with the old label": [(2, 40, "No. Porsi : " + NUMBER)],
    "alone": [(1, 300, NUMBER)],
    "under a bar code": [(1, 300, f"*{NUMBER}*"), (3, 40, "Bank Contoh")],
    "in a sentence": [(1, 40, f"Setoran dengan nomor ({NUMBER}), lunas.")],
}


@pytest.mark.parametrize("pieces", ANYWHERE.values(), ids=ANYWHERE)
def test_a_number_that_is_printed_matches_whatever_its_label(pieces):
    assert printed(form(*pieces)).verdict is MATCH
    assert printed(form(*pieces), OTHER).verdict is UNKNOWN


SAYS_NOTHING = {
    "nothing at all": [],
    "no number": [(1, 40, "Surat keterangan"), (2, 40, "Nomor Validasi akan dikirim kemudian")],
    "no label": [(1, 40, "No. Porsi : 3300123456"), (2, 40, "Nomor Virtual Account : " + ACCOUNT)],
    "an empty value over another row": [(2, 40, "Nomor Validasi :"), (3, 40, "No. Rekening :"), (3, 200, ACCOUNT)],
    "an empty value over a number in the column of values": [
        (2, 40, "Nomor Validasi :"), (3, 40, "Virtual Account :"), (3, 200, ACCOUNT), (4, 200, "9990107460917110"),
    ],
    "an empty value at the top right": [
        (2, 400, "No. Validasi :"), (3, 400, "Bank : 999"), (4, 400, "Kantor : 12345678"),
    ],
    "an empty value beside the next column's label": [
        (2, 40, "Nomor Validasi :"), (2, 300, "No. Rekening : 1234567890"),
    ],
    "a masked number": [(2, 40, "Nomor Validasi : xxxxxxxxxxxxxxxx0011")],
    "a number masked by asterisks": [(2, 40, "Nomor Validasi : 9992************0011")],
    "a date": [(2, 40, "Nomor Validasi : 23/11/2026"), (5, 40, "No. Validasi: 23.11.2026")],
    "an amount": [(2, 40, "Nomor Validasi"), (2, 200, "25.000.000")],
    "an amount of rupiah": [(2, 40, "Nomor Validasi"), (3, 40, "Rp 25.000.000")],
    "an amount in one word": [(2, 40, "Nomor Validasi : Rp25.000.000"), (4, 40, "No. Validasi: Rp.25.000.000")],
    "a word": [(2, 40, "Nomor Validasi : lihat 99926112300013570013")],
    "a short number": [(2, 40, "Nomor Validasi : 2 dari 5")],
    "the end of a longer label": [(2, 40, "Ekonomivalidasi 99926112300013570013")],
    "a sentence over a number": [
        (2, 40, "Nomor validasi dapat diperiksa melalui Call"), (3, 40, "1500363000 atau bank.example"),
    ],
    "a sentence with a number": [(2, 40, "Cek No. Validasi: 15003630001")],
    "a head that is none": [(2, 40, "No"), (2, 120, "Validasi"), (3, 40, "1"), (3, 120, "7001234567890")],
    "a number between two heads": [(2, 40, "Nomor Validasi"), (2, 240, "No. Rekening"), (3, 140, "9990107460917")],
    "a picture beside one label and a number beside another": [
        (2, 40, "Nomor Validasi :"), (9, 40, "Nomor Validasi : 99900000000000418273"),
    ],
    "an order of labels": [(2, 40, "Nomor Validasi 2 : 99926112300013570013")],
    "two lines in one row": [(2, 40, "No. Validasi : 99926112300"), (2, 125, "013570013")],
    "a line far below": [(2, 40, "Nomor Validasi"), (9, 40, "99926112300013570013")],
}  # fmt: skip


@pytest.mark.parametrize("pieces", SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_what_is_not_plain_alarms_nobody(pieces):
    words = form(*pieces)
    assert printed(words) == printed(words, None)
    assert printed(words).verdict is UNKNOWN
    assert printed(words).numbers == ()


BELOW = form((2, 40, "Nomor Validasi"), (3, 40, "9990107460917109"))


def test_below_a_label_only_a_number_of_the_same_form_accuses():
    """An account's or a telephone's number may stand there, under a value that is a picture."""
    assert printed(BELOW).verdict is UNKNOWN
    assert printed(BELOW, "9990107460917108").verdict is MISMATCH
    assert printed(BELOW, None).only == "9990107460917109"


def test_a_list_says_all_its_numbers():
    rows = [(line, 200, f"9992611230001357001{line}") for line in range(3, 8)]
    heads = [(2, 40, "Nama Jemaah"), (2, 200, "Nomor Validasi"), (2, 360, "Jumlah")]
    names = [(line, 40, "AHMAD FAUZI") for line in range(3, 8)]
    words = form(*heads, *names, *rows)
    assert printed(words, None).numbers == tuple(f"9992611230001357001{line}" for line in range(3, 8))
    assert printed(words, None).only is None
    assert printed(words, "99926112300013570014").verdict is MATCH
    assert printed(words, OTHER).verdict is MISMATCH


@pytest.mark.parametrize("name", ["BIPIH", "Setoran", "bukti"])
def test_a_word_of_the_form_is_no_number_though_it_is_printed(name):
    words = form(*LAYOUT_A, (12, 40, "Bukti"))
    assert printed(words, name) == printed(words, OTHER)
    assert printed(form((2, 40, "Bukti Setoran BIPIH")), name).verdict is UNKNOWN


def test_a_short_number_is_told_only_where_no_other_is_labelled():
    assert printed(form(*LAYOUT_A, (12, 40, "Lembar 25")), "25").verdict is UNKNOWN
    assert printed(form((2, 40, "Nomor Validasi : 4711")), "4711").verdict is MATCH


def test_zeros_that_a_form_leaves_out_alarm_nobody():
    assert printed(form((2, 40, "Nomor Validasi : 118053000013564019")), "0118053000013564019").verdict is UNKNOWN


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (f"{NUMBER} 23112026", NUMBER),
        ("123456789012 23112026", "123456789012"),
        (f"{NUMBER} Rp25.000.000", NUMBER),
        ("0111 8053 0000 1356 4019", "01118053000013564019"),
    ],
)
def test_only_even_groups_are_joined(said, number):
    assert printed(form((2, 40, "Nomor Validasi : " + said)), None).only == number


def test_a_label_may_be_numbered_or_told_in_two_languages():
    for before in ("1.", "a)", "-", "Validation Number /"):
        assert printed(form((2, 40, f"{before} Nomor Validasi : {NUMBER}")), OTHER).verdict is MISMATCH


WRAPPED = form((2, 40, "Nomor Validasi :"), (2, 200, NUMBER[:14]), (3, 200, NUMBER[14:]))


def test_half_a_number_is_none():
    assert printed(WRAPPED).verdict is UNKNOWN
    assert printed(WRAPPED, OTHER).verdict is UNKNOWN
    assert printed(WRAPPED, None).only is None


def test_a_number_over_another_row_with_its_own_label_is_whole():
    assert printed(form(*LAYOUT_A), None).only == NUMBER


def test_on_a_part_of_the_pages_nobody_can_say_that_a_number_is_nowhere():
    words = form(*LAYOUT_A)
    assert printed(words, OTHER, whole=False).verdict is UNKNOWN
    assert printed(words, NUMBER, whole=False).verdict is MATCH
    assert printed(words, None, whole=False).only is None


def test_what_is_printed_twice_to_make_it_bold_is_printed_once():
    once = form((2, 40, "Nomor Validasi : " + NUMBER))
    twice = [
        each
        for word in once
        for each in (word, Word(word.text, word.left + 0.4, word.bottom, word.right + 0.4, word.top))
    ]
    assert printed(twice, None).only == NUMBER


def test_a_value_far_from_its_label_is_found_by_its_colon():
    assert printed(form((2, 40, "Nomor Validasi :"), (2, 520, NUMBER)), OTHER).verdict is MISMATCH
    assert printed(form((2, 40, "Nomor Validasi"), (2, 520, NUMBER)), OTHER).verdict is UNKNOWN


def test_a_watermark_across_the_page_is_in_no_row():
    across = [Word(letter, 50 + 60 * index, 690, 110 + 60 * index, 790) for index, letter in enumerate("CONTOH")]
    assert printed([*across, *form(*LAYOUT_A)], OTHER) == printed(form(*LAYOUT_A), OTHER)


def test_its_rule_narrows_what_a_number_can_be():
    words = form((2, 40, "Nomor Validasi : 12345678"))
    assert printed(words, OTHER).verdict is MISMATCH
    assert printed(words, OTHER, rule=NumberRule("[0-9]{20}")).verdict is UNKNOWN


def test_the_case_of_letters_is_the_file_systems_business():
    words = form((2, 40, "Nomor Validasi : VA2611230013X7"))
    assert printed(words, "va2611230013x7").verdict is MATCH
    assert printed(words, "va2611230013x8").verdict is MISMATCH


@pytest.mark.parametrize(
    ("within", "found"),
    [
        (NUMBER, True),
        (f"({NUMBER})", True),
        (f"No:{NUMBER}.", True),
        (f"{NUMBER}, lunas", True),
        (f"{NUMBER}1", False),
        (f"A{NUMBER}", False),
        (f"1.{NUMBER}", False),
        (f"{NUMBER}-01", False),
        (f"{NUMBER}1 {NUMBER}", True),
        ("", False),
    ],
)
def test_a_number_stands_in_a_text_as_a_whole_or_not_at_all(within, found):
    assert prints(within, NUMBER) is found


@given(st.permutations(form(*LAYOUT_A)), st.floats(0.05, 40), st.floats(-1e4, 1e4))
def test_neither_the_streams_order_nor_the_pages_scale_matters(words, scale, shift):
    moved = [
        Word(word.text, *(scale * (edge + shift) for edge in (word.left, word.bottom, word.right, word.top)))
        for word in words
    ]
    assert printed(moved).verdict is MATCH
    assert printed(moved, OTHER) == printed(form(*LAYOUT_A), OTHER)


WORDS = st.sampled_from(
    [
        "Nomor",
        "No.",
        "Validasi",
        "Validasi:",
        ":",
        "Bank",
        "Rp",
        ACCOUNT,
        "25.000.000",
        "0011",
        "9992",
        "X",
        "23/11/2026",
    ]
)
PLACED = st.tuples(st.integers(0, 6), st.integers(0, 60).map(lambda step: 10.0 * step), WORDS)


@given(st.lists(PLACED, max_size=25), PLACED)
def test_a_right_name_is_never_blamed_and_a_wrong_one_never_confirmed(pieces, place):
    words = form(*pieces, (place[0], place[1], NUMBER))
    assert printed(words).verdict is MATCH
    assert printed(words, OTHER).verdict is not MATCH


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 800)), max_size=40))
def test_rows_hold_each_word_once_from_left_to_right(places):
    words = [Word(str(index), left, bottom, left + 20, bottom + HEIGHT) for index, (left, bottom) in enumerate(places)]
    rows = rows_of(words)
    assert sorted(int(word.text) for row in rows for word in row) == list(range(len(words)))
    for row in rows:
        assert [word.left for word in row] == sorted(word.left for word in row)
