"""Run the benchmark, and print each figure beside its goal; build/bench.md and build/bench.json keep it."""

import argparse
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from rig.keyrings import keyring_environment

from . import course, machines
from .goals import as_markdown

_BUILD = Path(__file__).resolve().parents[2] / "build"


def main():
    options = _options()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as place, keyring_environment() as keyring:
        machine = machines.describe(place)
        print("\n".join(f"{key}: {value}" for key, value in machine.items()), flush=True)
        run = course.Course(Path(place), keyring, options)
        for part in options.parts.split(",") if options.parts else course.PARTS:
            print(f"\n{part}:", flush=True)
            for row in run.measure(part):
                print(as_markdown([row]).splitlines()[-1], flush=True)
    table = as_markdown(run.rows)
    print(f"\n{table}\n\n{run.others()}\n\nin {(time.monotonic() - began) / 60:.0f} minutes")
    _keep(machine, run, table)


def _keep(machine, run, table):
    _BUILD.mkdir(exist_ok=True)
    told = {"machine": machine, "figures": [asdict(row) | {"is_met": row.is_met} for row in run.rows], "raw": run.raw}
    (_BUILD / "bench.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    (_BUILD / "bench.md").write_text(f"{table}\n\n{run.others()}\n", "utf-8")


def _options():
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--idle", type=int, default=1800, help="seconds of idleness that are measured")
    parser.add_argument("--rounds", type=int, default=3, help="of each race; medians are told")
    parser.add_argument("--waiting", type=int, default=50_000, help="receipts that wait at a start")
    parser.add_argument("--years", type=int, default=1_000_000, help="receipts in the journal")
    parser.add_argument("--parts", default="", help=f"some of {','.join(course.PARTS)}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
