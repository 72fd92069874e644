import hashlib

import pytest

from branchagent.core.receipts import Outcome
from branchagent.filing import Cabinet


class Desk:
    """A drop folder, its cabinet, and short ways to look at both."""

    def __init__(self, drop):
        self.drop = drop
        drop.mkdir()
        self.cabinet = Cabinet(drop)

    def save(self, name, content=b"%PDF receipt"):
        path = self.drop / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return hashlib.sha256(content).hexdigest()

    def file(self, name, outcome=Outcome.DONE, content=b"%PDF receipt", reason=None):
        return self.cabinet.file_away(name, outcome, self.save(name, content), reason)

    def fail(self, name, content=b"%PDF receipt"):
        return self.file(name, Outcome.FAILED, content, "why")[1]

    def finish(self, name, outcome=Outcome.DONE, content=b"%PDF receipt", reason=None, claimed=()):
        digest = hashlib.sha256(content).hexdigest()
        return self.cabinet.finish(name, outcome, digest, reason, lambda place: place in claimed)

    def files(self):
        """Every regular file below the drop folder, with its content."""
        paths = [path for path in self.drop.rglob("*") if path.is_file() and not path.is_symlink()]
        return {path.relative_to(self.drop).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "drop")


@pytest.fixture
def make_desk(tmp_path_factory):
    """Desks for tests that need a new one for each example."""
    return lambda: Desk(tmp_path_factory.mktemp("desk") / "drop")
