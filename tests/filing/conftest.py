import hashlib

import pytest

from branchagent.core.receipts import Outcome
from branchagent.filing import Cabinet


class ByBytes(Cabinet):
    """A cabinet that is always given the bytes of what it is to file, as far as they were ever saved."""

    def __init__(self, drop):
        super().__init__(drop)
        self.saved = {}

    def file_away(self, name, outcome, sha256, reason, **options):
        return super().file_away(name, outcome, sha256, reason, **options, content=self.saved.get(sha256))


class Desk:
    """A drop folder, its cabinet, and short ways to look at both."""

    def __init__(self, drop, kind=Cabinet):
        self.drop = drop
        drop.mkdir()
        self.cabinet = kind(drop)

    def save(self, name, content=b"%PDF receipt"):
        path = self.drop / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        if isinstance(self.cabinet, ByBytes):
            self.cabinet.saved[digest] = content
        return digest

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


@pytest.fixture(params=[Cabinet, ByBytes], ids=["by digest", "by bytes"])
def desk(request, tmp_path):
    return Desk(tmp_path / "drop", request.param)


@pytest.fixture
def make_desk(tmp_path_factory):
    """Desks for tests that need a new one for each example."""
    return lambda: Desk(tmp_path_factory.mktemp("desk") / "drop")
