"""The activity page: one file that holds all it needs, and lets nothing in from elsewhere."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import time
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from branchagent import __version__, formats
from branchagent.activity import charts, figures
from branchagent.activity.rows import Row, outcome_word, row_of
from branchagent.core.receipts import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from branchagent.journal import Entry, History
    from branchagent.reporting import Report
    from branchagent.settings import Settings
    from branchagent.texts import Texts

MOST_ROWS = 100_000
_ROWS_WITHOUT_SCRIPT = 200
_MOST_FAILURES, _MOST_OUTAGES = 100, 50
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Wait:
    """A file that waits, and why."""

    name: str
    why: str


def render(history: History, report: Report | None, settings: Settings, texts: Texts) -> str:
    """Give the page as HTML. Raises the journal's errors."""
    now = time.time()
    today = formats.local(now).date()
    since = formats.midnight(now - (figures.DAYS - 1) * _DAY_S) - _DAY_S
    marks = list(history.marks(since))
    days, hours = figures.days(marks, today), figures.hours(marks, today)
    rows = [row_of(entry, texts) for entry in reversed(history.latest(MOST_ROWS))]
    style, script = _asset("page.css"), _asset("page.js")
    return (
        _environment(texts)
        .get_template("page.html")
        .render(
            texts=texts,
            language=texts.language,
            version=__version__,
            policy=_policy(style, script),
            style=Markup(style),  # noqa: S704 - files of ours
            script=Markup(script),  # noqa: S704 - as above
            made_at=texts.moment(now),
            today=formats.long_date(formats.local(now), texts.language),
            folder=str(settings.folder.path),
            server=settings.server.url,
            state=texts.phrase(report.state if report else "stopped"),
            state_word=report.state if report else "stopped",
            reason=report.reason if report else None,
            waiting=report.waiting if report else None,
            waits=_waits(report, texts),
            counts=[(str(outcome), outcome_word(outcome, texts), days[-1].counts[outcome]) for outcome in Outcome],
            day_chart=_day_chart(days, texts),
            hour_chart=_hour_chart(hours, texts),
            days=[(texts.date(_noon(day)), day.counts) for day in reversed(days) if day.total],
            hours=[(hour, count) for hour, count in enumerate(hours) if count],
            total=sum(day.total for day in days),
            outcomes=[(outcome, str(outcome), outcome_word(outcome, texts)) for outcome in Outcome],
            failures=list(
                islice(_lying_failures(history.filed_failures(), settings.folder.literal, texts), _MOST_FAILURES)
            ),
            outages=list(_outages(history, since, texts)),
            rows=rows[:_ROWS_WITHOUT_SCRIPT],
            left_out=max(history.count() - len(rows), 0),
            shown=len(rows),
            picture=charts,
            data=Markup(_data(rows, texts)),  # noqa: S704 - it is escaped there
        )
    )


def _environment(texts: Texts) -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"gettext": texts.gettext, "ngettext": texts.ngettext}
    return environment


def _asset(name: str) -> str:
    return resources.files("branchagent.activity").joinpath(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Let the browser take our one style and our one script, and nothing else from anywhere."""
    allowed = {"style-src": style, "script-src": script}
    hashes = "; ".join(f"{what} '{_hash_of(text)}'" for what, text in allowed.items())
    return f"default-src 'none'; {hashes}; base-uri 'none'; form-action 'none'"


def _hash_of(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _data(rows: list[Row], texts: Texts) -> str:
    """Give the table as JSON in which no name can end the element that holds it."""
    reasons: dict[str, int] = {}
    table = [
        [
            texts.moment(row.when.timestamp()),
            row.number,
            row.name,
            list(Outcome).index(row.outcome),
            row.rc,
            reasons.setdefault(f"{row.reason} {row.remarks}".strip(), len(reasons)),
            row.tries,
            row.filed_as,
        ]
        for row in rows
    ]
    told = {"rows": table, "reasons": list(reasons), "outcomes": [outcome_word(outcome, texts) for outcome in Outcome]}
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _waits(report: Report | None, texts: Texts) -> list[Wait]:
    return [Wait(name, texts.wait(why, name) if why else "") for name, why in report.waits] if report else []


def _lying_failures(entries: Iterator[Entry], drop: Path, texts: Texts) -> Iterator[Row]:
    """Give the failures whose file still lies in failed/, latest first."""
    seen: set[str] = set()
    for entry in entries:
        place = entry.filed_as or ""
        if place in seen:
            continue
        seen.add(place)
        with contextlib.suppress(OSError):
            if (drop / place).stat().st_size == entry.size:
                yield row_of(entry, texts)


def _outages(history: History, since: float, texts: Texts) -> Iterator[tuple[str, str, int, str]]:
    found = list(figures.outages(history.endings(since)))
    for outage in reversed(found[-_MOST_OUTAGES:]):
        ended = texts.moment((outage.ended or outage.last).timestamp())
        if outage.ended is None:
            ended = texts.gettext("not over by {when}", when=ended)
        yield texts.moment(outage.began.timestamp()), ended, outage.tries, texts.phrase(outage.why)


def _noon(day: figures.Day) -> float:
    return time.mktime((day.day.year, day.day.month, day.day.day, 12, 0, 0, 0, 0, -1))


def _day_chart(days: list[figures.Day], texts: Texts) -> charts.Chart:
    titles = []
    for day in days:
        told = ", ".join(f"{outcome_word(outcome, texts)} {texts.number(day.counts[outcome])}" for outcome in Outcome)
        titles.append(f"{texts.date(_noon(day))}: {told}")
    # Counted from the last day back, so that today always has its label.
    labels = [str(texts.date(_noon(day))).rsplit(" ", 1)[0] for day in days]
    shown = [label if (len(days) - 1 - index) % 5 == 0 else "" for index, label in enumerate(labels)]
    return charts.of_days(days, titles, shown)


def _hour_chart(hours: list[int], texts: Texts) -> charts.Chart:
    sign = "." if texts.language == "id" else ":"
    titles = [f"{hour:02}{sign}00–{hour:02}{sign}59: {texts.number(count)}" for hour, count in enumerate(hours)]
    return charts.of_hours(hours, titles, [f"{hour:02}" if hour % 3 == 0 else "" for hour in range(24)])
