"""Score a reader of validation numbers on the corpus: `python -m tests.corpus`."""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.asking import ask, suggested

CORPUS = Path(__file__).parent
DOCUMENTS = CORPUS / "documents"
ANSWERS = CORPUS / "answers.json"
COLUMNS = (
    "documents",
    "questions",
    "wrong match",
    "wrong mism.",
    "right match",
    "right mism.",
    "unknown",
    "in text",
    "missed",
)
LEGEND = """in text: unknowns among the questions to documents with text
missed: unknowns where a perfect reader would have known"""


@dataclass(frozen=True)
class Reply:
    """One question to one document, and what the reader said."""

    document: str
    producer: str
    has_text: bool
    name: str
    right: list[str]
    ideal: str
    said: str

    @property
    def wrong(self):
        return self.said not in self.right


def answers():
    """Give the answer of each document by its file's name."""
    return json.loads(ANSWERS.read_text(encoding="utf-8"))


def documents(wanted=""):
    """Give the documents whose name, producer or trait is the wanted one: name, answer and content."""
    for document, answer in answers().items():
        if not wanted or wanted in {answer["producer"], *answer["traits"]} or wanted in document:
            yield document, answer, (DOCUMENTS / document).read_bytes()


def replies(wanted=""):
    """Ask the reader everything about the wanted documents."""
    for document, answer, content in documents(wanted):
        for question in answer["questions"]:
            said = ask(content, question["name"])
            yield Reply(document, answer["producer"], answer["text"], **question, said=said)


def wrong_names(wanted=""):
    """Give the wanted documents that would be called by a number which is not theirs."""
    for document, answer, content in documents(wanted):
        name = suggested(content)
        if name is not None and name not in answer["numbers"]:
            yield document, name


def line(group):
    """Give what stands in a line of the table, in the order of COLUMNS."""
    said = Counter((reply.wrong, reply.said) for reply in group)
    in_text = [reply for reply in group if reply.has_text]
    answerable = [reply for reply in group if reply.ideal != "unknown"]
    return (
        len({reply.document for reply in group}),
        len(group),
        said[True, "match"],
        said[True, "mismatch"],
        said[False, "match"],
        said[False, "mismatch"],
        said[True, "unknown"] + said[False, "unknown"],
        share(in_text),
        share(answerable),
    )


def share(group):
    """Give the share of unknowns."""
    unknown = sum(reply.said == "unknown" for reply in group)
    return f"{unknown / len(group):.1%}" if group else "-"


def table(asked):
    """Give the table's lines: one for each producer, and their total."""
    producers = sorted({reply.producer for reply in asked})
    yield f"{'producer':<18}" + "".join(f"{name:>13}" for name in COLUMNS)
    for producer in producers:
        yield _row(producer, [reply for reply in asked if reply.producer == producer])
    yield _row("total", asked)


def _row(name, group):
    return f"{name:<18}" + "".join(f"{cell:>13}" for cell in line(group))


def main():
    """Print the table and each wrong case; give 1 if there is one."""
    parser = argparse.ArgumentParser(prog="tests.corpus", description=__doc__)
    parser.add_argument("only", nargs="?", default="", help="a producer, a trait, or a part of the files' names")
    parser.add_argument("--missed", action="store_true", help="list what a perfect reader would have known, too")
    arguments = parser.parse_args()
    asked = list(replies(wanted=arguments.only))
    for reply in asked:
        if reply.wrong or (arguments.missed and reply.said != reply.ideal):
            word = "wrong" if reply.wrong else "missed"
            print(f"{word} {reply.said}: {reply.document} was asked for {reply.name}, ideal is {reply.ideal}")
    misnamed = list(wrong_names(arguments.only))
    for document, name in misnamed:
        print(f"wrong name: {document} would be called {name}")
    print("\n".join(table(asked)), LEGEND, sep="\n")
    return int(bool(misnamed) or any(reply.wrong for reply in asked))
