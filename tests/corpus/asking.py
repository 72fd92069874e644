"""What is scored: here a naive reader, which shows that the scorer can tell."""

import re

import pypdfium2

LABEL = re.compile(r"no(?:mor|\.)?\s*validasi\s*:?\s*([0-9A-Z]{8,})", re.IGNORECASE)


def ask(content, number):
    """Tell whether the document prints the number: `match`, `mismatch` or `unknown`."""
    with pypdfium2.PdfDocument(content) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    if re.search(rf"(?<![0-9A-Za-z]){re.escape(number)}(?![0-9A-Za-z])", text):
        return "match"
    return "mismatch" if LABEL.search(text) else "unknown"
