"""What must hold: watched while the world runs, and judged when it has become calm."""

import sqlite3
from collections import defaultdict

from branchagent.core.names import NumberRule, Receipt, is_left_alone
from branchagent.core.receipts import Outcome
from branchagent.core.status import State
from branchagent.filing import REASON_MARK

from .files import TOP

_GRACE_S = 75.0
"""A listing every 30 s, a file that is no PDF watched for 10 s, and some time to carry things out."""
_ROWS = """
SELECT id, name, number, sha256, stage, outcome, reason, rc, filed_as, finished_at,
       (SELECT count(*) FROM attempt a LEFT JOIN ending e ON e.attempt_id = a.id
        WHERE a.receipt_id = receipt.id AND coalesce(e.leaves_doubt, 1)) AS doubts
FROM receipt ORDER BY id"""
_WITHOUT_A_CALL = {"bad-name", "not-pdf", "damaged", "empty", "encrypted", "too-large", "number-mismatch"}
_SUSPICIOUS = {"28", "99", "42", "00", None}


class Watchman:
    """Looks every few seconds at what the agents show."""

    def __init__(self, world):
        self.world = world

    def watch(self):
        while True:
            self.world.scheduler.sleep(7.0)
            for pc in self.world.pcs:
                if self.world.runs(pc) and pc.process.report is not None:
                    self._look(pc.process)

    def _look(self, process):
        if process.report.state is not State.IDLE:
            process.idle_since = None
            return
        if process.report.waiting:
            self.world.violated("f", f"{process.name} shows idle and tells of {process.report.waiting} that wait")
        if process.idle_since is None:
            process.idle_since = self.world.scheduler.now
        since = max(process.idle_since, process.calm_since)
        what = self._wrong(since)
        if what:
            self.world.violated("f", f"{process.name} shows idle: {what}")

    def _wrong(self, since):
        now, tree = self.world.scheduler.now, self.world.tree
        overdue = now - _GRACE_S
        if since > overdue:
            return None
        if not tree.present:
            return "the folder is away" if self.world.away_since < overdue else None
        for name, node in tree.folders[TOP].items():
            if not is_left_alone(name) and node.touched_at < overdue:
                return f"{name} waits"
        for name, node in tree.folders.get("failed", {}).items():
            if not is_left_alone(name) and not name.endswith(".txt") and node.touched_at < overdue:
                return f"{name} has failed"
        return None


class Judge:
    """Compares the folder, the journals and the service's own record, once all is calm."""

    def __init__(self, world):
        self.world = world
        self.tree = world.tree
        self.service = world.service
        self.rule = NumberRule()
        self.rows = [row for pc in world.pcs for row in self._read(pc)]
        for row in self.rows:
            world.trace("journal", *(f"{key}={value}" for key, value in row.items()))
        for folder, entries in self.tree.folders.items():
            for name, node in entries.items():
                world.trace("file", f"{folder}/{name}", node.sha256[:8], str(node.history))
        reports = [(pc.name, pc.process.report) for pc in world.pcs if pc.process.report is not None]
        self.serving = {name for name, report in reports if report.state is not State.STANDBY}
        self.retries = min(pc.retries for pc in world.pcs)

    def judge(self):
        self._every_receipt_is_in_one_place()
        self._what_is_done_was_accepted()
        self._what_was_accepted_is_done()
        self._nothing_went_under_anothers_number()
        self._nothing_is_blamed_without_cause()
        self._history_is_true()
        self._the_state_is_right()

    def _read(self, pc):
        file = pc.state / "journal.db"
        if not file.exists():
            return []
        connection = sqlite3.connect(file)
        connection.row_factory = sqlite3.Row
        rows = [{**row, "pc": pc.name} for row in connection.execute(_ROWS)]
        connection.close()
        return rows

    def _wrong(self, invariant, what):
        self.world.violated(invariant, what)

    def _files(self, folder):
        return [
            (name, node)
            for name, node in self.tree.folders.get(folder, {}).items()
            if not is_left_alone(name) and not self._is_reason(node)
        ]

    def _is_reason(self, node):
        return not node.is_clerks and node.content.removeprefix(b"\xef\xbb\xbf").startswith(REASON_MARK.encode())

    def _rows_at(self, folder, name):
        """Give the history of a file. A PC that died while it moved one notes the place when it serves again."""
        return [
            row for row in self.rows
            if row["filed_as"] == f"{folder}/{name}"
            or (row["stage"] == "judged" and row["outcome"] == folder and row["pc"] not in self.serving)
        ]  # fmt: skip

    def _is_a_twins(self, folder, node):
        """Two PCs died, each after it had moved one of two files of the same bytes: which is whose, nobody can tell."""
        rows = [row for row in self.rows if (row["sha256"], row["outcome"]) == (node.sha256, folder)]
        files = [other for _, other in self._files(folder) if other.sha256 == node.sha256]
        return len({row["pc"] for row in rows}) > 1 and len(rows) >= len(files) > 1

    def _may_lack_its_reason(self, name, node):
        return self._is_a_twins("failed", node) or any(
            row["stage"] == "judged" and row["sha256"] == node.sha256 for row in self._rows_at("failed", name)
        )

    def _every_receipt_is_in_one_place(self):
        seen = defaultdict(list)
        for folder, entries in self.tree.folders.items():
            for name, node in entries.items():
                seen[node].append(f"{folder}/{name}")
        for node in self.world.clerks_files:
            if len(seen[node]) != 1:
                self._wrong("a", f"a receipt is in {seen[node] or 'no place'}: {node.history}")

    def _number(self, name):
        read = self.rule.read(name)
        return read.number if isinstance(read, Receipt) else None

    def _what_is_done_was_accepted(self):
        count = defaultdict(int)
        for name, node in self._files("done"):
            number = self._number(name)
            if self._may_take_it_for_ours(number, node.sha256, name):
                continue
            if self.service.accepted.get(number) == node.sha256:
                count[number] += 1
                if count[number] > 1:
                    self._wrong("b", f"done/ has the accepted bytes of {number} twice")
            else:
                self._wrong("b", f"done/{name} is not what the service accepted under {number}")
        fresh = defaultdict(int)
        for row in self.rows:
            if row["reason"] == "accepted":
                fresh[row["number"]] += 1
                if fresh[row["number"]] > 1 or self.service.accepted.get(row["number"]) != row["sha256"]:
                    self._wrong("c", f"{row['number']} is recorded as accepted and was not, or twice")

    def _may_take_it_for_ours(self, number, sha256, name):
        """RC 29 after an attempt without a verdict is our own upload, for all that an agent can know."""
        for row in self._rows_at("done", name):
            knew = any(
                other["number"] == number and other["pc"] == row["pc"] and other["sha256"] != sha256
                and other["reason"] == "accepted" and other["finished_at"] < row["finished_at"] for other in self.rows
            )  # fmt: skip
            doubts = sum(
                other["doubts"] for other in self.rows
                if (other["number"], other["sha256"], other["pc"]) == (number, sha256, row["pc"])
            )  # fmt: skip
            if row["reason"] == "recovered" and doubts and not knew:
                return True
        return False

    def _what_was_accepted_is_done(self):
        done = {(self._number(name), node.sha256) for name, node in self._files("done")}
        for number, sha256 in self.service.accepted.items():
            if (number, sha256) in done:
                continue
            where = [
                f"{folder}/{name}" for folder in ("failed", TOP) for name, node in self._files(folder)
                if node.sha256 == sha256 and self._number(name) == number
            ]  # fmt: skip
            if where and not self._is_lost_in_doubt(number, sha256):
                self._wrong("b", f"the service accepted {number}, and its file is in {where}")
            if not where and not self._was_meddled_with(sha256) and not self._is_a_strangers(number, sha256):
                self._wrong("b", f"the service accepted {number}, and its bytes are nowhere in done/")

    def _nothing_went_under_anothers_number(self):
        for number, sha256 in self.world.misnamed:
            if self.service.told.get((number, sha256)):
                self._wrong("d", f"the service was asked about a receipt that prints another number than {number}")

    def _is_lost_in_doubt(self, number, sha256):
        """Blamed for its own answers, after an attempt whose outcome nobody told: it was accepted afterwards."""
        mine = [row for row in self.rows if (row["number"], row["sha256"]) == (number, sha256)]
        return any(row["doubts"] for row in mine)

    def _was_meddled_with(self, sha256):
        return any(sha256 == gone for gone, _ in self.world.overwritten)

    def _is_a_strangers(self, number, sha256):
        """Another PC's upload, whose end that PC did not live to see: its successor finds a duplicate."""
        pcs = {row["pc"] for row in self.rows if (row["number"], row["sha256"]) == (number, sha256)}
        return len(pcs) > 1

    def _nothing_is_blamed_without_cause(self):
        for folder in ("failed", "duplicate"):
            for name, node in self._files(folder):
                rows = [row for row in self._rows_at(folder, name) if row["sha256"] == node.sha256]
                if not rows and self._is_a_twins(folder, node):
                    continue
                if not rows:
                    self._wrong("e", f"{folder}/{name} is in no history")
                elif not self._is_just(rows[-1], node):
                    told = self._told(rows[-1])
                    self._wrong("d", f"{folder}/{name} has no cause: {rows[-1]}, told {told}")

    def _told(self, row):
        told = self.service.told.get((row["number"], row["sha256"]))
        return told.rcs if told else []

    def _is_just(self, row, node):
        told, reason = self._told(row), row["reason"]
        if row["outcome"] == Outcome.DUPLICATE:
            return "29" in told and self._is_someone_elses(row)
        if reason in _WITHOUT_A_CALL and not told:
            return (self._number(row["name"]), node.sha256) not in self.world.saved
        if reason == "not-found":
            return "05" in told
        if reason in {"refused", "too-large"}:
            return None in told
        enough = sum(rc in _SUSPICIOUS for rc in told) >= self.retries
        return enough and {"upload-error": "28", "service-error": "99"}.get(reason, told[-1]) in told

    def _is_someone_elses(self, row):
        number, sha256 = row["number"], row["sha256"]
        if number in self.service.known_before or self.service.accepted.get(number) != sha256:
            return True
        same = [each for each in self.rows if (each["number"], each["sha256"]) == (number, sha256)]
        return any(each["outcome"] == "done" for each in same) or self._is_a_strangers(number, sha256)

    def _history_is_true(self):
        for row in self.rows:
            if row["stage"] == "judged" and row["pc"] in self.serving:
                self._wrong("e", f"{row['name']} is judged and was never filed")
            if row["stage"] == "filed" and row["filed_as"] is not None:
                self._check_place(row)
            elif row["stage"] == "filed" and not self._was_meddled_with(row["sha256"]) and not self._was_renamed(row):
                self._wrong("e", f"history does not know where {row['name']} ({row['outcome']}) went")
        for name, node in self._files("failed"):
            reason = name.removesuffix(".pdf") + ".txt"
            if not self._may_lack_its_reason(name, node) and reason not in self.tree.folders["failed"]:
                self._wrong("e", f"failed/{name} has no reason beside it")
        for name, node in self._files("done"):
            known = any(row["sha256"] == node.sha256 for row in self._rows_at("done", name))
            if not known and not self._is_a_twins("done", node):
                self._wrong("e", f"done/{name} is in no history")

    def _was_renamed(self, row):
        return any(node.sha256 == row["sha256"] and len(node.history) > 1 for node in self.world.clerks_files)

    def _check_place(self, row):
        folder, _, name = row["filed_as"].partition("/")
        node = self.tree.folders.get(folder, {}).get(name)
        if folder != row["outcome"]:
            self._wrong("e", f"{row['filed_as']} was judged {row['outcome']}")
        if node is not None and node.sha256 == row["sha256"]:
            return
        if not any(each.sha256 == row["sha256"] for each in self.world.moved_back):
            self._wrong("e", f"history says {row['filed_as']}, which is not there")

    def _the_state_is_right(self):
        should = "attention" if self._files("failed") else "idle"
        shown = [pc.process.report.state.value for pc in self.world.pcs if pc.process.report is not None]
        if should not in shown and not self.world.violations:
            self._wrong("f", f"in the calm the state is {shown}, and it should be {should}")
