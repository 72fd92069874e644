"""What a careful reader answers for each document."""

import re

MATCH, MISMATCH, UNKNOWN = "match", "mismatch", "unknown"
SURE = ([UNKNOWN], UNKNOWN)
# For each kind of document: the allowed answers and the ideal one, for a number that is the document's, and for others.
KINDS = {
    "labelled": (([MATCH, UNKNOWN], MATCH), ([MISMATCH, UNKNOWN], MISMATCH)),
    "printed": (([MATCH, UNKNOWN], MATCH), SURE),
    "absent": (SURE, SURE),
    # A person reads it; its text does not tell, or tells otherwise.
    "unreadable": (([MATCH, UNKNOWN], UNKNOWN), ([MISMATCH, UNKNOWN], UNKNOWN)),
    "textless": (SURE, SURE),
}
TOKEN = re.compile(r"[0-9A-Za-z]+")


def tokens(texts):
    """Every number of six digits or more that stands there as a word of its own."""
    found = (token for text in texts for token in TOKEN.findall(text))
    return {token for token in found if len(re.findall("[0-9]", token)) >= 6}


def with_another_digit(number, index):
    at = [place for place, letter in enumerate(number) if letter.isdigit()][-1 - index % 9]
    return f"{number[:at]}{(int(number[at]) + 1 + index % 8) % 10}{number[at + 1 :]}"


def with_two_exchanged(number, index):
    pairs = [at for at in range(len(number) - 1) if number[at] != number[at + 1] and number[at : at + 2].isdigit()]
    at = pairs[-1 - index % min(6, len(pairs))]
    return f"{number[:at]}{number[at + 1]}{number[at]}{number[at + 2 :]}"


def others(receipt):
    """Numbers that the document does not print, and that somebody might take for it."""
    number = receipt.number
    return [
        receipt.another().number,
        with_another_digit(number, receipt.index),
        number[:-1],
        f"{number}{receipt.index % 10}",
        with_two_exchanged(number, receipt.index),
        receipt.porsi,
    ]


def answer(kind, receipts, texts, *, legible, **facts):
    """Give one document's entry; `legible` is whether a person can read the number beside its label."""
    own = [receipt.number for receipt in receipts]
    inner = [receipt.inner_id for receipt in receipts]
    found = tokens(texts) if kind != "textless" else set()
    prints = {token for token in found if not any(token in number for number in own)} - set(inner)
    asked = [name for receipt in receipts for name in others(receipt) if name not in found and name not in own]
    right, wrong = KINDS[kind]
    questions = [_question(name, *right) for name in own] + [_question(name, *wrong) for name in dict.fromkeys(asked)]
    return {
        **facts,
        "kind": kind,
        "text": kind != "textless",
        "numbers": own if legible else [],
        "labelled_otherwise": sorted(found & set(inner)),
        "prints": sorted(prints),
        "questions": questions,
    }


def _question(name, right, ideal):
    return {"name": name, "right": right, "ideal": ideal}
