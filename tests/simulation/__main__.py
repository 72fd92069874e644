"""Run the simulation: `python -m tests.simulation 1-200`.

Tells of each seed what it violated, and at the end what was run. A seed alone, with --trace, shows all that happened.
"""

import argparse
import os
import subprocess
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from . import plants
from .world import World


def main():
    arguments = _arguments()
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of sets is part of a run: without this, a seed would not replay.
        again = [sys.executable, "-m", "tests.simulation", *sys.argv[1:]]
        return subprocess.run(again, env={**os.environ, "PYTHONHASHSEED": "0"}, check=False).returncode
    started, total, bad = time.monotonic(), Counter(), []
    for seed, told, violations, lines in _results(arguments):
        total.update(told)
        if lines:
            print("\n".join(lines))
        if violations:
            bad.append(seed)
            print(f"seed {seed}: {violations[0]}", flush=True)
        if time.monotonic() - started > arguments.seconds or (bad and arguments.first):
            break
    _sum_up(total, bad, time.monotonic() - started)
    return 1 if bad else 0


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("seeds", nargs="+", help="a seed, or a range such as 1-200")
    parser.add_argument("--receipts", type=int, default=60, help="how many a seed's clerks bring (default: 60)")
    parser.add_argument("--plant", choices=sorted(plants.PLANTS), help="put a bug into the agent first")
    parser.add_argument("--outside", action="store_true", help="judge only by what can be seen from outside")
    parser.add_argument("--first", action="store_true", help="end with the first violation")
    parser.add_argument("--trace", action="store_true", help="show all that happened")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no seed after so long")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes share the seeds")
    return parser.parse_args()


def _results(arguments):
    """Run each seed; give its number, its figures, what it violated and what happened."""
    run = partial(_run, receipts=arguments.receipts, rules=not arguments.outside, traced=arguments.trace)
    plant = plants.PLANTS.get(arguments.plant, bool)
    if arguments.jobs == 1:
        plant()
        yield from map(run, _seeds(arguments.seeds))
        return
    with ProcessPoolExecutor(arguments.jobs, initializer=plant) as pool:
        yield from pool.map(run, _seeds(arguments.seeds), chunksize=4)


def _run(seed, *, receipts, rules, traced):
    world = World(seed, receipts, rules=rules)
    world.lines = [] if traced else None
    try:
        world.run()
    except Exception:  # noqa: BLE001 - a seed that breaks the simulation must be seen, too
        world.violated("simulation", traceback.format_exc())
    if traced:
        world.lines.append(f"seed {seed}: {world.digest}")
    return seed, world.figures(), world.violations, world.lines


def _sum_up(total, bad, took):
    figures = ", ".join(f"{count} {what}" for what, count in total.items())
    print(f"{figures}; {took:.1f} s")
    print(f"{len(bad)} seeds violated an invariant{': ' if bad else ''}{' '.join(map(str, bad[:20]))}")


def _seeds(words):
    for word in words:
        first, _, last = word.partition("-")
        yield from range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
