"""What must be true once all is calm: the folder, the service's ledger and the history agree about every receipt."""

from collections import Counter, defaultdict

from rig.branches import FOLDERS
from rig.kills.fates import fate_of
from rig.kills.journal import could_be_ours
from rig.receipts import sha256

_FAILURES = {"not-found": "05", "upload-error": "28", "service-error": "99"}
"""The RC that a reason in failed/ rests on."""
_TRIED = {"upload-error", "service-error"}


class Judge:
    """Collects what is wrong, so that a failure shows all of it; `judge` raises an AssertionError if anything is."""

    def __init__(self, branch, service, clerk):
        self.branch = branch
        self.dropped = clerk.dropped
        self.saved = clerk.saved
        self.accepted = {number: sha256(content) for number, content in service.accepted.items()}
        self.told = defaultdict(Counter)
        for number, rc in service.told:
            self.told[number][rc] += 1
        self.files = {
            f"{folder}/{name}": sha256((branch.folder / folder / name).read_bytes())
            for folder in FOLDERS for name in branch.filed(folder) if name.endswith(".pdf")
        }  # fmt: skip
        self.left = {name: sha256((branch.folder / name).read_bytes()) for name in branch.waiting()}
        self.lines = branch.history()
        self.dropped_as = {(each.name, each.sha256): each for each in clerk.dropped}
        self.wrong = []

    def judge(self):
        self._every_receipt_is_in_one_place()
        self._what_is_done_was_accepted()
        self._what_was_accepted_is_done()
        self._nothing_is_blamed_without_cause()
        self._history_is_true()
        assert not self.wrong, "\n".join(self.wrong)

    def _every_receipt_is_in_one_place(self):
        there = Counter([*self.files.values(), *self.left.values()])
        saved = Counter(each.sha256 for each in self.dropped)
        for each in self.dropped:
            if there[each.sha256] != saved[each.sha256]:
                places = [place for place, found in (self.files | self.left).items() if found == each.sha256]
                self.wrong.append(f"a: {each.name}, saved {saved[each.sha256]} times, is in {places or 'no place'}")
        for place, found in (self.files | self.left).items():
            if found not in saved:
                self.wrong.append(f"a: {place} is nothing that was ever dropped")
        self.wrong += [f"a: {name} still waits" for name in self.left]

    def _what_is_done_was_accepted(self):
        numbers = {each.sha256: each.number for each in self.dropped}
        for place, digest in self._done():
            if self.accepted.get(numbers.get(digest)) != digest and not self._nobody_could_know(place):
                line = next((self._facts(line) for line in self.lines if line["filed_as"] == place), "in no history")
                self.wrong.append(f"b: {place} is not what the service accepted: {line}")

    def _nobody_could_know(self, place):
        return any(
            line["reason"] == "recovered" and could_be_ours(self.branch.state, line["no_validasi"], line["sha256"])
            for line in self.lines if line["filed_as"] == place
        )  # fmt: skip

    def _what_was_accepted_is_done(self):
        done = {digest for _, digest in self._done()}
        for number, digest in self.accepted.items():
            if digest not in done:
                places = [place for place, found in self.files.items() if found == digest]
                self.wrong.append(f"c: the service accepted {number}, which is in {places or 'no place'}, not in done/")
        fresh = Counter(line["no_validasi"] for line in self.lines if line["reason"] == "accepted")
        for number, count in fresh.items():
            if count > 1 or number not in self.accepted:
                self.wrong.append(f"c: {number} is recorded as accepted as new {count} times")

    def _nothing_is_blamed_without_cause(self):
        for line in self._lines_of("duplicate"):
            if line["reason"] != "duplicate" or not self.told[line["no_validasi"]]["29"]:
                self.wrong.append(f"d: {line['filed_as']} is no duplicate: {self._facts(line)}")
        for line in self._lines_of("failed"):
            if not self._is_just(line):
                self.wrong.append(f"d: {line['filed_as']} has no cause: {self._facts(line)}")
            if not (self.branch.folder / line["filed_as"]).with_suffix(".txt").is_file():
                self.wrong.append(f"d: {line['filed_as']} has no reason beside it")

    def _is_just(self, line):
        dropped, reason = self.dropped_as[line["name"], line["sha256"]], line["reason"]
        told = self.told[dropped.number]
        if dropped.fails_by is not None:
            return reason == dropped.fails_by and line["attempts"] == 0 and not told
        needed = self.branch.settings["upload.retries"] if reason in _TRIED else 1
        return reason in _FAILURES and line["rc"] == _FAILURES[reason] and told[line["rc"]] >= needed

    def _history_is_true(self):
        recorded = Counter((line["name"], line["sha256"]) for line in self.lines)
        for key in recorded.keys() | self.saved.keys():
            if recorded[key] != self.saved[key]:
                self.wrong.append(f"e: {key[0]} was dropped {self.saved[key]} times, recorded {recorded[key]} times")
        for place, count in Counter(line["filed_as"] for line in self.lines).items():
            if count > 1:
                self.wrong.append(f"e: {place} is recorded {count} times")
        for line in self.lines:
            folder = str(line["filed_as"]).partition("/")[0]
            if (folder, self.files.get(line["filed_as"])) != (line["outcome"], line["sha256"]):
                self.wrong.append(f"e: the history is wrong about {line['filed_as']}: {self._facts(line)}")
        for place in self.files.keys() - {line["filed_as"] for line in self.lines}:
            self.wrong.append(f"e: {place} is in no history")

    def _done(self):
        return [(place, digest) for place, digest in self.files.items() if place.startswith("done/")]

    def _lines_of(self, outcome):
        return [line for line in self.lines if line["outcome"] == outcome and line["filed_as"]]

    def _facts(self, line):
        number = line["no_validasi"]
        told = dict(self.told[number]) if number else {}
        fate = fate_of(number).steps if number else "never sent"
        return {**line, "told": told, "fate": fate, "accepted": self.accepted.get(number)}
