from dataclasses import dataclass
from pathlib import Path

_LIST = Path(__file__).with_name("packages.txt")


@dataclass(frozen=True)
class Package:
    """One line of `packages.txt`: what is fetched, by which client, and the hash of the file that it gives."""

    client: str
    name: str
    version: str
    file: str
    sha256: str

    def __str__(self):
        return f"{self.name} {self.version} ({self.client})"


def packages():
    return [Package(*line.split()) for line in _LIST.read_text(encoding="ascii").splitlines()]
