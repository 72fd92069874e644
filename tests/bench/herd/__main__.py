"""`python -m tests.bench.herd [--picture FILE]` simulates the herd: a table, as its last line JSON, and the picture."""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from .course import DAY, Case, simulate
from .picture import draw
from .service import Manner

_HEAD = ("agents", "receipts", "capacity", "away, overloaded, room", "outage", "spared", "1 s", "10 s", "drained")
_MINUTES, _WINDOW = 50, 10
AGENTS = (100, 1000, 5000)
CASES = [
    *(Case(agents=agents, spares=spares) for agents in AGENTS for spares in (False, True)),
    Case(skewed=True),
    *(
        Case(manner=Manner(away, overload), spares=spares)
        for away, overload in (("silent", "slow"), ("503", "503"), ("refuses", "falls"))
        for spares in (False, True)
    ),
    Case(manner=Manner("503", "503", retry_after=30.0)),
    Case(manner=Manner("503", "503", 128)),
    Case(manner=Manner("refuses", "refuses", 128)),
    Case(manner=Manner("refuses", "falls", 128)),
    Case(capacity=20.0),
    Case(capacity=20.0, skewed=True),
    Case(capacity=30.0),
    Case(capacity=100.0),
    *(Case(seed=seed, capacity=capacity) for seed in (2, 3) for capacity in (50.0, 20.0)),
    Case(outage_s=4 * DAY),
]


def main(picture, jobs):
    """Simulate all cases and tell."""
    print(f"| {' | '.join(_HEAD)} |\n|{'---|' * len(_HEAD)}")
    courses = {}
    with ProcessPoolExecutor(jobs) as pool:
        for course in pool.map(simulate, CASES):
            courses[_key(course.case)] = course
            print(_line(course), flush=True)
    picture.write_text(draw(list(_panels(courses)), _MINUTES, _WINDOW), "utf-8")
    print(json.dumps([_figures(course) for course in courses.values()]))


def _key(case):
    return json.dumps(asdict(case))


def _figures(course):
    return {
        **asdict(course.case),
        "backlog": course.backlog,
        "steady": course.steady,
        "peak_1_s": course.peak(1),
        "peak_10_s": course.peak(10),
        "drained_s": course.drained_at,
        "ideal_s": course.ideal_s,
        "refused": course.refused,
        "falls": course.falls,
    }


def _line(course):
    """Give a case's row: peaks as multiples of the service's capacity, the time as one of the ideal."""
    case = course.case
    manner, capacity = case.manner, case.capacity
    cells = (
        f"{case.agents:,}",
        f"{course.backlog:,}{' (heaps)' if case.skewed else ''}",
        f"{capacity:g}",
        f"{manner.away}, {manner.overload}, {manner.room}{' (Retry-After)' if manner.retry_after else ''}",
        f"{case.outage_s / 3600:g} h",
        "yes" if case.spares else "no",
        f"{course.peak(1) / capacity:.2f}",
        f"{course.peak(10) / capacity:.2f}",
        f"{course.drained_at:,.0f} s = {course.drained_at / course.ideal_s:.2f}",
    )
    return f"| {' | '.join(cells)} |"


def _panels(courses):
    for agents in AGENTS:
        before, now = (courses[_key(Case(agents=agents, spares=spares))] for spares in (False, True))
        rates = [course.rates(course.arrived, _WINDOW) for course in (before, now)]
        highest = max(map(max, rates))
        most = next((most for most in (8, 40, 80, 200, 400) if most >= highest), highest)
        yield f"{agents:,} agents, ten receipts each; capacity 50 a second", *rates, 50.0, most


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.herd", description=__doc__)
    parser.add_argument("--picture", type=Path, default=Path("assets/herd.svg"))
    parser.add_argument("--jobs", type=int, default=2)
    main(**vars(parser.parse_args()))
