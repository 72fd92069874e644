"""What is scored: the product's own reader, without its process."""

from branchagent.core.names import DEFAULT_PATTERN
from branchagent.core.printed import Question
from branchagent.pdfs import look


def ask(content, number):
    """Tell whether the document prints the number: `match`, `mismatch` or `unknown`."""
    return str(look(content, Question(number, DEFAULT_PATTERN)).printed.verdict)


def suggested(content):
    """Give the one number that the document is said to print; None if it is said to print none, or several."""
    return look(content, Question(None, DEFAULT_PATTERN)).printed.only
