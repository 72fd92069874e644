import hashlib
import json
import os
import shutil
import sqlite3
import subprocess

import pytest

from branchagent.core.receipts import Outcome, Reason
from branchagent.core.verdicts import Answered, Final, InDoubt, NotSent, Trouble, judge
from branchagent.journal import Arrival, History, Journal

NUMBER = "01118053000013564019"
NOON = 1_795_000_000.0


class Book:
    """A journal with the agent's usual words for what happens to a receipt."""

    def __init__(self, state):
        self.state = state
        self.journal = Journal(state)

    def restart(self):
        self.journal.close()
        self.journal = Journal(self.state)

    def arrival(self, content=b"a receipt", number=NUMBER, name=None, dropped_at=NOON - 1):
        digest = hashlib.sha256(content).hexdigest()
        return Arrival(name or f"{number}.pdf", number, digest, len(content), dropped_at)

    def intend(self, *, now=NOON, **about):
        return self.journal.intend(self.arrival(**about), now)

    def conclude(self, intent, fact, *, verdict=None, now=NOON, retry_at=NOON + 60, number=NUMBER):
        judgement = judge(fact, number, in_doubt=intent.in_doubt)
        self.journal.conclude(intent, judgement, verdict or judgement.verdict, now, 0.25, retry_at)

    def answered(self, intent, rc, status=200, **more):
        body = json.dumps({"RC": rc, "message": f"code {rc}"}).encode()
        self.conclude(intent, Answered(status, body, "application/json"), **more)

    def cut_off(self, intent):
        self.conclude(intent, InDoubt(Trouble.TIMEOUT, "ReadTimeout"))

    def not_sent(self, intent, **more):
        self.conclude(intent, NotSent(Trouble.NO_CONNECTION, "refused"), **more)

    def give_up(self, intent, rc="99"):
        self.answered(intent, rc, 400, verdict=Final(Outcome.FAILED, Reason.SERVICE_ERROR))

    def carry(self, rc="00", *, filed_as="as dropped", now=NOON, **about):
        """A receipt all the way; its id."""
        intent = self.intend(now=now, **about)
        self.answered(intent, rc, now=now)
        name = self.arrival(**about).name
        self.journal.filed(intent.receipt_id, f"done/{name}" if filed_as == "as dropped" else filed_as)
        return intent.receipt_id

    def rows(self, query, *values):
        """What another connection sees."""
        connection = sqlite3.connect(self.state / "journal.db")
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def history(self, **given):
        with History(self.state) as history:
            return list(history.entries(**given))


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def book(state):
    book = Book(state)
    yield book
    book.journal.close()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, of 512 KiB, with a way to remount it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no tmpfs can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)
