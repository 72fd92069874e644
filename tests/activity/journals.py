"""Journals of many receipts, written at once; and a plausible month of a branch."""

import hashlib
import random
import sqlite3
from datetime import datetime, timedelta

from rig.receipts import number

from branchagent.journal import Journal
from branchagent.journal.records import stored_time

FAILURES = (
    ("not-found", "05", "Nomor validasi tidak ditemukan"),
    ("upload-error", "28", "Gagal upload"),
    ("number-mismatch", None, ""),
    ("damaged", None, ""),
)


def fill(state, receipts, troubles=()):
    """Write finished receipts: (time, number, outcome, reason, rc, message); and attempts that met a trouble."""
    Journal(state).close()
    with sqlite3.connect(state / "journal.db") as db:
        for count, (when, named, outcome, reason, rc, message) in enumerate(receipts, start=1):
            at = stored_time(when.timestamp())
            digest = hashlib.sha256(f"{count}".encode()).hexdigest()
            printed = ("mismatch", number(count % 900)) if reason == "number-mismatch" else (None, None)
            values = (
                count, f"{named}.pdf", named, digest, 200_000, at, "filed", outcome, reason, rc, message,
                None if rc is None else 200, f"{outcome}/{named}.pdf", at, *printed,
            )  # fmt: skip
            db.execute(
                "INSERT INTO receipt (id, name, number, sha256, size, dropped_at, stage, outcome, reason, rc, message,"
                " http_status, filed_as, finished_at, print, printed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                values,
            )
            if rc is not None:
                end(db, count, count, when, reason, rc)
        first = db.execute("SELECT coalesce(max(id), 0) FROM attempt").fetchone()[0] + 1
        for index, (when, how) in enumerate(sorted(troubles), start=first):
            end(db, index, 1, when, how, None)
    db.close()
    if troubles:
        in_order(state)


def end(db, attempt, receipt, when, how, rc):
    at = stored_time(when.timestamp())
    db.execute("INSERT INTO attempt VALUES (?, ?, ?)", (attempt, receipt, at))
    db.execute("INSERT INTO ending VALUES (?, ?, 40, ?, ?, '', NULL, 0)", (attempt, at, how, rc))


def in_order(state):
    """An attempt's number grows with its time in real journals; the few of outages were written last here."""
    with sqlite3.connect(state / "journal.db") as db:
        db.executescript(
            """
            DROP TRIGGER ending_is_kept;
            CREATE TEMP TABLE place (attempt INTEGER PRIMARY KEY, number);
            INSERT INTO place SELECT attempt_id, row_number() OVER (ORDER BY ended_at) FROM ending;
            UPDATE ending SET attempt_id = -(SELECT number FROM place WHERE attempt = attempt_id);
            UPDATE ending SET attempt_id = -attempt_id;
            """
        )
    db.close()


def plausible(state, now, seed=7, volume=40):
    """A month: weekdays busier than Saturdays, a service that was away for some hours, a few failures."""
    draw = random.Random(seed)  # noqa: S311 - a branch, no secret
    receipts, troubles = [], []
    for ago in range(45, -1, -1):
        day = (now - timedelta(days=ago)).replace(hour=0, minute=0, second=0, microsecond=0)
        if day.weekday() == 6:
            continue
        busy = volume if day.weekday() < 5 else volume // 4
        for _ in range(draw.randint(busy // 2, busy)):
            when = day + timedelta(hours=min(max(draw.gauss(10.8, 1.8), 7.6), 16.5), seconds=draw.random() * 600)
            receipts.append((when, *draw_fate(draw, len(receipts))))
        if ago == 9:
            troubles = [(day + timedelta(hours=9, minutes=each), "no-connection") for each in range(0, 190, 5)]
            receipts = [
                each for each in receipts if not day + timedelta(hours=9) <= each[0] < day + timedelta(hours=12.2)
            ]
    receipts = sorted((each for each in receipts if each[0] < now), key=lambda each: each[0])
    fill(state, receipts, troubles)
    return receipts


def draw_fate(draw, index):
    named = number(100_000 + index)
    chance = draw.random()
    if chance < 0.94:
        return named, "done", "accepted", "00", "Bukti setoran berhasil diunggah"
    if chance < 0.97:
        return named, "duplicate", "duplicate", "29", "Bukti setoran sudah diunggah"
    reason, rc, message = draw.choice(FAILURES)
    return named, "failed", reason, rc, message


def lay_failures(drop, receipts, most=4):
    """Put the latest failed files where the journal says that they are."""
    failed = [each for each in receipts if each[2] == "failed"][-most:]
    (drop / "failed").mkdir(parents=True, exist_ok=True)
    for each in failed:
        (drop / "failed" / f"{each[1]}.pdf").write_bytes(b"x" * 200_000)


def this_afternoon():
    return datetime.now().astimezone().replace(hour=15, minute=0, second=0, microsecond=0)
