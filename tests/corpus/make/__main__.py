"""Make the corpus anew: `python -m tests.corpus.make [DIR]`, with what README.md names installed."""

import json
import sys
from pathlib import Path

from tests.corpus.make import fonts
from tests.corpus.make.documents import made

CORPUS = Path(__file__).parents[1]


def main():
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    folder = corpus / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.pdf"):
        old.unlink()
    fonts.prepare()
    answers = {}
    for name, content, answer in made():
        if f"{name}.pdf" in answers:
            raise ValueError(f"two documents are called {name}")
        (folder / f"{name}.pdf").write_bytes(content)
        answers[f"{name}.pdf"] = answer
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(answers[name])}" for name in sorted(answers))
    (corpus / "answers.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    print(f"{len(answers)} documents")


if __name__ == "__main__":
    main()
