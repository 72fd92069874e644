"""Packs the program for Windows, by PyInstaller on the Python under Wine: for tests, and to try the packages.

    python -m tests.wine.freezing WINDOWS_FOLDER TARGET_FOLDER

What is shipped is packed on real Windows by the same spec file. Nothing is done if nothing has changed.
"""

import hashlib
import sys
from pathlib import Path

from installer.version import source_date
from tests.wine.wine import Wine

_PROJECT = Path(__file__).resolve().parents[2]
_SOURCES = (
    "branchagent",
    "installer",
    "assets/icons",
    "assets/samples",
    "requirements.txt",
    "pyproject.toml",
    "LICENSE",
)
_WITHIN_S = 600


def freeze(windows, target):
    """Pack it into `target`/branchagent. Raises SystemExit with what PyInstaller said if it fails."""
    stamp, state = target / "frozen.made", _state()
    if stamp.exists() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)
    wine = Wine(windows)
    run = wine.run(
        *(wine.python, "-m", "installer.freezing.freeze", str(target)),
        timeout=_WITHIN_S,
        SOURCE_DATE_EPOCH=str(source_date()),
    )
    if run.returncode:
        raise SystemExit(run.stdout)
    stamp.write_text(state)


def _state():
    """Give a digest of all that goes into the package."""
    files = [path for source in _SOURCES for path in _files(_PROJECT / source)]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(_PROJECT)).encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(source):
    if source.is_file():
        return [source]
    return [path for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


if __name__ == "__main__":
    freeze(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())
