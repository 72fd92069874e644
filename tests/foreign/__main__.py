"""Examine PDFs that nobody here wrote, from the sources of PDF libraries: `python -m tests.foreign`.

Exits 1 if the process that asks crashed, a document took longer than it may, one that is no bomb cost a process, or a
receipt's number was seen in one.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from .fetching import fetch
from .packages import packages

_CACHE = Path(__file__).resolve().parents[2] / "build" / "foreign"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=_CACHE, help="where packages are kept (build/foreign)")
    cache = parser.parse_args().cache.resolve()
    missing = [str(package) for package in packages() if fetch(package, cache) is None]
    if missing:
        print(f"not to be had here: {', '.join(missing)}", flush=True)
    ended = subprocess.run([sys.executable, "-m", "tests.foreign.examine", cache], check=False).returncode
    if ended < 0:
        print(f"the process that asks for the examination ended by signal {-ended}")
    return 1 if ended else 0


if __name__ == "__main__":
    sys.exit(main())
