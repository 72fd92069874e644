"""Measure the agent under load: `python -m tests.load --files 1000 20000 --done 100 100000`."""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load.loads import MIB, NEVER_LISTED, after_years, fill_years, flood, overflow
from rig.branches import Branch
from rig.keyrings import keyring_environment

from branchagent.simulator import Simulator


def main():
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="load-") as place, keyring_environment() as keyring:
        for count in arguments.files:
            _tell_flood(Path(place) / f"flood-{count}", keyring, count)
        for count in arguments.done:
            _tell_years(Path(place) / f"years-{count}", keyring, count)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, nargs="*", default=[1000, 20_000], help="moved in at once")
    parser.add_argument("--done", type=int, nargs="*", default=[100, 100_000], help="that lie in done/ already")
    return parser.parse_args()


def _tell_flood(home, keyring, count):
    with Simulator() as service:
        branch = Branch(home, service.url, keyring, **NEVER_LISTED)
        branch.login()
        told = flood(branch, service, count, within_s=3600.0)
    queue = "more" if count > overflow() - 2000 else "fewer"
    print(
        f"{told.files:>7,} files, {queue} than the kernel's queue holds: moved in within {told.moved_in:.1f} s, "
        f"all done after {told.all_filed:.1f} s ({told.files / told.all_filed:.0f} a second); "
        f"memory {told.resting / MIB:.0f} MiB at rest, {told.peak / MIB:.0f} MiB at most",
        flush=True,
    )


def _tell_years(home, keyring, count):
    with Simulator() as service:
        branch = Branch(home, service.url, keyring)
        branch.login()
        fill_years(branch, count)
        told = after_years(branch, count)
    print(
        f"{told.done:>7,} in done/: start {told.start:.2f} s, status {told.status:.2f} s, "
        f"a receipt's way {told.receipt * 1000:.0f} ms, memory {told.peak / MIB:.0f} MiB at most",
        flush=True,
    )


if __name__ == "__main__":
    main()
