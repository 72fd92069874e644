"""Where the bars of a chart stand, in the units of its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchagent.core.receipts import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from branchagent.activity.figures import Day

WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, BOTTOM, TOP = 40, 16, 26, 10
_GAP = 0.25
"""The part of a bar's room that is left free."""
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, with what it stands for. `label` is written below it, if anything."""

    parts: tuple[Part, ...]
    title: str
    label: str
    middle: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and the lines behind them with their values."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]


def of_days(days: Sequence[Day], titles: Sequence[str], labels: Sequence[str]) -> Chart:
    """Stack each day's outcomes."""
    values = [[(str(outcome), day.counts[outcome]) for outcome in Outcome] for day in days]
    return _chart(values, titles, labels)


def of_hours(hours: Sequence[int], titles: Sequence[str], labels: Sequence[str]) -> Chart:
    """Give each hour a bar."""
    return _chart([[("hour", count)] for count in hours], titles, labels)


def _chart(values: list[list[tuple[str, int]]], titles: Sequence[str], labels: Sequence[str]) -> Chart:
    step, top = scale(max((sum(count for _, count in each) for each in values), default=0))
    room = (WIDTH - LEFT - RIGHT) / max(len(values), 1)
    high = HEIGHT - TOP - BOTTOM
    bars = []
    for index, each in enumerate(values):
        x = LEFT + room * (index + _GAP / 2)
        y = float(HEIGHT - BOTTOM)
        parts = []
        for kind, count in each:
            height = high * count / top
            y -= height
            if count:
                parts.append(Part(kind, round(x, 2), round(y, 2), round(room * (1 - _GAP), 2), round(height, 2)))
        bars.append(Bar(tuple(parts), titles[index], labels[index], round(x + room * (1 - _GAP) / 2, 2)))
    lines = tuple((round(HEIGHT - BOTTOM - high * value / top, 2), value) for value in range(0, top + 1, step))
    return Chart(tuple(bars), lines)


def scale(most: int) -> tuple[int, int]:
    """Give a round step between lines, at most five of them, and the highest line that no bar surpasses."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * 4 >= most:
                lines = max(-(-most // (step * size)), 1)
                return step * size, step * size * lines
        size *= 10
