"""An agent killed between any two of its steps leaves a journal that tells all it was told."""

import random
import subprocess
import sys

from branchagent.core.receipts import Outcome

WRITER = """
import itertools, pathlib, sys
from branchagent.core.verdicts import Answered, judge
from branchagent.journal import Arrival, Journal

journal = Journal(pathlib.Path(sys.argv[1]))
tell = lambda step, name: print(step, name, flush=True)
for index in itertools.count(int(sys.argv[2])):
    name = f"{index}.pdf"
    intent = journal.intend(Arrival(name, str(index), f"{index:064}", 9, 1.0), 2.0)
    tell("intended", name)
    judgement = judge(Answered(200, b'{"RC": "00"}'), str(index), in_doubt=intent.in_doubt)
    journal.conclude(intent, judgement, judgement.verdict, 3.0, 0.1, 4.0)
    tell("concluded", name)
    journal.filed(intent.receipt_id, f"done/{name}")
    tell("filed", name)
"""


def run_and_kill(state, first, steps):
    """Give what the writer said that it had done."""
    command = [sys.executable, "-c", WRITER, str(state), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        told = [writer.stdout.readline().split() for _ in range(steps)]
        writer.kill()
        told += [line.split() for line in writer.stdout if line.endswith("\n")]
    return told


def expect_told(book, told):
    stages = dict(book.rows("SELECT name, stage FROM receipt"))
    allowed = {
        "intended": {"sending", "judged", "filed"},
        "concluded": {"judged", "filed"},
        "filed": {"filed"},
    }
    for step, name in told:
        assert stages[name] in allowed[step], (step, name)


def test_whatever_was_told_is_there_after_a_kill(book):
    chance = random.Random(20261124)  # noqa: S311 - the same moments each time
    for round_ in range(20):
        book.journal.close()
        told = run_and_kill(book.state, 1000 * round_, chance.randint(1, 40))
        book.restart()
        assert book.rows("PRAGMA integrity_check") == [("ok",)]
        expect_told(book, told)
        for decided in book.journal.decided():
            assert decided.outcome is Outcome.DONE
            book.journal.filed(decided.receipt_id, f"done/{decided.name}")
        for waiting in book.journal.postponed():
            book.journal.withdrawn(waiting.name)
    assert len(book.history()) > 20
