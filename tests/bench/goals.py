"""The figures to reach, and how they are shown."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One figure: what is measured, what it is to be at most, what it is, and what others take."""

    figure: str
    goal: float
    value: float
    unit: str = ""
    told: str = ""
    others: dict[str, float] = field(default_factory=dict)

    @property
    def is_met(self):
        return self.value <= self.goal


def as_markdown(rows):
    """Give the table, a line a figure."""
    lines = ["| figure | goal, at most | measured | | |", "|---|---:|---:|---|---|"]
    for row in rows:
        mark = "yes" if row.is_met else "**no**"
        lines.append(
            f"| {row.figure} | {_number(row.goal)} {row.unit} | {_number(row.value)} {row.unit} | {mark} | {row.told} |"
        )
    return "\n".join(lines)


def _number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
