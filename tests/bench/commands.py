"""What the commands take beside a journal of years, from the process's start to its end."""

import contextlib
import sqlite3
import subprocess
import sys
import time
from statistics import median

from rig.agents import clean_environment

from branchagent.journal import Journal

_RUNS = 15
_A_DAY = 2000
"""Receipts: as many as a head office has."""
_MADE = """
WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < :receipts)
INSERT INTO receipt (name, number, sha256, size, dropped_at, stage, outcome, reason, rc, message, http_status,
                     filed_as, finished_at, print)
SELECT printf('9992%016d.pdf', n), printf('9992%016d', n), printf('%064x', n), 200000, at, 'filed',
       iif(n % 50, 'done', 'failed'), iif(n % 50, 'accepted', 'not-found'), iif(n % 50, '00', '14'), 'OK', 200,
       printf(iif(n % 50, 'done', 'failed') || '/9992%016d.pdf', n), at, 'match'
FROM (SELECT n, strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', 'now',
                         printf('-%d seconds', (:receipts - n) * 86400 / :a_day)) AS at
      FROM count)"""
_TRIED = "INSERT INTO attempt (id, receipt_id, started_at) SELECT id, id, dropped_at FROM receipt"
_ENDED = """
INSERT INTO ending SELECT id, dropped_at, 40, reason, rc, message, http_status, 0 FROM receipt"""


def fill(state, receipts):
    """Write a journal of so many receipts, the latest of today, in the state folder."""
    Journal(state).close()
    with contextlib.closing(sqlite3.connect(state / "journal.db")) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(_MADE, {"receipts": receipts, "a_day": _A_DAY})
        db.execute(_TRIED)
        db.execute(_ENDED)


def measure(home, number_there):
    """Give the median milliseconds of each command at a home whose state folder is `home / "state"`."""
    config = home / "config.toml"
    (home / "drop").mkdir(exist_ok=True)
    config.write_text(
        f'folder.path = "{home / "drop"}"\nstate.path = "{home / "state"}"\nserver.url = "http://127.0.0.1:9"\n',
        "utf-8",
    )
    commands = {
        "status": ("status",),
        "status --json": ("status", "--json"),
        "history --number": ("history", "--number", number_there),
        "history --number --json": ("history", "--number", number_there, "--json"),
    }
    return {name: median(_once(home, config, words) for _ in range(_RUNS)) for name, words in commands.items()}


def _once(home, config, words):
    command = [sys.executable, "-m", "branchagent", *words, "--config", str(config)]
    began = time.perf_counter()
    done = subprocess.run(command, env=clean_environment(home, {}), cwd=home, capture_output=True, check=False)
    assert done.returncode in {0, 4}, done.stderr
    return 1000 * (time.perf_counter() - began)


def number_of(index):
    """Give the number of the receipt that was made as the index-th."""
    return f"9992{index:016d}"
