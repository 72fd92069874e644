"""The table of events: what the code logs is in it, what is in it is logged, and IT's page says the same."""

import ast
import re
from pathlib import Path

from branchagent.events import Event

ROOT = Path(__file__).parents[2]
LOGGING = {"debug", "info", "warning", "warn", "error", "critical", "exception", "log"}
_ROW = re.compile(r"\| `([a-z-]+)` \| (\w+) \| (\d*) \| (.+) \|")


def calls():
    """Give each call of the program: its file, and its node."""
    for path in sorted((ROOT / "branchagent").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(ROOT).as_posix(), node


def named_events():
    """Name the events that the code names anywhere but in their table."""
    for path in sorted((ROOT / "branchagent").rglob("*.py")):
        if path.name == "events.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Event":
                yield node.attr


def test_each_event_is_logged_and_each_that_is_logged_is_in_the_table():
    assert set(named_events()) == set(Event.__members__)


def test_nothing_is_logged_past_the_table():
    past = [
        f"{path}:{node.lineno}"
        for path, node in calls()
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in LOGGING
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"log", "logger", "logging", "root"}
        and path != "branchagent/events.py"
    ]
    assert past == []
    loggers = {path for path, node in calls() if isinstance(node.func, ast.Attribute) and node.func.attr == "getLogger"}
    assert loggers == {"branchagent/events.py", "branchagent/logs.py"}


def test_names_and_ids_are_fit_for_scripts():
    assert [event for event in Event if not re.fullmatch("[a-z]+(-[a-z]+)*", event)] == []
    ids = [event.id for event in Event if event.id is not None]
    assert len(set(ids)) == len(ids)
    assert all(1 <= each <= 999 for each in ids)


def test_its_page_has_the_same_table():
    page = (ROOT / "installer" / "README.md").read_text("utf-8")
    rows = [_ROW.fullmatch(line) for line in page.partition("\n## The log\n")[2].partition("\n## ")[0].splitlines()]
    told = [(row[1], row[2], row[3], row[4]) for row in rows if row]
    levels = {10: "debug", 20: "info", 30: "warning", 40: "error", 50: "critical"}
    assert told == [(event.value, levels[event.level], str(event.id or ""), event.meaning) for event in Event]
