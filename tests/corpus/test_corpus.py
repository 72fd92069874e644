"""The corpus is whole, no trait is missing, and the reader of validation numbers says nothing wrong about it."""

import pytest

from tests.corpus.score import DOCUMENTS, Reply, answers, line, replies, wrong_names

VERDICTS = {"match", "mismatch", "unknown"}
NAMED = """
    alphanumeric bar_code_only bilingual blanks_between_letters colon_attached colon_with_value empty_value
    far_right form_objects grouped_blanks grouped_dots header_row invoice kerned label_in_sentence label_lower
    label_no_dot label_split label_tight label_upper labelled_as_porsi leaning letter letter_by_letter letter_spaced
    ligatures locked_without_password masked mentioned_elsewhere mid_word misleading_codes mixed_sizes neighbours
    no_colon no_label no_tounicode ocr_layer ocr_misread odd_blanks odd_boxes outlines page_rotated plain
    printed_twice qr_text rewritten scan several_copies shuffled similar_labels subset_font text_rotated
    trailing_text two_columns two_pilgrims two_up type3 value_as_picture value_before_label value_below watermark
    wrapped
"""
TRAITS = NAMED.split()
ANSWERS = answers()
PRODUCERS = sorted({answer["producer"] for answer in ANSWERS.values()})
MISSED_AT_MOST = {"scanner": 0.9, "qpdf": 0.23, "libreoffice-calc": 0.15}
"""The share of what a perfect reader would have known; 0.12 for those that are not named.

Of what lies invisibly over a scan only a match is believed.
"""


def test_every_document_has_its_answer_and_every_answer_its_document():
    assert {path.name for path in DOCUMENTS.glob("*.pdf")} == ANSWERS.keys()


def test_there_are_enough_documents_by_enough_producers():
    assert len(ANSWERS) >= 200
    assert len({answer["producer"] for answer in ANSWERS.values()}) >= 3


def test_it_stays_small():
    assert sum(path.stat().st_size for path in DOCUMENTS.glob("*.pdf")) < 4_000_000


@pytest.mark.parametrize("trait", TRAITS)
def test_the_trait_is_there(trait):
    assert any(trait in answer["traits"] for answer in ANSWERS.values())


def test_no_other_trait_is_there():
    assert {trait for answer in ANSWERS.values() for trait in answer["traits"]} == set(TRAITS)


@pytest.mark.parametrize("document", ANSWERS)
def test_its_questions_have_right_answers(document):
    answer = ANSWERS[document]
    asked = [question["name"] for question in answer["questions"]]
    assert len(asked) == len(set(asked)) >= 6
    assert not set(asked) & {*answer["prints"], *answer["labelled_otherwise"]}
    for question in answer["questions"]:
        assert question["ideal"] in question["right"]
        assert set(question["right"]) <= VERDICTS


@pytest.mark.parametrize("document", ANSWERS)
def test_no_allowed_answer_contradicts_the_document(document):
    own = set(ANSWERS[document]["numbers"])
    for question in ANSWERS[document]["questions"]:
        assert ("mismatch" if question["name"] in own else "match") not in question["right"] or not own


def test_a_wrong_answer_is_counted_and_an_unknown_never_is_one():
    def reply(said, right):
        return Reply("a.pdf", "fpdf2", has_text=True, name="1", right=right, ideal=right[0], said=said)

    group = [
        reply("match", ["mismatch", "unknown"]),
        reply("mismatch", ["unknown"]),
        reply("unknown", ["match", "unknown"]),
    ]
    assert line(group) == (1, 3, 1, 1, 0, 0, 1, "33.3%", "50.0%")


@pytest.mark.parametrize("producer", PRODUCERS)
def test_the_reader_says_nothing_wrong_and_misses_little(producer):
    asked = [reply for reply in replies(producer) if reply.producer == producer]
    assert [reply for reply in asked if reply.wrong] == []
    answerable = [reply for reply in asked if reply.ideal != "unknown"]
    missed = [reply for reply in answerable if reply.said == "unknown"]
    assert len(missed) <= MISSED_AT_MOST.get(producer, 0.12) * len(answerable)


@pytest.mark.parametrize("producer", PRODUCERS)
def test_no_document_would_be_called_by_a_number_that_is_not_its_own(producer):
    assert list(wrong_names(producer)) == []
