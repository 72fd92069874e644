"""Forms put together word by word: where it stands is all that is known of a word."""

from branchagent.core.layout import Word
from branchagent.core.names import DEFAULT_PATTERN, NumberRule
from branchagent.core.printed import Page, compare

WIDTH, HEIGHT, LINE = 5.0, 10.0, 14.0
RULE = NumberRule(DEFAULT_PATTERN)
NUMBER = "99926112300013570011"
OTHER = "99926112300013570012"


def text(line, left, words):
    """Give the words of a line, each letter 5 wide and 10 high, with a blank of a letter's width between them."""
    placed = []
    for word in words.split(" "):
        if word:
            bottom = 800 - line * LINE
            placed.append(Word(word, left, bottom, left + WIDTH * len(word), bottom + HEIGHT))
        left += WIDTH * (len(word) + 1)
    return placed


def form(*pieces):
    """Give the words of (line, left, words) pieces in the order of their stream."""
    return [word for piece in pieces for word in text(*piece)]


def printed(words, number=NUMBER, *, whole=True, rule=RULE):
    stream = " ".join(word.text for word in words)
    return compare(number, [Page(words, stream)], rule, whole=whole)
