"""What must be true whatever the fault: nothing is lost, nothing looks well, and all goes on by itself."""

from rig.expectations import expect_stored
from rig.receipts import receipt, sha256
from rig.waiting import wait_until

GREEN = ("idle", "sending")
"""The states that tell a person to leave the agent alone."""


class Trial:
    """Some receipts of a branch that meet a fault."""

    def __init__(self, branch, service):
        self.branch = branch
        self.service = service
        self.contents = {}

    def drop(self, *numbers, padding=0):
        """Save receipts into the drop folder."""
        for each in numbers:
            self.contents[each] = receipt(each, padding=padding)
            self.branch.drop(f"{each}.pdf", self.contents[each])

    def drop_into(self, folder, each):
        """Save a receipt into a folder that is not where it should be."""
        self.contents[each] = receipt(each)
        (folder / f"{each}.pdf").write_bytes(self.contents[each])

    def expect_nothing_lost(self):
        """Each receipt lies in exactly one place below the branch's home, whole."""
        found = [sha256(path.read_bytes()) for path in self.branch.home.rglob("*.pdf")]
        assert sorted(found) == sorted(sha256(content) for content in self.contents.values())

    def wait_until_told(self, state, deadline_s=30.0):
        """Wait for a state; from the first word that is no green one on, none may follow. Give its whole object."""
        seen = []

        def reached():
            seen.append(self.branch.status())
            return seen[-1]["state"] == state and seen[-1]

        told = wait_until(reached, deadline_s, lambda: [each["state"] for each in seen])
        assert told["reason"]
        self.expect_no_green([each["state"] for each in seen])
        return told

    def expect_no_green(self, states):
        told = [index for index, state in enumerate(states) if state not in GREEN]
        assert not [state for state in states[told[0] :] if state in GREEN], states

    def expect_all_sent(self, deadline_s=30.0, attempts=None):
        """The fault is over: each receipt gets to done/ by itself, and the service took each once."""
        places = [self.branch.folder / "done" / f"{each}.pdf" for each in self.contents]
        wait_until(lambda: all(map(is_there, places)), deadline_s, lambda: self.branch.log()[-3000:])
        wait_until(lambda: len([line for line in self.branch.history() if line["filed_as"]]) == len(places))
        self.expect_nothing_lost()
        for each, content in self.contents.items():
            expect_stored(self.service, each, content)
        lines = self.branch.history()
        assert sorted(line["no_validasi"] for line in lines) == sorted(self.contents)
        assert attempts is None or {line["attempts"] for line in lines} == {attempts}


def is_there(path):
    return path.exists()
